"""What the API writes quickly is, byte for byte, what it would write slowly."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic_core import to_json

from app.engine.answers import Answers
from app.engine.rules import Rulebook
from app.engine.scoring import evaluate, weigh
from app.results.result_json import KnownLines, result_json
from tests.engine.strategies import answers_to, cases, derandomised
from tests.factories import shipped
from tests.rounds import rounds


@settings(derandomised, max_examples=rounds(8))  # each makes a rulebook
@given(cases(), st.sampled_from([1, 3, 1_000]))
def test_of_any_rulebook_whatever_is_remembered(case: tuple[Rulebook, Answers], most: int) -> None:
    lines, weighed = KnownLines(most), weigh(*case)
    assert [result_json(weighed, lines) for _ in range(2)] == [to_json(evaluate(*case))] * 2
    assert len(lines.known) <= most


shared = KnownLines(40)


@settings(derandomised, max_examples=rounds(40))
@given(st.sampled_from([*shipped()]).flatmap(lambda one: st.tuples(st.just(one), answers_to(one))))
def test_of_the_shipped_rulebooks_with_lines_of_many_answers(
    case: tuple[Rulebook, Answers],
) -> None:
    assert result_json(weigh(*case), shared) == to_json(evaluate(*case))
