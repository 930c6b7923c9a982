"""From proposals to a questionnaire: the answers to begin with, what decides next, the link."""

from __future__ import annotations

from urllib.parse import urlencode

from app.engine.answers import Answers, as_json, visible_answers
from app.engine.changes import deciding_questions, single_changes
from app.engine.questions import Question
from app.engine.rules import Rulebook
from app.scan.scanning import Scan


def proposed_answers(rulebook: Rulebook, scan: Scan, *, unsure: bool) -> Answers:
    """The answers to questions that the rulebook asks then; without `unsure` only sure ones."""
    said = {
        proposal.question: frozenset({proposal.option})
        for proposal in scan.proposals
        if unsure or proposal.confidence == "high"
    }
    known = {
        question.id: said[question.id]
        for question in rulebook.questions
        if question.id in said and said[question.id] <= {*question.option_ids}
    }
    return visible_answers(rulebook, known)


def deciding_question(rulebook: Rulebook, scan: Scan, answers: Answers) -> Question | None:
    """The first question about which the scan said nothing and whose answer changes the verdict.

    None if no single answer does. A list may be answered with more than one option; that one of
    them changes the verdict is enough to ask.
    """
    said = {proposal.question for proposal in scan.proposals}
    deciding = deciding_questions(single_changes(rulebook, answers), answers)
    return next((question for question in deciding if question.id not in said), None)


def link(base: str, rulebook: Rulebook, answers: Answers, landing: Question | None) -> str:
    """The address that opens the questionnaire with these answers, at that question.

    `base` is where an advisor is served; nothing of the scanned folder is in the address.
    """
    values = {"_rulebook": rulebook.version, **as_json(rulebook, answers)}
    place = f"#q-{landing.id}" if landing else ""
    query = urlencode(values, doseq=True)
    return f"{base.rstrip('/')}/questionnaire/{rulebook.id}?{query}{place}"
