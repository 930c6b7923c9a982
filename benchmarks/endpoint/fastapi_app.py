"""The article's endpoint in FastAPI: a record is checked and answered, at once or after a wait.

`coroutines` has it as `async def`, `functions` as plain `def`, which runs in a pool of threads.
"""

from __future__ import annotations

import asyncio
import time

from fastapi import FastAPI
from pydantic import BaseModel

from benchmarks.endpoint.terms import WAIT

coroutines = FastAPI(openapi_url=None)
functions = FastAPI(openapi_url=None)


class User(BaseModel):
    """The record: two texts."""

    email: str
    name: str


@coroutines.get("/healthz")
@functions.get("/healthz")
async def health() -> str:
    return "alive"


@coroutines.post("/users")
async def create_user(user: User) -> dict[str, int]:
    return {"id": 123}


@coroutines.post("/waiting")
async def create_user_waiting(user: User) -> dict[str, int]:
    await asyncio.sleep(WAIT)
    return {"id": 123}


@functions.post("/users")
def create_user_plainly(user: User) -> dict[str, int]:
    return {"id": 123}


@functions.post("/waiting")
def create_user_waiting_plainly(user: User) -> dict[str, int]:
    time.sleep(WAIT)
    return {"id": 123}
