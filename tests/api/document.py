"""The OpenAPI document as a judge: whether an answer is one that it promises."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import Any

import jsonschema_rs


class Document:
    """A document, with a validator for each answer of each operation."""

    def __init__(self, value: dict[str, Any]) -> None:
        self.value = value

    @cached_property
    def addresses(self) -> list[tuple[re.Pattern[str], dict[str, Any]]]:
        """Each path as an expression, those without names first, with its operations."""
        paths = sorted(self.value["paths"].items(), key=lambda one: one[0].count("{"))
        return [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), found) for path, found in paths]

    def operation(self, method: str, path: str) -> dict[str, Any] | None:
        """What is done there by that method; None if that is no operation."""
        for expression, operations in self.addresses:
            if expression.fullmatch(path):
                found: dict[str, Any] | None = operations.get(method.lower())
                return found
        return None

    @lru_cache(64)  # noqa: B019  (there is one document in a process)
    def validator(self, schema: str) -> Any:
        """The validator of a schema of a component."""
        whole = {"$ref": f"#/components/schemas/{schema}", "components": self.value["components"]}
        return jsonschema_rs.validator_for(whole, validate_formats=True)

    def check(self, method: str, path: str, status: int, kind: str, value: Any) -> None:
        """An assertion fails unless the document has such an answer; of no operation, none."""
        operation = self.operation(method, path)
        if operation is None:
            return
        answers = operation["responses"]
        assert str(status) in answers, f"{method} {path} answered {status}, which it does not say"
        contents = answers[str(status)].get("content", {})
        assert (kind in contents) if contents else not kind, f"{method} {path} answered with {kind}"
        if contents:
            schema = contents[kind]["schema"]
            name = schema["$ref"].rpartition("/")[2] if "$ref" in schema else ""
            if name and value is not None:
                self.validator(name).validate(value)
