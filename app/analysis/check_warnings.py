"""Static checks whose findings need an [[acknowledge]]."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.analysis.check_errors import Found, cited_claims, duplicate_rules, effective
from app.analysis.contexts import context_question, points_available
from app.analysis.counts import count
from app.analysis.findings import Finding
from app.analysis.overlaps import implies, never_counted, pairs
from app.analysis.space import compares_two
from app.analysis.structure import count_assignments, structure
from app.engine.rules import Rulebook

LARGE_CUTSET = 200
"""Assignments; beyond, answers take noticeably longer to analyse."""


def warnings(rulebook: Rulebook) -> Iterator[Finding]:
    """Every warning, with the reason for which the rulebook accepts it, if it does."""
    found = [
        *unexplained_options(rulebook),
        *subsumed_rules(rulebook),
        *double_counts(rulebook),
        *cited_unused_claims(rulebook),
        *one_sided_contexts(rulebook),
        *never_too_close(rulebook),
        *large_cutset(rulebook),
    ]
    accepted = {(each.code, each.subject): each.why for each in rulebook.acknowledgements}
    for code, subject, message in found:
        yield Finding("warning", code, subject, message, accepted.get((code, subject)))
    stale = accepted.keys() - {(code, subject) for code, subject, _ in found}
    for code, subject in sorted(stale):
        message = f"acknowledges {code}, which is not found there; drop it"
        yield Finding("warning", "stale_acknowledgement", subject, message)


def unexplained_options(rulebook: Rulebook) -> Found:
    """An option without effect says why it has none."""
    named = effective(rulebook)
    for question in rulebook.questions:
        for option in question.options:
            if option.no_effect is None and option.id not in named[question.id]:
                message = "has no effect; say why in no_effect, or let a rule name it"
                yield "option_without_effect", f"{question.id}/{option.id}", message


def subsumed_rules(rulebook: Rulebook) -> Found:
    """A rule counts for some answers."""
    twins = {subject.split("/")[1] for _, subject, _ in duplicate_rules(rulebook)}
    for rule in never_counted(rulebook):
        if rule.id not in twins:
            message = "is never counted: another of its group always is; drop it, or regroup"
            yield "subsumed_rule", rule.id, message


def double_counts(rulebook: Rulebook) -> Found:
    """Reasons that always come together stand in one group, unless they are meant to add up."""
    for first, second in pairs(rulebook, same_group=False):
        if implies(rulebook, first.when, second.when) or implies(rulebook, second.when, first.when):
            message = "one implies the other, and both count; put them in one group"
            yield "double_count", f"{first.id}/{second.id}", message


def cited_unused_claims(rulebook: Rulebook) -> Found:
    """A claim is used or unused."""
    for unused in rulebook.unused_claims:
        if unused.id in cited_claims(rulebook):
            yield "used_claim", unused.id, "is listed as unused but cited; drop it from the list"


def one_sided_contexts(rulebook: Rulebook) -> Found:
    """No side can collect more than twice the points of another in some context."""
    question = context_question(rulebook)
    if question is None:
        yield from _one_sided(rulebook.id, points_available(rulebook, {}))
    else:
        for option in question.option_ids:
            here = {question.id: frozenset({option})}
            subject = f"{question.id}/{option}"
            yield from _one_sided(subject, points_available(rulebook, here))


def _one_sided(subject: str, points: Mapping[str, int]) -> Found:
    most, least = max(points.values()), min(points.values())
    if most > 2 * least:
        told = ", ".join(f"{side} {available}" for side, available in points.items())
        message = f"one side can collect more than twice the points of another: {told}"
        yield "one_sided", subject, message


def never_too_close(rulebook: Rulebook) -> Found:
    """Complete answers can be too close to call. For two alternatives."""
    if compares_two(rulebook) and not count(rulebook).sides[None]:
        (row,) = (row for row in rulebook.verdicts if row.leader is None)
        message = "no complete answers are too close to call; look at the points again"
        yield "never_too_close", row.id, message


def large_cutset(rulebook: Rulebook) -> Found:
    """The cutset stays small: every exact method goes through all its assignments."""
    if (size := count_assignments(rulebook)) > LARGE_CUTSET:
        asked = "/".join(question.id for question in structure(rulebook).cutset)
        message = f"{size} assignments of the cutset, {LARGE_CUTSET} are plenty; name fewer of them"
        yield "large_cutset", asked, f"{message} in ask_when, gates and verdict rows"
