"""What another version of a rulebook does to the assessments that are stored."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Literal

from msgspec import Struct, ValidationError, defstruct
from msgspec.json import Decoder

from app.analysis.bulk import Columns
from app.analysis.impact import Impact, impact
from app.engine.errors import Invalid
from app.engine.questions import Question
from app.engine.rules import Rulebook
from app.rules.queries import StoredAnswers, stored_answers
from app.store.database import Database


def impact_on_stored(database: Database, old: Rulebook, new: Rulebook) -> Impact:
    """Assessments whose latest revision was made under `old`, judged by both; writes nothing.

    Invalid if answers stored under `old` do not fit it: a file other than the released one.
    """
    return impact(old, new, _portions(database, old))


@dataclass(frozen=True, slots=True)
class _Portion:
    """See `engine.analysis.impact.Portion`."""

    stored: StoredAnswers
    columns: Columns

    @property
    def ids(self) -> list[str]:
        return self.stored.ids

    def raws(self) -> list[dict[str, object]]:
        found: list[dict[str, object]] = json.loads(self.stored.answers)
        return found


def _portions(database: Database, rulebook: Rulebook) -> Iterator[_Portion]:
    decoder = Decoder(list[_row_type(rulebook)])  # type: ignore[misc]
    fields = {name: attrgetter(field) for field, name in _names(rulebook).items()}
    for stored in stored_answers(database, rulebook.id, rulebook.version):
        try:
            rows = decoder.decode(stored.answers)
        except ValidationError as error:
            raise Invalid(
                f"Some stored answers do not fit this {rulebook.id} {rulebook.version}.",
                remedy="Name the version as it was when they were saved.",
            ) from error
        columns = {name: list(map(field, rows)) for name, field in fields.items()}
        yield _Portion(stored, columns)


def _row_type(rulebook: Rulebook) -> type[Struct]:
    """An object for the stored answers to these questions.

    A million have to pass in seconds, and this takes half the time of dictionaries: the option of
    a question is always the same text object, so looking it up costs little.
    """
    names = _names(rulebook)
    fields = [
        (field, _answer_type(question), None)
        for field, question in zip(names, rulebook.questions, strict=True)
    ]
    return defstruct("Row", fields, rename=names, forbid_unknown_fields=True, gc=False)


def _names(rulebook: Rulebook) -> dict[str, str]:
    """Field → question: not every id of a question could be the name of a field."""
    return {f"q{number}": question.id for number, question in enumerate(rulebook.questions)}


def _answer_type(question: Question) -> Any:
    option: Any = Literal[question.option_ids]
    return (option if question.kind == "one" else list[option]) | None
