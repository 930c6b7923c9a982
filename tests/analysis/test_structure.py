"""How a rulebook falls apart, and that what is worked out once is kept."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from app.analysis.memo import memo
from app.analysis.structure import (
    BUDGET,
    Component,
    assignments,
    count_assignments,
    count_cells,
    count_states,
    states,
    structure,
)
from app.engine.questions import Option, Question
from app.engine.rules import Rulebook
from tests.analysis.oracle import oracles, possible_answers
from tests.factories import shipped

RULEBOOK = shipped().default


def many(*exclusive: bool) -> Question:
    options = tuple(Option(f"o{n}", "An option", exclusive=is_) for n, is_ in enumerate(exclusive))
    return Question("q", "s", "?", "many", "fact", options=options)


def test_the_states_of_a_question_are_nothing_and_its_possible_answers():
    questions = [question for oracle in oracles() for question in oracle.rulebook.questions]
    for question in (*questions, many(True, False, True, False, False)):
        listed = states(question)
        assert listed[0] == frozenset()
        assert set(listed[1:]) == set(possible_answers(question))
        assert len(listed) == len(set(listed)) == count_states(question)


def test_states_are_counted_without_being_listed():
    assert count_states(many(*[False] * 300)) == 2**300
    assert count_states(many(*[True] * 300)) == 301


def test_the_shipped_rulebook_has_the_structure_of_the_design():
    parts = structure(RULEBOOK)
    assert [question.id for question in parts.cutset] == ["situation", "limits"]
    assert count_assignments(RULEBOOK) == len(assignments(RULEBOOK)) == 37
    assert len(parts.components) == 12
    assert max(map(count_cells, parts.components)) == 32
    assert sum(map(count_cells, parts.components)) == 81
    largest = max(parts.components, key=count_cells)
    assert [question.id for question in largest.questions] == ["kind", "load"]


def test_it_stays_within_the_budget():
    assert all(count_cells(part) <= BUDGET for part in structure(RULEBOOK).components)


def test_no_group_reaches_from_one_component_into_another():
    for oracle in oracles():
        parts = structure(oracle.rulebook).components
        for first, second in combinations(parts, 2):
            assert not {q.id for q in first.questions} & {q.id for q in second.questions}
            assert not groups_of(first) & groups_of(second)


def groups_of(component: Component) -> set[str]:
    return {rule.group for rules in component.groups for rule in rules}


def test_every_question_is_in_the_cutset_or_in_one_component():
    for oracle in oracles():
        parts = structure(oracle.rulebook)
        listed = [q.id for part in parts.components for q in part.questions]
        listed += [question.id for question in parts.cutset]
        assert sorted(listed) == sorted(oracle.rulebook.question_by_id)


def test_what_is_kept_belongs_to_the_very_rulebook():
    worked: list[Rulebook] = []
    first, second = replace(RULEBOOK), replace(RULEBOOK, rules=())
    kept = memo(lambda rulebook: worked.append(rulebook) or len(rulebook.rules))
    assert [kept(first), kept(second), kept(first)] == [30, 0, 30]
    assert len(worked) == 2
