"""Whether a decision still holds under the newest rules at hand, and if not, what moved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.decisions.machine import Decision
from app.engine.adjusting import adjusted
from app.engine.adjustments import divided
from app.engine.answers import Answers, as_json, read_answers, visible_answers, visible_questions
from app.engine.errors import Invalid
from app.engine.results import Result
from app.engine.rules import Rulebook
from app.engine.scoring import evaluate
from app.rulebooks.library import Library


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The label of a verdict as it was recorded and under the newest rules; `moved` if another."""

    then: str
    now: str
    moved: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of checking: `not_asked` are questions and options that the newest rules lack.

    `verdict` is that of the rules, None where nothing was recorded; `own` the one with own
    reasons, if there are any. `rules` says which rules moved, one sentence each, and `asked` which
    questions are new and open. `idle` are adjustments without a place in the newest rules.
    """

    recorded: str
    newest: str
    verdict: Verdicts | None
    own: Verdicts | None
    not_asked: tuple[str, ...]
    rules: tuple[str, ...]
    asked: tuple[str, ...]
    idle: int

    @property
    def holds(self) -> bool:
        """Whether nothing has to be decided again."""
        moved = [half for half in (self.verdict, self.own) if half and half.moved]
        return not moved and not self.not_asked


def check_decision(library: Library, decision: Decision) -> Checked:
    """The decision under the newest version of its rules that is at hand."""
    then, now = decision.rulebook, library.latest(decision.rulebook.id)
    answers, lost = _carried(now, as_json(then, visible_answers(then, decision.answers)))
    before, after = evaluate(then, decision.answers), evaluate(now, answers)
    fitting, strange = divided(now, decision.adjustments)
    own = None
    if divided(then, decision.adjustments)[0]:
        was = adjusted(then, decision.answers, decision.adjustments)
        own = _verdicts(was, adjusted(now, answers, fitting))
    return Checked(
        recorded=then.version,
        newest=now.version,
        verdict=_verdicts(before, after),
        own=own,
        not_asked=lost,
        rules=tuple(_moved(then, before, now, after)),
        asked=tuple(_new_questions(then, now, answers)),
        idle=len(strange),
    )


def check_answers(library: Library, rulebook_id: str, raw: dict[str, Any]) -> Checked:
    """Answers without a verdict: whether the newest rules still ask for all of them.

    Invalid says what is wrong with them if no version at hand asks for all.
    """
    now = library.latest(rulebook_id)
    _, lost = _carried(now, raw)
    takes = [
        rulebook for rulebook in library.versions(rulebook_id) if not _carried(rulebook, raw)[1]
    ]
    if not takes:
        raise Invalid(lost[0], remedy="")
    return Checked(takes[-1].version, now.version, None, None, lost, (), (), 0)


def _verdicts(then: Result, now: Result) -> Verdicts:
    return Verdicts(then.label, now.label, then.verdict != now.verdict)


def _carried(now: Rulebook, raw: dict[str, Any]) -> tuple[Answers, tuple[str, ...]]:
    """The answers that the newest rules take, and in words those they do not ask for any more."""
    answers, problems = read_answers(now, raw, hidden="refuse")
    return answers, tuple(f"{problem.question}: {problem.message}" for problem in problems)


def _new_questions(then: Rulebook, now: Rulebook, answers: Answers) -> Iterator[str]:
    for question in visible_questions(now, answers):
        if question.id not in then.question_by_id and question.id not in answers:
            yield question.text


def _moved(then: Rulebook, before: Result, now: Rulebook, after: Result) -> Iterator[str]:
    """Each rule that counts otherwise, old → new, in the order of the newest rules."""
    old, new = _credits(before), _credits(after)
    because = {line.rule: line.because for line in (*before.ledger, *after.ledger)}
    for rule in dict.fromkeys((*new, *old)):
        was, is_ = old.get(rule, {}), new.get(rule, {})
        if was != is_:
            change = f"{_points(then, was)} → {_points(now, is_)}"
            yield f"{rule}: {change} ({because[rule]})"
    shut, shuts = ({gate.gate: gate for gate in result.gates} for result in (before, after))
    for gate in dict.fromkeys((*shuts, *shut)):
        if (gate in shut) != (gate in shuts):
            change = "it decides now" if gate in shuts else "it decided → it does not"
            yield f"{gate}: {change} ({(shuts | shut)[gate].because})"


def _credits(result: Result) -> dict[str, dict[str, int]]:
    return {line.rule: dict(line.credited) for line in result.ledger}


def _points(rulebook: Rulebook, credited: dict[str, int]) -> str:
    labels = rulebook.alternative_by_id
    said = (f"{points:+d} {labels[side].label}" for side, points in credited.items())
    return ", ".join(said) or "nothing"
