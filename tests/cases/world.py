"""A filled database to attack: Ada has everything there is, Ben has something of his own."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

from app.assessments.actions import rename_assessment, write_note
from app.engine.adjustments import NONE, Adjustments, OwnReason
from app.keys.actions import WantedKey, make_key
from app.questionnaire.actions import save_draft, save_revision, start_assessment
from app.rulebooks.library import Library
from app.shares.actions import NewShare, create_share
from app.store.api_keys import end_key
from app.store.browsers import end_browser, find_workspace
from app.store.database import Database
from app.store.records import Scope
from app.store.workspaces import Workspace, WritableWorkspace
from app.workspaces.actions import name_browser
from app.workspaces.codes import enter_by_code, make_code
from tests.cast import Person
from tests.factories import intent

CANARY = "canary7q"
"""Stands in everything Ada wrote; nobody else may ever see it."""

SITUATION = {"situation": frozenset({"new"}), "kind": frozenset({"public_api"})}
OTHERWISE = {"situation": frozenset({"new"}), "kind": frozenset({"internal_tool"})}
OWN = Adjustments(("new-api",), (), (OwnReason(f"{CANARY} reason", "flask", "bottom_line"),))
UNKNOWN_ID = "a" * 16
UNKNOWN_TOKEN = "u" * 43
UNKNOWN_CODE = "-".join(["zzzz"] * 6)


@dataclass(frozen=True)
class World:
    """Whose tokens open what, and the ids of what is Ada's."""

    ada: str
    ben: str
    ended: str
    share_token: str
    code: str
    workspace_id: int
    assessment_id: str
    share_id: str
    browser_id: str
    key: str
    key_id: str
    read_key: str
    ended_key: str
    ben_key: str

    def keep(self, path: Path) -> None:
        """Beside the database, so that a copy of it has its world."""
        path.with_suffix(".json").write_text(json.dumps(asdict(self)))


def read_world(path: Path) -> World:
    """The world of a database file, or of the one it was copied from."""
    return World(**json.loads(path.with_suffix(".json").read_text()))


def fill(url: str, library: Library) -> World:
    """Ada decides twice, shares, drafts; two more browsers of hers, one ended; Ben decides once."""
    database = Database(url)
    ada, ben = Person(database), Person(database)
    with ada.writing() as workspace:
        made = _decide(workspace, library, f"{CANARY} title", OWN)
        save_revision(workspace, library, made, OTHERWISE, intent())
        save_draft(workspace, library, made, SITUATION)
        write_note(workspace, made, f"{CANARY} note", 1)
        wanted = NewShare(
            1, f"{CANARY} label", "90", False, answered_by=f"{CANARY} who", hides_texts=True
        )
        share, share_token = create_share(workspace, made, wanted, intent())
        name_browser(workspace, f"{CANARY} name")
        key, read_key, ended_key = [_make_key(workspace, one) for one in ("write", "read", "write")]
        end_key(workspace, ended_key.id)
    _, other = _let_in(ada)
    ended, gone = _let_in(ada)
    with ada.writing() as workspace:
        end_browser(workspace, gone)
    with ben.writing() as workspace:
        _decide(workspace, library, "Of Ben")
        code = make_code(workspace).text
        ben_key = _make_key(workspace, "write", of_ada=False)
    database.close()
    return World(
        ada=ada.token,
        ben=ben.token,
        ended=ended,
        share_token=share_token or "",
        code=code,
        workspace_id=ada.workspace_id,
        assessment_id=made,
        share_id=share.id,
        browser_id=other,
        key=key.text,
        key_id=key.id,
        read_key=read_key.text,
        ended_key=ended_key.text,
        ben_key=ben_key.text,
    )


def _let_in(person: Person) -> tuple[str, str]:
    """The token and the id of another browser of that person."""
    with person.writing() as workspace:
        token = enter_by_code(workspace.session, make_code(workspace).text, None)
        entered = find_workspace(workspace.session, token)
    return token, entered.browser if entered else ""


class Key(NamedTuple):
    """A key and its id."""

    text: str
    id: str


def _make_key(workspace: WritableWorkspace, scope: Scope, *, of_ada: bool = True) -> Key:
    random = workspace.session.random(32)
    wanted = WantedKey(f"{CANARY} key" if of_ada else "Of Ben", scope, "90")
    made = make_key(workspace, wanted, intent(), lambda _: lambda length: random[:length])
    return Key(made.text, made.key.id if made.key else "")


def _decide(
    workspace: Workspace, library: Library, title: str, adjustments: Adjustments = NONE
) -> str:
    made = start_assessment(workspace, library.default, {}, intent())
    rename_assessment(workspace, made, title, 1)
    save_revision(workspace, library, made, SITUATION, intent(), adjustments=adjustments)
    return made
