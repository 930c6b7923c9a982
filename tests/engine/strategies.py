"""Hypothesis strategies: random rulebooks, and answers to any rulebook."""

from __future__ import annotations

from functools import cache
from random import Random
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from app.engine.answers import Answers
from app.engine.questions import Question
from app.engine.rules import Rulebook
from app.rulebooks.loader import parse_rulebook
from tests.engine.random_rulebooks import random_toml
from tests.rounds import rounds

derandomised = settings(derandomize=True, database=None, deadline=None, max_examples=rounds(150))
"""The same examples in every run, nothing kept, no clock."""


def rulebooks(**how: Any) -> st.SearchStrategy[Rulebook]:
    return st.integers(0, 199).map(lambda seed: _rulebook(seed, **how))


@cache
def _rulebook(seed: int, **how: Any) -> Rulebook:
    return parse_rulebook("toy-1.0.0.toml", random_toml(Random(seed), **how))


def answers_to(rulebook: Rulebook) -> st.SearchStrategy[Answers]:
    """Any answers, hidden ones and unknowns included; absent questions are open."""
    return st.fixed_dictionaries(
        {}, optional={question.id: _answer(question) for question in rulebook.questions}
    )


def _answer(question: Question) -> st.SearchStrategy[frozenset[str] | None]:
    together = [option.id for option in question.options if not option.exclusive]
    most = 1 if question.kind == "one" else len(together)
    alone = [frozenset({option.id}) for option in question.options if option.exclusive]
    several = st.frozensets(st.sampled_from(together), min_size=1, max_size=most)
    return st.one_of(st.none(), several, *map(st.just, alone))


def cases(**how: Any) -> st.SearchStrategy[tuple[Rulebook, Answers]]:
    """A random rulebook and answers to it."""
    return rulebooks(**how).flatmap(lambda book: st.tuples(st.just(book), answers_to(book)))
