"""The comparison page, and the page that explains how to choose what to compare."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar
from urllib.parse import urlencode

from app.comparisons.actions import Column, Comparison
from app.comparisons.answers import AnswerLine, ForSecond, answer_lines, extra_lines, given_in
from app.comparisons.names import names_of
from app.comparisons.queries import Choice, RevisionKey
from app.comparisons.waterfall import PairScale, scale_of
from app.engine.adjustments import NONE
from app.engine.comparing import Difference, GateChange, decisive_questions
from app.engine.second_opinion import answers_to_second
from app.engine.texts import set_apart
from app.results.adjusted import AdjustedLine, adjusted_line
from app.results.balance import BalanceView, balance_view
from app.results.opinion_lines import OpinionLine, opinion_line
from app.rules.words import Given, Words
from app.web.rendering import Page, outcome


@dataclass(frozen=True, slots=True)
class ColumnView:
    """One result as its card shows it; `balance` is None where there are not two sides.

    `opinion` is the second one, where all results compared have one by the same rules.
    """

    name: str
    column: Column
    balance: BalanceView | None
    rank: int | None
    adjusted: AdjustedLine | None
    opinion: OpinionLine | None


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """Why one column came out differently from the first; `difference` is None where points differ
    in meaning.

    `decisive` are the questions whose answer alone makes the difference. `turned` is the address of
    the same comparison seen from the other column.
    """

    difference: Difference | None
    columns: tuple[Column, Column]
    names: tuple[str, str]
    words: Words
    decisive: tuple[str, ...]
    turned: str

    @property
    def same_label(self) -> bool:
        """Whether both come out in the same words."""
        first, other = (column.assessed.result.label for column in self.columns)
        return first == other

    @property
    def same_choice(self) -> bool:
        """Whether both recommend the same alternative, if perhaps in other words."""
        first, other = (column.assessed.result.leader for column in self.columns)
        return first is not None and first == other

    def given(self, question: str) -> tuple[Given, ...]:
        """What was answered in both columns."""
        return tuple(given_in(column.assessed, question) for column in self.columns)

    def shut_in(self, change: GateChange) -> str:
        """The name of the column in which the rule decided."""
        return self.names[0 if change.in_first else 1]

    def blocked(self, change: GateChange) -> tuple[str, ...]:
        """The labels of what it rules out there."""
        column = self.columns[0 if change.in_first else 1]
        return Words(column.rulebook).alternatives(change.gate.blocks)


@dataclass(frozen=True, slots=True)
class Picker:
    """The form to choose what to compare: one list for each place, with what stands there now."""

    places: tuple[str, ...]
    chosen: tuple[RevisionKey, ...]
    titled: tuple[tuple[str, tuple[Choice, ...]], ...]


@dataclass(frozen=True, kw_only=True)
class ComparisonPage(Page):
    """Two to four revisions side by side; `everything` shows what does not differ, too.

    `subject` is the title of the assessment if all are versions of one. `words` are those of all
    columns whose points compare. `extra` are the answers that only the second opinion reads.
    """

    template: ClassVar[str] = "comparisons/page.html"
    heading: str
    subject: str
    comparison: Comparison
    columns: tuple[ColumnView, ...]
    names: tuple[str, ...]
    words: Words
    scale: PairScale
    differences: tuple[DifferenceView, ...]
    answers: tuple[AnswerLine, ...]
    extra: tuple[AnswerLine, ...]
    everything: bool
    switch: str
    picker: Picker


@dataclass(frozen=True, kw_only=True)
class ChoicePage(Page):
    """Says what is wrong with the choice, and offers another one."""

    template: ClassVar[str] = "comparisons/choice.html"
    problem: str
    picker: Picker


def comparison_page(
    comparison: Comparison, choices: Sequence[Choice], *, everything: bool
) -> ComparisonPage:
    """The page of a comparison; `choices` are what could be compared instead."""
    columns = comparison.columns
    keys = [(column.revision.assessment_id, column.revision.n) for column in columns]
    names = names_of(
        [(*key[:1], column.title, key[1]) for key, column in zip(keys, columns, strict=True)]
    )
    words = Words(*(column.rulebook for column in comparison.with_points))
    subject = columns[0].title if len({assessment for assessment, _ in keys}) == 1 else ""
    labels = {column.revision.result.label for column in columns}
    return ComparisonPage(
        title=f"Comparison: {', '.join([subject] if subject else names)}",
        heading="Why these came out differently" if len(labels) > 1 else _same(columns, names),
        subject=subject,
        comparison=comparison,
        columns=tuple(
            _column_view(name, column, comparison.share_second)
            for name, column in zip(names, columns, strict=True)
        ),
        names=names,
        words=words,
        scale=scale_of(
            words, comparison.pair, columns[0].rulebook.too_close, comparison.differences
        ),
        differences=_differences(comparison, names, keys),
        answers=answer_lines([column.assessed for column in columns]),
        extra=extra_lines([_for_second(column) for column in columns]),
        everything=everything,
        switch=address_of(keys, everything=not everything),
        picker=picker(keys, choices),
    )


def _same(columns: Sequence[Column], names: Sequence[str]) -> str:
    """What to say of the same verdict; adjustments that are not the same in all are named."""
    seconds = [column.revision.adjusted for column in columns]
    if len({second.adjustments if second else NONE for second in seconds}) == 1:
        return "The same verdict"
    others = [
        f"with the adjustments of {set_apart(name)}: {outcome(second.result)}"
        for name, second in zip(names, seconds, strict=True)
        if second
    ]
    return "; ".join(["By the rules the same verdict", *others])


def address_of(keys: Iterable[RevisionKey], *, everything: bool = False) -> str:
    """The query of a comparison's address."""
    pairs = [("r", f"{assessment_id}.{n}") for assessment_id, n in keys]
    return urlencode([*pairs, *([("all", "1")] if everything else [])])


