"""The document of the API as people read it: what is asked and answered, operation by operation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from http import HTTPStatus
from operator import attrgetter

from app.api.curl_lines import Request, curl_line
from app.api.laid_out import Piece, coloured, laid_out
from app.api.schema_fields import NOTHING, Field, Schema, Schemas

METHODS = ("get", "post", "put", "patch", "delete")
PLACES = {"path": "in the path", "query": "in the query", "header": "as a header"}
FIRST_PROBLEM = 400


@dataclass(frozen=True, slots=True)
class Parameter:
    """What goes into the address or a header: where, and what it may be."""

    place: str
    field: Field


@dataclass(frozen=True, slots=True)
class Example:
    """A value in pieces, each with its colour; `title` says what it shows."""

    title: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Body:
    """What is sent or answered: what it is, its fields, and what it may look like."""

    says: str
    fields: tuple[Field, ...]
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """One status, what it means, headers that it does not speak of, and what it brings, if any."""

    status: int
    phrase: str
    says: str
    headers: tuple[str, ...]
    body: Body | None


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing to ask for; `scope` is what the key must allow, None without a key."""

    id: str
    method: str
    path: str
    summary: str
    says: tuple[str, ...]
    scope: str | None
    parameters: tuple[Parameter, ...]
    body: Body | None
    answers: tuple[Answer, ...]
    problems: tuple[Answer, ...]
    curl: str


@dataclass(frozen=True, slots=True)
class Group:
    """The operations on one thing."""

    id: str
    title: str
    says: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """Every operation, by group; `everywhere` are the problems that each of them may answer.

    One is never compared with another: what is rendered of it is kept by the thing itself.
    """

    groups: tuple[Group, ...]
    everywhere: tuple[Answer, ...]
    problem: Example


