"""Templates compiled for what ours do: calls, attributes and safe texts go straight.

Jinja's own compiler asks of each call whether the function wants the context, of each attribute
whether it might be a key, and of each text in turn whether it is safe, has another form and is
safe then. None of our functions wants the context, none of our templates reads a key by a dot, and
a text knows what it is. What comes out is the same (`tests/web/test_compiling.py`), for half of
what a page cost.
"""

from __future__ import annotations

from types import CodeType
from typing import Any

from jinja2 import BytecodeCache, Environment, nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame, MacroRef, optimizeconst
from jinja2.runtime import Macro
from markupsafe import Markup, escape
from markupsafe import _escape_inner as escape_text  # type: ignore[attr-defined]

NUMBERS = frozenset({int, float})
"""What never needs to be escaped."""


def escaped(value: object) -> str:
    """The value as text of a page; one that is safe already stays the object it is."""
    if type(value) is str:
        return escape_text(value)
    if type(value) is Markup:
        return value
    return str(value) if type(value) in NUMBERS else escape(value)


def safe(text: str) -> Markup:
    """A text that is known to be safe, marked so without another look at it."""
    return str.__new__(Markup, text)


def joined(values: tuple[object, ...]) -> str:
    """The values as one text, which is safe if one of them is."""
    if Markup in map(type, values):
        return safe("".join(map(escaped, values)))
    return "".join(map(str, values))


class DirectMacro(Macro):
    """A macro that looks at how it is called only where that is not one value for each name."""

    def __init__(self, *about: Any) -> None:
        super().__init__(*about)
        self._is_plain = not (self.caller or self.catch_kwargs or self.catch_varargs)

    def __call__(self, *given: Any, **named: Any) -> str:
        """What it makes of the values; safe."""
        if self._is_plain and not named and len(given) == self._argument_count:
            return safe(self._func(*given))
        return super().__call__(*given, **named)


class DirectCode(CodeGenerator):
    """Writes a call as a call, an attribute as an attribute, and has `escaped` escape.

    The methods bear Jinja's names, by kind of node.
    """

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        """`name(values)`."""
        self.visit(node.node, frame)
        self.write("(")
        for before, value in (
            *(("", value) for value in node.args),
            ("*", node.dyn_args),
            *(("", value) for value in node.kwargs),
            ("**", node.dyn_kwargs),
        ):
            if value is not None:
                self.write(before)
                self.visit(value, frame)
                self.write(", ")
        self.write("caller=caller)" if forward_caller else ")")

    @optimizeconst
    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        """`(value).name`."""
        self.write("(")
        self.visit(node.node, frame)
        self.write(f").{node.attr}")

    @optimizeconst
    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802
        """`joined((one, other))`."""
        self.write("environment.joined((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        """The macro that the function written before it is the body of, of our own class."""
        self.write("environment.")
        super().macro_def(macro_ref, frame)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write("environment.escaped(")


class DirectEnvironment(Environment):
    """An environment whose templates all escape, and call nothing that wants the context."""

    code_generator_class = DirectCode
    Macro = DirectMacro
    escaped = staticmethod(escaped)
    joined = staticmethod(joined)


class CompiledTemplates(BytecodeCache):
    """Keeps compiled templates in memory, so that each is compiled once in a process.

    A template whose source has changed since has another checksum, and is compiled anew.
    """

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, CodeType | None]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket, if its template was compiled from the same source before."""
        checksum, code = self._kept.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was just compiled, in place of what was compiled of an older source."""
        self._kept[bucket.key] = bucket.checksum, bucket.code


# All applications of this process share it: the tests build some thousand, one after the other.
COMPILED = CompiledTemplates()
