"""Will requests mostly wait? Told by what stays open, streams, or awaits other services."""

from __future__ import annotations

from collections.abc import Iterator

from app.scan.definitions import Place
from app.scan.handlers import Handler
from app.scan.known import DJANGO, QUEUES, SERVICE_CLIENTS
from app.scan.proposals import Confidence, Finding, proposed
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
    kept = [one.place for one in survey.project.events]
    kept += [route.place for route in routes if route.is_socket]
    streamed = survey.handlers.streaming
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
    awaiting = [one for one in handlers if one.function.scope.awaits]
    client = next(_clients(survey), None)
    if client is None or len(awaiting) * 2 <= len(handlers):
        return None
    words = f"waits, as {len(awaiting)} of {len(handlers)} handlers do"
    shown = [survey.evidence(_wait(one), words) for one in awaiting[:MOST_SHOWN]]
    return proposed(
        QUESTION, "yes", "medium", *shown, survey.evidence(client, "calls another service")
    )


def _wait(handler: Handler) -> Place:
    return handler.module.waiting(handler.function.scope.awaits[0])


def _clients(survey: Survey) -> Iterator[Place]:
    for module in survey.project.modules:
        for one in module.imports:
            if one.root in SERVICE_CLIENTS and not survey.project.is_own(one.root):
                yield Place(module.path, one.line, one.root)


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
    plain = [one for one in handlers if not one.function.scope.awaits]
    waiting = [one for one in handlers if one.function.scope.awaits]
    words = f"neither streams nor awaits, like {len(plain)} of {len(handlers)} handlers"
    shown = [survey.evidence(one.place, words) for one in plain]
    if len(waiting) >= len(plain):
        words = "waits, but nothing here calls a service over the network"
        shown = [
            survey.evidence(_wait(one), words) for one in handlers if one.function.scope.awaits
        ]
    return proposed(QUESTION, "no", "medium", *queued[:1], *shown[:MOST_SHOWN])
