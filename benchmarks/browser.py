"""What a reader's browser sees: largest paint, layout shift, bytes over the wire, page by page.

Run by hand: `python3 run.py check` once, then `.venv/bin/python -m benchmarks.browser`; names of
pages open only these. Prints JSON, what is beyond its target last. Each page is opened several
times, wide and on a telephone: as a first visit, with nothing kept, and as the next page of a
visitor who came by another. The questionnaire is also answered from top to bottom.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, StorageState, sync_playwright

from benchmarks.first_path import BROWSER_ARGS, free_port, server
from docs.screenshots import OUTGROWN, PAGES, PHONE, WIDE
from tests import chromium
from tests.e2e.journeys import start

MEASURED = ("home", "questionnaire", "result", "saved", "comparison", "report")
WINDOWS: dict[str, dict[str, Any]] = {
    "1280 px": {"viewport": WIDE},
    "390 px": {"viewport": PHONE, "is_mobile": True, "has_touch": True},
}
TARGETS = {"paint_ms": 500, "shift": 0.01, "first_bytes": 72_000, "next_bytes": 12_000}
ROUNDS, ROUNDS_OF_ANSWERING = 5, 3
SETTLED_MS = 300
NAMED = 0.001
OBSERVE = """(type) => new Promise((resolve) => {
  const seen = [];
  const named = (node) => node?.id ? '#' + node.id
    : node?.className ? '.' + node.className : node?.nodeName.toLowerCase() ?? 'something removed';
  const watch = new PerformanceObserver((list) => seen.push(...list.getEntries()));
  watch.observe({type, buffered: true});
  setTimeout(() => resolve(seen.map((one) => ({
    at: one.startTime, value: one.value, afterInput: one.hadRecentInput,
    moved: (one.sources ?? []).map((source) => named(source.node)),
  }))), 50);
})"""

Shift = dict[str, Any]


@dataclass
class Seen:
    """What the openings of one page in one window came to, one entry per opening."""

    paint_ms: list[float] = field(default_factory=list)
    shift: list[float] = field(default_factory=list)
    bytes: list[float] = field(default_factory=list)
    moved: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Visit:
    """An address, what its visitor's browser keeps, and the page they came by."""

    address: str
    state: StorageState | None
    before: str


def reach(browser: Browser, site: str, name: str) -> Visit:
    """Makes what the page shows, as a visitor; whoever opens a report has nothing of theirs."""
    context = browser.new_context(base_url=site, viewport=WIDE)  # type: ignore[arg-type]
    page = context.new_page()
    PAGES[name](page)
    state = None if name == "report" else context.storage_state()
    visit = Visit(page.url, state, "/about" if name == "home" else "/")
    context.close()
    return visit


class Wire:
    """Counts what the page loads, headers included, as it came over the wire."""

    def __init__(self, page: Page) -> None:
        self.bytes = 0
        session = page.context.new_cdp_session(page)
        session.on("Network.loadingFinished", self._add)
        session.send("Network.enable")

    def _add(self, event: dict[str, Any]) -> None:
        self.bytes += int(event["encodedDataLength"])


def open_once(context: BrowserContext, address: str, seen: Seen) -> None:
    """Opens the address in a new tab and notes what it came to."""
    page = context.new_page()
    wire = Wire(page)
    answer = page.goto(address, wait_until="load")
    assert answer, address
    assert answer.status == 200, address
    page.wait_for_timeout(SETTLED_MS)
    seen.paint_ms.append(page.evaluate(OBSERVE, "largest-contentful-paint")[-1]["at"])
    shifts = page.evaluate(OBSERVE, "layout-shift")
    seen.shift.append(score(shifts, after_input=False))
    seen.moved.update(part for one in shifts for part in one["moved"])
    seen.bytes.append(wire.bytes)
    page.close()


def score(shifts: Iterable[Shift], *, after_input: bool) -> float:
    """The worst burst: shifts less than a second apart, five seconds at most, added up."""
    worst = burst = begun = last = 0.0
    for one in shifts:
        if one["afterInput"] and not after_input:
            continue
        if one["at"] - last > 1000 or one["at"] - begun > 5000:
            burst, begun = 0.0, one["at"]
        burst, last = burst + one["value"], one["at"]
        worst = max(worst, burst)
    return worst


def opened(browser: Browser, site: str, window: dict[str, Any], visit: Visit) -> dict[str, Any]:
    """The page in that window, as a first visit and as the next page, in turns."""
    first, following = Seen(), Seen()
    for _ in range(ROUNDS):
        for seen in (first, following):
            context = browser.new_context(base_url=site, storage_state=visit.state, **window)
            if seen is following:
                open_once(context, visit.before, Seen())
            open_once(context, visit.address, seen)
            context.close()
    return {"first visit": figures(first), "next page": figures(following)}


