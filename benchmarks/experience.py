"""How long the way to a verdict is: heights of pages, Save in sight, questions asked, sheets.

    .venv/bin/python -m benchmarks.experience                     this checkout
    .venv/bin/python -m benchmarks.experience --before ../old     and the pages of an older one
    .venv/bin/python -m benchmarks.experience --only questions    without a browser; or pages, paper

The questionnaire and the result of one example, everything a reader needs unfolded, at 1280 × 900
and 390 × 844; how many questions are asked until the verdict is settled, one at a time in the order
of their worth and in that of the file, over the examples and over random answers; how many sheets a
printed result takes, of each example and of the fullest answers. Prints a table and JSON. The words
a first-time visitor meets are counted by hand.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page, sync_playwright

from app.analysis.next_question import worths
from app.analysis.settled import outlook
from app.engine.answers import Answers, as_json, read_answers, visible_answers, visible_questions
from app.engine.questions import UNKNOWN
from app.engine.rules import Rulebook
from app.engine.scoring import evaluate
from app.rulebooks.library import load_library
from benchmarks.evaluate import random_answers
from benchmarks.first_path import BROWSER_ARGS
from benchmarks.harness import ROOT, Figures, Server, advisor, cores, keep, running
from tests import chromium

EXAMPLE = "flask-at-its-limits"
RANDOM_SETS = 300
WINDOWS: dict[str, dict[str, Any]] = {
    "1280": {"viewport": {"width": 1280, "height": 900}},
    "390": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
}
AIMS = {
    ("questionnaire", "1280"): 3_600,
    ("questionnaire", "390"): 5_200,
    ("result", "1280"): 2_600,
    ("result", "390"): 4_220,
}
UNFOLD = """() => {
  const holds = (one) => one.querySelector('fieldset') || one.querySelector('summary :is(h2, h3)');
  const main = [...document.querySelectorAll('main details')];
  for (const one of main) if (holds(one) && !one.closest('.preview-frame')) one.open = true;
  return main.map((one) => `${one.open ? 'open' : 'closed'}: `
      + one.querySelector('summary')?.textContent.trim().replace(/\\s+/g, ' ').slice(0, 60));
}"""
HEIGHT = "document.documentElement.scrollHeight"
SAVE_OUT_OF_SIGHT = """() => {
  const room = document.documentElement;
  const seen = (one) => {
    const box = one.getBoundingClientRect();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    return box.width > 0 && box.top >= 0 && box.bottom <= innerHeight
      && box.left >= 0 && box.right <= innerWidth && one.contains(document.elementFromPoint(x, y));
  };
  const saves = [...document.querySelectorAll('main button[type=submit]')]
    .filter((one) => /\\bsave\\b/i.test(one.textContent));
  const missed = [];
  for (let y = 0; y <= room.scrollHeight - innerHeight; y += 100) {
    scrollTo({top: y, behavior: 'instant'});
    if (!saves.some(seen)) missed.push(y);
  }
  return missed;
}"""
BEFORE_ANNEX = """() => {
  const breaks = (one) => /page|left|right/.test(getComputedStyle(one).breakBefore);
  const annex = [...document.querySelectorAll('body *')].find(breaks);
  const end = annex ? annex.getBoundingClientRect().top : document.body.scrollHeight;
  const parts = [...document.querySelectorAll('h1, h2, h3, table, svg, li, p')]
    .filter((one) => one.checkVisibility() && one.getBoundingClientRect().top < end);
  const sizes = parts.filter((one) => one.textContent.trim() && !one.closest('svg'))
    .map((one) => parseFloat(getComputedStyle(one).fontSize) * 0.75);
  return {
    annex: annex?.id || annex?.className || null,
    headings: parts.filter((one) => /^H[123]$/.test(one.nodeName))
      .map((one) => one.textContent.trim().replace(/\\s+/g, ' ').slice(0, 60)),
    height_mm: Math.round(end / 96 * 25.4),
    smallest_pt: Math.round(Math.min(...sizes) * 10) / 10,
  };
}"""
WITHOUT_ANNEX = """() => {
  const breaks = (one) => /page|left|right/.test(getComputedStyle(one).breakBefore);
  const all = [...document.querySelectorAll('body *')];
  const annex = all.findIndex(breaks);
  if (annex < 0) return;
  for (const one of all.slice(annex)) if (!one.matches('head *')) one.remove();
}"""
PAPER = {"width": 688, "height": 1000}  # A4 between margins of 14 mm
PAGE_OBJECT = re.compile(rb"/Type\s*/Page\b(?!s)")

Order = Callable[[Rulebook, Answers], Sequence[str]]


def by_worth(rulebook: Rulebook, answers: Answers) -> list[str]:
    """What can be asked, the most useful first, as the pages with one question each do."""
    return [worth.question for worth in worths(rulebook, answers)]


def by_file(rulebook: Rulebook, answers: Answers) -> list[str]:
    """What can be asked, in the order of the questionnaire."""
    return [one.id for one in visible_questions(rulebook, answers) if one.id not in answers]


def asked(rulebook: Rulebook, known: Answers, order: Order) -> tuple[int, bool]:
    """How many questions until it is settled, or none is left; whether it was settled then."""
    answers: dict[str, frozenset[str] | None] = {}
    while not outlook(rulebook, answers).settled:
        if not (left := order(rulebook, answers)):
            return len(answers), False
        answers[left[0]] = known.get(left[0])
    return len(answers), True


def questions(rulebook: Rulebook) -> Figures:
    """How many are asked over the examples and over random answers, in both orders."""
    examples = {one.id: read_answers(rulebook, one.answers)[0] for one in rulebook.examples}
    chance = random.Random(10)
    sets = {str(number): random_answers(rulebook, chance) for number in range(RANDOM_SETS)}
    return {
        f"{name}, {way}": _asked_over(rulebook, cases, order, each=name == "examples")
        for name, cases in (("examples", examples), ("random", sets))
        for way, order in (("by worth", by_worth), ("by file", by_file))
    }


def _asked_over(
    rulebook: Rulebook, cases: dict[str, Answers], order: Order, *, each: bool
) -> Figures:
    counts = {name: asked(rulebook, known, order) for name, known in cases.items()}
    numbers = [number for number, _ in counts.values()]
    figures: Figures = {
        "mean": round(statistics.mean(numbers), 2),
        "most": max(numbers),
        "never settled": sum(not settled for _, settled in counts.values()),
    }
    return figures | ({"each": {name: counts[name][0] for name in counts}} if each else {})


def fullest(rulebook: Rulebook) -> Answers:
    """Of many answers the ones with most questions answered and most lines in the ledger."""
    chance = random.Random(11)
    sets = [
        {question: options for question, options in one.items() if options}
        for one in (random_answers(rulebook, chance) for _ in range(RANDOM_SETS))
    ]
    shown = [visible_answers(rulebook, one) for one in sets]
    return max(shown, key=lambda one: (len(one), len(evaluate(rulebook, one).ledger)))


def opened(page: Page, rulebook: Rulebook, answers: Answers) -> None:
    """The questionnaire with these answers."""
    raw = {question: chosen or UNKNOWN for question, chosen in as_json(rulebook, answers).items()}
    page.goto(f"/questionnaire/{rulebook.id}?{urlencode(raw, doseq=True)}")
    page.wait_for_timeout(500)


def saved(page: Page) -> None:
    """The result of what the questionnaire shows."""
    saves = page.get_by_role("button", name=re.compile(r"\bsave\b", re.I))
    next(one for one in saves.all() if one.is_visible()).click()
    page.wait_for_url(re.compile(r"/assessments/\w+$"))
    page.wait_for_load_state()


def pages(browser: Browser, site: str, rulebook: Rulebook) -> Figures:
    """Heights, and where Save is not in sight, in both windows."""
    example = next(one for one in rulebook.examples if one.id == EXAMPLE)
    answers, _ = read_answers(rulebook, example.answers)
    figures: Figures = {}
    for width, window in WINDOWS.items():
        with visitor(browser, site, **window) as page:
            opened(page, rulebook, answers)
            folds = page.evaluate(UNFOLD)
            figures[f"questionnaire {width}"] = {
                "height": page.evaluate(HEIGHT),
                "aim": AIMS["questionnaire", width],
                "save out of sight at": page.evaluate(SAVE_OUT_OF_SIGHT),
                "folds": folds,
            }
            saved(page)
            folds = page.evaluate(UNFOLD)
            figures[f"result {width}"] = {
                "height": page.evaluate(HEIGHT),
                "aim": AIMS["result", width],
                "folds": folds,
            }
    return figures


def paper(browser: Browser, site: str, rulebook: Rulebook) -> Figures:
    """Sheets of each printed result, and what stands before the annex."""
    cases = {one.id: read_answers(rulebook, one.answers)[0] for one in rulebook.examples}
    figures: Figures = {}
    for name, answers in {**cases, "fullest answers": fullest(rulebook)}.items():
        with visitor(browser, site, **WINDOWS["1280"]) as page:
            opened(page, rulebook, answers)
            saved(page)
            sheets = _sheets(page)
            page.set_viewport_size(PAPER)
            page.emulate_media(media="print")
            before = page.evaluate(BEFORE_ANNEX)
            page.evaluate(WITHOUT_ANNEX)
            figures[name] = {"sheets": sheets, "first": _sheets(page), "before the annex": before}
    return figures


def _sheets(page: Page) -> int:
    printed = page.pdf(format="A4", prefer_css_page_size=True, print_background=True)
    return len(PAGE_OBJECT.findall(printed))


@contextmanager
def visitor(browser: Browser, site: str, **window: Any) -> Iterator[Page]:
    """A page of somebody who was never here."""
    context = browser.new_context(base_url=site, **window)
    try:
        yield context.new_page()
    finally:
        context.close()


PARTS = {"pages": pages, "paper": paper}


def measured(name: str, checkout: Path, rulebook: Rulebook, parts: Sequence[str]) -> Figures:
    """What a browser sees of that checkout."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running(advisor(name, checkout), Path(folder) / name, cores()[1]) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=chromium.find(sys.executable), args=BROWSER_ARGS
        )
        figures = {part: PARTS[part](browser, _address(server), rulebook) for part in parts}
        browser.close()
    return figures


