"""Many writers at once lose nothing: neither edits nor revisions nor numbers."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import text

from app.assessments.actions import rename_assessment
from app.engine.errors import Conflict
from app.questionnaire.actions import save_revision
from app.results.queries import list_revisions
from app.store.assessments import find_assessment
from tests.cast import Person
from tests.factories import HUNGRY, intent, toy_library

ROOT = Path(__file__).parents[2]
PROCESSES = 4
EDITS = 100
HANG_GUARD = 120
SIXTEEN = [
    {
        name: None if chosen is None else frozenset({chosen})
        for name, chosen in given
        if chosen != ""
    }
    for given in product(
        [("hunger", one) for one in ("much", "little", None, "")],
        [("guests", one) for one in ("alone", "company", None, "")],
    )
]
"""Sets of answers of which no two are the same."""


def test_of_400_edits_in_four_processes_each_is_accepted_or_refused(
    database_url: str, ada: Person
) -> None:
    made = ada.starts()
    command = [sys.executable, "-m", "tests.store.editor", database_url, ada.token, made]
    editors = [
        subprocess.Popen([*command, str(EDITS)], stdout=subprocess.PIPE, text=True, cwd=ROOT)
        for _ in range(PROCESSES)
    ]
    said = [editor.communicate(timeout=HANG_GUARD)[0] for editor in editors]
    accepted = sum(int(one) for one in said)
    with ada.reading() as workspace:
        assert (accepted > 0, find_assessment(workspace, made).title_edit) == (True, accepted + 1)


def test_revisions_saved_at_once_get_numbers_of_their_own(ada: Person) -> None:
    made = ada.starts()
    with ThreadPoolExecutor(8) as threads:
        numbers = list(threads.map(lambda given: ada.saves(made, given), SIXTEEN))
    with ada.reading() as workspace:
        stored = [one.n for one in list_revisions(workspace, made)]
    assert sorted(numbers) == stored == list(range(1, 17))


def test_one_form_sent_five_times_at_once_is_one_revision(ada: Person) -> None:
    made = ada.starts()
    sent = intent()

    def save(_: int) -> int:
        with ada.writing() as workspace:
            return save_revision(workspace, toy_library(), made, HUNGRY, sent).n

    with ThreadPoolExecutor(5) as threads:
        assert list(threads.map(save, range(5))) == [1] * 5


def test_assessments_started_at_once_get_numbers_of_their_own(ada: Person) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: ada.starts(), range(16)))
    with ada.reading() as workspace:
        numbers = workspace.session.scalars(text("SELECT sequence FROM assessments")).all()
    assert len(set(numbers)) == 16


def test_the_counter_is_compared_by_the_statement_that_writes(ada: Person) -> None:
    made = ada.starts()
    with pytest.raises(Conflict), ada.writing() as workspace:  # noqa: PT012
        shown = find_assessment(workspace, made).title_edit
        workspace.session.execute(text("UPDATE assessments SET title_edit = title_edit + 1"))
        rename_assessment(workspace, made, "Written past what came between", shown)
