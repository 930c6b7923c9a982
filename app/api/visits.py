"""Visits of programs: one request, and what its handler may do; the type is the handler's policy.

    ApiAnyone    settings and rulebooks; no key, no workspace
    KeyReader    .reading(): the workspace of the key, to look at
    KeyWriter    .reading() and .writing(): one transaction, committed when its block ends well

They stand beside those of `app.web.visit` and mean the same: a `.writing()` block contains neither
a model to answer with nor a `return`, a refusal is an exception, quotas and limits are the same.
No cookie is read here and none is set. What costs time and needs no key is limited by address,
with `dependencies=[Depends(limited(RATE))]` of `app.web.limits`.

Whether the key opens anything is asked in the transaction that uses it: 401 comes from `.reading()`
and `.writing()`, 403 from `.writing()`; and once more by `require_key` where a request is refused
before it got there. That a key was used is noted once a day: by a writer within
its transaction, for a reader after the answer, if nobody else is writing then.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import BackgroundTasks, Depends, Request
from starlette.concurrency import run_in_threadpool

from app.api.keys import Key, KeyMayOnlyRead, key_header, refusal
from app.store.api_keys import find_by_key, is_use_news, note_reading, note_use
from app.store.ids import RandomBytes, derived
from app.store.records import ApiKey
from app.store.workspaces import Workspace, WritableWorkspace
from app.web.visit import Visit, policy

KEY_OPENS = "advisor.key_opens"
"""Where the scope of a request says that its key was found to open something."""
READS_ALONE = "The key may read, and this would change something."


class KeyReadingVisit(Visit):
    """A program with a key; `key` is known once its workspace was opened."""

    key: ApiKey

    def __init__(self, request: Request, text: str, after: BackgroundTasks) -> None:
        super().__init__(request)
        self._text = text
        self._after = after

    @contextmanager
    def reading(self) -> Iterator[Workspace]:
        """The workspace of the key at one moment; KeyRefused if it opens none."""
        with self._looking() as session:
            found = find_by_key(session, self._text)
            if found is None:
                raise refusal(self.request)
            self.key, workspace = found
            self.request.scope[KEY_OPENS] = True
            if is_use_news(self.key, session.clock()) and not self._after.tasks:
                self._after.add_task(note_reading, self.parts.database, self._text)
            yield workspace


class KeyWritingVisit(KeyReadingVisit):
    """A program that may change what is in the workspace of its key."""

    @contextmanager
    def writing(self) -> Iterator[WritableWorkspace]:
        """The workspace in one transaction; KeyRefused as above, KeyMayOnlyRead."""
        with self._changing() as session:
            found = find_by_key(session, self._text)
            if found is None:
                raise refusal(self.request)
            self.key, workspace = found
            self.request.scope[KEY_OPENS] = True
            if self.key.scope != "write":
                raise KeyMayOnlyRead(READS_ALONE)
            note_use(workspace, self.key)
            yield workspace

    def own_bytes(self, *about: str) -> RandomBytes:
        """What only this key and these words lead to, the same each time."""
        return derived(self._text, *about)


async def require_key(request: Request, *, writes: bool) -> None:
    """Refuses, as the visit would have done, unless the key was asked already."""
    if request.scope.get(KEY_OPENS):
        return
    visit = KeyReadingVisit(request, await key_header(request), BackgroundTasks())
    await run_in_threadpool(_require, visit, writes)


def _require(visit: KeyReadingVisit, writes: bool) -> None:
    with visit.reading():
        pass
    if writes and visit.key.scope != "write":
        raise KeyMayOnlyRead(READS_ALONE)


@policy("ApiAnyone")
async def _anyone(request: Request) -> Visit:
    return Visit(request)


@policy("KeyReader")
async def _key_reader(request: Request, key: Key, after: BackgroundTasks) -> KeyReadingVisit:
    return KeyReadingVisit(request, key, after)


@policy("KeyWriter")
async def _key_writer(
    request: Request, key: Key, after: BackgroundTasks
) -> AsyncIterator[KeyWritingVisit]:
    """The body was read before: nobody holds a place by sending slowly."""
    visit = KeyWritingVisit(request, key, after)
    async with visit.parts.admission.place():
        yield visit


ApiAnyone = Annotated[Visit, Depends(_anyone)]
KeyReader = Annotated[KeyReadingVisit, Depends(_key_reader)]
KeyWriter = Annotated[KeyWritingVisit, Depends(_key_writer, scope="function")]
