"""What handlers ask for: the parts, a workspace in its transaction, and their declared policy.

A transaction has the scope "function", so it is committed before the answer is sent; a cookie
leaves only after the commit. The form is read first: nobody holds the write gate by sending
slowly.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, Literal, ParamSpec

from fastapi import BackgroundTasks, Depends, Request
from starlette.responses import Response

from app.services.shares import SharedRevision, open_share
from app.services.workspaces import (
    create_workspace,
    find_workspace,
    is_visit_news,
    note_reading,
    note_visit,
)
from app.store.faults import missing
from app.store.session import Session
from app.store.workspaces import Workspace
from app.web.cookies import HTTP, HTTPS, CookieProfile, send_later
from app.web.errors import RolledBack
from app.web.forms import Form
from app.web.limits import NEWCOMERS, host_of
from app.web.parts import Parts

Policy = Literal["public", "workspace-read", "workspace-write", "share-read", "api"]
P = ParamSpec("P")
Handler = Callable[P, Response]


@dataclass(slots=True)
class Doorway:
    """A browser and the workspace it has, if any; `token` lets it into the one it gets instead."""

    session: Session
    workspace: Workspace | None
    token: str | None = None


def policy(name: Policy) -> Callable[[Handler[P]], Handler[P]]:
    """Declares who may use a handler; what a writing handler refuses is rolled back."""

    def declare(handler: Handler[P]) -> Handler[P]:
        declared = _rolling_back(handler) if name == "workspace-write" else handler
        vars(declared)["policy"] = name
        return declared

    return declare


def _rolling_back(handler: Handler[P]) -> Handler[P]:
    """The handler, which leaves by an exception if its answer is a refusal."""
    if inspect.iscoroutinefunction(handler):
        raise TypeError("A handler that writes is a plain function.")

    @functools.wraps(handler)
    def careful(*args: P.args, **kwargs: P.kwargs) -> Response:
        answer = handler(*args, **kwargs)
        if answer.status_code >= 400:
            raise RolledBack(answer)
        return answer

    return careful


def parts(request: Request) -> Parts:
    """Dependency: what the application was joined from."""
    joined: Parts = request.app.state.parts
    return joined


def cookie_profile(joined: Parts) -> CookieProfile:
    """The kind of cookie that the configured public address allows."""
    return HTTPS if joined.settings.https else HTTP


def reading(request: Request, background: BackgroundTasks) -> Iterator[Workspace | None]:
    """Dependency: the visitor's workspace to read from, or None for a new visitor.

    That the browser was here today is noted after the answer.
    """
    joined = parts(request)
    token = cookie_profile(joined).read(request.scope["headers"])
    if token is None:
        yield None
        return
    with joined.database.reader() as session:
        workspace = find_workspace(session, token)
        if workspace is not None and is_visit_news(workspace):
            background.add_task(note_reading, joined.database, token)
        yield workspace


def owning(workspace: Annotated[Workspace | None, Depends(reading, scope="function")]) -> Workspace:
    """Dependency: the visitor's workspace to read from; NotFound for a new visitor."""
    if workspace is None:
        raise missing()
    return workspace


def writing(request: Request, _: Form) -> Iterator[Workspace]:
    """Dependency: the visitor's workspace to write to; NotFound for a new visitor."""
    yield from _own(request, CookieProfile.write)


def leaving(request: Request, _: Form) -> Iterator[Workspace]:
    """Dependency: the same, for a browser that is to forget the workspace afterwards."""
    yield from _own(request, lambda profile, _: profile.erase())


def _own(request: Request, cookie: Callable[[CookieProfile, str], bytes]) -> Iterator[Workspace]:
    joined = parts(request)
    profile = cookie_profile(joined)
    token = profile.read(request.scope["headers"])
    if token is None:
        raise missing()
    with joined.database.writer() as session:
        workspace = find_workspace(session, token)
        if workspace is None:
            raise missing()
        note_visit(workspace)
        yield workspace
    send_later(request.scope, cookie(profile, token))


def writing_or_new(request: Request, _: Form) -> Iterator[Workspace]:
    """Dependency: the visitor's workspace to write to, made if there is none yet."""
    joined = parts(request)
    profile = cookie_profile(joined)
    token = profile.read(request.scope["headers"])
    with joined.database.writer() as session:
        workspace = find_workspace(session, token) if token else None
        if token is None or workspace is None:
            joined.limits.count(NEWCOMERS, host_of(request))
            workspace, token = create_workspace(session)
        note_visit(workspace)
        yield workspace
    send_later(request.scope, profile.write(token))


def entering(request: Request, _: Form) -> Iterator[Doorway]:
    """Dependency: a browser that may get another workspace than the one it has, if it has one."""
    joined = parts(request)
    profile = cookie_profile(joined)
    token = profile.read(request.scope["headers"])
    with joined.database.writer() as session:
        doorway = Doorway(session, find_workspace(session, token) if token else None)
        yield doorway
    if doorway.token is not None:
        send_later(request.scope, profile.write(doorway.token))


def sharing(request: Request, token: str) -> SharedRevision:
    """Dependency: what the link with that token shows; NotFound if it does not open."""
    with parts(request).database.reader() as session:
        return open_share(session, token)


JoinedParts = Annotated[Parts, Depends(parts)]
MaybeWorkspace = Annotated[Workspace | None, Depends(reading, scope="function")]
OwnWorkspace = Annotated[Workspace, Depends(owning, scope="function")]
WritableWorkspace = Annotated[Workspace, Depends(writing, scope="function")]
WritableOrNew = Annotated[Workspace, Depends(writing_or_new, scope="function")]
LeavableWorkspace = Annotated[Workspace, Depends(leaving, scope="function")]
OpenDoorway = Annotated[Doorway, Depends(entering, scope="function")]
Shared = Annotated[SharedRevision, Depends(sharing)]
READERS = frozenset({reading, owning})
WRITERS = frozenset({writing, writing_or_new, leaving, entering})
