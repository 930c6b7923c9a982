"""What the checks of a rulebook found, in words for the public: names instead of ids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.analysis.findings import Finding, Level
from app.engine.rules import Rulebook
from app.rules.words import anchors

FINDINGS = {
    "idle_question": ("question", "Nothing depends on its answer."),
    "no_effect_named": ("option", "Is said to count for nothing, but something depends on it."),
    "prior": ("question", "How often each answer is expected is given for some of them only."),
    "duplicate_rule": ("rule", "Say the same thing twice."),
    "loose_claim": ("claim", "Is neither used nor listed as unused."),
    "unreached_verdict": ("verdict", "No complete answers lead to it."),
    "sweep": (
        "rulebook",
        "The published weights are outside the ways to weigh the source that are tried.",
    ),
    "stale_fact": ("claim", "Was to be checked again by now."),
    "option_without_effect": ("option", "Counts for neither side, and nothing says why."),
    "subsumed_rule": ("rule", "Never counts, because a stronger reason of its group always does."),
    "double_count": ("rule", "One never comes without the other, and both count."),
    "used_claim": ("claim", "Is listed as unused, but used."),
    "one_sided": ("option", "Here one side can collect more than twice the points of another."),
    "never_too_close": ("verdict", "No complete answers lead to it."),
    "large_cutset": (
        "question",
        "Together they divide the answers in so many ways that pages take longer.",
    ),
    "stale_acknowledgement": ("rulebook", "A warning is accepted that is not given."),
    "shared_claim": ("claim", "Counts in more than one group at once."),
    "two_sided_option": ("option", "Gives a reason to more than one side."),
    "tie": (
        "rule",
        "Are equally strong and can come together; the first of them is the one named.",
    ),
    "lowered_tier": (
        "rule",
        "Weighs less than the strongest statement it rests on; its rule says why.",
    ),
    "silent_question": ("question", "Says nothing about some of the alternatives."),
}
"""By the code of a finding: the table that its subject is in, and what it says."""


@dataclass(frozen=True, slots=True)
class Named:
    """Something of a rulebook by its name, and the anchor where its page shows it."""

    name: str
    anchor: str


@dataclass(frozen=True, slots=True)
class FindingInWords:
    """A finding in words."""

    level: Level
    about: tuple[Named, ...]
    sentence: str
    acknowledged: str | None


def in_words(rulebook: Rulebook, findings: tuple[Finding, ...]) -> tuple[FindingInWords, ...]:
    """The findings, each thing they are about by the name that the pages have for it."""
    names = _names(rulebook)
    return tuple(_in_words(finding, names) for finding in findings)


def _in_words(finding: Finding, names: Mapping[str, Mapping[str, Named]]) -> FindingInWords:
    table, sentence = FINDINGS[finding.code]
    return FindingInWords(
        finding.level, _about(finding.subject, names[table]), sentence, finding.acknowledged
    )


def _about(subject: str, names: Mapping[str, Named]) -> tuple[Named, ...]:
    """A subject is an id, an option as `question/option`, or several ids with `/` between them.

    What has no name, since a finding is that it is not there, is about the whole.
    """
    parts = (subject,) if subject in names else subject.split("/")
    return tuple(names[part] for part in parts if part in names)


def _names(rulebook: Rulebook) -> dict[str, dict[str, Named]]:
    """By table and id."""
    claim_anchors = anchors(rulebook.claims)
    return {
        "rulebook": {},
        "verdict": {verdict.id: Named(verdict.label, "verdicts") for verdict in rulebook.verdicts},
        "claim": {
            claim.id: Named(claim.where, claim_anchors[claim.id]) for claim in rulebook.claims
        },
        "question": {
            question.id: Named(question.text, f"question-{question.id}")
            for question in rulebook.questions
        },
        "option": {
            f"{question.id}/{option.id}": Named(
                f"{question.text} {option.text}", f"question-{question.id}"
            )
            for question in rulebook.questions
            for option in question.options
        },
        "rule": {rule.id: Named(rule.because, f"rule-{rule.id}") for rule in rulebook.rules},
    }
