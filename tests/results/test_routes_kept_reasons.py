"""A result whose reasons are kept reads like one whose reasons are made each time."""

from __future__ import annotations

import random

from fastapi import FastAPI

from app.rulebooks.library import load_library
from tests.rounds import rounds
from tests.web.rendering_twice import ada, nothing_kept, pages, without_keys
from tests.web.visitor import Visitor

RULEBOOK = load_library().default


def some_answers(rng: random.Random) -> dict[str, str]:
    """Of most questions an option, of some that it is not known."""
    return {
        question.id: rng.choice([*question.option_ids, "unknown"])
        for question in RULEBOOK.questions
        if rng.random() < 0.8
    }


def test_whatever_was_answered_the_result_is_the_same(pages: FastAPI, ada: Visitor):
    """Those before it may have left parts that it shows, too; with a query it is rendered anew."""
    rng = random.Random(39)
    for _ in range(rounds(8)):
        asked = f"{ada.save(some_answers(rng)).path}?rendered=anew"
        kept = [without_keys(ada.get(asked).source) for _ in range(2)]
        with nothing_kept(pages):
            fresh = without_keys(ada.get(asked).source)
        assert 'class="reasons"' in fresh or "No answer speaks" in fresh
        assert kept == [fresh, fresh]
