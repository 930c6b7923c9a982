"""A second opinion is stored with its version, and only it knows of extra answers."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text, update

from app.assessments.actions import delete_assessments, duplicate_assessment
from app.engine.answers import Answers
from app.engine.second_opinion import Opinion, give_opinion
from app.questionnaire.actions import (
    Saved,
    clear_draft,
    save_draft,
    save_new_assessment,
    save_revision,
    start_assessment,
)
from app.results.actions import recompute
from app.results.queries import find_revision
from app.rulebooks.library import Library
from app.rules.impact import impact_on_stored
from app.settings import ROOT
from app.shares.actions import NewShare, copy_shared, create_share, open_share
from app.store.assessments import find_assessment
from app.store.database import Database
from app.store.drafts import find_answered, find_draft
from app.store.purging import purge
from app.store.restoring import restore
from app.store.sqlite.backups import back_up_now
from app.store.tables import second_opinions
from app.store.workspaces import delete_workspace
from tests.cast import Person
from tests.factories import HUNGRY, SWEET_COMPANY, breakfast, intent, toy_library
from tests.second_opinions.neighbours import QUICK, RAINY, SUNNY, library_with, neighbours
from tests.store.test_statements import statements

LIBRARY = library_with(neighbours())
NEWER = library_with(neighbours(), neighbours("1.0.1", sun=1))
KILLED = """
import os, signal, sys
from app.results import queries
from app.store.database import Database
from tests.cast import Person
from tests.factories import HUNGRY, breakfast, intent
from tests.second_opinions.neighbours import neighbours
from app.questionnaire.actions import save_new_assessment

queries.insert_opinion = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
with Person(Database(sys.argv[1])).writing() as workspace:
    save_new_assessment(workspace, breakfast(), HUNGRY, intent(), second=neighbours())
