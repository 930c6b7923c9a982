"""The start-up check: every handler declares by its visit who may use it, and has its own name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Mount

from app.web.csrf import SAFE_METHODS
from app.web.static import HashedFiles
from app.web.visit import POLICIES


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


def policies_of(route: BaseRoute) -> tuple[str, ...]:
    """What the handler of a route declares; one policy, if all is well."""
    if not isinstance(route, APIRoute):
        return ()
    calls = (needed.call for needed in route.dependant.dependencies)
    return tuple(POLICIES[call] for call in calls if call in POLICIES)


def _fault(route: BaseRoute) -> str | None:
    """What is wrong with a route, as the rest of a sentence."""
    if not isinstance(route, APIRoute):
        return "is not a handler with a policy"
    policies = policies_of(route)
    if not policies:
        return "declares no policy: it takes no visit"
    if len(policies) > 1:
        return f"declares several policies: {', '.join(policies)}"
    if policies[0].endswith("Writer") and SAFE_METHODS & (route.methods or set()):
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
