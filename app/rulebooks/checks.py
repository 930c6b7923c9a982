"""Does a rulebook hold together: references, order, conditions, verdicts, sources, examples."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from app.engine.answers import read_answers
from app.engine.questions import Condition
from app.engine.rules import MODIFIERS, Rulebook
from app.rulebooks.reading import Reading

_NUMBER = r"(0|[1-9][0-9]*)"
_SEMANTIC_VERSION = re.compile(rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}")

PREVIEW = "preview"
"""`/questionnaire/preview` is where pages from before the rulebook stood in the address post to."""


class Finding(NamedTuple):
    """A fault before its file is known."""

    table: str
    id: str
    kind: str
    message: str


def references(reading: Reading) -> Iterator[Finding]:
    """Names of questions, options, alternatives, sections, groups, tiers and claims resolve."""
    for origin, target, name in _names(reading.rulebook):
        known = tiers_of(reading.rulebook) if target == "tier" else reading.ids(target)
        if known and name not in known:
            message = f'there is no {target} "{name}"; use one of {", ".join(known)}'
            yield Finding(*origin, "reference", message)
    for table, name, _, condition in reading.rulebook.conditions():
        yield from _option_references(reading, (table, name), condition)


def tiers_of(rulebook: Rulebook) -> tuple[str, ...]:
    """The tiers of the weights, without the modifiers."""
    return tuple(tier for tier in rulebook.weights if tier not in MODIFIERS)


Origin = tuple[str, str]
"""A table and its id."""


def _names(rulebook: Rulebook) -> Iterator[tuple[Origin, str, str]]:
    """Where a name stands, the table it should be found in, and the name."""
    for question in rulebook.questions:
        yield ("question", question.id), "section", question.section
    for claim in rulebook.claims:
        yield ("claim", claim.id), "tier", claim.tier
    for unused in rulebook.unused_claims:
        yield ("unused_claim", unused.id), "claim", unused.id
    for rule in rulebook.rules:
        origin = ("rule", rule.id)
        yield origin, "group", rule.group
        yield origin, "tier", rule.tier
        yield from ((origin, "alternative", alternative) for alternative in rule.points)
        yield from ((origin, "claim", claim) for claim in rule.claims)
    for gate in rulebook.gates:
        yield from ((("gate", gate.id), "alternative", blocked) for blocked in gate.blocks)
        yield from ((("gate", gate.id), "claim", claim) for claim in gate.claims)
    for verdict in rulebook.verdicts:
        if verdict.leader is not None:
            yield ("verdict", verdict.id), "alternative", verdict.leader


def _option_references(reading: Reading, origin: Origin, condition: Condition) -> Iterator[Finding]:
    for name, options in condition.items():
        if name not in reading.ids("question"):
            message = f'there is no question "{name}"; use one of '
            yield Finding(*origin, "reference", message + ", ".join(reading.ids("question")))
        elif question := reading.rulebook.question_by_id.get(name):
            for option in sorted(options.difference(question.option_ids)):
                message = f'question "{name}" has no option "{option}"; use one of '
                yield Finding(*origin, "reference", message + ", ".join(question.option_ids))


def sweep_references(reading: Reading) -> Iterator[Finding]:
    """The sweep speaks of keys of the weights only."""
    rulebook = reading.rulebook
    if rulebook.sweep is None or not rulebook.weights:
        return
    sweep = rulebook.sweep
    named = [
        *sweep.ranges,
        *(key for keys in (*sweep.equal, *sweep.above, *sweep.at_least) for key in keys),
    ]
    for key in dict.fromkeys(named):
        if key not in rulebook.weights:
            message = f'sweep: the policy has no "{key}"; use {", ".join(rulebook.weights)}'
            yield Finding("rulebook", rulebook.id, "reference", message)


def order(reading: Reading) -> Iterator[Finding]:
    """A question is asked after the questions that make it visible."""
    asked = reading.ids("question")
    for question in reading.rulebook.questions:
        for parent in question.ask_when:
            if parent == question.id:
                message = "ask_when names the question itself; name an earlier one"
                yield Finding("question", question.id, "order", message)
            elif parent in asked[asked.index(question.id) :]:
                message = f'ask_when names "{parent}", which comes later; move "{parent}" up'
                yield Finding("question", question.id, "order", message)


def kinds(reading: Reading) -> Iterator[Finding]:
    """`exclusive` needs several options to choose, `ordinal` needs one."""
    for question in reading.rulebook.questions:
        exclusive = [option.id for option in question.options if option.exclusive]
        if question.kind == "one" and exclusive:
            message = f'option "{exclusive[0]}" is exclusive, but kind is "one"; drop exclusive'
            yield Finding("question", question.id, "condition", message)
        if question.kind == "many" and question.ordinal:
            message = 'ordinal clashes with kind "many"; drop ordinal or make kind "one"'
            yield Finding("question", question.id, "condition", message)


def alternatives(reading: Reading) -> Iterator[Finding]:
    """There is something to choose between."""
    if len(reading.ids("alternative")) == 1:
        message = "it is the only alternative; add what it is to be compared with"
        yield Finding("alternative", reading.ids("alternative")[0], "key", message)


def verdicts(reading: Reading) -> Iterator[Finding]:
    """Whoever leads, and when nobody does, some row holds."""
    rows = reading.rulebook.verdicts
    if not rows or len(rows) != len(reading.ids("verdict")):
        return  # a row with a fault of its own may be the one that seems to be missing
    for alternative in reading.ids("alternative"):
        own = [row for row in rows if row.leader == alternative]
        if not own:
            message = "no verdict row has it as leader; add one"
            yield Finding("alternative", alternative, "verdict", message)
        elif own[-1].when:
            message = f'it is the last row for "{alternative}" and needs to hold always; drop when'
            yield Finding("verdict", own[-1].id, "verdict", message)
    yield from _too_close_row([row.id for row in rows if row.leader is None], reading)


def _too_close_row(without_leader: list[str], reading: Reading) -> Iterator[Finding]:
    if not without_leader:
        message = "no verdict row is without leader; add one for too close to call"
        yield Finding("rulebook", reading.rulebook.id, "verdict", message)
    for extra in without_leader[1:]:
        message = f'only one row may be without leader, and "{without_leader[0]}" is; add a leader'
        yield Finding("verdict", extra, "verdict", message)
    for row in reading.rulebook.verdicts:
        if row.leader is None and row.when:
            message = "the row without leader needs to hold always; drop when"
            yield Finding("verdict", row.id, "verdict", message)


def sources(reading: Reading) -> Iterator[Finding]:
    """What can age says when to look at it again."""
    for claim in reading.rulebook.claims:
        if claim.nature == "fact" and claim.best_before is None:
            message = "a fact can age; add best_before, the date by which to check it again"
            yield Finding("claim", claim.id, "source", message)


def examples(reading: Reading) -> Iterator[Finding]:
    """Each example is a set of answers that a person could give."""
    unread = set(reading.ids("question")) - set(reading.rulebook.question_by_id)
    for example in reading.rulebook.examples:
        answers = {q: answer for q, answer in example.answers.items() if q not in unread}
        _, problems = read_answers(reading.rulebook, answers, hidden="refuse")
        for problem in problems:
            message = f'answer to "{problem.question}": {problem.message}'
            yield Finding("example", example.id, "reference", message)


def own_address(reading: Reading) -> Iterator[Finding]:
    """The id can stand in the address of the questionnaire."""
    if reading.rulebook.id == PREVIEW:
        message = f'the id "{PREVIEW}" is another page under /questionnaire/; use another'
        yield Finding("rulebook", PREVIEW, "id", message)


def version(reading: Reading) -> Iterator[Finding]:
    """The file is named for the id and version inside, and the version is a semantic one."""
    rulebook = reading.rulebook
    if not reading.complete:
        return
    if not _SEMANTIC_VERSION.fullmatch(rulebook.version):
        message = f'version "{rulebook.version}" is no semantic version; write one such as 1.0.0'
        yield Finding("rulebook", rulebook.id, "version", message)
    name = f"{rulebook.id}-{rulebook.version}.toml"
    if reading.file != name:
        message = f"id and version ask for the file name {name}; rename the file or correct them"
        yield Finding("rulebook", rulebook.id, "version", message)
