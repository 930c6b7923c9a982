"""A decision as a record in Markdown, MADR 4: for people to read and edit, for `check` to check."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from urllib.parse import quote

from app.decisions.machine import Decision, machine_part
from app.decisions.markdown import bullets, fenced, inert, quoted
from app.engine.adjusting import adjusted_if_any, is_own
from app.engine.adjustments import divided
from app.engine.answers import Answers, visible_answers, visible_questions
from app.engine.changes import Change, deciding_questions, single_changes
from app.engine.explaining import Contrast, Term, contrast
from app.engine.questions import Question
from app.engine.results import Contribution, Result
from app.engine.rules import Rulebook
from app.engine.scoring import evaluate
from app.engine.texts import cut
from app.rulebooks.texts import Texts, taken_for_granted

MOST_CHANGES = 5
LONGEST_NAME = 60


class Aside(NamedTuple):
    """What stands beside the decision and is no part of it; nothing in it is markup."""

    heading: str
    said: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """What is written around a decision.

    `title` may be anything, `on` is its day, `link` leads back to where it was made. `supersedes`
    is the file name of the record that it replaces, `number` its own. `aside` is what others say of
    the same answers: a heading, then a sentence or a line of a list each, none of it checked.
    """

    title: str
    on: date
    link: str | None = None
    number: int | None = None
    supersedes: str | None = None
    aside: Aside | None = None

    @property
    def file_name(self) -> str:
        """Where it belongs among other records, as `0012-flask-or-fastapi.md`."""
        words = "-".join(re.findall(r"[a-z0-9]+", self.title.casefold()))
        name = cut(words, LONGEST_NAME).strip("-") or "decision"
        return f"{name}.md" if self.number is None else f"{self.number:04}-{name}.md"


def record_text(record: Record, decision: Decision, texts: Texts) -> str:
    """The whole record. Nothing that people typed is markup in it."""
    return "\n\n".join(_parts(record, _View(decision, texts))) + "\n"


def superseded_line(record: Record) -> str:
    """The line for the front matter of the record that this one replaces."""
    return f"status: {quoted(f'superseded by {record.file_name}')}"


class _View:
    """What the sections of one record have in common."""

    def __init__(self, decision: Decision, texts: Texts) -> None:
        self.decision, self.texts = decision, texts
        self.rulebook: Rulebook = decision.rulebook
        self.answers: Answers = visible_answers(decision.rulebook, decision.answers)
        self.result: Result = evaluate(self.rulebook, self.answers)
        self.contrast: Contrast = contrast(self.rulebook, self.result)
        self.changes: tuple[Change, ...] = single_changes(self.rulebook, self.answers)
        self.deciding = deciding_questions(self.changes, self.answers)

    def is_judged(self, question: Question) -> bool:
        """Whether it was answered, and is no fact, which would need another project."""
        return bool(self.answers.get(question.id)) and question.type != "fact"

    def side(self, alternative: str) -> str:
        return inert(self.rulebook.alternative_by_id[alternative].label)

    def points(self, line: Contribution) -> str:
        sides = self.rulebook.alternative_by_id
        return ", ".join(
            f"{points:+d} {self.side(side)}"
            for side, points in line.credited.items()
            if side in sides
        )

    def places(self, claims: Iterable[str]) -> str:
        return inert("; ".join(self.rulebook.claim_by_id[claim].where for claim in claims))


def _parts(record: Record, view: _View) -> Iterator[str]:
    yield _front_matter(record, view)
    number = "" if record.number is None else f"{record.number}\\. "
    yield f"# {number}{inert(record.title)}"
    yield "## Context and Problem Statement"
    yield inert(view.rulebook.title)
    yield bullets(_answers(view))
    yield "## Decision Drivers"
    yield bullets(_drivers(view))
    yield "## Considered Options"
    yield bullets(_options(view))
    yield "## Decision Outcome"
    yield from _outcome(view)
    yield "### Consequences"
    yield bullets(_consequences(view))
    yield "### Confirmation"
    yield bullets(_confirmation(view))
    yield from _own(view)
    yield from _aside(record.aside)
    yield "## More Information"
    yield bullets(_more(record, view))
    yield (
        "What follows is for `framework-advisor check`, which tells when newer rules decide "
        "otherwise. Change what stands above as you like, and leave this as it is."
    )
    yield fenced(machine_part(view.decision))


def _front_matter(record: Record, view: _View) -> str:
    status = "accepted" if view.result.leader and not view.deciding else "proposed"
    return f"---\nstatus: {quoted(status)}\ndate: {quoted(record.on.isoformat())}\n---"


def _answers(view: _View) -> Iterator[str]:
    left_open = []
    for question in visible_questions(view.rulebook, view.answers):
        if question.id not in view.answers:
            left_open.append(question.text)
            continue
        chosen = view.answers[question.id]
        said = (
            "I do not know"
            if chosen is None
            else "; ".join(option.text for option in question.options if option.id in chosen)
        )
        yield f"{inert(question.text)} **{inert(said)}**"
    if left_open:
        yield f"Not answered: {inert(' '.join(left_open))}"


def _drivers(view: _View) -> Iterator[str]:
    for gate in view.result.gates:
        yield f"{_because(gate.because)}. It decides before any points ({view.places(gate.claims)})"
    for term in (*view.contrast.in_favour, *view.contrast.against):
        yield _driver(view, term.contribution)
    if not view.result.gates and not view.contrast.in_favour and not view.contrast.against:
        yield "No answer speaks for either side"


def _driver(view: _View, line: Contribution) -> str:
    source = "own reason" if is_own(line) else view.places(line.claims)
    return f"{_because(line.because)}: {view.points(line)} ({source})"


def _because(text: str) -> str:
    """A reason as the beginning of a line."""
    return inert(text[:1].upper() + text[1:])


def _options(view: _View) -> Iterator[str]:
    labels = [alternative.label for alternative in view.rulebook.alternatives]
    if view.result.leader and view.result.label not in labels:
        labels.append(view.result.label)
    yield from map(inert, labels)


def _outcome(view: _View) -> Iterator[str]:
    result, pair = view.result, view.contrast
    label = inert(result.label)
    scores = ", ".join(f"{view.side(side)} {points}" for side, points in result.scores.items())
    if result.leader is None:
        yield (
            f"No option is chosen yet. **{label}**: fewer than {view.rulebook.too_close} points "
            f"between the sides ({scores})."
        )
    elif result.lead is None:
        yield (
            f"Chosen option: “**{label}**”, because a rule decides before any points. By points "
            f"alone: {scores}."
        )
    else:
        lead = f"{result.lead} point{'' if result.lead == 1 else 's'}"
        yield (
            f"Chosen option: “**{label}**”, because it leads {view.side(pair.rival)} by {lead}, "
            f"which is {result.strength} ({scores})."
        )
    if result.note:
        yield f"{inert(result.note)}."
    if result.leader and view.deciding:
        yield (
            "It is proposed and not accepted: a question that is open can still change it, see "
            "Confirmation."
        )
    for said in taken_for_granted(view.rulebook, view.texts, view.answers):
        yield inert(said)


def _consequences(view: _View) -> Iterator[str]:
    leads, rival = view.side(view.contrast.leader), view.side(view.contrast.rival)
    words = ("Good", "Bad") if view.result.leader else (f"For {leads}", f"For {rival}")
    sides: tuple[tuple[str, tuple[Term, ...]], ...] = (
        (words[0], view.contrast.in_favour),
        (words[1], view.contrast.against),
    )
    for word, terms in sides:
        yield from (f"{word}, because {inert(term.contribution.because)}" for term in terms)
    if not view.contrast.in_favour and not view.contrast.against:
        yield "Neutral, because nothing that was answered separates the sides"


def _confirmation(view: _View) -> Iterator[str]:
    yield "Run `framework-advisor check` on this file with each new release of Framework Advisor"
    answered = [change for change in view.changes if view.is_judged(change.question)]
    for change in answered[:MOST_CHANGES]:
        yield f"It would be otherwise if one answer were another: {_change(change)}"
    for question in view.deciding:
        yield f"Find out, since the answer can change the verdict: {inert(question.text)}"
    if not answered and not view.deciding:
        yield "No other judgement of a single question would change the verdict"
    day = _review(view)
    if day:
        yield f"Review by {day.isoformat()}: what it rests on is to be checked again by then"


def _change(change: Change) -> str:
    option = change.question.option(change.option).text
    return f"{inert(change.question.text)} **{inert(option)}** gives “{inert(change.label)}”"


def _review(view: _View) -> date | None:
    claims = (view.rulebook.claim_by_id[claim] for claim in view.result.claims)
    return min((claim.best_before for claim in claims if claim.best_before), default=None)


def _own(view: _View) -> Iterator[str]:
    """The second verdict, and what makes it another one."""
    changes, _ = divided(view.rulebook, view.decision.adjustments)
    adjusted = adjusted_if_any(view.rulebook, view.answers, changes)
    if adjusted is None:
        return
    yield "## With own reasons"
    yield f"With them the verdict is “**{inert(adjusted.result.label)}**”."
    off = [gate.because for gate in view.rulebook.gates if gate.id in changes.gates_off]
    off += [view.rulebook.rule_by_id[rule].because for rule in changes.rules_off]
    yield bullets(
        (
            *(f"Switched off: {_because(because)}" for because in off),
            *(_driver(view, line) for line in adjusted.result.ledger if is_own(line)),
        )
    )


def _aside(aside: Aside | None) -> Iterator[str]:
    if aside is None:
        return
    yield f"## {inert(aside.heading)}"
    yield inert(aside.said)
    yield bullets(map(inert, aside.lines))


def _more(record: Record, view: _View) -> Iterator[str]:
    rules = f"{view.rulebook.id} {view.rulebook.version}"
    source = inert(view.rulebook.source)
    yield f"Made with Framework Advisor, rules {inert(rules)}. Source: {source}"
    if record.supersedes:
        yield f"Supersedes [{inert(record.supersedes)}](<{quote(record.supersedes)}>)"
    if record.link:
        yield f"Made at <{record.link}>"
