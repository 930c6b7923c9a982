"""A file of Python as far as the questions need it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from app.scan.collecting import collect
from app.scan.definitions import Place, Scope, Waiting
from app.scan.parsing import parse
from app.scan.syntax import dotted


class Module:
    """A file of Python, read once; names are told as imported: `Flask` as `flask.Flask`."""

    def __init__(self, path: str, text: str) -> None:
        parsed = parse(text)
        self.path = path
        self.text = text
        self.lost = parsed.lost
        self.python_2 = parsed.python_2
        self._collected = collect(parsed.statements)
        self.tables = [
            statement.value
            for statement in parsed.statements
            if isinstance(statement, ast.Assign | ast.AnnAssign)
            and isinstance(statement.value, ast.Dict)
        ]
        self.imports = self._collected.imports
        self.functions = self._collected.functions
        self.classes = self._collected.classes
        self.body = self._collected.body
        self.calls = self._collected.calls

    @property
    def is_data(self) -> bool:
        """Whether there is nothing in it but values."""
        return not (self.functions or self.classes or self.body.calls)

    @property
    def scopes(self) -> Iterator[Scope]:
        """The module's own body, then that of each function."""
        yield self.body
        for function in self.functions:
            yield function.scope

    def full_name(self, node: ast.expr) -> str:
        """The dotted name a Name or Attribute stands for; empty if it is something else."""
        return self.resolve(dotted(node))

    def resolve(self, name: str) -> str:
        """The name as the module it was imported from has it."""
        first, dot, rest = name.partition(".")
        if first in self._collected.names:
            return self._collected.names[first] + dot + rest
        return f"{self._collected.stars[0]}.{name}" if self._collected.stars and name else name

    def imported_as(self, name: str) -> str:
        """What an imported name is called where it comes from; empty if it was not imported."""
        return self._collected.names.get(name, "").rpartition(".")[2]

    def place(self, node: ast.AST, word: str = "") -> Place:
        """Where a node stands; of a call, an attribute or a definition the line with its name."""
        named = node.func if isinstance(node, ast.Call) else node
        if isinstance(named, ast.Attribute):
            written = dotted(named) if named.lineno == named.end_lineno else ""
            return Place(self.path, named.end_lineno or named.lineno, word or written or named.attr)
        if isinstance(named, ast.Name):
            return Place(self.path, named.lineno, word or named.id)
        name = getattr(named, "name", "")
        return Place(self.path, getattr(named, "lineno", 1), word or name)

    def waiting(self, node: Waiting) -> Place:
        """Where a function waits, and for what, if it says so in that line."""
        if not isinstance(node, ast.Await):
            return Place(self.path, node.lineno, "async")
        called = node.value.func if isinstance(node.value, ast.Call) else node.value
        name = dotted(called) if called.lineno == called.end_lineno == node.lineno else ""
        return Place(self.path, node.lineno, f"await {name}".rstrip())
