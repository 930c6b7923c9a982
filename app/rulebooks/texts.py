"""The words of the pages around a rulebook: one file for all its versions, complete or refused.

What a rule, a question, a claim or a verdict says stands in the versioned file, which never changes
once it is released. These words may be edited: no fingerprint covers them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.engine.answers import Answers, chosen_options, visible_questions
from app.engine.presuming import unconfirmed_gates
from app.engine.questions import Condition, holds
from app.engine.rules import Rulebook
from app.rulebooks.faults import Faults, Place
from app.rulebooks.reading import misfits, read_document
from app.rulebooks.shapes import ANSWERS, CONDITION, IDS, TEXT, TEXTS, Shape, Table

SUFFIX = ".texts.toml"


@dataclass(frozen=True, slots=True)
class Source:
    """What the rulebook was made from, as the pages speak of it."""

    leaning: str
    view: str
    origin: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What is decided, who has to, what they describe by their answers, and who lives with it."""

    decision: str
    audience: str
    described: str
    people: str


@dataclass(frozen=True, slots=True)
class CodePair:
    """The words around one program written for each alternative, and the rules it illustrates."""

    title: str
    says: str
    read: str
    then: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The kinds of verdict there are."""

    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Door:
    """A way into the questionnaire, with what it answers already."""

    title: str
    says: str
    answers: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Exit:
    """What the rulebook is not for, and where to look instead; said of results it may concern."""

    says: str
    when: Condition


@dataclass(frozen=True, slots=True)
class Texts:
    """All of them. `weights` names each row of the policy.

    `unconfirmed` has a sentence for each gate with an `unless`: what its verdict takes for granted
    as long as nobody has answered that. Without a `code_pair`, no code is shown. `short` names some
    of the questions in a word or two, for lists of them. `naming` has words for some answers
    ("question.option"): a project that nobody named is called by those that were given. `doors`
    lead into the questionnaire, `exits` elsewhere.
    """

    source: Source
    subject: Subject
    verdicts: Verdicts
    weights: Mapping[str, str]
    unconfirmed: Mapping[str, str]
    code_pair: CodePair | None = None
    short: Mapping[str, str] = field(default_factory=dict)
    naming: Mapping[str, str] = field(default_factory=dict)
    doors: tuple[Door, ...] = ()
    exits: tuple[Exit, ...] = ()

    def __hash__(self) -> int:
        return hash(self.subject)  # the rest is compared, but takes long to hash


def read_texts(name: str, data: bytes, versions: Sequence[Rulebook]) -> Texts:
    """The texts in the bytes of a file of this name; RulebookError lists every fault.

    They name the policy and the gates of all these versions, and nothing else.
    """
    document = read_document(name, data)
    tables = _tables(versions)
    faults = Faults(name)
    for place, kind, message in _faults(document, tables, _lists(versions)):
        faults.add(place, kind, message)
    faults.raise_if_any()
    present = {name: tables[name] for name in tables if name in document or not _optional(name)}
    texts = {name: _built(table, document.get(name, {})) for name, table in present.items()}
    lists = {
        f"{name}s": tuple(_built(table, raw) for raw in document.get(name, []))
        for name, table in _lists(versions).items()
    }
    return Texts(**texts | lists)


def taken_for_granted(rulebook: Rulebook, texts: Texts, answers: Answers) -> tuple[str, ...]:
    """A sentence for each gate that decides though nobody has confirmed it."""
    return tuple(texts.unconfirmed[gate] for gate in unconfirmed_gates(rulebook, answers))


def exits_of(rulebook: Rulebook, texts: Texts, answers: Answers) -> tuple[str, ...]:
    """What the rulebook is not for, where these answers leave it possible."""
    chosen = chosen_options(visible_questions(rulebook, answers), answers)
    return tuple(way.says for way in texts.exits if holds(way.when, chosen))


def neutral_texts(versions: Sequence[Rulebook]) -> Texts:
    """Words that fit any rulebook, for one that has none of its own yet."""
    return Texts(
        source=Source(
            leaning="The source has an opinion, and the rulebook keeps it",
            view="one view",
            origin="Nothing more is known of it.",
        ),
        subject=Subject(
            decision="one decision",
            audience="people who have to choose",
            described="a situation",
            people="the people it concerns",
        ),
        verdicts=Verdicts(
            (
                "One of the alternatives, with the strength of its lead.",
                "Too close to call, when the reasons do not separate the sides.",
            )
        ),
        weights={name: name.replace("_", " ").capitalize() for name in _weights(versions)},
        unconfirmed=dict.fromkeys(_gates(versions), "It holds until an answer lifts it."),
    )


_AT_MOST_20 = Shape(
    "a text of at most 20 characters", lambda value: TEXT.fits(value) and len(value) <= 20
)


def _tables(versions: Sequence[Rulebook]) -> dict[str, Table]:
    return {
        "source": _table(Source, "leaning", "view", "origin"),
        "subject": _table(Subject, "decision", "audience", "described", "people"),
        "verdicts": Table(Verdicts, {"kinds": TEXTS}),
        "weights": _table(dict, *_weights(versions)),
        "unconfirmed": _table(dict, *_gates(versions)),
        "code_pair": Table(
            CodePair,
            {**dict.fromkeys(("title", "says", "read", "then"), TEXT), "rules": _rules(versions)},
        ),
        "short": Table(dict, {f"{question}?": _AT_MOST_20 for question in _questions(versions)}),
        "naming": Table(dict, {f"{answer}?": _AT_MOST_20 for answer in _answers(versions)}),
    }


def _lists(versions: Sequence[Rulebook]) -> dict[str, Table]:
    """The tables there may be several of."""
    known = {
        (question.id, option)
        for rulebook in versions
        for question in rulebook.questions
        for option in question.option_ids
    }

    def of_ours(shape: Shape) -> Shape:
        def fits(value: Any) -> bool:
            return shape.fits(value) and known.issuperset(_pairs(value))

        return Shape(f"{shape.words}, all of some version", fits, shape.keep)

    return {
        "door": Table(Door, {"title": TEXT, "says": TEXT, "answers": of_ours(ANSWERS)}),
        "exit": Table(Exit, {"says": TEXT, "when": of_ours(CONDITION)}),
    }


def _pairs(answers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for question, options in answers.items():
        for option in [options] if isinstance(options, str) else options:
            yield question, option


def _table(becomes: type, *keys: str) -> Table:
    return Table(becomes, dict.fromkeys(keys, TEXT))


def _rules(versions: Sequence[Rulebook]) -> Shape:
    known = frozenset(rule.id for rulebook in versions for rule in rulebook.rules)
    return Shape(
        "a list of rules that some version has",
        lambda value: IDS.fits(value) and known.issuperset(value),
        tuple,
    )


def _weights(versions: Sequence[Rulebook]) -> Iterator[str]:
    return (name for rulebook in versions for name in rulebook.weights)


def _gates(versions: Sequence[Rulebook]) -> Iterator[str]:
    return (gate.id for rulebook in versions for gate in rulebook.gates if gate.unless)


def _questions(versions: Sequence[Rulebook]) -> Iterator[str]:
    return (question for rulebook in versions for question in rulebook.question_by_id)


def _answers(versions: Sequence[Rulebook]) -> Iterator[str]:
    return (
        f"{question.id}.{option}"
        for rulebook in versions
        for question in rulebook.questions
        for option in question.option_ids
    )


def _optional(name: str) -> bool:
    return name in ("code_pair", "short", "naming")


def _faults(
    document: Mapping[str, Any], tables: Mapping[str, Table], lists: Mapping[str, Table]
) -> Iterator[tuple[Place, str, str]]:
    """Unknown tables, then what is unknown, missing or no text in the known ones."""
    for order, name in enumerate(document):
        if name not in tables and name not in lists:
            known = ", ".join((*tables, *lists))
            yield Place(name, "", (order, 0)), "key", f"unknown table; use {known}"
    for order, (name, table) in enumerate(tables.items(), start=len(document)):
        place, raw = Place(name, "", (order, 0)), document.get(name, {})
        if not isinstance(raw, dict):
            yield place, "key", f"write it as a table: [{name}]"
        elif name in document or not _optional(name):
            yield from ((place, kind, message) for kind, message in misfits(table, raw))
    for name, table in lists.items():
        yield from _faults_of_list(name, table, document.get(name, []))


def _faults_of_list(name: str, table: Table, raw: Any) -> Iterator[tuple[Place, str, str]]:
    if not (isinstance(raw, list) and all(isinstance(entry, dict) for entry in raw)):
        yield Place(name, "", (0, 0)), "key", f"write each as a table of its own: [[{name}]]"
        return
    for number, entry in enumerate(raw, start=1):
        place = Place(name, f"#{number}", (0, number))
        yield from ((place, kind, message) for kind, message in misfits(table, entry))


def _built(table: Table, raw: Mapping[str, Any]) -> Any:
    return table.becomes(**{key: table.shapes[key].keep(value) for key, value in raw.items()})
