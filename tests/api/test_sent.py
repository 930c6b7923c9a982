"""What a body says of answers and adjustments: understood as on pages, refused with its place."""

from __future__ import annotations

import pytest

from app.api.adjustment_models import SentAdjustments
from app.api.models import RulebookChoice
from app.api.problems import InvalidFields
from app.api.sent import (
    adjustments_in,
    answers_in,
    extra_answers_in,
    line_in,
    lines_in,
    refuse,
    wanted_rulebook,
)
from app.api.validation import MOST_TOLD, FieldError
from app.rulebooks.library import Library
from tests.factories import HUNGRY, breakfast, shipped, toy_library

Faults = list[FieldError]


@pytest.fixture
def rules() -> Library:
    return shipped()


def places(faults: Faults) -> list[str | None]:
    return [fault.pointer for fault in faults]


def test_all_that_is_wrong_with_answers_is_told_at_once_each_with_its_place() -> None:
    faults: Faults = []
    raw = {"hunger": "very", "guests": "alone", "wishes": "sweet", "a/b~c": "x"}
    assert answers_in(breakfast(), raw, faults) == {"guests": frozenset({"alone"})}
    assert places(faults) == ["/answers/hunger", "/answers/wishes", "/answers/a~1b~0c"]
    assert "use little or much" in faults[0].detail
    assert "This is asked only if guests is company" in faults[1].detail
    with pytest.raises(InvalidFields):
        refuse(faults)


def test_a_draft_keeps_answers_to_what_is_not_asked() -> None:
    faults: Faults = []
    raw = {"guests": "alone", "wishes": ["sweet"]}
    assert answers_in(breakfast(), raw, faults, hidden="keep")["wishes"] == {"sweet"}
    assert faults == []


def test_an_unknown_rulebook_and_an_unknown_version_are_told_apart() -> None:
    library = toy_library()
    for wanted, pointer in [
        (RulebookChoice(id="supper"), "/rulebook/id"),
        (RulebookChoice(id="break\0fast"), "/rulebook/id"),
        (RulebookChoice(id="breakfast", version="9.9.9"), "/rulebook/version"),
    ]:
        faults: Faults = []
        wanted_rulebook(library, wanted, faults)
        assert places(faults) == [pointer]
    found = wanted_rulebook(library, RulebookChoice(id="breakfast", version="1.0.0"), [])
    assert found.version == "1.0.0"
    assert wanted_rulebook(library, RulebookChoice(id="breakfast"), []).version == "1.1.0"


def test_a_second_opinion_is_nothing_to_begin_with(rules: Library) -> None:
    faults: Faults = []
    wanted_rulebook(rules, RulebookChoice(id="field-evidence"), faults)
    assert places(faults) == ["/rulebook/id"]
    assert "has no questionnaire of its own" in faults[0].detail


def test_what_is_wrong_with_an_own_reason_is_told_by_its_number() -> None:
    faults: Faults = []
    sent = SentAdjustments.model_validate(
        {
            "rules_off": ["jam", "honey"],
            "own_reasons": [
                {"text": "Toast is warm", "side": "toast", "weight": "bold"},
                {"text": "\u200b", "side": "soup", "weight": "heavy"},
            ],
        }
    )
    read = adjustments_in(breakfast(), sent, faults)
    assert (read.rules_off, len(read.own_reasons)) == (("jam",), 1)
    assert places(faults) == [
        "/adjustments/rules_off",
        *(f"/adjustments/own_reasons/1/{part}" for part in ("text", "side", "weight")),
    ]
    assert faults[2].detail.endswith("Use porridge or toast.")
    assert faults[3].detail.endswith("Use bold or plain or faint.")


def test_extra_answers_are_to_what_only_the_second_opinion_asks(rules: Library) -> None:
    first = rules.default
    second = rules.second_opinion_on(first.id)
    answers = answers_in(first, {"situation": "new", "kind": "public_api"}, [])
    faults: Faults = []
    raw = {"output": "api", "situation": "new", "nonsense": None}
    assert extra_answers_in(second, first, answers, raw, faults) == {"output": "api"}
    assert places(faults) == ["/extra_answers/situation", "/extra_answers/nonsense"]
    assert extra_answers_in(None, breakfast(), HUNGRY, {"output": "api"}, faults) == {}
    assert len(faults) == 3


def test_texts_are_what_pages_make_of_them() -> None:
    faults: Faults = []
    assert line_in("title", " A\0public\u2028API\u202e ", faults) == "A public API"
    assert lines_in("note", "One\r\ntwo\0 ", faults) == "One\ntwo"
    assert line_in("title", "\u200b\u2800", faults) == ""
    assert faults == []
    assert line_in("title", "x" * 201, faults) == ""
    assert lines_in("note", "x" * 5_001, faults) == ""
    assert places(faults) == ["/title", "/note"]


def test_an_answer_does_not_grow_with_the_mistake() -> None:
    faults: Faults = []
    answers_in(breakfast(), {f"q{number}": "x" * 1_000 for number in range(1_000)}, faults)
    with pytest.raises(InvalidFields) as refused:
        refuse(faults)
    assert len(refused.value.errors) == MOST_TOLD
    assert all(len(fault.detail) < 200 for fault in refused.value.errors)
