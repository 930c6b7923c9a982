"""What `benchmarks.speed --peers` measured last, as the picture and the lines of the README.

.venv/bin/python -m benchmarks.picture
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from html import escape
from itertools import chain
from textwrap import wrap

from benchmarks.harness import RESULTS, ROOT, Figures

NAME = "peers"
PICTURE = ROOT / "docs" / "images" / "speed.svg"
README = ROOT / "README.md"
LINES = re.compile(r"(?s)(?<=<!-- speed -->\n).*?(?=<!-- /speed -->)")
CODE = re.compile("`[^`]+`")
NARROW = "\u202f"
"""Stands for the spaces of a command while lines are broken."""
PAGES = {
    "home": "Home",
    "list": "Saved list",
    "result": "Saved result",
    "report": "Shared report",
    "edit": "Questionnaire",
    "draft": "Answer and preview",
    "save": "Save",
}
SIDES = {"now": "Framework Advisor (FastAPI)", "flask": "Flask, sqlite3", "django": "Django, ORM"}
TITLE = "Processor time per request in milliseconds: shorter is faster"
WIDTH, LEFT, RIGHT, TOP = 830, 170, 96, 92
BAR, GAP = 15, 16
STYLE = """
    text { font: 15px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #1f2328 }
    .title { font-weight: 600; font-size: 17px } .value { font-size: 14px }
    .now { fill: #0072b2 } .flask { fill: #d55e00 } .django { fill: #7f858d }
    line { stroke: #d0d7de }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3 } line { stroke: #3d444d }
      .now { fill: #56b4e9 } .flask { fill: #e69f00 } .django { fill: #a3abb5 }
    }
"""
"""Blue, orange and grey differ for every kind of colour blindness, and by brightness."""


def main() -> None:
    figures = json.loads((RESULTS / f"{NAME}.json").read_text(encoding="utf-8"))
    PICTURE.write_text(drawn(figures["cases"]), encoding="utf-8")
    readme = README.read_text(encoding="utf-8")
    README.write_text(LINES.sub(lambda _: told(figures), readme), encoding="utf-8")
    print(told(figures))


def drawn(cases: Figures) -> str:
    """An SVG with a group of bars for each page: milliseconds of processor time per request."""
    pages = [page for page in PAGES if page in cases]
    scale = (WIDTH - LEFT - RIGHT) / max(_ms(cases, page, side) for page in pages for side in SIDES)
    group = len(SIDES) * BAR + GAP
    height = TOP + len(pages) * group
    groups = (_group(cases, page, TOP + n * group, scale) for n, page in enumerate(pages))
    lines = "\n".join(chain(_head(), *groups))
    summary = escape("; ".join(_summary(cases, page) for page in pages))
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" \
width="{WIDTH}" height="{height}" role="img" aria-labelledby="title summary">
<title id="title">{TITLE}</title>
<desc id="summary">{summary}</desc>
<style>{STYLE}</style>
{lines}
</svg>
"""


def _head() -> Iterator[str]:
    yield f'<text class="title" x="0" y="20">{TITLE}</text>'
    x = 0
    for side, name in SIDES.items():
        yield f'<rect class="{side}" x="{x}" y="42" width="14" height="14" rx="2"/>'
        yield f'<text x="{x + 21}" y="54">{name}</text>'
        x += 50 + 8 * len(name)


def _group(cases: Figures, page: str, top: int, scale: float) -> Iterator[str]:
    line, middle = top - GAP / 2, top + len(SIDES) * BAR / 2 + 5
    yield f'<line x1="0" x2="{WIDTH}" y1="{line}" y2="{line}"/>'
    yield f'<text x="0" y="{middle:.0f}">{PAGES[page]}</text>'
    for place, side in enumerate(SIDES):
        ms, y = _ms(cases, page, side), top + place * BAR
        wide = max(1.0, ms * scale)
        at = f'x="{LEFT}" y="{y}" width="{wide:.1f}" height="{BAR - 2}"'
        yield f'<rect class="{side}" {at} rx="2"/>'
        at = f'x="{LEFT + wide + 8:.1f}" y="{y + BAR - 3}"'
        yield f'<text class="value" {at}>{_short(ms)}</text>'


def _summary(cases: Figures, page: str) -> str:
    each = (f"{name} {_short(_ms(cases, page, side))}" for side, name in SIDES.items())
    return f"{PAGES[page]}: {', '.join(each)}"


def _ms(cases: Figures, page: str, side: str) -> float:
    return float(cases[page][side]["cpu_us"]) / 1000


def _short(ms: float) -> str:
    return f"{ms:.2f}" if ms < 1 else f"{ms:.1f}"


def told(figures: Figures) -> str:
    """The same in words, with how it was measured."""
    cases, machine, versions = figures["cases"], figures["machine"], figures["peers"]
    noise = max(abs(_of(cases, page, "again", "now") - 1) for page in PAGES)
    text = (
        "Processor time of one server process per request, beside the same pages in Flask "
        f"{versions['flask']} with sqlite3 and in Django {versions['django']}, both under "
        "gunicorn: the same engine, templates, checks and rows, and each answer was compared with "
        f"ours before it was measured. **Times as fast as Flask**: {_times(cases, 'flask')}. **As "
        f"Django**: {_times(cases, 'django')}. As a bare FastAPI route that answers as many "
        f"bytes: {_bare(cases)}. Two processes of the same checkout differed by up to "
        f"{noise:.0%} ({machine['date'][:10]}, {machine['cores']} cores, load "
        f"{figures['load'][0]:.0f} to {figures['load'][3]:.0f}). "
        "`.venv/bin/python -m benchmarks.speed --peers` measures it, `--short` in three minutes: "
        f"[figures](benchmarks/results/{NAME}.json), [how](benchmarks/README.md)."
    )
    unbroken = CODE.sub(lambda code: code[0].replace(" ", NARROW), text)
    lines = wrap(unbroken, 110, break_long_words=False, break_on_hyphens=False)
    return "\n".join(lines).replace(NARROW, " ") + "\n"


def _times(cases: Figures, side: str) -> str:
    return _listed(f"{PAGES[page].lower()} {_of(cases, page, side, 'now'):.1f}" for page in PAGES)


def _bare(cases: Figures) -> str:
    names = {"result": "a saved result", "report": "a shared report", "css": "a static file"}
    return _listed(f"{names[page]} {_of(cases, page, 'bare', 'now'):.2f}" for page in names)


def _of(cases: Figures, page: str, side: str, other: str) -> float:
    return _ms(cases, page, side) / _ms(cases, page, other)


def _listed(parts: Iterable[str]) -> str:
    return ", ".join(parts)


if __name__ == "__main__":
    main()
