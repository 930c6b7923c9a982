"""All static checks of a rulebook, for any number of alternatives.

Errors refuse a release, warnings need an [[acknowledge]], notes say what is good to know.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import combinations
from typing import get_args

from app.analysis.contexts import context_question, points_available
from app.analysis.counts import count
from app.analysis.findings import Finding, Level, Noted, cited_claims, effective
from app.analysis.memo import memo
from app.analysis.refusals import can_hold, implies, never_counted, never_won, pairs
from app.analysis.space import compares_two
from app.analysis.structure import count_assignments, structure
from app.analysis.weightings import swept_weights
from app.engine.questions import Question
from app.engine.rules import Rule, Rulebook

LEVELS: tuple[Level, ...] = get_args(Level)


def check(rulebook: Rulebook, today: date, *, released: bool = False) -> tuple[Finding, ...]:
    """Errors, then warnings, then notes; `Finding.blocks` says which refuse a release.

    What the loader refuses is not looked for again. For a released rulebook, which never changes,
    a fact that has aged since is a note.
    """
    findings = (*_lasting(rulebook), *stale_facts(rulebook, today, released=released))
    return tuple(sorted(findings, key=lambda finding: LEVELS.index(finding.level)))


@memo
def _lasting(rulebook: Rulebook) -> tuple[Finding, ...]:
    """What no day changes."""
    return (*errors(rulebook), *warnings(rulebook), *notes(rulebook))


def errors(rulebook: Rulebook) -> Iterator[Finding]:
    """Every error that no day changes."""
    noted = [
        *idle_questions(rulebook),
        *no_effect_on_named_options(rulebook),
        *priors(rulebook),
        *duplicate_rules(rulebook),
        *loose_claims(rulebook),
        *unreached_verdicts(rulebook),
        *sweep_without_weights(rulebook),
    ]
    for code, subject, message in noted:
        yield Finding("error", code, subject, message)


def idle_questions(rulebook: Rulebook) -> Noted:
    """A question that nothing names is asked in vain."""
    worded = {name for row in rulebook.verdicts for name in row.when}
    for name, options in effective(rulebook).items():
        if not options and name not in worded:
            yield "idle_question", name, "no rule, gate or verdict row names it; drop it"


def no_effect_on_named_options(rulebook: Rulebook) -> Noted:
    """`no_effect` explains why an option does nothing, so it must do nothing."""
    named = effective(rulebook)
    for question in rulebook.questions:
        for option in question.options:
            if option.no_effect and option.id in named[question.id]:
                message = "has no_effect, but a rule, gate or ask_when names it; drop no_effect"
                yield "no_effect_named", f"{question.id}/{option.id}", message


def priors(rulebook: Rulebook) -> Noted:
    """Base rates are given for all options of a question with one answer, or for none."""
    for question in rulebook.questions:
        given = [option.prior for option in question.options if option.prior is not None]
        if given and question.kind == "many":
            yield "prior", question.id, "a multiple choice has fixed base rates; drop prior"
        elif given and (len(given) < len(question.options) or not sum(given)):
            yield "prior", question.id, "give every option a prior, and one at least above 0"


def duplicate_rules(rulebook: Rulebook) -> Noted:
    """The same condition and points in the same group say one thing twice."""
    for first, second in combinations(rulebook.rules, 2):
        if (first.when, first.points, first.group) == (second.when, second.points, second.group):
            message = "have the same condition, points and group; drop one"
            yield "duplicate_rule", f"{first.id}/{second.id}", message


def loose_claims(rulebook: Rulebook) -> Noted:
    """Every claim is used, or somebody said why not."""
    listed = {unused.id for unused in rulebook.unused_claims}
    for claim in rulebook.claims:
        if claim.id not in cited_claims(rulebook) | listed:
            message = "is neither cited nor listed as unused; cite it, or say why not"
            yield "loose_claim", claim.id, message


def unreached_verdicts(rulebook: Rulebook) -> Noted:
    """Somebody who answers everything can get every verdict with a leader."""
    for row in never_won(rulebook, complete=True):
        message = "no complete answers reach it; drop it, or give its leader more reasons"
        yield "unreached_verdict", row.id, message


def sweep_without_weights(rulebook: Rulebook) -> Noted:
    """The published weights are among those that keep the source's emphasis."""
    if rulebook.sweep and dict(rulebook.weights) not in swept_weights(rulebook):
        message = "the published policy is outside the ranges or the order of the sweep; widen them"
        yield "sweep", rulebook.id, message


