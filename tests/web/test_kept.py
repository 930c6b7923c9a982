"""Pages from memory: they say what a page made now would say, to whoever would get that page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from app.main import build_pages, finish
from app.results import firmness
from app.settings import Settings
from app.web.packed import Plain
from app.web.request_log import request_lines
from app.web.shelf import OVERHEAD, KeptPage, Shelf
from tests.factories import FrozenClock, Pretend
from tests.web.asgi import Header, ask
from tests.web.twins import GZIP, Twins, cookie_of, count_renderings, keys_of, text_of, told
from tests.web.visitor import ORIGIN, Visitor

API = {"situation": "new", "kind": "public_api"}
TOOL = {"situation": "new", "kind": "internal_tool"}
KINDS = ("result", "version", "report")
ENCODINGS: dict[str, list[Header]] = {
    "plain": [],
    "gzip": [GZIP],
    "gzip refused": [("accept-encoding", "gzip;q=0")],
}


@pytest.fixture
def twins(database_url: str, clock: FrozenClock) -> Iterator[Twins]:
    made = Twins(database_url, clock)
    yield made
    made.close()


@pytest.fixture
def paths(twins: Twins) -> dict[str, str]:
    """Ada's pages that may be kept; the link was opened, so that this is no news."""
    return saved(twins)


def saved(twins: Twins) -> dict[str, str]:
    result = twins.ada.save(API)
    made = twins.ada.submit(twins.ada.get(result.href("Share")), "Create the link")
    link = made.all("input", id="link")[0].get("value", "").removeprefix(ORIGIN)
    twins.get(link)
    return {"result": result.path, "version": f"{result.path}/revisions/1", "report": link}


@pytest.mark.parametrize("headers", ENCODINGS.values(), ids=ENCODINGS)
@pytest.mark.parametrize("kind", KINDS)
def test_opened_again_it_is_the_same_page_and_not_made_again(
    twins: Twins,
    paths: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    headers: list[Header],
) -> None:
    anew = twins.get_anew(paths[kind], *headers)
    first = twins.get(paths[kind], *headers)
    rendered = count_renderings(monkeypatch)
    again = [twins.get(paths[kind], *headers) for _ in range(3)]
    assert rendered == []
    assert anew.status == 200
    for answer in (first, *again):
        assert told(answer) == told(anew)
        assert answer.header("content-encoding") == ("gzip" if headers == [GZIP] else None)
        assert answer.header("content-length") == str(len(answer.body))
        assert answer.header("cache-control") == "no-store"


