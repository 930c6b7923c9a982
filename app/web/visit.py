"""A visit: one request, and what its handler may do. The type of it is the handler's policy.

    Anyone       settings and rulebooks; no workspace
    Reader       .reading(): the visitor's workspace, to look at
    Writer       .reading() and .writing(): one transaction, committed when its block ends well
    ShareReader  .share(): what a link leads to

What a `.writing()` block does, it does while others wait for it. So it contains neither a page
nor a `return`: the answer is made afterwards, when the lock is free. A refusal is an exception,
so that whatever was written before it is rolled back.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Annotated, TypeVar, cast

from fastapi import Depends, Request
from starlette.background import BackgroundTask

from app.rulebooks.library import Library
from app.settings import Settings
from app.store.browsers import (
    create_workspace,
    find_workspace,
    is_visit_news,
    note_reading,
    note_visit,
)
from app.store.faults import NoWorkspace, closed_workspace, no_workspace
from app.store.ids import RandomBytes, derived
from app.store.session import Session, WriterSession
from app.store.workspaces import Workspace, WritableWorkspace
from app.web.cookies import CookieProfile, cookie_profile
from app.web.forms import form
from app.web.heads import HEAD
from app.web.kept import ASKED, Asked
from app.web.limits import NEWCOMERS, host_of
from app.web.state import Parts
from app.web.typed import typed_texts

VISIT = "advisor.visit"


@dataclass(frozen=True, slots=True)
class Link:
    """The token of an address under /s/, in a transaction: the other door to the store."""

    token: str
    session: Session


@dataclass(frozen=True, slots=True)
class Doorway:
    """A browser on its way to another workspace, and the one that it has, if any."""

    session: WriterSession
    workspace: WritableWorkspace | None


class Visit:
    """What every handler has; `cookies` and `afterwards` go with the answer, whatever it is."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.parts: Parts = request.app.state.parts
        self.cookies: list[bytes] = []
        self.afterwards: BackgroundTask | None = None
        self.asked: Asked | None = request.scope.get(ASKED)
        self.typed: tuple[tuple[str, str], ...] = ()
        request.scope[VISIT] = self

    @contextmanager
    def _looking(self) -> Iterator[Session]:
        """One moment of the database; what a page of it would be made of is noted."""
        with self.parts.database.reader() as session:
            if self.asked is not None:
                self.asked.see(session)
            yield session

    @contextmanager
    def _changing(self) -> Iterator[WriterSession]:
        """A transaction whose save, if it makes one, counts for the address that asks."""
        limits, address = self.parts.limits, host_of(self.request)
        with self.parts.database.writer() as session:
            session.before_save = partial(limits.count, limits.saves, address)
            yield session

    @property
    def for_head(self) -> bool:
        """Whether only the headers of the answer are asked for."""
        return HEAD in self.request.scope

    @property
    def settings(self) -> Settings:
        """The settings the application was started with."""
        return self.parts.settings

    @property
    def library(self) -> Library:
        """The rulebooks of this release."""
        return self.parts.library

    @property
    def now(self) -> datetime:
        """The time, in UTC."""
        return self.parts.clock()

    @property
    def today(self) -> date:
        """The day, in UTC."""
        return self.now.date()

    def url(self, name: str, /, **path: object) -> str:
        """The address of a handler, from its name; never from anything that was sent."""
        build = cast("Callable[..., str]", self.parts.templates.globals["url"])
        return build(name, **path)

    def full_url(self, name: str, /, **path: object) -> str:
        """The same as people type it or a program fetches it from elsewhere."""
        return self.settings.origin + self.url(name, **path)


class ReadingVisit(Visit):
    """A visitor who has a workspace, or will have one after the first save."""

    def __init__(self, request: Request) -> None:
        super().__init__(request)
        self._profile: CookieProfile = cookie_profile(self.settings)
        self._tokens = self._profile.tokens(request.scope["headers"])

    def _token(self, session: Session) -> str | None:
        """The token by which the browser is known, or would be; None if it has none.

        Of several cookies from before, or of other addresses, the first that opens something here.
        """
        if len(self._tokens) > 1:
            known = (token for token in self._tokens if find_workspace(session, token) is not None)
            self._tokens = (next(known, self._tokens[0]),)
        return next(iter(self._tokens), None)

    @contextmanager
    def reading_if_any(self) -> Iterator[Workspace | None]:
        """The visitor's workspace at one moment, None for a newcomer.

        That the browser was here today is noted after the answer.
        """
        if not self._tokens:
            yield None
            return
        with self._looking() as session:
            token = self._token(session)
            workspace = find_workspace(session, token) if token else None
            if token and workspace is not None and is_visit_news(workspace):
                self.afterwards = BackgroundTask(note_reading, self.parts.database, token)
            yield workspace

    @contextmanager
    def reading(self) -> Iterator[Workspace]:
        """The visitor's workspace at one moment; NotFound for a newcomer."""
        with self.reading_if_any() as workspace:
            if workspace is None:
                raise self._why_none()
            yield workspace

    def _why_none(self) -> NoWorkspace:
        """Why there is no workspace: no cookie was sent, or it opens nothing any more."""
        return closed_workspace() if self._tokens else no_workspace()