def stale_facts(rulebook: Rulebook, today: date, *, released: bool) -> Iterator[Finding]:
    """A fact is looked up again before the next release; afterwards it may age."""
    level: Level = "note" if released else "error"
    for claim in rulebook.claims:
        if claim.is_due(today):
            message = f"was to be checked again by {claim.best_before}; check it, set a new date"
            yield Finding(level, "stale_fact", claim.id, message)


LARGE_CUTSET = 200
"""Assignments; beyond, answers take noticeably longer to analyse."""


def warnings(rulebook: Rulebook) -> Iterator[Finding]:
    """Every warning, with the reason for which the rulebook accepts it, if it does."""
    noted = [
        *unexplained_options(rulebook),
        *subsumed_rules(rulebook),
        *double_counts(rulebook),
        *cited_unused_claims(rulebook),
        *one_sided_contexts(rulebook),
        *never_too_close(rulebook),
        *large_cutset(rulebook),
    ]
    accepted = {
        (acknowledgement.code, acknowledgement.subject): acknowledgement.why
        for acknowledgement in rulebook.acknowledgements
    }
    for code, subject, message in noted:
        yield Finding("warning", code, subject, message, accepted.get((code, subject)))
    stale = accepted.keys() - {(code, subject) for code, subject, _ in noted}
    for code, subject in sorted(stale):
        message = f"acknowledges {code}, which is not found there; drop it"
        yield Finding("warning", "stale_acknowledgement", subject, message)


def unexplained_options(rulebook: Rulebook) -> Noted:
    """An option without effect says why it has none."""
    named = effective(rulebook)
    for question in rulebook.questions:
        for option in question.options:
            if option.no_effect is None and option.id not in named[question.id]:
                message = "has no effect; say why in no_effect, or let a rule name it"
                yield "option_without_effect", f"{question.id}/{option.id}", message


def subsumed_rules(rulebook: Rulebook) -> Noted:
    """A rule counts for some answers."""
    twins = {subject.split("/")[1] for _, subject, _ in duplicate_rules(rulebook)}
    for rule in never_counted(rulebook):
        if rule.id not in twins:
            message = "is never counted: another of its group always is; drop it, or regroup"
            yield "subsumed_rule", rule.id, message


def double_counts(rulebook: Rulebook) -> Noted:
    """Reasons that always come together stand in one group, unless they are meant to add up."""
    for first, second in pairs(rulebook, same_group=False):
        if implies(rulebook, first.when, second.when) or implies(rulebook, second.when, first.when):
            message = "one implies the other, and both count; put them in one group"
            yield "double_count", f"{first.id}/{second.id}", message


def cited_unused_claims(rulebook: Rulebook) -> Noted:
    """A claim is used or unused."""
    for unused in rulebook.unused_claims:
        if unused.id in cited_claims(rulebook):
            yield "used_claim", unused.id, "is listed as unused but cited; drop it from the list"


def one_sided_contexts(rulebook: Rulebook) -> Noted:
    """No side can collect more than twice the points of another in some context."""
    question = context_question(rulebook)
    if question is None:
        yield from _one_sided(rulebook.id, points_available(rulebook, {}))
    else:
        for option in question.option_ids:
            here = {question.id: frozenset({option})}
            subject = f"{question.id}/{option}"
            yield from _one_sided(subject, points_available(rulebook, here))


def _one_sided(subject: str, points: Mapping[str, int]) -> Noted:
    most, least = max(points.values()), min(points.values())
    if most > 2 * least:
        sides = ", ".join(f"{side} {available}" for side, available in points.items())
        message = f"one side can collect more than twice the points of another: {sides}"
        yield "one_sided", subject, message


