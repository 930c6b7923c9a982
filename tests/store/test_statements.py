"""What the store asks the database: always of one workspace, for lists no more than they show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from sqlalchemy import event, text

from app.assessments.actions import (
    delete_assessments,
    duplicate_assessment,
    rename_assessment,
    write_note,
)
from app.assessments.listing import list_page
from app.assessments.queries import Wanted, find_by_ids, list_recent, list_unfinished
from app.comparisons.actions import compare_revisions
from app.comparisons.queries import find_choices
from app.engine.answers import Answers
from app.questionnaire.actions import clear_draft, save_draft
from app.results.queries import find_revision, list_revisions
from app.shares.actions import (
    NewShare,
    copy_shared,
    count_open_shares,
    create_share,
    list_shares,
    open_share,
    revoke_share,
)
from app.store.assessments import find_assessment
from app.store.browsers import end_browser, list_browsers
from app.store.drafts import find_draft
from app.store.session import Session
from app.store.workspaces import Workspace, delete_workspace
from app.workspaces.actions import name_browser
from app.workspaces.codes import make_code
from tests.cast import Person, saves, starts
from tests.factories import SWEET_COMPANY, intent, toy_library

EDITED: Answers = SWEET_COMPANY
NEW_SHARE = NewShare(1, "For Ben", "90", detailed_preview=False)
NARROWED = (
    Wanted(order=order, label=label, state=state)
    for order in ("changed", "title", "created", "oldest")
    for label in ("", "Porridge")
    for state in ("", "saved", "unfinished")
)
LISTS: dict[str, Callable[[Workspace], object]] = {
    "recent": lambda workspace: list_recent(workspace, 6),
    "unfinished": lambda workspace: list_unfinished(workspace, 6),
    **{str(one): partial(list_page, wanted=one) for one in NARROWED},
}


@contextmanager
def statements(session: Session) -> Iterator[list[str]]:
    """The SQL sent inside the block."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    engine = session.engine
    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("listing", LISTS.values(), ids=LISTS)
def test_a_list_is_read_without_answers_and_results(
    ada: Person, listing: Callable[[Workspace], object]
) -> None:
    ada.decides()
    with ada.reading() as workspace, statements(workspace.session) as sent:
        listing(workspace)
    assert {("answers" in one, "result" in one) for one in sent} == {(False, False)}


def test_the_list_of_revisions_loads_no_answers_and_results(ada: Person) -> None:
    made = ada.decides()
    with ada.reading() as workspace, statements(workspace.session) as sent:
        list_revisions(workspace, made)
    assert [("answers" in one, "result" in one) for one in sent] == [(False, False)]


@pytest.mark.parametrize("listing", LISTS.values(), ids=LISTS)
def test_a_list_is_read_in_the_order_of_an_index(
    sqlite_ada: Person, listing: Callable[[Workspace], object]
) -> None:
    sqlite_ada.decides()
    with sqlite_ada.reading() as workspace, statements(workspace.session) as sent:
        listing(workspace)
        explained = workspace.session.exec_driver_sql(
            f"EXPLAIN QUERY PLAN {sent[0]}", (1,) * sent[0].count("?")
        )
        plan = " ".join(row[3] for row in explained)
    assert ("USING INDEX ix_assessments_workspace_id" in plan, "TEMP B-TREE" in plan) == (
        True,
        False,
    )


def test_every_statement_of_a_visitor_names_the_workspace(ada: Person) -> None:
    with ada.writing() as workspace, statements(workspace.session) as sent:
        use_everything(workspace)
    asked = [one for one in sent if not one.startswith("SET LOCAL ")]
    strangers = [one for one in asked if "workspace_id" not in one and "workspaces.id" not in one]
    assert (len(sent) > 20, strangers) == (True, [])


def use_everything(workspace: Workspace) -> None:
    """One call of each service that takes a workspace."""
    library = toy_library()
    made = starts(workspace)
    save_draft(workspace, library, made, EDITED)
    find_draft(workspace, made)
    n = saves(workspace, made, EDITED)
    find_revision(workspace, made, n)
    list_revisions(workspace, made)
    compare_revisions(workspace, library, [(made, n), (made, saves(workspace, made))])
    find_choices(workspace, [made])
    clear_draft(workspace, made)
    shown = find_assessment(workspace, made)
    rename_assessment(workspace, made, "Sunday", shown.title_edit)
    write_note(workspace, made, "With jam.", shown.note_edit)
    share, token = create_share(workspace, made, NEW_SHARE, intent())
    copy_shared(workspace, library, str(token), intent())
    list_shares(workspace, made)
    count_open_shares(workspace, [made])
    revoke_share(workspace, share.id)
    for listing in LISTS.values():
        listing(workspace)
    make_code(workspace)
    name_browser(workspace, "Laptop")
    list_browsers(workspace)
    find_by_ids(workspace, [duplicate_assessment(workspace, made, intent())])
    delete_assessments(workspace, {made: find_assessment(workspace, made).latest or 0}, intent())
    end_browser(workspace, workspace.browser)
    delete_workspace(workspace)


def test_a_link_is_opened_by_one_statement_that_finds_it_by_its_hash(sqlite_ada: Person) -> None:
    made = sqlite_ada.decides()
    with sqlite_ada.writing() as workspace:
        _, token = create_share(workspace, made, NEW_SHARE, intent())
    with sqlite_ada.reading() as workspace, statements(workspace.session) as sent:
        open_share(workspace.session, str(token))
        explained = workspace.session.exec_driver_sql(f"EXPLAIN QUERY PLAN {sent[0]}", ("x",))
        plan = [row[3] for row in explained]
    assert (len(sent), [step.partition(" ")[0] for step in plan]) == (2, ["SEARCH"] * 5)
    assert "token_hash=?" in plan[0]


def test_a_dump_holds_no_token(sqlite_ada: Person, sqlite_url: str) -> None:
    sqlite_ada.decides()
    file = sqlite_ada.database
    with file.reader() as session:
        tables = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")).all()
        dump = repr([session.execute(text(f'SELECT * FROM "{one}"')).all() for one in tables])
    assert (sqlite_ada.token in dump, "Porridge" in dump) == (False, True)
