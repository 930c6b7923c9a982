"""The key of a program in the header of a request, and what is said where none opens anything."""

# ruff: noqa: N818  (as in app.engine.errors)

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Request
from fastapi.openapi.models import HTTPBearer as BearerModel
from fastapi.security.base import SecurityBase

from app.api.problems import ApiError
from app.store.key_texts import PATTERN, is_key
from app.web.limits import WRONG_KEYS, host_of
from app.web.request_log import KEY
from app.web.state import Parts

CHALLENGE = 'Bearer realm="framework-advisor"'
BEARER = re.compile(rb"bearer +(\S+) *", re.IGNORECASE)


class NoKey(ApiError):
    """Nothing in the request says whose workspace it is about."""

    status = 401
    kind = "no-key"
    title = "A key is missing"
    remedy = (
        "Send the header Authorization: Bearer, and behind it a key. Keys are made on the page of "
        "the workspace."
    )
    headers: Mapping[str, str] = {"www-authenticate": CHALLENGE}


class KeyRefused(ApiError):
    """A key was sent that opens nothing: one answer, whatever is wrong with it."""

    status = 401
    kind = "key-refused"
    title = "This key opens nothing"
    remedy = "Make another one on the page of the workspace, under “Keys for programs”."
    headers: Mapping[str, str] = {"www-authenticate": f'{CHALLENGE}, error="invalid_token"'}


class KeyMayOnlyRead(ApiError):
    """The key opens the workspace, for reading alone."""

    status = 403
    kind = "key-may-only-read"
    title = "This key may only read"
    remedy = "Use one that may write; keys are made on the page of the workspace."
    headers: Mapping[str, str] = {
        "www-authenticate": f'{CHALLENGE}, error="insufficient_scope", scope="write"'
    }


class KeyHeader(SecurityBase):
    """How a key is sent: it is in the OpenAPI document by this, and read from the raw header."""

    def __init__(self) -> None:
        self.model = BearerModel(
            bearerFormat=PATTERN.pattern,
            description="A key of a workspace, made on its page “Keys for programs”; "
            "whoever may only read is refused by everything that changes something.",
        )
        self.scheme_name = "key"

    async def __call__(self, request: Request) -> str:
        """The key, if it can be one; NoKey or KeyRefused otherwise."""
        sent = [value for name, value in request.scope["headers"] if name == b"authorization"]
        if not sent:
            raise NoKey("This address is about a workspace, and no key says which.")
        found = BEARER.fullmatch(sent[0]) if len(sent) == 1 else None
        text = found[1].decode("ascii", "replace") if found else ""
        if not is_key(text):
            raise refusal(request)
        request.scope[KEY] = text
        return text


def refusal(request: Request) -> KeyRefused:
    """What is said of a key that opens nothing; raises TooMany once there were too many of them."""
    parts: Parts = request.app.state.parts
    parts.limits.count(WRONG_KEYS, host_of(request))
    return KeyRefused(
        "The key that was sent opens nothing: it is mistyped, has expired or was ended, or its "
        "workspace was deleted."
    )


key_header = KeyHeader()
Key = Annotated[str, Depends(key_header)]
"""What a visit with a key is made from."""
