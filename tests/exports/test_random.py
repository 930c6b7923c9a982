"""Whatever was decided comes back as it was: random rulebooks, answers, adjustments and moments."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import jsonschema_rs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.engine.adjusting import adjusted_if_any
from app.engine.adjustments import Adjustments, OwnReason, own_weights
from app.engine.answers import Answers, as_json, visible_answers
from app.engine.rules import Rulebook
from app.engine.scoring import ENGINE_VERSION, evaluate
from app.engine.texts import cleaned, in_one_line, is_visible
from app.exports.actions import carry_out, export_workspace, plan_import
from app.exports.document import ASSESSMENTS, Document
from app.exports.format import export_schema, header
from app.rulebooks.library import Library
from app.store.database import Database
from app.store.types import written_moment
from tests.cast import Person
from tests.engine.strategies import answers_to, derandomised, rulebooks
from tests.rounds import rounds

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
VALIDATOR = jsonschema_rs.Draft202012Validator(export_schema())


def texts(longest: int) -> st.SearchStrategy[str]:
    """Any text as it is once it was stored."""
    line = st.text(max_size=longest).map(cleaned).map(in_one_line)
    return line.filter(lambda text: is_visible(text) and len(text) <= longest)


moments = st.timedeltas(timedelta(0), timedelta(days=3_000)).map(
    lambda after: written_moment(BEGINNING + after)
)
ids = st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=16, max_size=16)


@st.composite
def adjustments(draw: st.DrawFn, rulebook: Rulebook) -> Adjustments:
    own = st.builds(
        OwnReason,
        texts(200),
        st.sampled_from([*rulebook.alternative_by_id]),
        st.sampled_from([*own_weights(rulebook)]),
    )
    off = st.sets(st.sampled_from([*rulebook.rule_by_id]), max_size=3)
    return Adjustments(
        tuple(sorted(draw(off))),
        (),
        tuple(draw(st.lists(own, max_size=2))),
        draw(st.booleans()),
    )


def version(rulebook: Rulebook, n: int, answers: Answers, changes: Adjustments, at: str) -> Any:
    given = visible_answers(rulebook, answers)
    adjusted = adjusted_if_any(rulebook, given, changes)
    return {
        "n": n,
        "replaces": n - 1 or None,
        "created_at": at,
        "rulebook": rules(rulebook),
        "engine_version": ENGINE_VERSION,
        "answers": as_json(rulebook, given),
        "result": evaluate(rulebook, given).record(),
        "adjustments": changes.record() if adjusted else None,
        "adjusted_result": adjusted.result.record() if adjusted else None,
        "second_opinion": None,
    }


def rules(rulebook: Rulebook) -> dict[str, str]:
    return {"id": rulebook.id, "version": rulebook.version, "sha256": rulebook.sha256}


@st.composite
def assessments(draw: st.DrawFn, rulebook: Rulebook) -> dict[str, Any]:
    answers = st.tuples(answers_to(rulebook), adjustments(rulebook), moments)
    saved = draw(st.lists(answers, max_size=3))
    last, changes, at = draw(answers)
    draft = {
        "rulebook": rules(rulebook),
        "answers": as_json(rulebook, last),
        "adjustments": changes.record() if changes else None,
        "extra_answers": None,
        "changed_at": at,
    }
    return {
        "id": draw(ids),
        "title": draw(texts(200)),
        "note": draw(st.text(max_size=99).map(cleaned)),
        "created_at": draw(moments),
        "changed_at": draw(moments),
        "draft": draft if not saved or draw(st.booleans()) else None,
        "versions": [version(rulebook, n, *each) for n, each in enumerate(saved, start=1)],
        "shares": [],
    }


@st.composite
def files(draw: st.DrawFn) -> tuple[Library, bytes]:
    rulebook = draw(rulebooks())
    made = st.lists(assessments(rulebook), max_size=3, unique_by=lambda one: one["id"])
    value = header("workspace") | {ASSESSMENTS: draw(made)}
    return Library([rulebook]), json.dumps(value).encode()


@settings(
    derandomised,
    max_examples=rounds(25),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(made=files())
def test_any_file_comes_out_as_it_came_in(sqlite_ada: Person, made: tuple[Library, bytes]) -> None:
    library, data = made
    database: Database = sqlite_ada.database
    person = Person(database)
    value = json.loads(data)
    assert VALIDATOR.is_valid(value)
    with person.reading() as workspace:
        plan = plan_import(workspace, Document(BytesIO(data)), library)
    assert plan.refusals == []
    with person.writing() as workspace:
        assert carry_out(workspace, plan) == len(value[ASSESSMENTS])
    with person.reading() as workspace:
        out = b"".join(export_workspace(workspace))
        again = plan_import(workspace, Document(BytesIO(data)), library)
    assert json.loads(out) == value
    assert (len(again.skips), again.adds) == (len(value[ASSESSMENTS]), [])
    twin = Person(database)
    with twin.writing() as workspace:
        carry_out(workspace, plan_import(workspace, Document(BytesIO(out)), library))
    with twin.reading() as workspace:
        assert b"".join(export_workspace(workspace)) == out