"""


def saves(
    person: Person,
    made: str,
    extra: Mapping[str, Any] | None = None,
    *,
    answers: Answers = HUNGRY,
    library: Library = LIBRARY,
) -> Saved:
    with person.writing() as workspace:
        return save_revision(workspace, library, made, answers, intent(), extra_answers=extra)


def decides(person: Person, extra: Mapping[str, Any] | None = None) -> str:
    with person.writing() as workspace:
        made = start_assessment(workspace, breakfast(), HUNGRY, intent())
    saves(person, made, extra)
    return made


def opinion_of(person: Person, made: str, n: int = 1) -> Opinion | None:
    with person.reading() as workspace:
        return find_revision(workspace, made, n).opinion


def rows(person: Person) -> int:
    with person.database.reader() as session:
        count: int = session.scalar(select(func.count()).select_from(second_opinions))
        return count


def test_every_save_stores_what_it_says_of_the_answers_and_of_extra_ones(ada: Person):
    made = decides(ada)
    saves(ada, made, SUNNY)
    assert opinion_of(ada, made) == give_opinion(neighbours(), breakfast(), HUNGRY, {})
    second = opinion_of(ada, made, 2)
    assert second == give_opinion(neighbours(), breakfast(), HUNGRY, SUNNY)
    assert (second.leader, second.lead, second.extra_answers) == ("toast", 14, SUNNY)


def test_it_takes_one_statement_more_to_save_and_none_to_read(ada: Person):
    made, other = decides(ada), ada.decides(HUNGRY)
    sent = []
    for library, one in ((LIBRARY, made), (toy_library(), other)):
        with ada.writing() as workspace, statements(workspace.session) as asked:
            save_revision(workspace, library, one, SWEET_COMPANY, intent())
            saved = len(asked)
            find_revision(workspace, one, 2)
            sent.append((saved, len(asked) - saved))
    assert sent == [(sent[1][0] + 1, 1), (sent[1][0], 1)]


def test_a_first_save_stores_it_too(ada: Person):
    with ada.writing() as workspace:
        made = save_new_assessment(
            workspace, breakfast(), HUNGRY, intent(), second=neighbours(), extra_answers=RAINY
        )
    assert opinion_of(ada, made) == give_opinion(neighbours(), breakfast(), HUNGRY, RAINY)


def test_the_result_is_the_same_with_and_without_it(ada: Person):
    with_it, without = decides(ada, SUNNY), ada.decides(HUNGRY)
    with ada.reading() as workspace:
        one, other = (find_revision(workspace, made, 1) for made in (with_it, without))
    assert (one.result, one.answers, other.opinion) == (other.result, other.answers, None)


def test_a_version_saved_without_a_second_rulebook_has_none(ada: Person):
    made = ada.decides(HUNGRY)
    assert (opinion_of(ada, made), rows(ada)) == (None, 0)
    assert saves(ada, made).unchanged
    assert saves(ada, made, SUNNY) == (2, False)
    assert opinion_of(ada, made) is None


def test_extra_answers_belong_to_the_draft_while_answers_change(ada: Person):
    made = decides(ada)
    with ada.writing() as workspace:
        save_draft(workspace, LIBRARY, made, HUNGRY, extra_answers=SUNNY)
        save_draft(workspace, LIBRARY, made, SWEET_COMPANY)
        assert find_draft(workspace, made).extra_answers == SUNNY
        clear_draft(workspace, made)
        assert find_draft(workspace, made).extra_answers == SUNNY
        save_revision(workspace, LIBRARY, made, SWEET_COMPANY, intent())
        answered = find_answered(workspace, made)
    assert answered.draft == answered.saved
    assert answered.draft.extra_answers == SUNNY


def test_an_extra_answer_alone_is_a_change_and_taking_it_back_is_none(ada: Person):
    made = decides(ada)
    drafted = []
    with ada.writing() as workspace:
        for extra in (SUNNY, {}):
            save_draft(workspace, LIBRARY, made, HUNGRY, extra_answers=extra)
            drafted.append(find_assessment(workspace, made).has_draft)
    assert drafted == [True, False]
    assert [saves(ada, made, SUNNY).n for _ in range(2)] == [2, 2]
    assert saves(ada, made, {**SUNNY, **QUICK}).n == 3
    assert saves(ada, made).unchanged


def test_what_it_does_not_ask_is_no_extra_answer(ada: Person):
    made = decides(ada)
    nonsense = {"hunger": "little", "moon": "full", "weather": "snow"}
    assert saves(ada, made, nonsense) == (1, True)


def test_a_duplicate_takes_extra_answers_along(ada: Person):
    made = decides(ada, SUNNY)
    with ada.writing() as workspace:
        copy = duplicate_assessment(workspace, made, intent())
        assert find_draft(workspace, copy).extra_answers == SUNNY


def test_a_newer_rulebook_changes_nothing_that_is_stored(ada: Person):
    made = decides(ada, SUNNY)
    before = opinion_of(ada, made)
    assert saves(ada, made, library=NEWER) == (1, True)
    saves(ada, made, answers=SWEET_COMPANY, library=NEWER)
    assert opinion_of(ada, made) == before
    later = opinion_of(ada, made, 2)
    assert (later.rulebook.version, later.extra_answers) == ("1.0.1", SUNNY)


def test_a_link_shows_that_of_its_version_and_a_copy_asks_anew(ada: Person, ben: Person):
    made = decides(ada, SUNNY)
    with ada.writing() as workspace:
        wanted = NewShare(1, "Ben", "90", detailed_preview=False)
        _, token = create_share(workspace, made, wanted, intent())
    with ada.database.reader() as session:
        shown = open_share(session, str(token)).revision.opinion
    with ben.writing() as workspace:
        copy = copy_shared(workspace, NEWER, str(token), intent())
    assert shown == opinion_of(ada, made)
    copied = opinion_of(ben, copy)
    assert copied == give_opinion(neighbours("1.0.1", sun=1), breakfast(), HUNGRY, SUNNY)


def test_it_goes_with_its_assessment_and_with_its_workspace(ada: Person, ben: Person):
    decides(ben)
    first, _ = decides(ada), decides(ada)
    counted = [rows(ada)]
    with ada.writing() as workspace:
        delete_assessments(workspace, {first: 1}, intent())
    counted.append(rows(ada))
    with ada.writing() as workspace:
        delete_workspace(workspace)
    purge(ada.database)
    assert [*counted, rows(ben)] == [3, 2, 1]


def test_killed_between_the_version_and_its_opinion_leaves_neither(
    sqlite_url: str, sqlite_ada: Person
):
    decides(sqlite_ada)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, sqlite_url],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    with sqlite_ada.database.reader() as session:
        versions = session.scalar(text("SELECT count(*) FROM revisions"))
    assert (killed.returncode, versions, rows(sqlite_ada)) == (-9, 1, 1)


def test_a_backup_holds_it_and_a_restore_brings_it_back(sqlite_url: str, sqlite_ada: Person):
    made = decides(sqlite_ada, SUNNY)
    before = opinion_of(sqlite_ada, made)
    copy = back_up_now(Path(sqlite_url), keep=5).path
    with sqlite_ada.writing() as workspace:
        delete_assessments(workspace, {made: 1}, intent())
    sqlite_ada.database.close()
    restore(copy, Path(sqlite_url))
    with closing(Database(sqlite_url)) as again:
        sqlite_ada.database = again
        assert opinion_of(sqlite_ada, made) == before


def plant(person: Person, **values: Any) -> None:
    """Changes the stored opinion, as no part of the application would."""
    with person.writing() as workspace:
        workspace.session.execute(update(second_opinions).values(values))


@pytest.mark.parametrize(
    "values, told",
    [
        ({}, None),
        ({"lead": 3}, "the second opinion of neighbours 1.0.0 had other values for lead"),
        ({"credits": {}}, "had other values for credits"),
        ({"rulebook_sha256": "0" * 64}, "had other values for rulebook_sha256"),
        ({"rulebook_version": "9.9.9"}, "the rulebook neighbours 9.9.9 of its second opinion"),
        ({"extra_answers": []}, "its second opinion is none"),
    ],
)
def test_it_is_computed_anew_with_its_version(
    ada: Person, values: dict[str, Any], told: str | None
):
    decides(ada, SUNNY)
    if values:
        plant(ada, **values)
    (again,) = recompute(ada.database, LIBRARY)
    assert again.difference == told or (told and told in str(again.difference))


def test_what_a_newer_version_changes_is_told_of_those_it_was_asked_on(ada: Person, ben: Person):
    for extra in (SUNNY, RAINY):
        decides(ada, extra)
    moved = decides(ada)
    saves(ada, moved, answers=SWEET_COMPANY)
    ben.decides(HUNGRY)
    told = impact_on_stored(ada.database, neighbours(), neighbours("1.0.1", sun=1), print)
    assert told.verdicts == {
        ("eat_toast", "eat_porridge"): 1,
        ("eat_porridge", "eat_porridge"): 1,
        ("eat_toast", "eat_toast"): 1,
    }
    assert (told.changed, told.misfitting) == (1, 0)


def test_without_its_rulebook_the_rest_is_still_there(ada: Person):
    made = decides(ada, SUNNY)
    (again,) = recompute(ada.database, toy_library())
    assert "neighbours 1.0.0 of its second opinion is not in this release" in str(again.difference)
    assert saves(ada, made, answers=SWEET_COMPANY, library=toy_library()).n == 2
