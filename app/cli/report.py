"""A result as text for a terminal: verdict, ledger that adds up, strongest argument against."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from textwrap import wrap

from app.cli.output import WIDTH
from app.engine.adjusting import Adjusted, adjusted_rulebook, is_own
from app.engine.adjustments import Adjustments
from app.engine.answers import Answers
from app.engine.explaining import CounterArgument, contrast, strongest_against
from app.engine.results import Contribution, GivenAnswers, Result
from app.engine.rules import Rulebook
from app.rulebooks.texts import Texts, taken_for_granted

COLUMN = 10


def report(rulebook: Rulebook, texts: Texts, answers: Answers, result: Result) -> str:
    """The whole report; its ledger sums to the scores, and those to the lead."""
    return "\n".join(
        [
            f"{rulebook.title} ({rulebook.id} {rulebook.version})",
            "",
            *_gates(rulebook, texts, answers, result),
            *_verdict(rulebook, result),
            "",
            *_ledger(rulebook, result),
            "",
            *_against(rulebook, answers, result),
        ]
    )


def adjusted_report(rulebook: Rulebook, adjusted: Adjusted) -> str:
    """What adjustments make of it: what was changed, the other verdict, a ledger that adds up."""
    changed, result = adjusted_rulebook(rulebook, adjusted.adjustments), adjusted.result
    count = len(adjusted.adjustments)
    return "\n".join(
        [
            f"With {count} adjustment{'' if count == 1 else 's'}",
            "",
            *_switched_off(rulebook, adjusted.adjustments),
            *_verdict(changed, result),
            "",
            *_ledger(changed, result),
        ]
    )


def _switched_off(rulebook: Rulebook, adjustments: Adjustments) -> Iterator[str]:
    gates = [gate.because for gate in rulebook.gates if gate.id in adjustments.gates_off]
    rules = [rule.because for rule in rulebook.rules if rule.id in adjustments.rules_off]
    for because in gates + rules:
        yield from wrap(f"Switched off: {because}", WIDTH, subsequent_indent="  ")
    if gates or rules:
        yield ""


def _gates(rulebook: Rulebook, texts: Texts, answers: Answers, result: Result) -> Iterator[str]:
    for gate in result.gates:
        blocked = " and ".join(_label(rulebook, alternative) for alternative in gate.blocks)
        text = f"Before any points, a rule decides: {gate.because}. Ruled out: {blocked}."
        yield from wrap(f"{text} [{', '.join(gate.claims)}]", WIDTH)
    for sentence in taken_for_granted(rulebook, texts, answers):
        yield from wrap(sentence, WIDTH)
    if result.gates:
        yield ""


def _verdict(rulebook: Rulebook, result: Result) -> Iterator[str]:
    yield f"Verdict   {result.label}"
    if result.note:
        yield f"          {result.note}"
    yield f"Strength  {_strength(rulebook, result)}"
    yield f"Lead      {_lead(rulebook, result)}"
    coverage = result.coverage
    yield (
        f"Answers   {coverage.answered} of {coverage.visible} questions, "
        f"{coverage.unknown} unknown, {coverage.open} open"
    )


def _strength(rulebook: Rulebook, result: Result) -> str:
    if result.strength is not None:
        return result.strength
    tied = " and ".join(_label(rulebook, alternative) for alternative in result.tied)
    return f"none: fewer than {rulebook.too_close} points between {tied}"


def _lead(rulebook: Rulebook, result: Result) -> str:
    pair = contrast(rulebook, result)
    leader, rival = _label(rulebook, pair.leader), _label(rulebook, pair.rival)
    scores = f"{leader} {result.scores[pair.leader]}, {rival} {result.scores[pair.rival]}"
    if result.lead is not None:
        return f"{result.lead} ({scores})"
    return f"by rule; by points alone {scores}"


def _ledger(rulebook: Rulebook, result: Result) -> Iterator[str]:
    labels = {alternative.id: alternative.label for alternative in rulebook.alternatives}
    yield _row("Reasons", labels)
    yield "-" * WIDTH
    for contribution in result.ledger:
        first, *rest = wrap(_reason(rulebook, contribution), WIDTH - COLUMN * len(labels) - 1)
        points = {alternative: f"{p:+d}" for alternative, p in contribution.credited.items()}
        yield _row(first, {alternative: points.get(alternative, "") for alternative in labels})
        yield from (f"  {line}" for line in rest)
    yield "-" * WIDTH
    yield _row("Sum", {alternative: str(score) for alternative, score in result.scores.items()})


def _row(text: str, cells: Mapping[str, str]) -> str:
    columns = "".join(f"{cell[: COLUMN - 1]:>{COLUMN}}" for cell in cells.values())
    return f"{text:<{WIDTH - COLUMN * len(cells)}}{columns}".rstrip()


def _reason(rulebook: Rulebook, contribution: Contribution) -> str:
    source = "own reason" if is_own(contribution) else ", ".join(contribution.claims)
    text = f"{contribution.because} [{source}]"
    if contribution.counted_by is None:
        return text
    counted = rulebook.rule_by_id[contribution.counted_by]
    return f"{text} (already counted: {counted.because})"


def _against(rulebook: Rulebook, answers: Answers, result: Result) -> Iterator[str]:
    yield "Strongest argument against" if result.leader else "Strongest argument on each side"
    arguments = strongest_against(rulebook, answers, result)
    for argument in arguments:
        yield from wrap(
            _argument(rulebook, argument), WIDTH, initial_indent="  ", subsequent_indent="    "
        )
    if not arguments:
        yield "  There is none yet, and changing one judgement alone would not make one."


def _argument(rulebook: Rulebook, argument: CounterArgument) -> str:
    text = (
        f"{_label(rulebook, argument.alternative)}, {_points(argument.points)}: "
        f"{argument.because} [{', '.join(argument.claims)}]"
    )
    if argument.change:
        question, option = argument.change
        return f"{text}, if {question} were {option}"
    return f"{text}, because {_because(argument.answers or {})}"


def _points(number: int) -> str:
    return "1 point" if number == 1 else f"{number} points"


def _because(answers: GivenAnswers) -> str:
    return ", ".join(
        f"{question} is {chosen if isinstance(chosen, str) else ' + '.join(chosen)}"
        for question, chosen in answers.items()
    )


def _label(rulebook: Rulebook, alternative: str) -> str:
    return rulebook.alternative_by_id[alternative].label
