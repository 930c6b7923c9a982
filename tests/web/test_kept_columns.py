"""Whatever column changes, the next answer from memory says it: each is changed by the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import select

from app.store.tables import assessments, browsers, revisions, second_opinions, shares
from tests.factories import FrozenClock
from tests.web.asgi import Header
from tests.web.twins import GZIP, Twins, told
from tests.web.visitor import ORIGIN, View, Visitor

API = {"situation": "new", "kind": "public_api"}
TOOL = {"situation": "new", "kind": "internal_tool"}
EARLY = {"situation": "new"}
TABLES = (assessments, shares, browsers, revisions, second_opinions)
ONCE_MADE = {
    "assessments": {"workspace_id", "id", "created_at"},
    "browsers": {"workspace_id", "id", "token_hash", "created_at"},
    "shares": {"workspace_id", "id", "assessment_id", "n", "sequence", "token_hash"}
    | {"label", "detailed_preview", "created_at", "expires_at", "hides_texts", "elsewhere"},
    "revisions": set(revisions.columns.keys()),
    "second_opinions": set(second_opinions.columns.keys()),
}
"""What no page changes: keys, when and as what something was made, and of a saved version all."""

Stored = dict[tuple[str, Any], dict[str, Any]]
Change = Callable[["Home"], object]


class Home:
    """What is Ada's, and the pages of it that may be kept."""

    def __init__(self, twins: Twins, clock: FrozenClock) -> None:
        self.twins, self.clock, self.ada = twins, clock, twins.ada
        self.result = self.ada.save(EARLY).path
        self.links = [self.shares(), self.shares()]
        self.shown = [self.result, f"{self.result}/revisions/1", *self.links]

    def page(self) -> View:
        return self.ada.get(self.result)

    def saves(self, answers: dict[str, str]) -> View:
        form = self.ada.get(f"{self.result}/edit")
        return self.ada.submit(form, "Save and see the result", answers)

    def shares(self, **wanted: str) -> str:
        """The path of a new link."""
        form = self.ada.get(self.page().href("Share"))
        made = self.ada.submit(form, "Create the link", {"_answered_by": "Ada", **wanted})
        return made.all("input", id="link")[0].get("value", "").removeprefix(ORIGIN)

    def stored(self) -> Stored:
        """Every row, by table and key."""
        with self.twins.pages.state.parts.database.reader() as session:
            return {
                (table.name, tuple(row[column.name] for column in table.primary_key)): dict(row)
                for table in TABLES
                for row in session.execute(select(table)).mappings()
            }


def lets_in(home: Home) -> None:
    """Another browser has the workspace, too."""
    code = home.ada.submit(home.ada.get("/workspace"), "Make a one-time code")
    other = Visitor(home.twins.kept)
    typed = {"_code": code.all("input", id="code")[0].get("value", "")}
    other.submit(other.get("/workspace/open"), "Open the workspace", typed)


def ends_other(home: Home) -> None:
    workspace = home.ada.get("/workspace")
    home.ada.submit(home.ada.get(workspace.href("End")), "End")


def adds_reason(home: Home) -> None:
    reason = {"_text-1": "Ours", "_side-1": "flask", "_weight-1": "bottom_line"}
    home.ada.submit(home.ada.get(f"{home.result}/own-reasons"), "Save", reason)


def revokes(home: Home) -> None:
    asked = home.ada.get(home.ada.get(f"{home.result}/shares").href("Revoke"))
    home.ada.submit(asked, "Revoke the link")


CHANGES: dict[str, Change] = {
    "another name": lambda home: home.ada.submit(home.page(), "Save the name", {"_text": "Other"}),
    "a note": lambda home: home.ada.submit(home.page(), "Save the note", {"_text": "Noted"}),
    "a draft": lambda home: home.ada.post(f"{home.result}/draft", {"_latest": "1", **TOOL}),
    "a draft with the saved answers": lambda home: home.ada.post(
        f"{home.result}/draft", {"_latest": "1", **EARLY}
    ),
    "a version": lambda home: home.saves(API),
    "one with another verdict": lambda home: home.saves(TOOL),
    "own reasons": adds_reason,
    "another link": lambda home: home.shares(_label="For Ben"),
    "a link is opened": lambda home: home.clock.advance(hours=2) or home.twins.get(home.links[0]),
    "a link is revoked": revokes,
    "a name of the browser": lambda home: home.ada.submit(
        home.ada.get("/workspace"), "Save the name", {"_name": "Desk"}
    ),
    "another browser": lets_in,
    "it ends": ends_other,
    "another day": lambda home: home.clock.advance(days=1),
    "another assessment": lambda home: home.ada.save(API),
    "a copy of it": lambda home: home.ada.submit(home.page(), "Duplicate and change one answer"),
}


@pytest.fixture
def home(sqlite_url: str, clock: FrozenClock) -> Iterator[Home]:
    twins = Twins(sqlite_url, clock)
    yield Home(twins, clock)
    twins.close()


def changed(before: Stored, after: Stored) -> Iterator[tuple[str, str]]:
    """Table and name of each column that has another value in some row."""
    for key in before.keys() & after.keys():
        for name, value in after[key].items():
            if before[key][name] != value:
                yield key[0], name


def test_each_change_shows_in_the_next_answer(home: Home) -> None:
    seen: set[tuple[str, str]] = set()
    headers: list[list[Header]] = [[], [GZIP]]
    for name, change in CHANGES.items():
        home.clock.advance(minutes=1)
        keep(home)
        before = home.stored()
        change(home)
        after = home.stored()
        for path in home.shown:
            for sent in headers:
                answer, anew = (get(path, *sent) for get in (home.twins.get, home.twins.get_anew))
                assert told(answer) == told(anew), (name, path)
        keep(home)
        assert before != home.stored(), f"{name} changed nothing"
        seen |= {*changed(before, after), *changed(after, home.stored())}
    for table in TABLES:
        names = {name for where, name in seen if where == table.name}
        assert names | ONCE_MADE[table.name] == set(table.columns.keys())
        assert not names & ONCE_MADE[table.name]


def keep(home: Home) -> None:
    """Have all of it in memory, in both forms."""
    for path in home.shown:
        for _ in range(3):
            home.twins.get(path)
            home.twins.get(path, GZIP)
