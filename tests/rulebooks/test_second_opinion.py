"""A rulebook that gives a second opinion: its role, its families, its sources and its record."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.engine.errors import Invalid, NotFound
from app.rulebooks.faults import RulebookError
from app.rulebooks.library import Library, load_library
from app.rulebooks.record import Tally
from tests.rulebooks.neighbours import other_version, write_neighbours


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    write_neighbours(tmp_path)
    return tmp_path


@pytest.fixture
def library(directory: Path) -> Library:
    return load_library(directory)


def change(directory: Path, file: str, old: str, new: str) -> None:
    path = directory / file
    text = path.read_text()
    assert old in text, old
    path.write_text(text.replace(old, new, 1))


def refusals(directory: Path) -> list[str]:
    with pytest.raises(RulebookError) as refused:
        load_library(directory)
    return [str(fault) for fault in refused.value.faults]


BOOK, SOURCES, RECORD = (
    "neighbours-1.0.0.toml",
    "sources-neighbours-1.0.0.toml",
    "record-neighbours.toml",
)


def test_it_is_found_beside_the_one_it_compares_itself_with(library):
    (beside,) = [book for book in library if book.role == "second_opinion"]
    assert library.second_opinion_on("commute") is beside
    assert library.second_opinion_on("neighbours") is None


def test_its_newest_version_is_the_one_that_is_found(directory):
    text = (directory / BOOK).read_text().replace('version = "1.0.0"', 'version = "1.0.1"')
    (directory / "neighbours-1.0.1.toml").write_text(text)
    (directory / "sources-neighbours-1.0.1.toml").write_bytes((directory / SOURCES).read_bytes())
    assert load_library(directory).second_opinion_on("commute").version == "1.0.1"


def test_nobody_begins_with_it(library):
    assert [book.id for book in library.startable] == ["commute"]
    with pytest.raises(NotFound, match="a second opinion on “How to get to work"):
        library.find_startable("neighbours")
    assert library.find("neighbours").id == "neighbours"


def test_it_is_no_default_even_if_it_comes_first(directory):
    for file in (BOOK, SOURCES, RECORD):
        path = directory / file
        text = path.read_text().replace('id = "neighbours"', 'id = "a"')
        path.rename(directory / file.replace("neighbours", "a")).write_text(text)
    library = load_library(directory)
    assert library.ids == ("a", "commute")
    assert library.default.id == "commute"
    with pytest.raises(Invalid) as refused:
        load_library(directory, default="a")
    assert refused.value.message == (
        "The rulebook “a” gives a second opinion, nobody can begin with it; "
        "set ADVISOR_RULEBOOK to one of commute."
    )


def test_the_default_stays_whatever_files_are_added(directory):
    for name in ("aaa", "flask-fastapi"):
        text = other_version("1.0.0").replace('id = "commute"', f'id = "{name}"')
        (directory / f"{name}-1.0.0.toml").write_text(text)
    assert load_library(directory).default.id == "flask-fastapi"


def test_a_second_opinion_alone_is_not_enough(directory):
    (directory / "commute-1.0.0.toml").unlink()
    assert refusals(directory)[0].endswith("has no rulebook; put one there, <id>-<version>.toml")


def test_what_it_counts_is_there_by_id(library):
    sources = library.sources(library.latest("neighbours"))
    assert list(sources.sources) == ["S001", "S002", "S003"]
    assert sources.sources["S001"].answers == {"distance": "near", "cargo": ["free_hands"]}
    assert sources.sources["S003"].outcome is None
    count = sources.counts["N1"]
    assert (count.side, count.when) == ("bicycle", {"distance": frozenset({"near"})})
    assert (count.for_, count.against, count.other_reason) == (("S001",), ("S002",), ())
    assert library.sources(library.latest("commute")) is None


def test_its_numbers_are_filled_in_from_its_counts(library):
    claim = library.latest("neighbours").claim_by_id["N1"]
    assert claim.says == "Short ways: 1 by bicycle, 1 not"


FAULTS = [
    # role
    (BOOK, 'compares = "commute"\n', "", f'{BOOK}: rulebook "neighbours": a second opinion names '
     'the rulebook it is read beside; add "compares"'),
    (BOOK, 'compares = "commute"', 'compares = "neighbours"',
     f'{BOOK}: rulebook "neighbours": it compares itself with itself'),
    (BOOK, 'role = "second_opinion"\n', "", f'{BOOK}: rulebook "neighbours": only role '
     '"second_opinion" has "compares" and [[family]]; drop them or add it'),
    (BOOK, 'role = "second_opinion"', 'role = "umpire"', f'{BOOK}: rulebook "neighbours": "role" '
     'must be "advice" or "second_opinion"'),
    (BOOK, 'compares = "commute"', 'compares = "travel"', f'{BOOK}: rulebook "neighbours": '
     'compares "travel", and there is no such rulebook; add it'),
    # family
    (BOOK, 'own = ["legs", "burden"]', 'own = ["legs"]', f'{BOOK}: group "burden": is in 0 '
     'families; name it in "own" of exactly one'),
    (BOOK, 'own = ["pleasure", "purse"]', 'own = ["pleasure", "purse", "legs"]', f'{BOOK}: group '
     '"legs": is in 2 families; name it in "own" of exactly one'),
    (BOOK, 'own = ["legs", "burden"]', 'own = ["legs", "burden", "wings"]', f'{BOOK}: group '
     '"wings": is named in "own" of a family, and there is no such group; correct it'),
    (BOOK, 'other = ["legs", "burden"]', 'other = ["legs"]', f'{BOOK}: group "burden": of commute '
     '1.0.0: is in 0 families; name it in "other" of exactly one'),
    (BOOK, 'other = ["legs", "burden"]', 'other = ["legs", "burden", "purse"]', f'{BOOK}: group '
     '"purse": of commute 1.0.0: is in 2 families; name it in "other" of exactly one'),
    (BOOK, 'label = "What it takes"\n', 'label = "What it takes"\ncolour = "red"\n',
     f'{BOOK}: family "body": unknown key "colour"; use id, label, own, other'),
    # blanks and names of sources
    (BOOK, "{for:N1}", "{for:N2}", f'{BOOK}: claim "N1": "says": {{for:N2}} names no claim with a '
     "count; correct it"),
    (BOOK, "{for:N1}", "{some:N1}", f'{BOOK}: claim "N1": "says": {{some:N1}} is no blank; use for,'
     " against, all, share, position, side or {number:sources}"),
    (BOOK, 'where = "An aside"', 'where = "An aside of S009"', f'{BOOK}: claim "N4": names "S009", '
     "and there is no such source; correct it"),
    # sources, with the line
    (SOURCES, 'id = "S002"', 'id = "S001"', f'{SOURCES}, line 13: source "S001": stands there '
     "already in line 2; drop one of the two"),
    (SOURCES, 'seen = "thread"\n', "", f'{SOURCES}, line 2: source "S001": "seen" is missing; it '
     'must be "excerpt" or "thread" or "whole text"'),
    (SOURCES, 'date = "2024-05"', 'date = "May"', f'{SOURCES}, line 2: source "S001": "date" must '
     "be undated, or a date such as 2024, 2024-06 or 2024-06-30, in quotes"),
    (SOURCES, 'distance = "remote"', 'distance = "far"', f'{SOURCES}, line 24: source "S003": '
     'answer to "distance": There is no option “far”; use near, middling or remote.'),
    (SOURCES, 'for = ["S001"]', 'for = ["S004"]', f'{SOURCES}, line 36: count "N1": for names '
     '"S004", and there is no such source; correct it'),
    (SOURCES, 'for = ["S001"]', 'for = ["S001", "S001"]', f'{SOURCES}, line 36: count "N1": for '
     'names "S001" twice; once is enough'),
    (SOURCES, 'for = ["S001"]', 'for = ["S001", "S002"]', f'{SOURCES}, line 36: count "N1": "S002" '
     "is in for and in against; leave it in one of them"),
    (SOURCES, 'side = "bicycle"', 'side = "boat"', f'{SOURCES}, line 36: count "N1": side "boat" '
     "is no alternative; use bicycle, train, motorcar"),
    (SOURCES, '["near"]', '["nearby"]', f'{SOURCES}, line 36: count "N1": when: question '
     '"distance" has no option "nearby"'),
    (SOURCES, "when = { distance", "when = { way", f'{SOURCES}, line 36: count "N1": when names '
     'the question "way", which there is not'),
    (BOOK, "{against:N1} not", "2 not", f'{SOURCES}, line 36: count "N1": the claim says [1, 2], '
     "and the lists hold [1, 1], for and against; let it say {for:N1} and {against:N1}"),
    # record
    (RECORD, "n = 10", "n = 11", f'{RECORD}: tally "compared": comes to 10, and n is 11; correct '
     "one of them"),
    (RECORD, "agreed = 6\nopen = 0", "agreed = 5\nopen = 1", f'{RECORD}: tally "this": agreed is '
     "6, and by situation 5; correct one of them"),
    (RECORD, 'who = "constant"', 'who = "nobody"', f'{RECORD}: tally "#5": "who" must be "this" '
     'or "compared" or "constant"'),
    (RECORD, "[record]", "[trial]", f"{RECORD}: record: is missing; write it as [record]"),
]  # fmt: skip


@pytest.mark.parametrize("file, old, new, line", FAULTS)
def test_a_planted_fault_is_named_with_file_and_line(directory, file, old, new, line):
    change(directory, file, old, new)
    assert line in refusals(directory)


def test_a_claim_with_a_count_is_there(directory):
    change(directory, SOURCES, 'claim = "N1"', 'claim = "N9"')
    assert refusals(directory)[0].startswith(f'{BOOK}: claim "N1": "says": {{for:N1}} names no')
    change(directory, BOOK, "{for:N1} by bicycle, {against:N1} not", "by bicycle")
    assert refusals(directory) == [
        f'{SOURCES}, line 36: count "N9": there is no such claim in the rulebook; name one that is '
        "there"
    ]


def test_numbers_to_fill_in_need_a_file_of_sources(directory):
    (directory / SOURCES).unlink()
    assert refusals(directory) == [
        f'{BOOK}: claim "N1": "says": {{for:N1}} is filled in from sources-<id>-<version>.toml '
        "beside the rulebook; add it"
    ]


@pytest.mark.parametrize("file", [SOURCES, RECORD])
def test_what_is_for_no_rulebook_here_is_refused(directory, file):
    stray = file.replace("neighbours", "strangers")
    (directory / file).rename(directory / stray)
    change(directory, BOOK, "{for:N1} by bicycle, {against:N1} not", "1 by bicycle, 1 not")
    assert refusals(directory) == [f"{stray}: is for no rulebook here; name it for one"]


def test_families_fit_every_version_that_asks_the_same(directory):
    also = ('group = "purse"', 'group = "fees"')
    new_group = ('id = "purse"', 'id = "fees"')
    (directory / "commute-1.0.1.toml").write_text(other_version("1.0.1", also, new_group))
    assert f'{BOOK}: group "fees": of commute 1.0.1: is in 0 families; name it in "other" of ' in (
        "\n".join(refusals(directory))
    )
    # An earlier version that asked something else was looked at when it was the newest.
    (directory / "commute-1.0.1.toml").unlink()
    fewer = ('  { id = "novel", text = "Time to read" },\n', "")
    reader = ('mood = ["novel"]', 'mood = ["silence"]')
    text = other_version("0.9.0", also, new_group, fewer, reader)
    (directory / "commute-0.9.0.toml").write_text(text)
    assert [book.version for book in load_library(directory).versions("commute")] == [
        "0.9.0",
        "1.0.0",
    ]


def test_its_record_is_told_with_its_numbers(library):
    record = library.record(library.latest("neighbours"))
    assert (record.n, record.date, record.situations) == (10, date(2026, 1, 2), ("near", "remote"))
    assert record.total("this") == Tally("this", "", 6, 3, 1)
    assert record.tally("this", "remote").n == 4
    assert library.record(library.latest("commute")) is None


def test_a_word_keeps_the_record_and_a_point_ends_it(directory):
    change(directory, BOOK, "parking costs more than lunch", "parking is dear")
    library = load_library(directory)
    assert library.record(library.latest("neighbours")).n == 10
    change(directory, BOOK, "aside = 1", "aside = 2")
    change(directory, BOOK, "points = { motorcar = -1 }", "points = { motorcar = -2 }")
    library = load_library(directory)
    assert library.record(library.latest("neighbours")) is None


def test_so_does_a_point_of_what_it_was_tried_beside(directory):
    text = other_version(
        "1.1.0", ("aside = 1", "aside = 2"), ("motorcar = -1 }", "motorcar = -2 }")
    )
    (directory / "commute-1.1.0.toml").write_text(text)
    library = load_library(directory)
    assert library.record(library.latest("neighbours")) is None
