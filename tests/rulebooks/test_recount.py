"""Counts and weights of the second opinion follow from the published decisions, or are named."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.engine.rules import Rulebook
from app.rulebooks.recount import recount, tier_of
from app.rulebooks.sources import Sources
from tests.factories import shipped

LIBRARY = shipped()
BOOK = LIBRARY.get("field-evidence", "1.0.0")
SOURCES = LIBRARY.sources(BOOK)


def test_counts_and_weights_follow_from_the_published_decisions():
    assert (len(SOURCES.sources), len(SOURCES.counts), len(BOOK.rules)) == (141, 42, 50)
    assert recount(BOOK, SOURCES) == ()


def with_source(source: str, **changes: Any) -> Sources:
    moved = replace(SOURCES.sources[source], **changes)
    return replace(SOURCES, sources={**SOURCES.sources, source: moved})


def with_count(claim: str, **changes: Any) -> Sources:
    return replace(
        SOURCES, counts={**SOURCES.counts, claim: replace(SOURCES.counts[claim], **changes)}
    )


def with_rule(rule: str, **changes: Any) -> Rulebook:
    changed = replace(BOOK.rule_by_id[rule], **changes)
    return replace(BOOK, rules=tuple(changed if one.id == rule else one for one in BOOK.rules))


def answers_of(source: str, **changes: Any) -> dict[str, Any]:
    return {**SOURCES.sources[source].answers, **changes}


NO_CRUD = ("S089",)
SIDES = SOURCES.counts["E-limit-async"]
PLANTED = [
    (BOOK, with_source("S073", chose="fastapi"),
     'count "E-simple-crud": for has S073, and it should not: another position or another choice'),
    (BOOK, with_source("S073", chose="fastapi"), 'count "E-simple-crud": against lacks S073'),
    (BOOK, with_source("S018", answers=answers_of("S018", limits=["docs"])),
     'count "E-no-trouble": for has S018, and it should not: another position or another choice'),
    (BOOK, with_source("S018", answers=answers_of("S018", limits=["docs"])),
     'count "E-openapi-library": for lacks S018'),
    (BOOK, with_source("S031", chose="quart"),
     'count "E-no-trouble": against has S031, and it should not: another position or another '
     "choice"),
    (BOOK, with_count("E-simple-crud", for_=NO_CRUD), 'count "E-simple-crud": for lacks S073'),
    (BOOK, with_count("E-simple-crud", for_=NO_CRUD),
     'rule "simple-crud": is few; by its counts single'),
    (BOOK, with_count("E-simple-crud", other_reason=("S001",)),
     'count "E-simple-crud": other_reason has S001, and they did not choose flask there'),
    (BOOK, with_count("E-limit-async", for_=SIDES.against, against=SIDES.for_),
     'rule "limit-async": more are against it than for it; drop it'),
    (with_rule("simple-crud", tier="repeated", points={"flask": 4}), SOURCES,
     'rule "simple-crud": is repeated; by its counts few'),
    (with_rule("simple-crud", points={"flask": 3}), SOURCES,
     'rule "simple-crud": gives [3]; by its counts 2'),
    (with_rule("large-move", hedged=False, points={"flask": 2}), SOURCES,
     'rule "large-move": is few; by its counts few, hedged'),
    (with_rule("some-input", weight_note=None), SOURCES,
     'rule "some-input": is few, hedged; by its counts repeated, hedged'),
]  # fmt: skip


@pytest.mark.parametrize("book, sources, message", PLANTED)
def test_a_planted_fault_is_named(book: Rulebook, sources: Sources, message: str):
    assert message in [str(misfit) for misfit in recount(book, sources)]


def test_who_chose_neither_counts_for_nobody():
    neither = {one.id for one in SOURCES.sources.values() if one.chose not in ("flask", "fastapi")}
    counted = {
        source
        for count in SOURCES.counts.values()
        for source in (*count.for_, *count.against, *count.other_reason)
    }
    assert len(neither) == 12
    assert neither.isdisjoint(counted)


@pytest.mark.parametrize(
    "yes, no, documented, tier",
    [
        (8, 2, False, "consistent"),
        (12, 3, False, "consistent"),
        (11, 3, False, "repeated"),
        (7, 0, False, "repeated"),
        (4, 2, False, "repeated"),
        (4, 3, False, "few"),
        (3, 0, False, "few"),
        (6, 6, False, "few"),
        (1, 0, False, "single"),
        (1, 1, False, "single"),
        (0, 0, False, None),
        (2, 3, False, None),
        (2, 2, True, "repeated"),
        (1, 1, True, "few"),
        (0, 0, True, "few"),
        (0, 1, True, None),
    ],
)
def test_the_tier_is_that_of_the_policy(yes: int, no: int, documented: bool, tier: str | None):
    assert tier_of(yes, no, documented=documented) == tier