def picker(keys: Sequence[RevisionKey], choices: Sequence[Choice]) -> Picker:
    """The form with what is compared now; two places at least, filled with what came last."""
    others = [key for choice in choices if (key := (choice.assessment_id, choice.n)) not in keys]
    chosen = (*keys, *others[: max(0, 2 - len(keys))])
    places = ("From", *["To"] * (len(chosen) - 1))
    by_title = groupby(choices, key=lambda choice: (choice.assessment_id, choice.title))
    titled = tuple((title, tuple(group)) for (_, title), group in by_title)
    return Picker(places, chosen, titled)


def _for_second(column: Column) -> ForSecond | None:
    second, opinion = column.second, column.revision.opinion
    if second is None or opinion is None:
        return None
    first, given = column.rulebook, column.assessed.answers
    return ForSecond(first, second, answers_to_second(second, first, given, opinion.extra_answers))


def _column_view(name: str, column: Column, share_second: bool) -> ColumnView:
    rulebook, answers, result = (
        column.assessed.rulebook,
        column.assessed.answers,
        column.assessed.result,
    )
    rank = Words(rulebook).rank(result.leader) if result.leader else None
    adjusted, opinion = column.revision.adjusted, column.revision.opinion
    return ColumnView(
        name,
        column,
        balance_view(rulebook, answers, result),
        rank,
        adjusted_line(rulebook, adjusted) if adjusted else None,
        opinion_line(column.second, result, opinion)
        if share_second and column.second and opinion
        else None,
    )


def _differences(
    comparison: Comparison, names: Sequence[str], keys: Sequence[RevisionKey]
) -> tuple[DifferenceView, ...]:
    first = comparison.columns[0]
    return tuple(
        DifferenceView(
            difference=found,
            columns=(first, other),
            names=(names[0], names[place]),
            words=Words(first.rulebook, other.rulebook),
            decisive=decisive_questions(first.assessed, other.assessed) if found else (),
            turned=address_of([keys[place], *(key for key in keys if key != keys[place])]),
        )
        for place, (found, other) in enumerate(
            zip(comparison.differences, comparison.columns[1:], strict=True), start=1
        )
    )
