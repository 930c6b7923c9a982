"""What a module is made of, and where it stands."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file, and a word that stands in it; paths are relative to the scanned folder."""

    path: str
    line: int
    word: str


Waiting = ast.Await | ast.AsyncFor | ast.AsyncWith
"""Where a function waits."""

Defined = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(slots=True)
class Scope:
    """What runs together: the body of a function, or of the module outside of functions."""

    calls: list[ast.Call] = field(default_factory=list)
    returns: list[ast.expr] = field(default_factory=list)
    awaits: list[Waiting] = field(default_factory=list)
    yields: bool = False
    request_uses: list[ast.Attribute] = field(default_factory=list)
    """What of a request is read; what is written into it is not here."""


@dataclass(slots=True)
class Function:
    """A function or method, with what its own body does."""

    name: str
    node: Defined
    is_method: bool
    scope: Scope

    @property
    def is_async(self) -> bool:
        """Whether it is a coroutine."""
        return isinstance(self.node, ast.AsyncFunctionDef)

    @property
    def parameters(self) -> list[ast.arg]:
        """All of them but the first of a method."""
        arguments = self.node.args
        own = [*arguments.posonlyargs, *arguments.args]
        if self.is_method and own and own[0].arg in ("self", "cls"):
            del own[0]
        spread = [parameter for parameter in (arguments.vararg, arguments.kwarg) if parameter]
        return own + arguments.kwonlyargs + spread

    @property
    def is_annotated(self) -> bool:
        """Whether its result is annotated, or every parameter, of which it has one at least."""
        if self.node.returns is not None:
            return True
        parameters = self.parameters
        return bool(parameters) and all(
            parameter.annotation is not None for parameter in parameters
        )


@dataclass(slots=True)
class Class:
    """A class: its bases as written, its annotated or assigned fields, its methods."""

    name: str
    node: ast.ClassDef
    bases: tuple[str, ...]
    methods: list[Function] = field(default_factory=list)

    @property
    def fields(self) -> Iterator[ast.AnnAssign | ast.Assign]:
        """The statements of its body that give it a field."""
        for statement in self.node.body:  # nothing else is kept of it
            if isinstance(statement, ast.AnnAssign | ast.Assign):
                yield statement


@dataclass(frozen=True, slots=True)
class Import:
    """A module that is imported, as written: relative ones begin with a dot."""

    module: str
    line: int

    @property
    def root(self) -> str:
        """The package it belongs to; empty for one of its own package."""
        return self.module.partition(".")[0]