@pytest.mark.parametrize("headers", ENCODINGS.values(), ids=ENCODINGS)
@pytest.mark.parametrize("kind", KINDS)
def test_no_two_answers_share_a_key_and_each_key_works(
    twins: Twins, paths: dict[str, str], kind: str, headers: list[Header]
) -> None:
    answers = [twins.get(paths[kind], *headers) for _ in range(4)]
    assert [len(set(keys_of(answer))) for answer in answers] == [1] * 4
    assert len({keys_of(answer)[0] for answer in answers}) == 4
    button = "Copy to my workspace" if kind == "report" else "Duplicate and change one answer"
    copies = {
        twins.ada.submit(twins.ada.get(paths[kind]), button).path.split("/")[2] for _ in range(2)
    }
    assert len(copies) == 2


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_asked_in_another_way_goes_the_usual_way(
    twins: Twins, paths: dict[str, str], monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    for _ in range(2):
        twins.get(paths[kind])
    rendered = count_renderings(monkeypatch)
    odd = paths[kind].replace("/revisions/1", "/revisions/01")
    for path, status in [(f"{paths[kind]}?x=1", 200), (f"{odd}/", 303), (f"{odd}%0ax", 404)]:
        assert twins.get(path).status == status
    assert len(rendered) == 2
    for method in ("HEAD", "POST", "OPTIONS"):
        asked = [ask(app, paths[kind], method) for app in (twins.kept, twins.anew)]
        assert told(asked[0]) == told(asked[1])


def test_one_spelling_of_a_number_is_an_address(twins: Twins, paths: dict[str, str]) -> None:
    for _ in range(2):
        assert twins.get(paths["version"]).status == 200
    for odd in ("01", "+1", "1.0", "１", "1 ", "2", "0"):
        path = paths["version"].replace("/1", f"/{odd}")
        assert twins.get(path).status == 404, odd


@pytest.mark.parametrize("kind", KINDS)
def test_a_forged_host_is_refused_as_everywhere(
    twins: Twins, paths: dict[str, str], kind: str
) -> None:
    for _ in range(2):
        twins.get(paths[kind])
    cookie = cookie_of(twins.ada)
    assert ask(twins.kept, paths[kind], headers=cookie, host="evil.example").status == 400


def test_who_may_not_see_it_gets_what_a_stranger_gets(twins: Twins, paths: dict[str, str]) -> None:
    ben = Visitor(twins.kept)
    ben.save(TOOL)
    for kind in ("result", "version"):
        for _ in range(2):
            assert twins.get(paths[kind]).status == 200
        for stranger in (ben, Visitor(twins.kept)):
            asked = twins.get(paths[kind], visitor=stranger)
            assert asked.status == 404
            assert told(asked) == told(twins.get_anew(paths[kind], visitor=stranger))


def test_a_page_that_notes_something_is_made_anew(
    twins: Twins, paths: dict[str, str], clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first visit of a day, and the first opening of a link within an hour."""
    for path in paths.values():
        twins.get(path)
    clock.advance(hours=1)
    rendered = count_renderings(monkeypatch)
    for _ in range(4):
        twins.get(paths["report"])
    assert len(rendered) == 2
    assert "last opened" in twins.get(paths["result"]).text
    clock.advance(days=1)
    rendered.clear()
    for _ in range(4):
        twins.get(paths["result"])
    assert len(rendered) == 2


def test_a_link_that_ends_is_on_no_page_any_more(
    twins: Twins, paths: dict[str, str], clock: FrozenClock
) -> None:
    clock.advance(days=89, hours=23, minutes=59)
    for path in paths.values():
        for _ in range(3):
            assert twins.get(path).status == 200
    clock.advance(minutes=1)
    assert twins.get(paths["report"]).status == 404
    assert "shared-with" not in twins.get(paths["result"]).text


def test_a_clock_set_back_ends_a_link_as_it_does_without_memory(
    twins: Twins, paths: dict[str, str], clock: FrozenClock
) -> None:
    for path in paths.values():
        twins.get(path)
    clock.advance(hours=-2)
    for path in paths.values():
        assert told(twins.get(path)) == told(twins.get_anew(path))
    assert twins.get(paths["report"]).status == 404


def test_a_page_without_its_analysis_is_not_kept(
    twins: Twins, paths: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise RuntimeError("no memory left")

    with monkeypatch.context() as patch:
        patch.setattr(firmness, "_analysis", fail)
        for path in paths.values():
            assert b"could not be worked out" in text_of(twins.get(path, GZIP))
    for path in paths.values():
        assert b"could not be worked out" not in text_of(twins.get(path, GZIP))


def test_nothing_stays_open_between_requests(sqlite_url: str, clock: FrozenClock) -> None:
    """Or the log could not be emptied, which whoever deletes something relies on."""
    twins = Twins(sqlite_url, clock)
    for path in saved(twins).values():
        for _ in range(3):
            twins.get(path)
    assert twins.pages_anew.state.parts.database.erase(deleted=False)
    twins.close()


def test_it_is_read_without_a_thread_beside_a_log_and_in_one_without(
    sqlite_url: str, clock: FrozenClock, pretend: Pretend
) -> None:
    with_log = Twins(sqlite_url, clock)
    paths = saved(with_log)
    assert with_log.pages.state.parts.database.looks_at_once
    with_log.close()
    pretend((3, 40, 0))
    without = Twins(sqlite_url, clock)
    assert not without.pages.state.parts.database.looks_at_once
    for _ in range(3):
        asked = without.get(paths["result"], visitor=with_log.ada)
        assert asked.status == 200
    without.close()


def test_if_it_cannot_be_looked_at_the_usual_way_says_so(
    twins: Twins, paths: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        twins.get(paths["result"])
    database = twins.pages.state.parts.database
    monkeypatch.setattr(type(database), "look", lambda *_: None)
    assert twins.get(paths["result"]).status == 200


def test_the_log_has_the_same_line(
    twins: Twins,
    paths: dict[str, str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caplog.set_level("INFO", "advisor.requests")
    lines: list[str] = []
    monkeypatch.setattr(request_lines, "add", lines.append)
    for path in paths.values():
        lines.clear()
        for app in (twins.get, twins.get, twins.get_anew):
            app(path)
        said = [json.loads(line) for line in lines]
        for line in said:
            del line["time"], line["milliseconds"]
        assert len(said) == 3
        assert said[0] == said[1] == said[2]


def test_nothing_is_kept_while_developing(
    sqlite_url: str, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    twins = Twins(sqlite_url, clock)
    paths = saved(twins)
    pages = build_pages(Settings(database=sqlite_url, development=True), clock=clock)
    rendered = count_renderings(monkeypatch)
    for _ in range(3):
        ask(finish(pages), paths["result"], headers=cookie_of(twins.ada))
    assert len(rendered) == 3
    pages.state.parts.database.close()
    twins.close()


def kept_page(size: int) -> KeptPage:
    now = FrozenClock().now
    return KeptPage((), now, now + timedelta(1), [], Plain(b"x" * (size - OVERHEAD), b"key"))


def test_what_is_kept_stays_below_its_bound_and_what_is_used_stays() -> None:
    shelf = Shelf(100_000)
    shelf.put(("used",), kept_page(10_000))
    for number in range(50):
        shelf.note_use(("used",))
        shelf.put((number,), kept_page(10_000 + number))
        assert shelf.size <= 100_000
    assert shelf.get(("used",)) is not None
    assert [number for number in range(50) if shelf.get((number,))] == list(range(42, 50))
    size = shelf.size
    shelf.put(("too large",), kept_page(100_001))
    assert (shelf.size, shelf.get(("too large",))) == (size, None)


def test_what_is_not_shown_for_two_hours_is_gone() -> None:
    shelf = Shelf(100_000)
    for name in ("used", "unused"):
        shelf.put((name,), kept_page(10_000))
    for _ in range(2):
        shelf.grow_older()
        shelf.note_use(("used",))
    shelf.grow_older()
    assert shelf.get(("unused",)) is None
    assert shelf.get(("used",)) is not None
    assert shelf.size == 10_000
