"""The picture and the lines of the README say what was measured, misses included."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest

from benchmarks.picture import PAGES, SIDES, drawn, told

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def figures() -> dict[str, Any]:
    """Ours takes 1 ms, Flask 2, Django 4; only saving is dearer than in Flask."""
    usual = {"now": 1000.0, "again": 1030.0, "flask": 2000.0, "django": 4000.0, "bare": 900.0}
    cases = {page: {side: {"cpu_us": us} for side, us in usual.items()} for page in (*PAGES, "css")}
    cases["save"]["flask"]["cpu_us"] = 800.0
    return {
        "machine": {"date": "2026-11-29 05:00", "cores": 2},
        "peers": {"flask": "3.1.3", "django": "5.2.19"},
        "load": [1.0, 1.0, 1.0, 3.0, 2.0, 1.0],
        "cases": cases,
    }


def test_each_page_has_a_bar_for_each_side_as_long_as_it_takes(figures: dict[str, Any]) -> None:
    picture = ElementTree.fromstring(drawn(figures["cases"]))
    bars = [rect for rect in picture.iter(f"{SVG}rect") if rect.get("height") != rect.get("width")]
    widths = {
        side: [float(bar.get("width", "")) for bar in bars if bar.get("class") == side]
        for side in SIDES
    }
    assert [len(each) for each in widths.values()] == [len(PAGES)] * len(SIDES)
    assert widths["django"][0] == pytest.approx(4 * widths["now"][0], abs=0.5)
    assert widths["flask"][-1] < widths["now"][-1]


def test_whoever_sees_no_picture_gets_its_figures(figures: dict[str, Any]) -> None:
    picture = ElementTree.fromstring(drawn(figures["cases"]))
    assert "Home: Framework Advisor (FastAPI) 1.0, Flask, sqlite3 2.0, Django, ORM 4.0" in (
        picture.findtext(f"{SVG}desc") or ""
    )


def test_the_lines_tell_how_many_times_as_fast_and_where_we_are_slower(
    figures: dict[str, Any],
) -> None:
    lines = told(figures)
    assert "home 2.0" in lines
    assert "save 0.8" in lines
    assert "up to 3% (2026-11-29, 2 cores, load 1 to 3)" in " ".join(lines.split())
