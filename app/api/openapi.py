"""The OpenAPI 3.1 document: made of the routes and their models, completed, and served as it is.

The framework knows paths, bodies and answers. Added are the problem details, the examples of each
body and answer, which stand with their models, and where the server is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, cast

from fastapi import FastAPI
from fastapi.openapi.utils import get_fields_from_routes, get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from starlette.responses import Response

from app.api.models import Problem
from app.api.problems import MEDIA_TYPE
from app.api.routing import api_router
from app.api.visits import ApiAnyone
from app.settings import Settings
from app.web.policies import policies_of

VERSION = "1"
OF_THE_FRAMEWORK = ("HTTPValidationError", "ValidationError")
REFUSED_BY_FRAMEWORK = "Validation Error"
DONE_BY_FRAMEWORK = "Successful Response"
"""How the framework describes what nobody described."""
SCHEMAS = "#/components/schemas/"
DESCRIPTION = (
    "What the pages do with answers, saved assessments, links, comparisons and files, for "
    "programs. Without a key: the rulebooks, evaluating and explaining answers, and what a link "
    "shows. With a key, made on the workspace page: what is stored. Every error is "
    "`application/problem+json` (RFC 9457)."
)

TAGS = {
    "evaluation": "What the rules say of answers; nothing is stored.",
    "rulebooks": "The tables that turn answers into points, as they were released.",
    "assessments": "Decisions that are kept: a title, a note, and one version after the other.",
    "versions": "Saved results. None is ever changed: other answers make the next version.",
    "drafts": "What was answered since the last version was saved.",
    "adjustments": "Rules that do not count and reasons of one's own, beside what the rules say.",
    "second opinions": "What others decided in the same position; it overrules nothing.",
    "comparisons": "Two to four results side by side, and why they came out differently.",
    "shares": "Links that show one version to whoever has them.",
    "exports": "All that is saved as a file, and such a file brought in, here or elsewhere.",
    "keys": "What opens a workspace to programs; people make one, on the page of the workspace.",
}
"""What the operations are about, in the order in which people meet it."""

NAMED = {
    "assessment_id": "mfrggzdfmztwq2lk",
    "n": 1,
    "share_id": "s2wgxq4bmzdtn7ka",
    "token": "h7Zr1kq0bJ3o9mW2vXc5tYd8eLs4uGa6fPi_nQwE-Rk",
    "key_id": "k3y2lzq7mbn5wxya",
    "rulebook_id": "flask-fastapi",
    "version": "1.0.1",
}
"""Examples of what addresses name, the same as in the examples of bodies and answers."""

SAID = {
    "assessment_id": "The id of an assessment.",
    "n": "The number of one of its versions.",
    "share_id": "The id of a link.",
    "token": "The last part of the address of a link.",
    "key_id": "The id of a key.",
}
"""What they are, where the handler does not say it: pages have them in their addresses, too."""

router = api_router("document")


@router.get("/openapi.json", include_in_schema=False)
async def get_document(visit: ApiAnyone) -> Response:
    """This document."""
    return Response(visit.request.app.state.document(), media_type="application/json")


def document_bytes(api: FastAPI, settings: Settings) -> bytes:
    """The document of these routes, as it is served."""
    return json.dumps(document(api, settings), ensure_ascii=False).encode()


def document(api: FastAPI, settings: Settings) -> dict[str, Any]:
    """The document of these routes, in JSON types."""
    made = get_openapi(
        title="Framework Advisor",
        version=VERSION,
        description=DESCRIPTION,
        routes=api.routes,
        tags=[{"name": name, "description": says} for name, says in TAGS.items()],
        servers=[{"url": settings.public_url}],
        license_info={"name": "MIT"},
    )
    schemas = made.setdefault("components", {}).setdefault("schemas", {})
    schemas |= _problem_schemas()
    for name, examples in _examples(api).items():
        if name in schemas:
            schemas[name]["examples"] = examples
    routes = {route.operation_id: route for route in api.routes if isinstance(route, APIRoute)}
    for operation in operations(made):
        _say_who_may(operation, routes[operation["operationId"]])
        _say_what_comes_back(operation, schemas)
        for parameter in operation.get("parameters", ()):
            if parameter["name"] in NAMED and parameter["in"] == "path":
                parameter["example"] = NAMED[parameter["name"]]
                parameter.setdefault("description", SAID.get(parameter["name"], ""))
        for content in _contents(operation):
            _lift_example(content, schemas)
    for name in OF_THE_FRAMEWORK:
        schemas.pop(name, None)
    return made


def operations(made: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every operation of a document."""
    for path in made["paths"].values():
        yield from (operation for operation in path.values() if "operationId" in operation)


def _say_who_may(operation: dict[str, Any], route: APIRoute) -> None:
    """Name the scope that the key must have, where one is needed at all."""
    (policy,) = policies_of(route)
    scope = "write" if policy.endswith("Writer") else "read"
    for requirement in operation.get("security", ()):
        requirement.update({key: [scope] for key in requirement})


def _say_what_comes_back(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Describe what is answered by its model; nothing but its address can be wrong: that is 404."""
    answers = operation["responses"]
    if answers.get("422", {}).get("description") == REFUSED_BY_FRAMEWORK:
        del answers["422"]
    for answer in answers.values():
        if answer["description"] == DONE_BY_FRAMEWORK:
            model = [_named(content, schemas) for content in answer.get("content", {}).values()]
            says = model[0].get("description", "As asked.") if model else "Done; nothing is told."
            answer["description"] = says.partition("\n\n")[0].replace("\n", " ")


def _problem_schemas() -> dict[str, Any]:
    _, found = models_json_schema([(Problem, "serialization")], ref_template=f"{SCHEMAS}{{model}}")
    schemas: dict[str, Any] = found["$defs"]
    schemas[Problem.__name__] |= Problem.model_config["json_schema_extra"]
    return schemas


def _examples(api: FastAPI) -> dict[str, list[Any]]:
    """The examples of each model, by its name; the framework loses every null in them."""
    models = [field.field_info.annotation for field in get_fields_from_routes(api.routes)]
    configs = {
        model.__name__: model.model_config.get("json_schema_extra")
        for model in models
        if isinstance(model, type) and issubclass(model, BaseModel)
    }
    return {
        name: cast("list[Any]", extra["examples"])
        for name, extra in configs.items()
        if isinstance(extra, dict) and "examples" in extra
    }


def _contents(operation: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What is sent and what is answered, but for problems: those have one example together."""
    yield from operation.get("requestBody", {}).get("content", {}).values()
    for answer in operation["responses"].values():
        for kind, content in answer.get("content", {}).items():
            if kind != MEDIA_TYPE:
                yield content


def _lift_example(content: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Put the example of the model where readers of documents look for it."""
    examples = _named(content, schemas).get("examples", [])
    if examples and not {"example", "examples"} & content.keys():
        content["example"] = examples[0]


def _named(content: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """The schema that the content refers to; empty if to none."""
    name = content.get("schema", {}).get("$ref", "").removeprefix(SCHEMAS)
    found: dict[str, Any] = schemas.get(name, {})
    return found