def figures(seen: Seen) -> dict[str, dict[str, Any]]:
    moved = {"moved": sorted(seen.moved)} if seen.moved else {}
    return {
        "paint_ms": median_and_worst(seen.paint_ms, 0),
        "shift": {**median_and_worst(seen.shift), **moved},
        "bytes": median_and_worst(seen.bytes, 0),
    }


def median_and_worst(values: list[float], digits: int = 4) -> dict[str, float]:
    both = {"median": statistics.median(values), "worst": max(values)}
    return {name: round(value, digits or None) for name, value in both.items()}


def answer_all(page: Page) -> Iterator[tuple[str, list[Shift]]]:
    """Answers one shown question after the other; each with the shifts that followed."""
    start(page)
    page.wait_for_timeout(SETTLED_MS)
    known = 0
    for question in page.locator("fieldset.q").all():
        if not question.is_visible():
            continue
        name = str(question.get_attribute("id")).removeprefix("q-")
        wanted = OUTGROWN.get(name, [])
        for option in [wanted] if isinstance(wanted, str) else wanted or [""]:
            control = question.locator("input").first
            control = page.locator(f"#{name}--{option}") if option else control
            with page.expect_response(lambda one: one.request.method == "POST"):
                control.check()
            page.wait_for_timeout(SETTLED_MS)
        shifts = page.evaluate(OBSERVE, "layout-shift")
        yield name, shifts[known:]
        known = len(shifts)


def answered(browser: Browser, site: str, window: dict[str, Any]) -> dict[str, Any]:
    """The shifts while answering, without and with those right after input, and what moved."""
    own: list[float] = []
    every: list[float] = []
    moved: dict[str, dict[str, Any]] = {}
    for _ in range(ROUNDS_OF_ANSWERING):
        context = browser.new_context(base_url=site, **window)
        by_question = dict(answer_all(context.new_page()))
        context.close()
        shifts = [one for several in by_question.values() for one in several]
        own.append(score(shifts, after_input=False))
        every.append(score(shifts, after_input=True))
        moved = {name: told(several) for name, several in by_question.items()}
    return {
        "questions": len(moved),
        "shift": median_and_worst(own),
        "while answering": median_and_worst(every),
        "moved by the answer to": {
            name: what for name, what in moved.items() if what["shift"] >= NAMED
        },
    }


def told(shifts: list[Shift]) -> dict[str, Any]:
    """What one answer moved, the parts that moved named."""
    parts = {part for one in shifts for part in one["moved"]}
    return {"shift": round(sum(one["value"] for one in shifts), 4), "parts": sorted(parts)}


def beyond(pages: dict[str, Any], answering: dict[str, Any]) -> list[str]:
    """The medians that miss their target, and any shift that does: it comes of a race."""
    found = []
    for name, window, way, figure, value in flat(pages):
        target = TARGETS[f"{way.split()[0]}_bytes" if figure == "bytes" else figure]
        if value > target:
            found.append(f"{name}, {window}, {way}: {figure} {value} > {target}")
    for window, one in answering.items():
        if one["shift"]["worst"] > TARGETS["shift"]:
            found.append(f"while answering, {window}: shift {one['shift']['worst']}")
    return found


def flat(pages: dict[str, Any]) -> Iterator[tuple[str, str, str, str, float]]:
    for name, windows in pages.items():
        for window, ways in windows.items():
            for way, all_figures in ways.items():
                for figure, values in all_figures.items():
                    which = "worst" if figure == "shift" else "median"
                    yield name, window, way, figure, values[which]


def main() -> None:
    names = sys.argv[1:] or MEASURED
    port = free_port()
    site = f"http://127.0.0.1:{port}"
    load = [round(os.getloadavg()[0], 2)]
    with (
        tempfile.TemporaryDirectory() as folder,
        server(port, folder),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=chromium.find(sys.executable), args=BROWSER_ARGS
        )
        visits = {name: reach(browser, site, name) for name in names}
        pages = {
            name: {
                window: opened(browser, site, options, visit) for window, options in WINDOWS.items()
            }
            for name, visit in visits.items()
        }
        answering = {
            window: answered(browser, site, options)
            for window, options in WINDOWS.items()
            if "questionnaire" in names
        }
        browser.close()
    load.append(round(os.getloadavg()[0], 2))
    print(
        json.dumps(
            {
                "machine_load_before_and_after": load,
                "pages": pages,
                "answering": answering,
                "targets": TARGETS,
                "beyond_target": beyond(pages, answering),
            },
            indent=2,
        )
    )


if __name__ == "__main__":
    main()