class Reader:
    """Reads a document whose operations are below that origin."""

    def __init__(self, document: Schema, origin: str) -> None:
        self._document = document
        self._origin = origin
        self._schemas = Schemas(document)
        every = [operation for _, _, operation in self._operations()]
        self._own = dict(own for operation in every for own in self._own_examples(operation))

    def reference(self) -> Reference:
        """The operations by tag, in the order of the tags."""
        every = [
            (operation["tags"][0], self._operation(method, path, operation))
            for method, path, operation in self._operations()
        ]
        everywhere = set.intersection(*({*operation.problems} for _, operation in every))
        described = {tag["name"]: tag["description"] for tag in self._document["tags"]}
        found: dict[str, list[Operation]] = {name: [] for name in described}
        for name, operation in every:
            own = tuple(each for each in operation.problems if each not in everywhere)
            found.setdefault(name, []).append(replace(operation, problems=own))
        groups = (
            Group(
                f"on-{name.replace(' ', '-')}",
                name.capitalize(),
                described.get(name, ""),
                tuple(operations),
            )
            for name, operations in found.items()
            if operations
        )
        problem = self._document["components"]["schemas"]["Problem"]["examples"][0]
        return Reference(
            tuple(groups),
            tuple(sorted(everywhere, key=attrgetter("status"))),
            Example("A refusal", coloured(laid_out(problem))),
        )

    def _operations(self) -> Iterator[tuple[str, str, Schema]]:
        for path, item in self._document["paths"].items():
            for method in METHODS:
                if method in item:
                    yield method.upper(), path, item[method]

    def _operation(self, method: str, path: str, operation: Schema) -> Operation:
        answers = tuple(self._answers(operation))
        return Operation(
            id=operation["operationId"],
            method=method,
            path=path,
            summary=operation["summary"].rstrip("."),
            says=tuple(filter(None, operation.get("description", "").split("\n\n"))),
            scope=_scope(operation),
            parameters=tuple(map(self._parameter, operation.get("parameters", ()))),
            body=self._body(operation.get("requestBody", NOTHING)),
            answers=tuple(each for each in answers if each.status < FIRST_PROBLEM),
            problems=tuple(each for each in answers if each.status >= FIRST_PROBLEM),
            curl=self._curl(method, path, operation),
        )

    def _parameter(self, parameter: Schema) -> Parameter:
        schema = {"description": parameter.get("description", ""), **parameter["schema"]}
        field = self._schemas.field(
            parameter["name"], schema, required=parameter.get("required", False)
        )
        return Parameter(PLACES[parameter["in"]], field)

    def _body(self, described: Schema) -> Body | None:
        """The body of a request or an answer; None if there is none."""
        for content in described.get("content", NOTHING).values():
            schema = content.get("schema", NOTHING)
            examples = self._examples(content)
            pictures = [Example(title, coloured(laid_out(value))) for title, value in examples]
            return Body(
                described.get("description", ""), self._schemas.fields(schema), tuple(pictures)
            )
        return None

    def _answers(self, operation: Schema) -> Iterator[Answer]:
        for status, answer in sorted(operation["responses"].items()):
            answer = self._schemas.resolved(answer)
            phrase = HTTPStatus(int(status)).phrase
            says = answer.get("description", "")
            headers = tuple(name for name in answer.get("headers", ()) if name not in says)
            yield Answer(int(status), phrase, says, headers, self._body(answer))

    def _examples(self, content: Schema) -> list[tuple[str, object]]:
        """Each example with what it shows."""
        if "example" in content:
            return [("", content["example"])]
        if "examples" in content:
            named = content["examples"].items()
            return [(each.get("summary", name), each["value"]) for name, each in named]
        schema = self._schemas.resolved(content.get("schema", NOTHING))
        return [("", value) for value in schema.get("examples", ())]

    def _curl(self, method: str, path: str, operation: Schema) -> str:
        """The line that asks for it, with the first example of everything that has to be sent."""
        query, headers, address = [], [], path
        for parameter in operation.get("parameters", ()):
            name = parameter["name"]
            value = (
                f"${_variable(name)}" if _is_own(parameter, operation) else self._value(parameter)
            )
            if parameter["in"] == "path":
                address = address.replace(f"{{{name}}}", value)
            elif parameter.get("required") and parameter["in"] == "query":
                query.append(f"{name}={value}")
            elif parameter.get("required") or _is_own(parameter, operation):
                headers.append((name, value))
        asked = operation.get("requestBody", NOTHING).get("content", NOTHING)
        bodies = [value for content in asked.values() for _, value in self._examples(content)]
        return curl_line(
            Request(
                method=method,
                address=self._origin + address + ("?" if query else "") + "&".join(query),
                headers=headers,
                with_key=bool(operation.get("security")),
                body=bodies[0] if bodies else None,
                own=self._own,
            )
        )

    def _own_examples(self, operation: Schema) -> Iterator[tuple[str, str]]:
        """Examples of what only its owner has, each with the variable that stands for it."""
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "path" and _is_own(parameter, operation):
                yield self._value(parameter), _variable(parameter["name"])

    def _value(self, parameter: Schema) -> str:
        """The first example of a parameter."""
        schema = self._schemas.resolved(parameter["schema"])
        examples = [
            *([parameter["example"]] if "example" in parameter else ()),
            *(each["value"] for each in parameter.get("examples", NOTHING).values()),
            *schema.get("examples", ()),
        ]
        return str(examples[0]) if examples else f"{{{parameter['name']}}}"


def _is_own(parameter: Schema, operation: Schema) -> bool:
    """Whether only its owner knows the value: an id, the token of a link, a state to be matched."""
    if parameter["in"] == "path":
        is_text = parameter["schema"].get("type") == "string"
        return is_text and (bool(operation.get("security")) or parameter["name"] == "token")
    return bool(parameter["name"].lower() == "if-match")


def _variable(name: str) -> str:
    return {"if-match": "ETAG"}.get(name.lower(), name.replace("-", "_").upper())


def _scope(operation: Schema) -> str | None:
    """What the key of an operation has to allow; None if it needs none."""
    for requirement in operation.get("security", ()):
        for (scope,) in requirement.values():
            return str(scope)
    return None