def never_too_close(rulebook: Rulebook) -> Noted:
    """Complete answers can be too close to call. For two alternatives."""
    if compares_two(rulebook) and not count(rulebook).sides[None]:
        (row,) = (row for row in rulebook.verdicts if row.leader is None)
        message = "no complete answers are too close to call; look at the points again"
        yield "never_too_close", row.id, message


def large_cutset(rulebook: Rulebook) -> Noted:
    """The cutset stays small: every exact method goes through all its assignments."""
    if (size := count_assignments(rulebook)) > LARGE_CUTSET:
        asked = "/".join(question.id for question in structure(rulebook).cutset)
        message = f"{size} assignments of the cutset, {LARGE_CUTSET} are plenty; name fewer of them"
        yield "large_cutset", asked, f"{message} in ask_when, gates and verdict rows"


def notes(rulebook: Rulebook) -> Iterator[Finding]:
    """Every note that no day changes."""
    noted = [
        *shared_claims(rulebook),
        *two_sided_options(rulebook),
        *ties(rulebook),
        *lowered_tiers(rulebook),
        *silent_questions(rulebook),
    ]
    for code, subject, message in noted:
        yield Finding("note", code, subject, message)


def shared_claims(rulebook: Rulebook) -> Noted:
    """A claim that counts in two groups at once."""
    for claim in rulebook.claims:
        citing = [rule for rule in rulebook.rules if claim.id in rule.claims]
        together = [
            f"{first.id} and {second.id}"
            for first, second in combinations(citing, 2)
            if first.group != second.group and can_hold(rulebook, first.when, second.when)
        ]
        if together:
            message = f"counts in several groups at once: {'; '.join(together)}"
            yield "shared_claim", claim.id, message


def two_sided_options(rulebook: Rulebook) -> Noted:
    """An option that gives a reason for each of several sides."""
    for question in rulebook.questions:
        for option in question.option_ids:
            sides = {
                side
                for rule in rulebook.rules
                if option in rule.when.get(question.id, ())
                for side in _favoured(rulebook, rule)
            }
            if len(sides) > 1:
                in_order = " and ".join(
                    side for side in rulebook.alternative_by_id if side in sides
                )
                yield "two_sided_option", f"{question.id}/{option}", f"speaks for {in_order}"


def _favoured(rulebook: Rulebook, rule: Rule) -> list[str]:
    """The sides that the rule puts ahead of another."""
    points = {side: rule.points.get(side, 0) for side in rulebook.alternative_by_id}
    return [side for side, given in points.items() if given > min(points.values())]


def ties(rulebook: Rulebook) -> Noted:
    """Two rules of a group that are equally strong, so that the first in the file is named."""
    for first, second in pairs(rulebook, same_group=True):
        equal = [side for side, points in first.points.items() if second.points.get(side) == points]
        if equal and can_hold(rulebook, first.when, second.when):
            message = "are equally strong and can hold together; the first is the one named"
            yield "tie", f"{first.id}/{second.id}", message


def lowered_tiers(rulebook: Rulebook) -> Noted:
    """A rule that weighs less than its strongest claim, and why."""
    for rule in rulebook.rules:
        tiers = [rulebook.claim_by_id[claim].tier for claim in rule.claims]
        strongest = max(tiers, key=lambda tier: rulebook.weights[tier])
        if rulebook.weights[rule.tier] < rulebook.weights[strongest]:
            message = f"weighs as {rule.tier} instead of {strongest}: {rule.weight_note}"
            yield "lowered_tier", rule.id, message


def silent_questions(rulebook: Rulebook) -> Noted:
    """With several alternatives: a question that says nothing about one of them."""
    if len(rulebook.alternatives) > 2:
        for question in rulebook.questions:
            spoken = _spoken_of(rulebook, question)
            silent = [side for side in rulebook.alternative_by_id if side not in spoken]
            if spoken and silent:
                message = f"says nothing about {' and '.join(silent)}"
                yield "silent_question", question.id, message


def _spoken_of(rulebook: Rulebook, question: Question) -> set[str]:
    return {side for rule in rulebook.rules if question.id in rule.when for side in rule.points}
