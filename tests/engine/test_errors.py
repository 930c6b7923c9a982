from __future__ import annotations

import re

import pytest

from app.engine import errors
from app.engine.errors import AdvisorError, NotFound, RulesMissing, Unavailable
from app.rulebooks.faults import RulebookError


def test_the_tree_in_the_docstring_is_the_tree_in_the_code():
    drawn = dict(re.findall(r"[├└]── (\w+)\s+(\d+)", errors.__doc__ or ""))
    defined = {
        kind.__name__: str(kind.status)
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, AdvisorError) and kind is not AdvisorError
    }
    assert drawn == defined


@pytest.mark.parametrize("kind", [AdvisorError, *AdvisorError.__subclasses__()])
def test_every_error_has_words_for_people(kind):
    said = ("It is so.",) if kind is not RulesMissing else ("rules-of-old", "2.0.0")
    error = kind(*said)
    assert error.message == str(error)
    assert all(word in error.message for word in said)
    assert error.title
    assert error.remedy.endswith(".")


def test_title_and_remedy_can_be_more_specific():
    error = NotFound("No such page.", remedy="Go home.", title="Nothing here")
    assert (error.title, error.remedy) == ("Nothing here", "Go home.")
    assert NotFound("x").title == "Not found"


def test_unavailable_says_when_to_try_again():
    assert Unavailable("Busy.", retry_after=2).retry_after == 2


def test_a_rulebook_error_is_invalid_input():
    assert RulebookError(()).status == 422
