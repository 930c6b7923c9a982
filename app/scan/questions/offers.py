"""Whether an app offers its API to strangers, in its README or the description it serves."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from app.scan.definitions import Place
from app.scan.modules import Module
from app.scan.proposals import Evidence
from app.scan.prose import offering
from app.scan.survey import Survey
from app.scan.syntax import keyword, text_of

PUBLIC_HOST = re.compile(
    r"(?:https?://)?(?!localhost|127\.|0\.0\.0\.0)[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:[/:].*)?"
)


def offers(survey: Survey) -> list[Evidence]:
    """The lines that do, those of the README first."""
    said = [
        survey.evidence(place, "offers the API to others") for place in offering(survey.repository)
    ]
    words = "is where its description says it runs"
    hosts = [survey.evidence(place, words) for place in _hosts(survey)]
    return [line for line in (*said, *hosts) if line]


def _hosts(survey: Survey) -> Iterator[Place]:
    """Public hosts that a description of the API names."""
    for module in survey.project.modules:
        for place, text in _named_hosts(module):
            if PUBLIC_HOST.fullmatch(text):
                yield Place(place.path, place.line, text)


def _named_hosts(module: Module) -> Iterator[tuple[Place, str]]:
    for call in module.calls.get("FastAPI", ()):
        for node in ast.walk(keyword(call, "servers") or ast.Pass()):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield Place(module.path, node.lineno, ""), node.value
    if "Swagger" not in module.calls:
        return
    for node in (part for table in module.tables for part in ast.walk(table)):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if text_of(key) == "host" and (text := text_of(value)):
                    yield Place(module.path, value.lineno, ""), text
