"""What can be checked of a source's claims, and what was found: `facts/<id>.toml`.

It is for all versions, and its words may be edited, as those of the texts. The figures of a
measurement stand in files of their own, `facts/<id>-measured-<when>.toml`, one for each run, which
nobody edits: a SHA256SUMS beside them locks them. Texts name a figure as a blank,
`{at_once.64.first}` or, beside another program, `{waiting.256.first/other}`: a new run changes
what they say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

from app.engine.rules import Rulebook
from app.rulebooks.faults import Fault, Faults, Place, RulebookError
from app.rulebooks.measured import Run, read_run
from app.rulebooks.reading import misfits, read_document
from app.rulebooks.shapes import CITED, DATE, ID, TEXT, Shape, Table

FOLDER = "facts"
MEASURED = "-measured-"

BLANK = re.compile(r"\{([a-z_]+)\.(\d+)\.([a-z_]+)(?:/([a-z_]+))?\}")


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that was measured, read or looked up, with where and when.

    `command` measures it again. After `best_before` it has to be checked anew; without, it says
    what happened once and does not age.
    """

    topic: str
    says: str
    how: str
    source: str
    when: str
    best_before: date | None = None
    command: str | None = None

    def is_due(self, today: date) -> bool:
        """Whether nobody has checked it since its best-before date."""
        return self.best_before is not None and self.best_before < today


@dataclass(frozen=True, slots=True)
class Topic:
    """Claims of the source about one thing, and in `found` what the facts say to them."""

    id: str
    title: str
    claims: tuple[str, ...]
    found: str
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Program:
    """Something that was measured."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two programs whose ratio says something: the first as many times as fast as the other."""

    label: str
    first: str
    other: str


@dataclass(frozen=True, slots=True)
class Measurement:
    """What a claim says in figures (`low` to `high` times), and the pairs that test it in a run.

    `says` is what the programs had to do.
    """

    topic: str
    says: str
    low: float
    high: float
    pairs: tuple[Pair, ...]
    programs: tuple[Program, ...]
    run: Run

    def ratio(self, pair: Pair, work: str, connections: int) -> float:
        """How many times as fast the first of the pair was."""
        return self.run.ratio(work, connections, pair.first, pair.other)

    def place(self, ratio: float) -> int:
        """0 within what the claim says or by the noise beside it, −1 below, 1 above."""
        margin = 1 + self.run.noise
        return (ratio > self.high * margin) - (ratio * margin < self.low)

    @property
    def places(self) -> tuple[int, ...]:
        """The place of each ratio of the table."""
        asked = product(self.pairs, self.run.conditions)
        return tuple(self.place(self.ratio(pair, *condition)) for pair, condition in asked)


@dataclass(frozen=True, slots=True)
class Evidence:
    """All topics, and the measurement of one of them, if there is any."""

    topics: tuple[Topic, ...]
    measurement: Measurement | None

    def topic_of(self, claims: Iterable[str]) -> Topic | None:
        """The first topic that one of these claims belongs to."""
        ids = set(claims)
        return next((topic for topic in self.topics if ids.intersection(topic.claims)), None)

    def due(self, today: date) -> tuple[int, int]:
        """How many facts are due, of how many that can age."""
        ageing = [fact for topic in self.topics for fact in topic.facts if fact.best_before]
        return sum(fact.is_due(today) for fact in ageing), len(ageing)


_NUMBER = Shape("a number above 0", lambda value: type(value) in (int, float) and value > 0, float)
_TABLES = {
    "topic": Table(Topic, {"id": ID, "title": TEXT, "claims": CITED, "found": TEXT}),
    "fact": Table(
        Fact,
        {
            "topic": ID,
            "says": TEXT,
            "how": TEXT,
            "source": TEXT,
            "when": TEXT,
            "best_before?": DATE,
            "command?": TEXT,
        },
    ),
    "program": Table(Program, {"id": ID, "label": TEXT}),
    "pair": Table(Pair, {"label": TEXT, "first": ID, "other": ID}),
    "measurement": Table(dict, {"topic": ID, "says": TEXT, "low": _NUMBER, "high": _NUMBER}),
}


def load_evidence(directory: Path, rulebooks: Sequence[Rulebook]) -> dict[str, Evidence]:
    """What the folder `facts` of the directory has for each rulebook, by id; the newest run counts.

    Topics may name claims of a second opinion on it, too. RulebookError lists every fault.
    """
    found = {}
    for rulebook_id in dict.fromkeys(rulebook.id for rulebook in rulebooks):
        path = directory / FOLDER / f"{rulebook_id}.toml"
        if path.exists():
            versions = [
                rulebook
                for rulebook in rulebooks
                if rulebook_id in (rulebook.id, rulebook.compares)
            ]
            runs = sorted(path.parent.glob(f"{rulebook_id}{MEASURED}*.toml"))
            run = read_run(runs[-1].name, runs[-1].read_bytes()) if runs else None
            found[rulebook_id] = read_evidence(path.name, path.read_bytes(), versions, run)
    return found


