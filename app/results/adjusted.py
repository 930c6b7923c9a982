"""What somebody's adjustments make of a result, as pages show it beside that of the rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.engine.adjusting import Adjusted, SwitchedOff, is_own, switched_off
from app.engine.adjustments import Adjustments, divided
from app.engine.answers import Answers
from app.engine.explaining import leader_and_rival
from app.engine.results import Contribution, Result
from app.engine.rules import Gate, Rulebook
from app.results.balance import BalanceView, balance_view
from app.rules.words import Words


@dataclass(frozen=True, slots=True)
class AdjustedLine:
    """The second verdict in one line; `ahead` is the side with more points, if only by chance.

    `count` leaves out what these rules have no place for.
    """

    count: int
    result: Result
    words: Words
    ahead: str


@dataclass(frozen=True, slots=True)
class AdjustedView(AdjustedLine):
    """All of the second result.

    `off` are the rules that the answers meet, `idle` the reasons of those that they do not. `own`
    are the lines of own reasons in its ledger. `strange` says what was made for another version of
    the rules and counts for nothing here.
    """

    copied: bool
    balance: BalanceView | None
    off: tuple[SwitchedOff, ...]
    idle: tuple[str, ...]
    gates: tuple[Gate, ...]
    own: tuple[Contribution, ...]
    strange: tuple[str, ...]


def adjusted_line(rulebook: Rulebook, adjusted: Adjusted) -> AdjustedLine:
    """The second verdict, for a place that has room for no more."""
    fitting, _ = divided(rulebook, adjusted.adjustments)
    ahead, _ = leader_and_rival(adjusted.result)
    label = rulebook.alternative_by_id[ahead].label
    return AdjustedLine(len(fitting), adjusted.result, Words(rulebook), label)


def adjusted_view(
    versions: Iterable[Rulebook],
    rulebook: Rulebook,
    answers: Answers,
    result: Result,
    adjusted: Adjusted,
) -> AdjustedView:
    """The adjusted result beside that of the rulebook, on the same scale.

    The other versions have words for what this one has no place for.
    """
    fitting, strange = divided(rulebook, adjusted.adjustments)
    line = adjusted_line(rulebook, adjusted)
    off = switched_off(result, adjusted.result)
    met = {switched.line.rule for switched in off}
    return AdjustedView(
        count=line.count,
        result=line.result,
        words=line.words,
        ahead=line.ahead,
        copied=adjusted.adjustments.copied,
        balance=balance_view(rulebook, answers, adjusted.result),
        off=off,
        idle=tuple(
            rulebook.rule_by_id[rule].because for rule in fitting.rules_off if rule not in met
        ),
        gates=tuple(gate for gate in rulebook.gates if gate.id in fitting.gates_off),
        own=tuple(line for line in adjusted.result.ledger if is_own(line)),
        strange=strange_words(versions, strange),
    )


def strange_words(versions: Iterable[Rulebook], strange: Adjustments) -> tuple[str, ...]:
    """What these versions of the rules call it; what none of them has goes by its id."""
    said: dict[str, str] = {}
    for version in versions:
        said |= {rule.id: rule.because for rule in version.rules}
        said |= {gate.id: gate.because for gate in version.gates}
    names = (*strange.rules_off, *strange.gates_off)
    return (*(said.get(name, name) for name in names), *(own.text for own in strange.own_reasons))
