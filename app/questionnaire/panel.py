"""What stands beside the questions: the verdict so far, its balance, the last answer, contents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from app.engine.answers import Answers, visible_questions
from app.engine.questions import Question, Section
from app.engine.results import Result
from app.engine.rules import Rulebook
from app.engine.scoring import evaluate
from app.questionnaire.naming import made_name
from app.results.balance import BalanceView, balance_view
from app.results.outlook import NotMade, OutlookView, outlook_view
from app.rulebooks.texts import Texts, taken_for_granted
from app.rules.words import Words
from app.web.rendering import plural


@dataclass(frozen=True, slots=True)
class Effect:
    """What one answer does beside the others.

    `points` are what each alternative has with it and would not have without it, by number of the
    alternative; `by_rule` says that a rule decides with it and would not without it, or the other
    way round.
    """

    name: str
    answer: str
    points: tuple[tuple[int, int], ...]
    by_rule: bool


class Entry(NamedTuple):
    """A question in the contents; state: open, answered, unknown, or moot if it cannot matter."""

    question: str
    name: str
    state: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What the answers so far come to, and what that takes for granted.

    `balance` is there for any two alternatives, with a reach where the analysis was made.
    `made_name` is what the assessment is called while nobody has named it. `kept` says whether
    the answers are those of the draft, where there is one: a refusal keeps none.
    """

    result: Result
    words: Words
    saved: bool
    taken_for_granted: tuple[str, ...]
    outlook: OutlookView | NotMade | None
    balance: BalanceView | None
    effect: Effect | None
    contents: tuple[tuple[Section, tuple[Entry, ...]], ...]
    made_name: str
    kept: bool = True

    @property
    def settled(self) -> bool:
        """Whether nothing that is open can change the verdict, and something was answered."""
        return _is_settled(self.outlook, self.result)

    @property
    def headline(self) -> tuple[str, str]:
        """The verdict, and how clear it is, in words; nothing is called clear before it is."""
        if self.undecided:
            return "No verdict yet", ""
        if self.result.basis == "rule":
            return self.result.label, "by a rule"
        points = plural(self.result.lead or 0, "point")
        if self.result.leader is None:
            return self.result.label, f"{points} apart"
        return self.result.label, f"by {points} ({self.result.strength})"

    @property
    def undecided(self) -> bool:
        """Whether there is no verdict to speak of yet: no answer has given a point."""
        counted = any(line.credited for line in self.result.ledger)
        return self.result.basis == "points" and not counted

    @property
    def moot(self) -> int:
        """How many open questions can no longer change the verdict."""
        return self.result.coverage.open if self.settled else 0

    @property
    def news(self) -> str:
        """What has to change before the verdict is announced anew."""
        verdict = "none" if self.undecided else self.result.verdict
        return f"{verdict}{' settled' if self.settled else ''}"


def preview_of(
    rulebook: Rulebook, texts: Texts, answers: Answers, *, saved: bool, last: str = ""
) -> Preview:
    """What the answers come to; `saved` says whether they were stored as a draft.

    `last` is the question that was answered last, if anybody knows.
    """
    result = evaluate(rulebook, answers)
    seen = outlook_view(rulebook, answers, result)
    return Preview(
        result=result,
        words=Words(rulebook),
        saved=saved,
        taken_for_granted=taken_for_granted(rulebook, texts, answers),
        outlook=seen,
        balance=seen.balance
        if isinstance(seen, OutlookView)
        else balance_view(rulebook, answers, result),
        effect=effect_of(rulebook, texts, answers, result, last),
        contents=tuple(_contents(rulebook, texts, answers, settled=_is_settled(seen, result))),
        made_name=made_name(rulebook, texts, answers),
    )


def _is_settled(seen: OutlookView | NotMade | None, result: Result) -> bool:
    return isinstance(seen, OutlookView) and seen.settled and result.coverage.answered > 0


def effect_of(
    rulebook: Rulebook, texts: Texts, answers: Answers, result: Result, last: str
) -> Effect | None:
    """What the answer to the last question does; None if that question has no answer to show."""
    if last not in {question.id for question in visible_questions(rulebook, answers)} & set(
        answers
    ):
        return None
    without = evaluate(rulebook, {q: chosen for q, chosen in answers.items() if q != last})
    points = (
        (rank, result.scores[side] - without.scores[side])
        for rank, side in enumerate(rulebook.alternative_by_id)
    )
    return Effect(
        name=short_name(texts, rulebook.question_by_id[last]).rstrip("?"),
        answer=Words(rulebook).answer(last, answers[last]),
        points=tuple((rank, gained) for rank, gained in points if gained),
        by_rule=result.basis != without.basis,
    )


def short_name(texts: Texts, question: Question) -> str:
    """A word or two for the question; its text where the rulebook has no shorter name for it."""
    return texts.short.get(question.id, question.text)


def _contents(
    rulebook: Rulebook, texts: Texts, answers: Answers, *, settled: bool
) -> Iterator[tuple[Section, tuple[Entry, ...]]]:
    visible = visible_questions(rulebook, answers)
    for section in rulebook.sections:
        entries = tuple(
            Entry(
                question.id,
                short_name(texts, question),
                _state(question.id, answers, settled=settled),
            )
            for question in visible
            if question.section == section.id
        )
        if entries:
            yield section, entries


def _state(question: str, answers: Answers, *, settled: bool) -> str:
    if question not in answers:
        return "moot" if settled else "open"
    return "answered" if answers[question] else "unknown"
