"""Visits of programs: one request, and what its handler may do; the type is the handler's policy.

    ApiAnyone    settings and rulebooks; no key, no workspace
    KeyReader    .reading(): the workspace of the key, to look at
    KeyWriter    .reading() and .writing(): one transaction, committed when its block ends well

They stand beside those of `app.web.visit` and mean the same: a `.writing()` block contains neither
a model to answer with nor a `return`, a refusal is an exception, quotas and limits are the same.
No cookie is read here and none is set. What costs time and needs no key is limited by address,
with `dependencies=[Depends(limited(RATE))]` of `app.web.limits`.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from app.web.visit import Visit, policy


@policy("ApiAnyone")
async def _anyone(request: Request) -> Visit:
    return Visit(request)


ApiAnyone = Annotated[Visit, Depends(_anyone)]
