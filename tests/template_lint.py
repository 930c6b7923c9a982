"""A linter for templates: what htmx, the content security policy or escaping would not survive.

Reads a template as HTML in which Jinja's expressions stand for unknown text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

ALLOWED = frozenset(
    f"hx-{name}"
    for name in (
        *("get", "post", "target", "select", "swap", "trigger", "include"),
        *("sync", "status", "push-url", "indicator", "disable", "confirm"),
    )
)
ADDRESSES = frozenset({"src", "action", "formaction", "hx-get", "hx-post"})
STATEMENT = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.DOTALL)
EXPRESSION = re.compile(r"\{\{.*?\}\}", re.DOTALL)
UNQUOTED_VALUE = re.compile(r"""\s[\w:@.-]+=(?!["'])""")
UNQUOTED_SELECTOR = re.compile(
    r"""\b(from|target):(?!['"])[^\s,]+\s+(?!(delay|throttle|queue|target|from|threshold|root):"""
    r"""|(once|changed|consume)\b|$)"""
)

Attributes = list[tuple[str, str | None]]


def faults(name: str, text: str) -> list[str]:
    """What is wrong with a template; `name` is its path below templates/."""
    return [*_faults_of_jinja(text), *_Tags(name, text).faults]


def _faults_of_jinja(text: str) -> Iterator[str]:
    if re.search(r"\|\s*safe\b", text):
        yield "|safe"
    if re.search(r"\{%-?\s*autoescape", text):
        yield "autoescape"
    if re.search(r"<script[^>]*>[^<]*\{\{", text):
        yield "expression in a script"


class _Tags(HTMLParser):
    def __init__(self, name: str, text: str) -> None:
        super().__init__()
        self.fragment = name.rpartition("/")[2].startswith("_")
        self.faults: list[str] = []
        self.feed(EXPRESSION.sub("unknown", STATEMENT.sub(" ", text)))
        self.close()

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        raw = re.sub(r"""=\s*("[^"]*"|'[^']*')""", "=''", self.get_starttag_text() or "")
        if UNQUOTED_VALUE.search(raw):
            self.faults.append("unquoted value")
        for name, value in attrs:
            self.faults += self._faults_of(name, value or "")
        self.faults += _faults_of_tag(tag, {name: value or "" for name, value in attrs})

    def _faults_of(self, name: str, value: str) -> Iterator[str]:
        if name == "style":
            yield "style="
        if name == "hx-swap-oob" and not self.fragment:
            yield "hx-swap-oob in a page"
        elif name.startswith("hx-") and name.partition(":")[0] not in {*ALLOWED, "hx-swap-oob"}:
            yield f"{name} is not allowed"
        if name.startswith("on"):
            yield "event handler"
        if name in ADDRESSES and re.match(r"\s*(https?:|//)", value):
            yield "foreign address"
        yield from _faults_of_value(name, value)


def _faults_of_value(name: str, value: str) -> Iterator[str]:
    if re.search(r"\bjavascript:|^\s*js:", value):
        yield "js:"
    if name == "hx-trigger" and "[" in value:
        yield "trigger filter"
    if name.startswith("hx-") and UNQUOTED_SELECTOR.search(value):
        yield "unquoted selector"
    if "show:window" in value:
        yield "show:window"


def _faults_of_tag(tag: str, attributes: dict[str, str]) -> Iterator[str]:
    if tag == "style":
        yield "style element"
    if tag == "script" and "src" not in attributes:
        yield "script without src"
    if tag == "form" and "hx-post" in attributes:
        yield from (
            f"form with hx-post but without {needed}"
            for needed in ("action", "method", "novalidate")
            if needed not in attributes
        )
