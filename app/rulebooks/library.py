"""All rulebooks of a directory, by id and version; released files must be what they were."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from app.engine.errors import Invalid, NotFound, RulesMissing
from app.engine.fingerprint import scoring_fingerprint
from app.engine.rules import SECOND_OPINION, Rulebook
from app.rulebooks import record, sources
from app.rulebooks.evidence import FOLDER, Evidence, load_evidence
from app.rulebooks.families import file_of, other_faults
from app.rulebooks.faults import Fault, RulebookError
from app.rulebooks.loader import load_with_sources
from app.rulebooks.record import Record, read_record
from app.rulebooks.released import changed_releases
from app.rulebooks.sources import Sources
from app.rulebooks.texts import SUFFIX, Texts, neutral_texts, read_texts

SHIPPED = Path(__file__).parent
"""The directory of the rulebooks that come with the application."""

DEFAULT = "flask-fastapi"
"""The id of the rulebook to begin with where nobody names another, whatever files are there."""


class Library:
    """The rulebooks at hand. There is at least one; iteration goes by id, then by version.

    `default` is the id of the one to begin with: Invalid if it is not here or gives a second
    opinion; if not given, DEFAULT, or where that is not here, the first one to begin with.
    A rulebook without `texts` of its own gets neutral ones. `sources` are by id and version,
    `records` and `evidence` by id.
    """

    def __init__(
        self,
        rulebooks: Iterable[Rulebook],
        default: str | None = None,
        texts: Mapping[str, Texts] | None = None,
        sources: Mapping[tuple[str, str], Sources] | None = None,
        records: Mapping[str, Record] | None = None,
        evidence: Mapping[str, Evidence] | None = None,
    ) -> None:
        in_order = sorted(rulebooks, key=_place)
        self._by_version = {(rulebook.id, rulebook.version): rulebook for rulebook in in_order}
        self._latest = {rulebook.id: rulebook for rulebook in in_order}
        self._texts = {
            rulebook_id: (texts or {}).get(rulebook_id) or neutral_texts(self.versions(rulebook_id))
            for rulebook_id in self._latest
        }
        self._sources, self._records = dict(sources or {}), dict(records or {})
        self._evidence = dict(evidence or {})
        startable = [rulebook.id for rulebook in self.startable]
        self._default = default or (DEFAULT if DEFAULT in startable else startable[0])
        if self._default not in startable:
            problem = (
                f"The rulebook “{default}” gives a second opinion, nobody can begin with it"
                if self._default in self._latest
                else f"There is no rulebook “{default}”"
            )
            remedy = f"set ADVISOR_RULEBOOK to one of {', '.join(startable)}."
            raise Invalid(f"{problem}; {remedy}", remedy="")

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all rulebooks, in order."""
        return tuple(self._latest)

    @property
    def default(self) -> Rulebook:
        """The latest version of the rulebook to begin with, where nobody names another."""
        return self._latest[self._default]

    @property
    def startable(self) -> tuple[Rulebook, ...]:
        """The latest version of each rulebook that may be begun with: no second opinions."""
        return tuple(
            rulebook for rulebook in self._latest.values() if rulebook.role != SECOND_OPINION
        )

    @property
    def advice_first(self) -> tuple[Rulebook, ...]:
        """The latest version of each rulebook, second opinions after all others."""
        return tuple(
            sorted(self._latest.values(), key=lambda rulebook: rulebook.role == SECOND_OPINION)
        )

    def second_opinion_on(self, rulebook_id: str) -> Rulebook | None:
        """The newest rulebook that is read beside this one; None if there is none."""
        for rulebook in self._latest.values():
            if rulebook.role == SECOND_OPINION and rulebook.compares == rulebook_id:
                return rulebook
        return None

    def sources(self, rulebook: Rulebook) -> Sources | None:
        """The decisions this version counts; None if it counts none."""
        return self._sources.get((rulebook.id, rulebook.version))

    def record(self, rulebook: Rulebook) -> Record | None:
        """How it did in a trial; None without one, or where what scores has changed since.

        The same holds for the rulebook it was tried beside.
        """
        found = self._records.get(rulebook.id)
        if found is None or found.fingerprint != scoring_fingerprint(rulebook):
            return None
        beside = self._latest.get(rulebook.compares or "")
        return found if beside and scoring_fingerprint(beside) == found.compared else None

    def get(self, rulebook_id: str, version: str) -> Rulebook:
        """That very version; KeyError if it is not here."""
        return self._by_version[rulebook_id, version]

    def find(self, rulebook_id: str, version: str = "") -> Rulebook:
        """That version, or the latest, of what somebody asked for; NotFound if it is not here."""
        try:
            return self.get(rulebook_id, version) if version else self.latest(rulebook_id)
        except KeyError:
            raise NotFound(self._instead_of(rulebook_id)) from None

    def has(self, rulebook_id: str, version: str) -> bool:
        """Whether that very version is here."""
        return (rulebook_id, version) in self._by_version

    def stored(self, rulebook_id: str, version: str) -> Rulebook:
        """That version, under which something was stored; RulesMissing if it is not here."""
        if not self.has(rulebook_id, version):
            raise RulesMissing(rulebook_id, version)
        return self.get(rulebook_id, version)

    def find_startable(self, rulebook_id: str, version: str = "") -> Rulebook:
        """The same of what somebody wants to begin with; NotFound of a second opinion, too."""
        rulebook = self.find(rulebook_id, version)
        if rulebook.role == SECOND_OPINION:
            beside = self._latest[rulebook.compares or ""].title
            raise NotFound(
                f"“{rulebook.title}” has no questionnaire of its own: it is a second opinion on "
                f"“{beside}”. Begin with that one."
            )
        return rulebook

    def _instead_of(self, rulebook_id: str) -> str:
        """What there is, for somebody who asked for what there is not."""
        versions = [rulebook.version for rulebook in self.versions(rulebook_id)]
        if versions:
            title = self._latest[rulebook_id].title
            return f"There is no such version of “{title}”, only {' and '.join(versions)}."
        titles = [f"“{rulebook.title}”" for rulebook in self.startable]
        return f"There are no such rules here, only {' and '.join(titles)}."

    def latest(self, rulebook_id: str) -> Rulebook:
        """The latest version of this rulebook; KeyError if there is none."""
        return self._latest[rulebook_id]

    def versions(self, rulebook_id: str) -> tuple[Rulebook, ...]:
        """All versions of this rulebook, the first first."""
        return tuple(rulebook for rulebook in self if rulebook.id == rulebook_id)

    def texts(self, rulebook_id: str) -> Texts:
        """The words of the pages around this rulebook; KeyError if there is none."""
        return self._texts[rulebook_id]

    def evidence(self, rulebook_id: str) -> Evidence | None:
        """What was found of what the source of this rulebook claims; None if nobody looked."""
        return self._evidence.get(rulebook_id)

    @property
    def latest_of_each(self) -> tuple[Rulebook, ...]:
        """The latest version of each rulebook, by id."""
        return tuple(self._latest.values())

    def __iter__(self) -> Iterator[Rulebook]:
        return iter(self._by_version.values())


