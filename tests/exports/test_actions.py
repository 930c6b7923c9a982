"""What is exported comes in again as it was, and importing it twice is importing it once."""

from __future__ import annotations

import json
from io import BytesIO

import jsonschema_rs
import pytest

from app.assessments.actions import rename_assessment
from app.engine.errors import Conflict, Full, Invalid, NotFound
from app.exports.actions import carry_out, export_assessment, plan_import
from app.exports.document import Document
from app.exports.format import export_schema
from app.shares.actions import NewShare, create_share, list_shares, revoke_share, state_of
from app.store.database import Database
from app.store.quotas import Quotas
from tests.cast import Person
from tests.exports.files import (
    LIBRARY,
    changed,
    decide_with_all_there_is,
    exported,
    imported,
    planned,
)
from tests.factories import SWEET_COMPANY, FrozenClock, intent


def test_it_comes_out_of_another_workspace_byte_for_byte(
    ada: Person, ben: Person, clock: FrozenClock
) -> None:
    decide_with_all_there_is(ada, clock)
    data = exported(ada)
    clock.advance(days=1)
    assert imported(ben, data) == 3
    assert exported(ben) == data
    clock.advance(days=1)
    assert imported(ben, data) == 0
    assert exported(ben) == data


def test_the_file_is_what_its_schema_says_and_holds_no_secret(
    ada: Person, clock: FrozenClock
) -> None:
    _, tokens = decide_with_all_there_is(ada, clock)
    data = exported(ada)
    jsonschema_rs.validate(export_schema(), json.loads(data))
    for secret in (*tokens, ada.token, "token", "hash", "Ada", '"code'):
        assert secret.encode() not in data
    assert data.count(b"\n") == 5
    value = json.loads(data)
    with pytest.raises(jsonschema_rs.ValidationError):
        jsonschema_rs.validate(export_schema(), value | {"version": 2})


def test_shares_come_as_was_shared_until_and_open_nothing(
    ada: Person, ben: Person, clock: FrozenClock
) -> None:
    made, _ = decide_with_all_there_is(ada, clock)
    data = exported(ada)
    imported(ben, data)
    with ben.reading() as workspace:
        shares = list_shares(workspace, made)
        states = [state_of(share, clock()) for share in shares]
    until = [share["until"] for share in json.loads(data)["assessments"][0]["shares"]]
    assert until == ["2026-11-29T11:00:00.000000Z", "2026-12-22T11:00:00.000000Z"]
    assert states == ["elsewhere", "elsewhere"]


def test_one_assessment_is_a_file_of_its_own(ada: Person, ben: Person, clock: FrozenClock) -> None:
    made, _ = decide_with_all_there_is(ada, clock)
    with ada.reading() as workspace:
        data = b"".join(export_assessment(workspace, made))
    assert json.loads(data)["holds"] == "assessment"
    assert imported(ben, data) == 1
    with ben.reading() as workspace:
        assert b"".join(export_assessment(workspace, made)) == data
        with pytest.raises(NotFound):
            export_assessment(workspace, "a" * 16)


def test_what_was_changed_here_is_refused_or_comes_beside_it_once(ada: Person, ben: Person) -> None:
    made = ada.decides()
    ada.decides(SWEET_COMPANY)
    data = exported(ada)
    imported(ben, data)
    with ben.writing() as workspace:
        rename_assessment(workspace, made, "Mine", 2)
    plan = planned(ben, data)
    assert [(one.place, one.called) for one in plan.refusals] == [
        ("/assessments/0/id", "Porridge or toast?")
    ]
    with pytest.raises(Invalid):
        imported(ben, data)
    plan = planned(ben, data, as_copies=True)
    assert [(one.title, one.copy_of) for one in plan.adds] == [("Porridge or toast?", made)]
    assert imported(ben, data, as_copies=True) == 1
    assert imported(ben, data, as_copies=True) == 0
    titles = [one["title"] for one in json.loads(exported(ben))["assessments"]]
    assert titles == ["Porridge or toast? (2)", "Mine", "Porridge or toast?"]


def test_a_copy_that_is_in_the_file_itself_comes_once(ada: Person, ben: Person) -> None:
    made = ada.decides()
    data = exported(ada)
    with ada.writing() as workspace:
        rename_assessment(workspace, made, "Mine", 1)
    imported(ada, data, as_copies=True)
    (copy,) = planned(ada, data, as_copies=True).skips
    with ada.reading() as workspace:
        its_own = json.loads(b"".join(export_assessment(workspace, copy.id)))["assessments"]
    twice = changed(data, lambda file: file["assessments"].extend(its_own))
    ben_has = data.replace(b"Porridge or toast?", b"His own", 1)
    imported(ben, ben_has)
    assert imported(ben, twice, as_copies=True) == 1


def test_an_import_that_breaks_off_leaves_nothing(
    ada: Person, ben: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        ada.decides()
    before, plan = exported(ben), planned(ben, exported(ada))
    monkeypatch.setattr("app.exports.plans.AT_ONCE", 2)

    def stop(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), ben.writing() as workspace:
        carry_out(workspace, plan, stop)
    assert exported(ben) == before


def test_of_two_imports_at_once_the_second_is_told(ada: Person, ben: Person) -> None:
    ada.decides()
    data = exported(ada)
    plan = planned(ben, data)
    imported(ben, data)
    with pytest.raises(Conflict), ben.writing() as workspace:
        carry_out(workspace, plan)
    assert exported(ben) == data


def test_the_quota_holds_for_what_was_added_meanwhile(ada: Person, database: Database) -> None:
    for _ in range(2):
        ada.decides()
    data = exported(ada)
    database._quotas = Quotas(assessments=2)
    ben = Person(database)
    plan = planned(ben, data, quotas=Quotas(assessments=2))
    ben.starts()
    with pytest.raises(Full), ben.writing() as workspace:
        carry_out(workspace, plan)
    assert len(json.loads(exported(ben))["assessments"]) == 1


def test_without_a_workspace_everything_would_be_added(ada: Person) -> None:
    ada.decides()
    plan = plan_import(None, Document(BytesIO(exported(ada))), LIBRARY)
    assert [one.title for one in plan.adds] == ["Porridge or toast?"]


def test_a_note_is_tidied_as_if_it_were_typed(ada: Person, ben: Person) -> None:
    ada.decides()
    data = changed(
        exported(ada),
        lambda file: file["assessments"][0].update(note="a\r\nb\u202e", title=" A\tB "),
    )
    imported(ben, data)
    (one,) = json.loads(exported(ben))["assessments"]
    assert (one["note"], one["title"]) == ("a\nb", "A B")


def test_a_closed_link_stays_closed_in_the_second_file(
    ada: Person, ben: Person, clock: FrozenClock
) -> None:
    made, _ = decide_with_all_there_is(ada, clock)
    with ada.writing() as workspace:
        share, _ = create_share(workspace, made, NewShare(1, "x", "7", False), intent())
        clock.advance(hours=1)
        revoke_share(workspace, share.id)
    data = exported(ada)
    imported(ben, data)
    clock.advance(days=90)
    assert exported(ben) == data
