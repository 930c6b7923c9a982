"""A result in words, as pages show it: ledger, arguments against, gates and answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.engine.answers import Answers, visible_questions
from app.engine.explaining import CounterArgument, contrast, strongest_against
from app.engine.questions import Question
from app.engine.results import Contribution, GivenAnswers, Result
from app.engine.rules import Rulebook
from app.results.sides import Side, sides
from app.rules.pages import CitedClaim


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One fired rule: its points for the leader (negative: for the rival), and why."""

    rule: str
    because: str
    group: str
    points: int
    answers: tuple[tuple[str, str], ...]
    claims: tuple[CitedClaim, ...]
    presumption: bool
    counted_by: str | None


@dataclass(frozen=True, slots=True)
class Ledger:
    """The rows that add up to the lead of `leader` over `rival`; `span` scales the bars.

    `core` holds the reasons that alone outweigh everything against.
    """

    leader: Side
    rival: Side
    rows: tuple[LedgerRow, ...]
    already_counted: tuple[LedgerRow, ...]
    core: tuple[str, ...]
    lead: int
    span: int


@dataclass(frozen=True, slots=True)
class Objection:
    """The strongest argument for an alternative; `change` is the answer it would take."""

    argument: CounterArgument
    alternative: str
    claims: tuple[CitedClaim, ...]
    change: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class GateRow:
    """A gate that ruled alternatives out before points were compared."""

    because: str
    blocked: tuple[str, ...]
    claims: tuple[CitedClaim, ...]
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One visible question with its answer in words; state: answered, unknown or open."""

    question: str
    text: str
    answer: str
    state: str


@dataclass(frozen=True, slots=True)
class AnswerSection:
    """A section of the questionnaire with its answers."""

    title: str
    rows: tuple[AnswerRow, ...]


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """What one credited rule gives each alternative, in file order."""

    because: str
    points: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ResultView:
    """Everything a page says about one result."""

    result: Result
    rulebook: Rulebook
    sides: tuple[Side, ...]
    ledger: Ledger
    score_rows: tuple[ScoreRow, ...]
    tied: tuple[str, ...]
    gates: tuple[GateRow, ...]
    objections: tuple[Objection, ...]
    answers: tuple[AnswerSection, ...]
    by_points: Side | None

    @property
    def missing(self) -> tuple[AnswerRow, ...]:
        """The visible questions without an answer, "I do not know" included."""
        rows = (row for section in self.answers for row in section.rows)
        return tuple(row for row in rows if row.state != "answered")


def result_view(rulebook: Rulebook, answers: Answers, result: Result, today: date) -> ResultView:
    """The result in words; `today` only marks claims past their best-before date."""
    words = _Words(rulebook, today)
    by_id = {side.id: side for side in sides(rulebook, result)}
    return ResultView(
        result=result,
        rulebook=rulebook,
        sides=tuple(by_id.values()),
        ledger=_ledger(words, result, by_id),
        score_rows=_score_rows(rulebook, result),
        tied=tuple(by_id[one].label for one in result.tied),
        gates=tuple(
            GateRow(
                gate.because,
                tuple(by_id[one].label for one in gate.blocks),
                words.claims(gate.claims),
                words.answers(gate.answers),
            )
            for gate in result.gates
        ),
        objections=tuple(
            words.objection(one) for one in strongest_against(rulebook, answers, result)
        ),
        answers=_answer_sections(rulebook, answers),
        by_points=by_id[result.by_points.leader] if result.by_points.leader else None,
    )


class _Words:
    """Looks up the words of one rulebook."""

    def __init__(self, rulebook: Rulebook, today: date) -> None:
        self.rulebook = rulebook
        self.today = today

    def claims(self, ids: tuple[str, ...]) -> tuple[CitedClaim, ...]:
        found = (self.rulebook.claim_by_id[one] for one in ids)
        return tuple(
            CitedClaim(one, one.best_before is not None and one.best_before < self.today)
            for one in found
        )

    def answers(self, given: GivenAnswers) -> tuple[tuple[str, str], ...]:
        return tuple(
            (self._question(one).text, answer_text(self._question(one), _set_of(chosen)))
            for one, chosen in given.items()
        )

    def row(self, one: Contribution, points: int) -> LedgerRow:
        counted_by = self.rulebook.rule_by_id[one.counted_by].because if one.counted_by else None
        return LedgerRow(
            rule=one.rule,
            because=one.because,
            group=self.rulebook.group_by_id[one.group].label,
            points=points,
            answers=self.answers(one.answers),
            claims=self.claims(one.claims),
            presumption=one.presumption,
            counted_by=counted_by,
        )

    def objection(self, one: CounterArgument) -> Objection:
        change = None
        if one.change:
            question = self._question(one.change[0])
            change = (question.text, question.option(one.change[1]).text)
        label = self.rulebook.alternative_by_id[one.alternative].label
        return Objection(one, label, self.claims(one.claims), change)

    def _question(self, one: str) -> Question:
        return self.rulebook.question_by_id[one]


def answer_text(question: Question, chosen: frozenset[str]) -> str:
    """The chosen options in words, in file order."""
    return ", ".join(option.text for option in question.options if option.id in chosen)


def _set_of(chosen: str | tuple[str, ...]) -> frozenset[str]:
    return frozenset({chosen} if isinstance(chosen, str) else chosen)


def _ledger(words: _Words, result: Result, by_id: dict[str, Side]) -> Ledger:
    found = contrast(words.rulebook, result)
    rows = tuple(
        words.row(term.contribution, term.points) for term in found.in_favour + found.against
    )
    return Ledger(
        leader=by_id[found.leader],
        rival=by_id[found.rival],
        rows=rows,
        already_counted=tuple(words.row(one, 0) for one in found.already_counted),
        core=tuple(term.contribution.because for term in found.core),
        lead=found.lead,
        span=max((abs(row.points) for row in rows), default=1),
    )


def _score_rows(rulebook: Rulebook, result: Result) -> tuple[ScoreRow, ...]:
    ids = [one.id for one in rulebook.alternatives]
    return tuple(
        ScoreRow(one.because, tuple(one.credited.get(side, 0) for side in ids))
        for one in result.ledger
        if one.credited
    )


def _answer_sections(rulebook: Rulebook, answers: Answers) -> tuple[AnswerSection, ...]:
    visible = visible_questions(rulebook, answers)
    sections = (
        AnswerSection(
            section.title,
            tuple(answer_row(one, answers) for one in visible if one.section == section.id),
        )
        for section in rulebook.sections
    )
    return tuple(section for section in sections if section.rows)


def answer_row(question: Question, answers: Answers) -> AnswerRow:
    """A visible question with its answer in words."""
    if question.id not in answers:
        return AnswerRow(question.id, question.text, "Not provided", "open")
    chosen = answers[question.id]
    if chosen is None:
        return AnswerRow(question.id, question.text, "I do not know", "unknown")
    return AnswerRow(question.id, question.text, answer_text(question, chosen), "answered")
