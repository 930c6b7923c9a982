"""Static checks whose findings refuse a release."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from app.analysis.findings import Finding, Level
from app.analysis.refusals import never_won
from app.analysis.weightings import policies
from app.engine.questions import Condition
from app.engine.rules import Rulebook


def errors(rulebook: Rulebook) -> Iterator[Finding]:
    """Every error that no day changes."""
    found = [
        *idle_questions(rulebook),
        *no_effect_on_named_options(rulebook),
        *priors(rulebook),
        *duplicate_rules(rulebook),
        *loose_claims(rulebook),
        *unreached_verdicts(rulebook),
        *sweep_without_policy(rulebook),
    ]
    for code, subject, message in found:
        yield Finding("error", code, subject, message)


Found = Iterator[tuple[str, str, str]]
"""Code, subject and message."""


def effective(rulebook: Rulebook) -> dict[str, set[str]]:
    """Question → the options that a rule, gate or `ask_when` names; words do not count."""
    conditions: list[Condition] = [
        *(question.ask_when for question in rulebook.questions),
        *(rule.when for rule in rulebook.rules),
        *(condition for gate in rulebook.gates for condition in (gate.when, gate.unless)),
    ]
    named: dict[str, set[str]] = {question.id: set() for question in rulebook.questions}
    for condition in conditions:
        for question, options in condition.items():
            named[question] |= options
    return named


def cited_claims(rulebook: Rulebook) -> set[str]:
    """The claims that rules and gates rest on."""
    by_rules = (claim for rule in rulebook.rules for claim in rule.claims)
    return {*by_rules, *(claim for gate in rulebook.gates for claim in gate.claims)}


def idle_questions(rulebook: Rulebook) -> Found:
    """A question that nothing names is asked in vain."""
    worded = {name for row in rulebook.verdicts for name in row.when}
    for name, options in effective(rulebook).items():
        if not options and name not in worded:
            yield "idle_question", name, "no rule, gate or verdict row names it; drop it"


def no_effect_on_named_options(rulebook: Rulebook) -> Found:
    """`no_effect` explains why an option does nothing, so it must do nothing."""
    named = effective(rulebook)
    for question in rulebook.questions:
        for option in question.options:
            if option.no_effect and option.id in named[question.id]:
                message = "has no_effect, but a rule, gate or ask_when names it; drop no_effect"
                yield "no_effect_named", f"{question.id}/{option.id}", message


def priors(rulebook: Rulebook) -> Found:
    """Base rates are given for all options of a question with one answer, or for none."""
    for question in rulebook.questions:
        given = [option.prior for option in question.options if option.prior is not None]
        if given and question.kind == "many":
            yield "prior", question.id, "a multiple choice has fixed base rates; drop prior"
        elif given and (len(given) < len(question.options) or not sum(given)):
            yield "prior", question.id, "give every option a prior, and one at least above 0"


def duplicate_rules(rulebook: Rulebook) -> Found:
    """The same condition and points in the same group say one thing twice."""
    for first, second in combinations(rulebook.rules, 2):
        if (first.when, first.points, first.group) == (second.when, second.points, second.group):
            message = "have the same condition, points and group; drop one"
            yield "duplicate_rule", f"{first.id}/{second.id}", message


def loose_claims(rulebook: Rulebook) -> Found:
    """Every claim is used, or somebody said why not."""
    listed = {unused.id for unused in rulebook.unused_claims}
    for claim in rulebook.claims:
        if claim.id not in cited_claims(rulebook) | listed:
            message = "is neither cited nor listed as unused; cite it, or say why not"
            yield "loose_claim", claim.id, message


def unreached_verdicts(rulebook: Rulebook) -> Found:
    """Somebody who answers everything can get every verdict with a leader."""
    for row in never_won(rulebook, complete=True):
        message = "no complete answers reach it; drop it, or give its leader more reasons"
        yield "unreached_verdict", row.id, message


def sweep_without_policy(rulebook: Rulebook) -> Found:
    """The published policy is one of the policies that keep the source's emphasis."""
    if rulebook.sweep and dict(rulebook.policy) not in policies(rulebook):
        message = "the published policy is outside the ranges or the order of the sweep; widen them"
        yield "sweep", rulebook.id, message


def stale_facts(rulebook: Rulebook, today: date, *, released: bool) -> Iterator[Finding]:
    """A fact is looked up again before the next release; afterwards it may age."""
    level: Level = "note" if released else "error"
    for claim in rulebook.claims:
        if claim.best_before and claim.best_before < today:
            message = f"was to be checked again by {claim.best_before}; check it, set a new date"
            yield Finding(level, "stale_fact", claim.id, message)
