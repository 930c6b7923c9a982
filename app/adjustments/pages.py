"""The page on which a result is disagreed with, and what comes of it so far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import ClassVar

from app.adjustments.forms import AdjustmentsForm
from app.engine.adjusting import adjusted_if_any
from app.engine.adjustments import MOST_REASONS, Adjustments, own_weights
from app.engine.answers import Answers
from app.engine.explaining import leader_and_rival
from app.engine.results import Result
from app.engine.rules import Rulebook
from app.engine.scoring import evaluate
from app.questionnaire.overtaken import Overtaken
from app.results.adjusted import AdjustedView, adjusted_view, strange_words
from app.results.balance import BalanceView, balance_view
from app.rulebooks.library import Library
from app.rules.words import Words
from app.store.records import Answered
from app.web.rendering import Page
from app.web.visit import Visit

DECIDES = "It decides by itself. Without it, the points decide."
NOT_MET = "Your answers do not call for this now."
ADDS_NOTHING = "Said already: it adds nothing."


@dataclass(frozen=True, slots=True)
class Beside:
    """The verdict of the rules and, if anything is adjusted, the other one beside it.

    `said` tells of the own reasons that do not count, by their numbers on the page.
    """

    result: Result
    words: Words
    ahead: str
    balance: BalanceView | None
    adjusted: AdjustedView | None
    said: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class RuleChoice:
    """A rule or gate that can be switched off; the remark says what comes of it."""

    id: str
    because: str
    points: tuple[tuple[str, int], ...] = ()
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class AdjustmentsPage(Page):
    """The form, and what comes of it."""

    template: ClassVar[str] = "adjustments/page.html"
    assessment_title: str
    rulebook: Rulebook
    words: Words
    form: AdjustmentsForm
    gates: tuple[RuleChoice, ...]
    rules: tuple[RuleChoice, ...]
    weights: tuple[tuple[str, str], ...]
    heaviest: tuple[str, int]
    most: int
    beside: Beside
    next_version: int
    latest: int
    notices: tuple[str, ...]
    overtaken: Overtaken | None
    seen: str
    save_at: str
    keep_at: str
    back: str
    intent: str


@dataclass(frozen=True, kw_only=True)
class BesideFragment:
    """Both verdicts alone, and what is to be said at each reason."""

    beside: Beside
    overtaken: Overtaken | None = None


def beside(library: Library, rulebook: Rulebook, answers: Answers, form: AdjustmentsForm) -> Beside:
    """What the answers come to under the rules, and with the adjustments."""
    result = evaluate(rulebook, answers)
    adjusted = adjusted_if_any(rulebook, answers, form.adjustments)
    return Beside(
        result,
        Words(rulebook),
        rulebook.alternative_by_id[leader_and_rival(result)[0]].label,
        balance_view(rulebook, answers, result),
        adjusted_view(library.versions(rulebook.id), rulebook, answers, result, adjusted)
        if adjusted
        else None,
        form.said,
    )


def adjustments_page(
    visit: Visit,
    answered: Answered,
    rulebook: Rulebook,
    answers: Answers,
    form: AdjustmentsForm,
    *notices: str,
    news: Overtaken | None = None,
) -> AdjustmentsPage:
    """The page for an assessment; `answers` are those of its draft, as they stand."""
    both = beside(visit.library, rulebook, answers, form)
    texts, assessment = visit.library.texts(rulebook.id), answered.assessment
    to = {"assessment_id": assessment.id}
    back = "show_assessment" if assessment.latest else "edit_assessment"
    return AdjustmentsPage(
        title="Your own reasons",
        assessment_title=assessment.title,
        rulebook=rulebook,
        words=both.words,
        form=form,
        gates=tuple(_gate_choices(visit.library, rulebook, both.result, form)),
        rules=tuple(_rule_choices(visit.library, rulebook, both.result, form)),
        weights=tuple(
            (name, f"{texts.weights[name]} ({points})")
            for name, points in own_weights(rulebook).items()
        ),
        heaviest=next(
            (texts.weights[name], points) for name, points in own_weights(rulebook).items()
        ),
        most=MOST_REASONS,
        beside=both,
        next_version=(assessment.latest or 0) + 1,
        latest=assessment.latest or 0,
        notices=notices,
        overtaken=news,
        seen=answered.draft.adjustments_mark,
        save_at=visit.url("save_adjustments", **to),
        keep_at=visit.url("keep_adjustments", **to),
        back=visit.url(back, **to) + ("#own-reasons" if assessment.latest else ""),
        intent=token_urlsafe(16),
    )


def _gate_choices(
    library: Library, rulebook: Rulebook, result: Result, form: AdjustmentsForm
) -> Iterator[RuleChoice]:
    """The gates that decide, those that are switched off, and those of other versions."""
    shut = {decision.gate for decision in result.gates}
    for gate in rulebook.gates:
        if gate.id in shut or gate.id in form.gates_off:
            remark = DECIDES if gate.id in shut else NOT_MET
            yield RuleChoice(gate.id, gate.because, remark=remark)
    yield from _strange_choices(
        library, rulebook, form.gates_off - {gate.id for gate in rulebook.gates}
    )


def _rule_choices(
    library: Library, rulebook: Rulebook, result: Result, form: AdjustmentsForm
) -> Iterator[RuleChoice]:
    """The rules that the answers meet, the largest first; then any others that are switched off."""
    ledger = sorted(result.ledger, key=lambda line: -max(map(abs, line.points.values())))
    for line in sorted(ledger, key=lambda line: not line.credited):
        remark = "" if line.credited else ADDS_NOTHING
        yield RuleChoice(line.rule, line.because, tuple(line.credited.items()), remark)
    met = {line.rule for line in ledger}
    for rule in rulebook.rules:
        if rule.id in form.rules_off - met:
            yield RuleChoice(rule.id, rule.because, remark=NOT_MET)
    yield from _strange_choices(library, rulebook, form.rules_off - rulebook.rule_by_id.keys())


def _strange_choices(
    library: Library, rulebook: Rulebook, ids: frozenset[str]
) -> Iterator[RuleChoice]:
    """Those that this version does not have, as another version puts them."""
    remark = f"The rules {rulebook.version} do not have this, so it counts for nothing."
    for name in sorted(ids):
        (said,) = strange_words(library.versions(rulebook.id), Adjustments(rules_off=(name,)))
        yield RuleChoice(name, said, remark=remark)