def read_evidence(
    name: str, data: bytes, versions: Sequence[Rulebook], run: Run | None
) -> Evidence:
    """The evidence in the bytes of a file of this name, its blanks filled in from the run."""
    document = read_document(name, data)
    faults = Faults(name)
    for key in document.keys() - _TABLES.keys():
        message = f"unknown table; use {', '.join(_TABLES)}"
        faults.add(Place(key, "", (0, 0)), "key", message)
    parts = {table: _entries(document, table, faults) for table in _TABLES}
    faults.raise_if_any()
    evidence = _evidence(parts, run)
    for place, message in _reference_faults(evidence, parts, versions):
        faults.add(place, "reference", message)
    faults.raise_if_any()
    return _filled(name, evidence)


def _entries(document: Mapping[str, Any], table: str, faults: Faults) -> list[Any]:
    raw, here = document.get(table, []), Place(table, "", (0, 0))
    if not (isinstance(raw, list) and all(isinstance(entry, dict) for entry in raw)):
        faults.add(here, "key", f"write each as a table of its own: [[{table}]]")
        return []
    built = []
    for number, entry in enumerate(raw, start=1):
        problems = list(misfits(_TABLES[table], entry))
        for kind, message in problems:
            faults.add(Place(table, f"#{number}", (0, number)), kind, message)
        if not problems:
            shapes = _TABLES[table].shapes
            kept = {key: shapes[key].keep(value) for key, value in entry.items()}
            built.append(_TABLES[table].becomes(**kept))
    return built


def _evidence(parts: Mapping[str, list[Any]], run: Run | None) -> Evidence:
    topics = tuple(
        replace(topic, facts=tuple(fact for fact in parts["fact"] if fact.topic == topic.id))
        for topic in parts["topic"]
    )
    measured = None
    if run and parts["measurement"]:
        pairs, programs = tuple(parts["pair"]), tuple(parts["program"])
        measured = Measurement(**parts["measurement"][0], pairs=pairs, programs=programs, run=run)
    return Evidence(topics, measured)


def _reference_faults(
    evidence: Evidence, parts: Mapping[str, list[Any]], versions: Sequence[Rulebook]
) -> Iterator[tuple[Place, str]]:
    """Claims of no version, topics and programs that are not there."""
    claims = {claim.id for rulebook in versions for claim in rulebook.claims}
    topics = {topic.id for topic in evidence.topics}
    for topic in evidence.topics:
        for claim in set(topic.claims) - claims:
            yield Place("topic", topic.id, (1, 0)), f'no version has the claim "{claim}"'
    for number, part in enumerate([*parts["fact"], *parts["measurement"]], start=1):
        if (named := part["topic"] if isinstance(part, dict) else part.topic) not in topics:
            yield Place("fact", f"#{number}", (2, number)), f'there is no topic "{named}"'
    if evidence.measurement:
        measured = evidence.measurement.run.programs
        known = {program.id for program in evidence.measurement.programs}
        for pair in evidence.measurement.pairs:
            for program in {pair.first, pair.other} - (set(measured) & known):
                yield Place("pair", pair.label, (3, 0)), f'"{program}" was not measured or named'
        for program in set(measured) - known:
            yield Place("program", program, (4, 0)), "was measured and has no label; add one"


def _filled(name: str, evidence: Evidence) -> Evidence:
    run = evidence.measurement.run if evidence.measurement else None

    def fill(text: str) -> str:
        return BLANK.sub(lambda blank: _figure(name, run, blank), text)

    topics = tuple(
        replace(
            topic,
            found=fill(topic.found),
            facts=tuple(replace(fact, says=fill(fact.says)) for fact in topic.facts),
        )
        for topic in evidence.topics
    )
    return replace(evidence, topics=topics)


def _figure(name: str, run: Run | None, blank: re.Match[str]) -> str:
    work, connections, first, other = blank.groups()
    try:
        if run is None:
            raise KeyError
        return times(run.ratio(work, int(connections), first, other or first))
    except KeyError:
        message = f"{blank[0]} names nothing that was measured; correct it"
        raise RulebookError([Fault(name, "", "", message, "blank")]) from None


def times(ratio: float) -> str:
    """A ratio as it is written: 0.58, 2.3, 16."""
    return f"{ratio:.2f}" if ratio < 0.995 else f"{ratio:.1f}" if ratio < 9.95 else f"{ratio:.0f}"
