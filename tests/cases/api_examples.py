"""For every operation of the API an example that the program of its owner would be served.

What is sent is the example that stands with the model, which the document shows, too; only where
that names something of its owner's there is one here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi.routing import APIRoute

from app.exports.api import EXAMPLE
from app.web.policies import policies_of, walk
from tests.cases.examples import OWN
from tests.cases.site import Site
from tests.web.asgi import Answer, Header

JSON = ("content-type", "application/json")
ANY_STATE = ("if-match", "*")
BODIES: dict[str, Any] = {
    "api_import_file": EXAMPLE,
    "api_compare_versions": {
        "results": [{"assessment_id": "{assessment_id}", "version": n} for n in (1, 2)]
    },
}


@dataclass(frozen=True)
class Operation:
    """A request that would work, if it came with the right key."""

    name: str
    policy: str
    method: str
    path: str
    body: bytes
    names_own: bool

    def __str__(self) -> str:
        return f"{self.method} {self.name}"

    def send(self, site: Site, *headers: Header) -> Answer:
        """Sends it; a refusal must have changed nothing."""
        own = [JSON] if self.body else []
        return site.ask(self.path, self.method, [*own, ANY_STATE, *headers], self.body)


def operations(site: Site, values: dict[str, str]) -> Iterator[Operation]:
    """All of them, whichever are registered, with those values in place of names."""
    for route in walk(site.pages.state.api.routes):
        assert isinstance(route, APIRoute)
        takes = route.body_field or route.name in BODIES
        sent = json.dumps(_body(route)) if takes else ""
        [policy] = policies_of(route)
        yield Operation(
            name=route.name,
            policy=policy,
            method=next(iter(route.methods)),
            path=route.path_format.format(**values),
            body=_filled(sent, values).encode(),
            names_own=any(f"{{{name}}}" in route.path_format + sent for name in OWN),
        )


def _body(route: APIRoute) -> Any:
    if route.name in BODIES:
        return BODIES[route.name]
    model: Any = route.body_field.field_info.annotation if route.body_field else None
    return model.model_config["json_schema_extra"]["examples"][0]


def _filled(sent: str, values: dict[str, str]) -> str:
    for name in OWN:
        sent = sent.replace(f"{{{name}}}", values[name])
    return sent
