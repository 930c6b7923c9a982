"""Idempotency keys: a POST sent twice with the same `Idempotency-Key` is done once.

They are the intents of the pages (`app.store.intents`): kept for seven days, for a workspace and
what is done, in the transaction that did it. So a repeat that comes while the first is still at
work waits for it and is told the same; nothing has to be answered with 409. A repeat is answered
with what was made as it stands then, or with 404 if it was deleted. The key may be left out:
then the same sent twice is done twice.
"""

from __future__ import annotations

from hashlib import sha256
from secrets import token_urlsafe
from typing import Annotated

from fastapi import Depends, Header, Request

from app.api.problems import InvalidFields
from app.api.validation import FieldError
from app.engine.errors import Invalid
from app.store.intents import KEY, Intent

HEADER = "Idempotency-Key"


class Repeatable(Intent):
    """The intent of a program, which reads other words than who sends a form."""

    def reused(self) -> Invalid:
        """What is said to who sends something else under a key that was used."""
        message = "This key was already used, with another body: make a new one for a new request."
        return InvalidFields([FieldError(message, parameter=HEADER)])


async def _repeatable(
    request: Request,
    idempotency_key: Annotated[
        str | None,
        Header(
            alias=HEADER,
            description="A random text of up to 100 visible ASCII characters, as a UUID. The same "
            "key with the same body within seven days is done once; with another body it is "
            "refused (422). Without a key, each request is done.",
            json_schema_extra={"pattern": "^[!-~]{1,100}$"},
        ),
    ] = None,
) -> Intent:
    body_hash = sha256(await request.body()).digest()
    if idempotency_key is None:
        return Repeatable(token_urlsafe(16), body_hash)
    keys = request.headers.getlist(HEADER)
    if len(keys) > 1 or KEY.fullmatch(keys[0]) is None:
        message = "This is one text of 1 to 100 visible ASCII characters, as a new random UUID."
        raise InvalidFields([FieldError(message, parameter=HEADER)])
    return Repeatable(keys[0], body_hash)


Repeated = Annotated[Intent, Depends(_repeatable)]
