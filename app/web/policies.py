"""The start-up check: every route declares its policy, keeps to it and has a name of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Mount

from app.web.dependencies import READERS, WRITERS, sharing
from app.web.static import HashedFiles


class PolicyError(Exception):
    """A route does not declare who may use it, takes more than it may, or shares its name."""


def check_policies(routes: Sequence[BaseRoute]) -> None:
    """Raises PolicyError unless all routes, at any depth, keep the rules."""
    paths: dict[str, str] = {}
    for route in walk(routes):
        fault = _fault(route) or _shared_name(route, paths)
        if fault:
            raise PolicyError(f"The route {getattr(route, 'path', route)} {fault}.")


def walk(routes: Sequence[BaseRoute]) -> Iterator[BaseRoute]:
    """All routes of the tree, without the static files."""
    for route in routes:
        router = getattr(route, "original_router", None)
        if router is not None:
            yield from walk(router.routes)
        elif not (isinstance(route, Mount) and isinstance(route.app, HashedFiles)):
            yield route


def _fault(route: BaseRoute) -> str | None:
    """What is wrong with a route, as the rest of a sentence."""
    if not isinstance(route, APIRoute):
        return "is not a handler with a policy"
    policy = getattr(route.endpoint, "policy", None)
    used = set(_calls(route.dependant))
    if policy is None:
        return "declares no policy"
    if policy in ("public", "share-read", "api") and used & (READERS | WRITERS):
        return f"is {policy} but takes a workspace"
    if (policy == "share-read") != (sharing in used):
        return f"is {policy} but reads {'a' if sharing in used else 'no'} share"
    if policy != "workspace-write" and used & WRITERS:
        return f"is {policy} but writes"
    if policy == "workspace-write" and "GET" in (route.methods or ()):
        return "would change something by a GET"
    return None


def _shared_name(route: BaseRoute, paths: dict[str, str]) -> str | None:
    """What is wrong if an earlier route has that name, too; `paths` has those so far, by name.

    Links are built from names: of two routes with one name, only one could be linked to.
    """
    name, path = getattr(route, "name", ""), getattr(route, "path", "")
    if name in paths:
        return f"has a handler named {name}, as has {paths[name]}"
    paths[name] = path
    return None


def _calls(dependant: Dependant) -> Iterator[Callable[..., Any]]:
    for needed in dependant.dependencies:
        if needed.call is not None:
            yield needed.call
        yield from _calls(needed)
