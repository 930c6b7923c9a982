"""What a file of exported assessments holds: its shape, versioned, and the schema of that shape."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    WithJsonSchema,
)
from pydantic.json_schema import SkipJsonSchema

from app.engine.adjustments import LONGEST_REASON, MOST_REASONS
from app.engine.results import Result
from app.engine.texts import cleaned, in_one_line, is_visible
from app.store.ids import ID, LARGEST_NUMBER
from app.store.records import NOTE_LENGTH, TITLE_LENGTH
from app.store.types import read_moment

FORMAT = "framework-advisor export"
VERSION = 1
"""Grows with whatever else is written; a release reads those up to its own."""
READABLE_SINCE = "0.1.0"
"""The first release that reads this version; a file names it to releases that do not."""
SCHEMA = "https://json-schema.org/draft/2020-12/schema"

MOMENT_PATTERN = r"^2\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$"
MOST_VERSIONS = 100_000
MOST_SHARES = 100_000
LONGEST_NAME = 100


def _seen(text: str) -> str:
    """ValueError for a text that shows nothing."""
    if not is_visible(text):
        raise ValueError("There is nothing to be seen in this text.")
    return text


def _tidy(text: object) -> object:
    return cleaned(text) if isinstance(text, str) else text


def _tidy_line(text: object) -> object:
    if not isinstance(text, str):
        return text
    tidy = cleaned(text)
    return in_one_line(tidy) if {"\n", "\t"} & {*tidy} else tidy


Moment = Annotated[
    datetime,
    BeforeValidator(read_moment),
    WithJsonSchema({"type": "string", "format": "date-time", "pattern": MOMENT_PATTERN}),
]
Id = Annotated[str, StringConstraints(pattern=f"^{ID.pattern}$")]
Number = Annotated[int, Field(ge=1, le=LARGEST_NUMBER)]
Name = Annotated[str, StringConstraints(pattern=rf"^[\x20-\x7e]{{1,{LONGEST_NAME}}}$")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Answer = Name | Annotated[list[Name], Field(min_length=1, max_length=LONGEST_NAME)] | None
Answers = Annotated[dict[Name, Answer], Field(max_length=LONGEST_NAME)]
AResult = Annotated[dict[str, Any], WithJsonSchema({"type": "object"})]
"""What it has to be follows from the answers; nothing else is accepted."""


class Part(BaseModel):
    """A part of the file: exactly these keys, of exactly these types."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Rules(Part):
    """Which rulebook was applied, down to its bytes."""

    id: Name
    version: Name
    sha256: Sha256


class OwnReasonPart(Part):
    """A reason of one's own for an alternative."""

    text: Annotated[
        str,
        StringConstraints(min_length=1, max_length=LONGEST_REASON),
        BeforeValidator(_tidy_line),
        AfterValidator(_seen),
    ]
    side: Name
    weight: Name


class AdjustmentsPart(Part):
    """Rules and gates that are switched off, and own reasons; `copied` with somebody's result."""

    rules_off: Annotated[list[Name], Field(max_length=1_000)]
    gates_off: Annotated[list[Name], Field(max_length=1_000)]
    own_reasons: Annotated[list[OwnReasonPart], Field(max_length=MOST_REASONS)]
    copied: Literal[True] | SkipJsonSchema[None] = None


class SecondOpinionPart(Part):
    """What a second rulebook said of the answers."""

    rulebook: Rules
    engine_version: Name
    extra_answers: Answers
    verdict: Name
    leader: Name | None
    strength: Name | None
    lead: int | None
    credits: dict[Name, dict[Name, int]]


class DraftPart(Part):
    """The answers since the last version, and what was changed of the rules for them."""

    rulebook: Rules
    answers: Answers
    adjustments: AdjustmentsPart | None
    extra_answers: Answers | None
    changed_at: Moment


class VersionPart(Part):
    """A saved result, the one with adjustments and the second opinion beside it.

    `replaces` is the number of the version before it.
    """

    n: Number
    replaces: Number | None
    created_at: Moment
    rulebook: Rules
    engine_version: Name
    answers: Answers
    result: AResult
    adjustments: AdjustmentsPart | None
    adjusted_result: AResult | None
    second_opinion: SecondOpinionPart | None


class SharePart(Part):
    """That a version was shared until then; no link is in it, and none opens by it."""

    n: Number
    label: Annotated[str, StringConstraints(max_length=TITLE_LENGTH), BeforeValidator(_tidy_line)]
    created_at: Moment
    until: Moment


class AssessmentPart(Part):
    """One decision with all its versions, the oldest first."""

    id: Id
    title: Annotated[
        str,
        StringConstraints(min_length=1, max_length=TITLE_LENGTH),
        BeforeValidator(_tidy_line),
        AfterValidator(_seen),
    ]
    note: Annotated[str, StringConstraints(max_length=NOTE_LENGTH), BeforeValidator(_tidy)]
    created_at: Moment
    changed_at: Moment
    draft: DraftPart | None
    versions: Annotated[list[VersionPart], Field(max_length=MOST_VERSIONS)]
    shares: Annotated[list[SharePart], Field(max_length=MOST_SHARES)]


Size = Literal["workspace", "assessment"]


class ExportFile(Part):
    """Assessments, the one changed last at the end; no token, link, key or code is in it."""

    format: Literal["framework-advisor export"]
    version: Literal[1]
    readable_since: Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+$")]
    holds: Size
    assessments: list[AssessmentPart]


def header(holds: Size) -> dict[str, Any]:
    """What stands before the assessments."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "readable_since": READABLE_SINCE,
        "holds": holds,
    }


@cache
def export_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a file of this version."""
    schema = ExportFile.model_json_schema()
    template = "#/$defs/{model}"
    result = TypeAdapter(Result).json_schema(ref_template=template, mode="serialization")
    definitions = {**schema["$defs"], **result.pop("$defs"), "Result": result}
    version = definitions["VersionPart"]["properties"]
    version["result"] = {"$ref": "#/$defs/Result"}
    version["adjusted_result"] = {"anyOf": [version["result"], {"type": "null"}]}
    return {"$schema": SCHEMA, **schema, "$defs": definitions}