def load_library(directory: Path = SHIPPED, default: str | None = None) -> Library:
    """Every rulebook of the directory with its texts; RulebookError lists the faults of all.

    The texts of `<id>` stand in `<id>.texts.toml`. Only a shipped rulebook has to have them. What
    it counts stands in `sources-<id>-<version>.toml`, how it did in a trial in `record-<id>.toml`,
    what was checked of its source in the folder `facts`.
    Where there is a SHA256SUMS, each file it names must be there and unchanged. `default` is as
    for Library.
    """
    faults = [*changed_releases(directory), *changed_releases(directory / FOLDER)]
    rulebooks: list[Rulebook] = []
    counted: dict[tuple[str, str], Sources] = {}
    for path in rulebook_files(directory):
        with _noting(faults):
            rulebook, found = load_with_sources(path)
            rulebooks.append(rulebook)
            if found is not None:
                counted[rulebook.id, rulebook.version] = found
    rulebooks.sort(key=_place)
    records = _load_records(directory, faults)
    if not faults:
        faults += (*_missing(directory, rulebooks, records), *other_faults(rulebooks))
    if faults:
        raise RulebookError(faults)
    texts, evidence = _load_texts(directory, rulebooks), load_evidence(directory, rulebooks)
    return Library(rulebooks, default, texts, counted, records, evidence)


