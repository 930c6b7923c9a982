"""What the API takes and tells, as Pydantic models: the OpenAPI document is made of them.

`RequestModel` is the base of bodies: an unknown field is an error, and "1" is no number.
`ResponseModel` is the base of answers; one is made of what we have inside by its own `of`, or by
`model_validate` where the fields are the same. A model is called as its readers would call the
thing (`Share`), since they see the name; what we have inside under the same name is then written
with its module (`records.Share`). Every model that is the body or the answer of an operation gives
an example: `model_config = example({…})`. Names are snake_case; times are `Moment`s (RFC 3339, UTC,
`Z`). A list is told as `{"items": […]}`, with `next` where it has pages. A field's docstring or
`Field(description=…)` ends up in the document.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema


class RequestModel(BaseModel):
    """A body that somebody sends."""

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, use_attribute_docstrings=True
    )


class ResponseModel(BaseModel):
    """A body that we answer with."""

    model_config = ConfigDict(from_attributes=True, frozen=True, use_attribute_docstrings=True)


def example(body: dict[str, Any]) -> ConfigDict:
    """The configuration of a model with this example, for the document and its readers."""
    return ConfigDict(json_schema_extra={"examples": [body]})


def _in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def rfc3339(moment: datetime) -> str:
    """A time in UTC as the API writes it, to the second."""
    return _in_utc(moment).strftime("%Y-%m-%dT%H:%M:%SZ")


Moment = Annotated[
    datetime,
    AfterValidator(_in_utc),
    PlainSerializer(rfc3339, return_type=str, when_used="json"),
    Field(json_schema_extra={"format": "date-time"}),
]
"""A time: RFC 3339 in UTC with `Z`."""

ANSWER = (
    {"type": "string"},
    {"type": "array", "items": {"type": "string"}},
    {"type": "null"},
)
SentAnswers = Annotated[
    dict[str, Any],
    WithJsonSchema({"type": "object", "additionalProperties": {"anyOf": [*ANSWER]}}),
]
"""Question → option, list of options, or null for "I do not know"; what is left out is open.

Only the object is checked here: what is in it is read in the words of the pages (`app.api.sent`).
"""


class RulebookReference(ResponseModel):
    """Which rulebook was applied, down to its bytes."""

    id: str
    version: str
    sha256: str


class RulebookChoice(RequestModel):
    """The rulebook to apply; without a version, its latest."""

    id: str
    version: str | None = None


class ProblemField(ResponseModel):
    """A field that cannot be used."""

    detail: str
    """What is wrong with it."""
    pointer: str | None = None
    """A JSON pointer (RFC 6901) into the body that was sent."""
    parameter: str | None = None
    """The name of a parameter of the address, or of a header."""


class Problem(ResponseModel):
    """Problem details (RFC 9457)."""

    model_config = example(
        {
            "type": "urn:framework-advisor:problem:invalid",
            "title": "That cannot be used",
            "status": 422,
            "detail": "1 field of the request cannot be used.",
            "remedy": "Correct it and send it again.",
            "errors": [{"pointer": "/answers/kind", "detail": "This is a text."}],
        }
    )

    type: str
    """A stable name of the kind of problem, to branch on."""
    title: str
    status: int
    detail: str
    """What happened, for people to read."""
    remedy: str
    """What to do about it."""
    errors: list[ProblemField] | None = None
    """The fields at fault, where they are known."""