class WritingVisit(ReadingVisit):
    """A visitor who may change what is theirs; the browser gets its cookie after the commit.

    `is_new` says that it had none before: whether it keeps one shows at its next request.
    """

    is_new = False

    @contextmanager
    def writing(self) -> Iterator[WritableWorkspace]:
        """The visitor's workspace in one transaction; NotFound for a newcomer."""
        if not self._tokens:
            raise self._why_none()
        with self._changing() as session:
            token = self._token(session)
            workspace = find_workspace(session, token) if token else None
            if token is None or workspace is None:
                raise self._why_none()
            note_visit(workspace)
            yield workspace
        self.keep(token)

    @contextmanager
    def writing_or_new(self) -> Iterator[WritableWorkspace]:
        """The same, with a new workspace for a newcomer."""
        with self._changing() as session:
            token = self._token(session)
            workspace = find_workspace(session, token) if token else None
            if token is None or workspace is None:
                self.parts.limits.count(NEWCOMERS, host_of(self.request))
                workspace, token = create_workspace(session)
                self.is_new = True
            note_visit(workspace)
            yield workspace
        self.keep(token)

    @contextmanager
    def moving(self) -> Iterator[Doorway]:
        """A transaction in which this browser may be let into another workspace."""
        with self._changing() as session:
            token = self._token(session)
            yield Doorway(session, find_workspace(session, token) if token else None)

    def own_bytes(self, *about: str) -> RandomBytes:
        """What only this browser's cookie and these words lead to, the same each time.

        To be asked within `writing()`, where the cookie is known to be ours.
        """
        return derived(self._tokens[0], *about)

    def keep(self, token: str) -> None:
        """Have the browser keep this token; only what is committed may be opened by it."""
        self._tokens = (token,)
        self.cookies = [self._profile.write(token)]

    def forget(self) -> None:
        """Have the browser forget its token."""
        token = next(iter(self._tokens), None)
        self._tokens = ()
        self.cookies = self._profile.erase(self.request.scope["headers"], token)


class ShareVisit(Visit):
    """Whoever has the link."""

    @contextmanager
    def share(self) -> Iterator[Link]:
        """What the token of the address opens, at one moment."""
        with self._looking() as session:
            yield Link(self.request.path_params["token"], session)


Dependency = TypeVar("Dependency", bound=Callable[..., object])
POLICIES: dict[Callable[..., object], str] = {}
"""What a handler takes, and who may use it; `policy` adds to it."""


def policy(name: str) -> Callable[[Dependency], Dependency]:
    """Decorator of a dependency that makes a visit: handlers that take it have this policy."""

    def declare(dependency: Dependency) -> Dependency:
        POLICIES[dependency] = name
        return dependency

    return declare


# Asynchronous, although they wait for nothing: a plain function would be sent to a thread and back.


@policy("Anyone")
async def _anyone(request: Request) -> Visit:
    return Visit(request)


@policy("Reader")
async def _reader(request: Request) -> ReadingVisit:
    return ReadingVisit(request)


@policy("Writer")
async def _writer(request: Request) -> AsyncIterator[WritingVisit]:
    """The form is read first: nobody holds a place by sending slowly.

    Here, not as a dependency: each costs as much as a statement.
    """
    fields = await form(request)
    visit = WritingVisit(request)
    visit.typed = typed_texts(fields)
    async with visit.parts.admission.place():
        yield visit


@policy("ShareReader")
async def _share_reader(request: Request) -> ShareVisit:
    return ShareVisit(request)


Anyone = Annotated[Visit, Depends(_anyone)]
Reader = Annotated[ReadingVisit, Depends(_reader)]
Writer = Annotated[WritingVisit, Depends(_writer, scope="function")]
ShareReader = Annotated[ShareVisit, Depends(_share_reader)]


def visit_of(request: Request) -> Visit:
    """The visit of a request; one that got no further than the door is made now."""
    visit: Visit | None = request.scope.get(VISIT)
    return Visit(request) if visit is None else visit