def _address(server: Server) -> str:
    return f"http://127.0.0.1:{server.port}"


def told(name: str, figures: Figures) -> Iterator[str]:
    """The lines of the table."""
    for page, one in figures.get("pages", {}).items():
        yield f"{name:7} {page:20} {one['height']:6,} px  aim {one['aim']:,}"
        if missed := one.get("save out of sight at"):
            yield f"{name:7}   Save out of sight at {len(missed)} places, first at {missed[0]} px"
    for case, one in figures.get("paper", {}).items():
        before = one["before the annex"]
        yield (
            f"{name:7} printed {case:22} {one['sheets']} sheets, {one['first']} before the annex "
            f"({before['height_mm']} mm, smallest text {before['smallest_pt']} pt)"
        )
    for case, one in figures.get("questions", {}).items():
        yield f"{name:7} asked, {case:28} {one['mean']} on average, at most {one['most']}"


def main() -> None:
    wanted = arguments()
    rulebook = load_library().default
    browsed = [part for part in PARTS if wanted.only in (None, part)]
    sides = {"before": wanted.before} if wanted.before else {}
    figures: Figures = {"rulebook": f"{rulebook.id} {rulebook.version}"}
    for name, checkout in ({**sides, "now": ROOT} if browsed else {}).items():
        figures[name] = measured(name, checkout, rulebook, browsed)
        print(*told(name, figures[name]), sep="\n", flush=True)
    if wanted.only in (None, "questions"):
        figures["questions"] = questions(rulebook)
        print(*told("now", figures), sep="\n")
    print(json.dumps(figures, indent=1))
    if wanted.only is None:
        keep("experience", figures)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.experience", description=__doc__)
    parser.add_argument("--before", type=lambda text: Path(text).resolve(), help="another checkout")
    parser.add_argument("--only", choices=["questions", *PARTS], help="leave the others out")
    return parser.parse_args()


if __name__ == "__main__":
    main()
