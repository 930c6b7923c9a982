"""Will requests mostly wait? Told by what stays open, streams, or awaits other services."""

from __future__ import annotations

from collections.abc import Iterator

from app.scan.definitions import Place
from app.scan.handlers import Handler
from app.scan.known import DJANGO, QUEUES, SERVICE_CLIENTS
from app.scan.proposals import Confidence, Evidence, Finding, proposed, share
from app.scan.survey import Survey

QUESTION = "concurrency"
GOOD_PART = 5
"""One in so many handlers that streams or stays open is a good part of them."""

MOST_SHOWN = 2


def concurrency(survey: Survey) -> Finding | None:
    """Yes for what a good part of the handlers shows, no for the others, never sure of it."""
    project, handlers = survey.project, survey.handlers.all
    if not project.framework or project.framework == DJANGO or not (handlers or project.events):
        return None
    return _open(survey) or _awaiting(survey) or _short(survey)


def _open(survey: Survey) -> Finding | None:
    """Connections that stay open, and answers that come bit by bit."""
    routes = survey.project.routes
    kept = [event.place for event in survey.project.events]
    kept += [route.place for route in routes if route.is_socket]
    streamed = [place for _, place in survey.handlers.streaming]
    if (len(kept) + len(streamed)) * GOOD_PART < len(routes) + len(survey.project.events):
        return None
    shown = [survey.evidence(place, "answers on a connection that stays open") for place in kept]
    shown += [survey.evidence(place, "answers bit by bit") for place in streamed]
    sure: Confidence = (
        "high" if len(kept) > 1 or (streamed and len(routes) <= GOOD_PART) else "medium"
    )
    return proposed(QUESTION, "yes", sure, *shown[:MOST_SHOWN])


def _awaiting(survey: Survey) -> Finding | None:
    """Most handlers await, in a project that calls services over the network."""
    handlers = survey.handlers.all
    awaiting = [handler for handler in handlers if handler.function.scope.awaits]
    client = next(_clients(survey), None)
    if client is None or len(awaiting) * 2 <= len(handlers):
        return None
    words = f"waits, {share(len(awaiting), len(handlers), 'handlers')}"
    shown = [survey.evidence(_wait(handler), words) for handler in awaiting[:MOST_SHOWN]]
    return proposed(
        QUESTION, "yes", "medium", *shown, survey.evidence(client, "calls another service")
    )


def _wait(handler: Handler) -> Place:
    return handler.module.waiting(handler.function.scope.awaits[0])


def _clients(survey: Survey) -> Iterator[Place]:
    for module in survey.project.modules:
        for imported in module.imports:
            if imported.root in SERVICE_CLIENTS and not survey.project.is_own(imported.root):
                yield Place(module.path, imported.line, imported.root)


def _short(survey: Survey) -> Finding | None:
    """Handlers that answer at once, or hand slow work to a queue."""
    handlers = survey.handlers.all
    queued = [
        survey.evidence(module.place(call), "hands slow work to a queue")
        for module in survey.project.modules
        for name, calls in module.calls.items()
        if name in QUEUES
        for call in calls
    ]
    waiting = [handler for handler in handlers if handler.function.scope.awaits]
    if waiting and len(waiting) * 2 >= len(handlers) and not any(_clients(survey)):
        words = "waits, but nothing here imports a client for calling other services"
        shown = [survey.evidence(_wait(handler), words) for handler in waiting]
    else:
        shown = _plain(survey)
    return proposed(QUESTION, "no", "medium", *queued[:1], *shown[:MOST_SHOWN])


def _plain(survey: Survey) -> list[Evidence | None]:
    """The handlers that neither await, nor stream, nor stay open; how many others do is said."""
    handlers = survey.handlers.all
    kept = {id(handler) for handler, _ in survey.handlers.streaming}
    kept |= {id(handler) for handler in handlers if handler.route and handler.route.is_socket}
    plain = [
        handler
        for handler in handlers
        if not handler.function.scope.awaits and id(handler) not in kept
    ]
    words = f"answers without streaming or awaiting, {share(len(plain), len(handlers), 'handlers')}"
    if kept:
        words += f"; {len(kept)} {'streams or stays' if len(kept) == 1 else 'stream or stay'} open"
    return [survey.evidence(handler.place, words) for handler in plain]
