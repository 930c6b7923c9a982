"""The contexts of a rulebook: what each side can collect in them, and how their answers end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from typing import TypeVar

from app.analysis.counts import Counts, count
from app.analysis.memo import memo
from app.analysis.next_question import worths
from app.analysis.structure import assignments, structure
from app.analysis.tables import Profile, Scores, Table, fixed_scores, tables
from app.engine.answers import Answers
from app.engine.questions import Question
from app.engine.rules import Rulebook


@dataclass(frozen=True, slots=True)
class Share:
    """Complete answer sets with these options of a question, which all come out alike."""

    question: str
    options: tuple[str, ...]
    counts: Counts


@dataclass(frozen=True, slots=True)
class Context:
    """Options of the context question that come out alike in all that stands here.

    `points`: the most that complete answers can give each alternative; `shares`: the same counts
    by the question that tells most beside the context.
    """

    question: str
    options: tuple[str, ...]
    points: Mapping[str, int]
    counts: Counts
    shares: tuple[Share, ...]


def context_question(rulebook: Rulebook) -> Question | None:
    """The first question that is always asked, has one answer, and decides gates or wording."""
    for question in structure(rulebook).cutset:
        if question.kind == "one" and not question.ask_when:
            return question
    return None


@memo
def contexts(rulebook: Rulebook) -> tuple[Context, ...]:
    """Every context, in file order; () without a context question. For two alternatives."""
    question = context_question(rulebook)
    if question is None:
        return ()
    split = split_question(rulebook)
    every = [_context(rulebook, question.id, option, split) for option in question.option_ids]
    return tuple(_joined(every, _outcome))


def split_question(rulebook: Rulebook) -> Question | None:
    """The question outside the cutset that tells most at the start, if it has one answer."""
    cutset = structure(rulebook).cutset
    for worth in worths(rulebook, {}):
        question = rulebook.question_by_id[worth.question]
        if question not in cutset and question.kind == "one":
            return question
    return None


def _context(rulebook: Rulebook, name: str, option: str, split: Question | None) -> Context:
    here: Answers = {name: frozenset({option})}
    return Context(
        question=name,
        options=(option,),
        points=points_available(rulebook, here),
        counts=count(rulebook, here),
        shares=() if split is None else _shares(rulebook, here, split),
    )


def _shares(rulebook: Rulebook, here: Answers, split: Question) -> tuple[Share, ...]:
    shares = [
        Share(split.id, (option,), count(rulebook, {**here, split.id: frozenset({option})}))
        for option in split.option_ids
    ]
    return tuple(_joined(shares, lambda share: _sides(share.counts)))


def _sides(counts: Counts) -> object:
    return tuple(counts.sides.values())


def _outcome(context: Context) -> object:
    shares = tuple((share.options, _sides(share.counts)) for share in context.shares)
    return tuple(context.points.values()), _sides(context.counts), shares


T = TypeVar("T", Share, Context)


def _joined(rows: Iterable[T], alike: Callable[[T], object]) -> Iterator[T]:
    """Rows that are alike in one row, where the first of them stood."""
    groups: dict[object, list[T]] = {}
    for row in rows:
        groups.setdefault(alike(row), []).append(row)
    for first, *others in groups.values():
        counts = reduce(Counts.plus, (other.counts for other in others), first.counts)
        options = sum((other.options for other in others), first.options)
        yield replace(first, options=options, counts=counts)


def points_available(rulebook: Rulebook, here: Answers) -> dict[str, int]:
    """The most points that complete answers give each alternative; `here` fixes cutset answers.

    For any number of alternatives: components are independent, so their largest scores add up.
    """
    sides = rulebook.alternative_by_id
    ways = [
        number
        for number, way in enumerate(assignments(rulebook))
        if way.complete and all(way.chosen.get(name) == chosen for name, chosen in here.items())
    ]
    return {
        side: max(_most(rulebook, number, place) for number in ways)
        for place, side in enumerate(sides)
    }


def _most(rulebook: Rulebook, way: int, side: int) -> int:
    parts = [largest[table.profile_of[way]] for table, largest in _largest(rulebook)]
    return fixed_scores(rulebook)[way][side] + sum(largest[side] for largest in parts)


@memo
def _largest(rulebook: Rulebook) -> list[tuple[Table, list[Scores]]]:
    """For each component and profile the largest score that complete cells give each side."""
    return [(table, [_best(profile) for profile in table.profiles]) for table in tables(rulebook)]


def _best(profile: Profile) -> Scores:
    return tuple(map(max, zip(*(cell.scores for cell in profile.complete()), strict=True)))