def rulebook_files(directory: Path) -> list[Path]:
    """The files of rulebooks in the directory, without those of what stands beside them."""
    return [
        path
        for path in sorted(directory.glob("*.toml"))
        if not path.name.endswith(SUFFIX) and not path.name.startswith(_BESIDE)
    ]


_BESIDE = (sources.PREFIX, record.PREFIX)


def _load_records(directory: Path, faults: list[Fault]) -> dict[str, Record]:
    records: dict[str, Record] = {}
    for path in sorted(directory.glob(f"{record.PREFIX}*.toml")):
        with _noting(faults):
            name = path.stem.removeprefix(record.PREFIX)
            records[name] = read_record(path.name, path.read_bytes())
    return records


def _missing(
    directory: Path, rulebooks: Iterable[Rulebook], records: Iterable[str]
) -> Iterator[Fault]:
    """No rulebook to begin with, and files that are for no rulebook here."""
    files = {file_of(rulebook): rulebook for rulebook in rulebooks}
    ids = {rulebook.id for rulebook in files.values()}
    if all(rulebook.role == SECOND_OPINION for rulebook in files.values()):
        message = "has no rulebook; put one there, <id>-<version>.toml"
        yield Fault(directory.name, "", "", message, "released")
    for path in sorted(directory.glob(f"{sources.PREFIX}*.toml")):
        if path.name.removeprefix(sources.PREFIX) not in files:
            yield Fault(path.name, "", "", "is for no rulebook here; name it for one", "sources")
    for name in records:
        if name not in ids:
            message = "is for no rulebook here; name it for one"
            yield Fault(f"{record.PREFIX}{name}.toml", "", "", message, "record")


def _load_texts(directory: Path, rulebooks: Iterable[Rulebook]) -> dict[str, Texts]:
    faults: list[Fault] = []
    texts: dict[str, Texts] = {}
    names = {path.name for path in directory.glob(f"*{SUFFIX}")}
    if directory == SHIPPED:
        names |= {f"{rulebook.id}{SUFFIX}" for rulebook in rulebooks}
    for name in sorted(names):
        rulebook_id = name.removesuffix(SUFFIX)
        versions = [rulebook for rulebook in rulebooks if rulebook.id == rulebook_id]
        with _noting(faults):
            texts[rulebook_id] = _texts_in(directory / name, versions)
    if faults:
        raise RulebookError(faults)
    return texts


def _texts_in(path: Path, versions: list[Rulebook]) -> Texts:
    message = "is missing; write it" if versions else "is for no rulebook here; name it for one"
    if not versions or not path.exists():
        raise RulebookError([Fault(path.name, "", "", message, "texts")])
    return read_texts(path.name, path.read_bytes(), versions)


@contextmanager
def _noting(faults: list[Fault]) -> Iterator[None]:
    """Go on after a file that cannot be used, with its faults noted."""
    try:
        yield
    except RulebookError as error:
        faults.extend(error.faults)


def _place(rulebook: Rulebook) -> tuple[str, tuple[int, ...]]:
    return rulebook.id, tuple(map(int, rulebook.version.split(".")))
