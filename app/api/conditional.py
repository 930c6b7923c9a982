"""Conditional requests (RFC 9110, 13): who changes something says which state of it they saw.

A handler that changes what is there takes `IfMatch` after its visit, and asks it in the
transaction: `if_match.require(tag)`. One that shows it takes `IfNoneMatch`, and answers by
`answer_unless_known`. A tag is made of counters, by `etag_of`. A packed answer is another
representation, so its tag ends with `-gzip`; whoever sends that means the same state.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Any

from fastapi import Depends, Header, Request, Response

from app.api.models import ResponseModel
from app.api.problems import ApiError, InvalidFields
from app.api.routing import problems
from app.api.validation import FieldError
from app.store.records import Assessment

ANY = "*"
ENTITY_TAG = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
TAG = re.compile(ENTITY_TAG)
TAGS = re.compile(rf"[\s,]*{ENTITY_TAG}(?:\s*,[\s,]*{ENTITY_TAG})*[\s,]*")
WEAK = "W/"
PACKED = '-gzip"'


class Outdated(ApiError):  # noqa: N818  (named for what happened, as its siblings)
    """It is in another state than the one that was named."""

    status = 412
    kind = "precondition-failed"
    title = "Changed in the meantime"
    remedy = "Get it again, look at what changed, and send your change with the new ETag."


class Unconditional(ApiError):  # noqa: N818
    """Whoever changes it has to say which state they saw."""

    status = 428
    kind = "precondition-required"
    title = "If-Match is missing"
    remedy = "Get it first, and send its ETag in the header If-Match."


@dataclass(frozen=True, slots=True)
class Tags:
    """The entity tags of a header as sent; `anything` stands for `*`."""

    tags: frozenset[str] = frozenset()
    anything: bool = False

    def has(self, tag: str) -> bool:
        """Whether that state is among them, by the weak comparison."""
        return self.anything or tag in {_plain(known.removeprefix(WEAK)) for known in self.tags}

    def require(self, tag: str) -> None:
        """Outdated unless that state is among them, by the strong comparison."""
        if not self.anything and tag not in map(_plain, self.tags):
            raise Outdated("It was changed since the state that If-Match names.")


def etag_of(*state: object) -> str:
    """The strong entity tag of a state, which these texts and numbers tell from all others."""
    digest = sha256(repr(state).encode()).digest()
    return f'"{urlsafe_b64encode(digest[:15]).decode()}"'


def assessment_tag(assessment: Assessment) -> str:
    """The tag of an assessment and of all that hangs on it but its links: draft, own reasons.

    Every change of these moves it in its list or makes or drops its draft.
    """
    moved = assessment.sequence, assessment.changed_at.isoformat()
    return etag_of(assessment.id, *moved, assessment.has_draft)


def packed_tag(tag: str) -> str:
    """The tag of the same state where it is told packed."""
    return tag[:-1] + PACKED


def _plain(tag: str) -> str:
    return tag.removesuffix(PACKED) + '"' if tag.endswith(PACKED) else tag


def not_modified(known: Tags, tag: str) -> Response:
    """The answer to whoever has that state already, packed or not."""
    is_packed = packed_tag(tag) in known.tags and tag not in known.tags
    return Response(status_code=304, headers={"etag": packed_tag(tag) if is_packed else tag})


def tagged(
    body: ResponseModel, tag: str, status: int = 200, location: str | None = None
) -> Response:
    """The answer that tells a state; one that was made is told with where it is."""
    headers = {"etag": tag} | ({"location": location} if location else {})
    content = body.model_dump_json(by_alias=True)
    return Response(content, status, headers, media_type="application/json")


def answer_unless_known(known: Tags, tag: str, body: Callable[[], ResponseModel]) -> Response:
    """The answer to a GET: what there is, which is only made for whoever does not have it."""
    return not_modified(known, tag) if known.has(tag) else tagged(body(), tag)


def _header(description: str) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "string"}}


LOCATION = {"Location": _header("Where it is.")}


def with_tag(status: int = 200) -> dict[int | str, dict[str, Any]]:
    """For `responses=`: the answer of that status has an ETag, and of a new thing its address."""
    headers = {"ETag": _header("Its state: for `If-Match` and `If-None-Match`.")}
    return {status: {"headers": headers | (LOCATION if status == 201 else {})}}


UNCHANGED: dict[int | str, dict[str, Any]] = {
    304: with_tag()[200] | {"description": "It is what `If-None-Match` names; nothing is told."}
}
"""For `responses=` of what is told once."""


SHOWS = with_tag() | UNCHANGED
"""For `responses=` of an operation that shows a state."""

CHANGES = with_tag() | problems(412, 428)
"""For `responses=` of an operation that changes one."""


def read_tags(name: str, values: list[str]) -> Tags:
    """What the header of that name says; InvalidFields if it is no list of entity tags."""
    sent = ",".join(values).strip()
    if sent == ANY:
        return Tags(anything=True)
    if TAGS.fullmatch(sent) is None:
        message = 'This is an ETag as it came, in its double quotes, or "*".'
        raise InvalidFields([FieldError(message, parameter=name)])
    return Tags(frozenset(TAG.findall(sent)))


async def _if_match(
    request: Request,
    if_match: Annotated[
        str | None,
        Header(
            alias="If-Match",
            description="The `ETag` that came with what is to be changed, or `*` for whatever is "
            "there now. Without it the answer is 428; if it was changed meanwhile, 412.",
        ),
    ] = None,
) -> Tags:
    if if_match is None:
        raise Unconditional("This changes what is there, so it needs the header If-Match.")
    return read_tags("If-Match", request.headers.getlist("if-match"))


async def _if_none_match(
    request: Request,
    if_none_match: Annotated[
        str | None,
        Header(
            alias="If-None-Match",
            description="The `ETag` of what you have; if it is still that, the answer is 304.",
        ),
    ] = None,
) -> Tags:
    if if_none_match is None:
        return Tags()
    return read_tags("If-None-Match", request.headers.getlist("if-none-match"))


IfMatch = Annotated[Tags, Depends(_if_match)]
IfNoneMatch = Annotated[Tags, Depends(_if_none_match)]
