"""The list as a CSV file: what a spreadsheet makes of it, narrowed and sorted like the list."""

from __future__ import annotations

import csv
import tracemalloc
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest

from app.assessments import listing
from app.assessments.listing import every_row
from app.assessments.queries import Wanted
from app.assessments.rows import ListedRow
from app.assessments.spreadsheet import HEAD, csv_lines, inert
from app.engine.errors import Unavailable
from app.web import downloads
from app.web.downloads import set_aside
from tests.cast import Person


def row(title: str, **more: Any) -> ListedRow:
    when = datetime(2026, 11, 29, 14, 5, 9, tzinfo=UTC)
    plain: dict[str, Any] = {
        "id": "a" * 16,
        "title": title,
        "latest": None,
        "has_draft": True,
        "has_note": False,
        "is_shared": False,
        "created_at": when,
        "changed_at": when,
        "label": None,
        "strength": None,
        "lead": None,
        "adjusted": None,
        "rank": None,
        "answered": 2,
        "asked": 9,
    }
    return ListedRow(**(plain | more))


def read(*rows: ListedRow) -> list[dict[str, str]]:
    """What a program that knows RFC 4180 finds in the file."""
    written = b"".join(csv_lines([rows], "https://advisor.example/{}".format)).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(written, newline="")))


@pytest.mark.parametrize(
    ("title", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("-5", "-5"),
        ("+5.25", "+5.25"),
        ("-1,5", "-1,5"),
        ("-٣", "'-٣"),
        ("'tis", "'tis"),
        ("Intranet = new", "Intranet = new"),
        ("", ""),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("\uff20A1", "'\uff20A1"),
    ],
)
def test_a_text_that_would_be_a_formula_is_a_text_and_a_number_stays_one(title: str, cell: str):
    assert inert(title) == cell


@pytest.mark.parametrize(
    "title", ['Say "hello", Ben', "a;b,c", "Étude 日本 😀", " spaces ", "two\nlines", "'quoted'"]
)
def test_whatever_stands_in_a_title_comes_out_of_the_file_as_it_was(title: str):
    assert read(row(title))[0]["Title"] == title


def test_a_cell_for_everything_that_the_list_shows():
    saved = row("Intranet", label="FastAPI", lead=24, strength="very strong", latest=3)
    ruled = row("Old", label="Keep", latest=1, has_draft=False, asked=0)
    assert [list(one.values()) for one in read(saved, ruled, row("Begun"))] == [
        _cells("Intranet", "FastAPI", "very strong", "24", "", "3", "yes", "2", "9"),
        _cells("Old", "Keep", "by a rule", "", "", "1", "no", "", ""),
        _cells("Begun", "", "", "", "", "", "yes", "2", "9"),
    ]


def _cells(*first: str) -> list[str]:
    when = "2026-11-29 14:05:09"
    return [*first, "no", "no", when, when, f"https://advisor.example/{'a' * 16}"]


def test_the_file_has_a_mark_for_excel_and_lines_that_end_as_the_standard_says():
    written = b"".join(csv_lines([[row("Intranet")]], str))
    assert written.startswith(b"\xef\xbb\xbfTitle,Verdict,")
    assert written.count(b"\r\n") == written.count(b"\n") == 2
    assert written.decode("utf-8-sig").splitlines()[0].split(",") == list(HEAD)


@pytest.mark.parametrize("order", ["changed", "title", "created", "oldest"])
def test_every_row_is_told_once_in_the_order_of_the_list(
    ada: Person, monkeypatch: pytest.MonkeyPatch, order: Any
):
    monkeypatch.setattr(listing, "PORTION", 2)
    made = [ada.starts() for _ in range(5)]
    with ada.reading() as workspace:
        portions = list(every_row(workspace, Wanted(order=order)))
        shown = listing.list_page(workspace, Wanted(order=order)).rows
    assert [len(portion) for portion in portions] == [2, 2, 1]
    assert tuple(one for portion in portions for one in portion) == shown
    assert {one.id for one in shown} == set(made)


def test_a_large_file_is_put_aside_on_disk_and_not_in_memory():
    tracemalloc.start()
    with set_aside(b"x" * 65_536 for _ in range(320)) as aside:
        _, peak = tracemalloc.get_traced_memory()
        size = aside.tell()
    tracemalloc.stop()
    assert (size, peak < 4_000_000) == (20 * 2**20, True)


def test_where_the_disk_is_full_that_is_what_is_said(monkeypatch: pytest.MonkeyPatch):
    def full(**_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(downloads, "IN_MEMORY", 10)
    monkeypatch.setattr("tempfile.TemporaryFile", full)
    with pytest.raises(Unavailable, match="no room to make this file"):
        set_aside([b"x" * 100])
