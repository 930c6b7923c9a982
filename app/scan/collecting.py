"""One walk over the statements of a module, which keeps what the questions need."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from app.scan.definitions import Class, Defined, Function, Import, Scope, Waiting
from app.scan.syntax import dotted, last_name


@dataclass(slots=True)
class Collected:
    """What is in a module: in the order of its lines, whatever it is nested in."""

    imports: list[Import] = field(default_factory=list)
    functions: list[Function] = field(default_factory=list)
    classes: list[Class] = field(default_factory=list)
    body: Scope = field(default_factory=Scope)
    calls: dict[str, list[ast.Call]] = field(default_factory=dict)
    """Every call, by the last part of what is called."""
    names: dict[str, str] = field(default_factory=dict)
    """What each imported name is called where it comes from."""
    stars: list[str] = field(default_factory=list)
    """Modules all of whose names were imported."""

    def note_import(self, node: ast.Import | ast.ImportFrom) -> None:
        """Keeps what the statement imports, and what the names stand for."""
        if isinstance(node, ast.Import):
            for alias in node.names:
                self.imports.append(Import(alias.name, node.lineno))
                whole = alias.name if alias.asname else alias.name.partition(".")[0]
                self.names[alias.asname or whole] = whole
            return
        module = "." * node.level + (node.module or "")
        self.imports.append(Import(module, node.lineno))
        for alias in node.names:
            if alias.name == "*":
                self.stars.append(module)
            else:
                join = "" if module.endswith(".") else "."
                self.names[alias.asname or alias.name] = f"{module}{join}{alias.name}"


def collect(statements: list[ast.stmt]) -> Collected:
    """Everything that is in these statements."""
    collected = Collected()
    _Walk(collected).through(statements, collected.body, None)
    return collected


_LEAVES = (
    *(ast.Name, ast.Constant, ast.Pass, ast.Break, ast.Continue, ast.Global, ast.Nonlocal),
    *(ast.alias, ast.arguments, ast.expr_context, ast.operator, ast.unaryop, ast.cmpop),
    *(ast.boolop, ast.type_ignore),
)
_NEVER_CHILDREN = {"annotation", "ctx", "op", "ops", "type_comment", "kind", "attr", "arg", "id"}


def _children(kind: type[ast.AST]) -> Callable[[ast.AST], Iterable[Any]]:
    """Gets the fields of such a node that may hold nodes, the last first, as a stack wants them."""
    names = [name for name in reversed(kind._fields) if name not in _NEVER_CHILDREN]
    return attrgetter(*names, "_fields", "_fields")  # twice no node, so that it is always a tuple


_CHILDREN: dict[type[Any], Callable[[ast.AST], Iterable[Any]]] = {
    kind: _children(kind)
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST) and not issubclass(kind, _LEAVES)
}
_CHILDREN[ast.Call] = attrgetter("args", "func")
"""How to get at what is in each kind of node.

Leaves are not in it: this, and no `ast.walk`, is why a scan costs hardly more than parsing.
"""


class _Walk:
    """Goes through the statements of a module once.

    A stack instead of recursion, since expressions may be deep; functions and classes, which the
    grammar nests a hundred deep at most, open a new one, for they own what is in them.
    """

    def __init__(self, collected: Collected) -> None:
        self._collected = collected

    def through(self, nodes: Sequence[ast.AST], scope: Scope, owner: Class | None) -> None:
        """Notes what is in these nodes; `owner` is the class in whose body they stand."""
        stack: list[Any] = [node for node in reversed(nodes) if node.__class__ in _CHILDREN]
        push, children_of = stack.append, _CHILDREN
        calls, by_name = scope.calls, self._collected.calls
        while stack:
            node = stack.pop()
            kind = node.__class__
            if kind is ast.Call:
                calls.append(node)
                by_name.setdefault(last_name(node.func), []).append(node)
                for keyword in node.keywords:  # past the keyword, to its value
                    if keyword.value.__class__ in children_of:
                        push(keyword.value)
            elif kind is ast.Attribute:
                if node.value.__class__ is ast.Name:
                    if node.value.id.endswith("request") and node.ctx.__class__ is ast.Load:
                        scope.request_uses.append(node)
                    continue
            elif kind in _NOTES and _NOTES[kind](self, node, scope, owner):
                continue
            for child in children_of[kind](node):
                if child.__class__ is list:
                    for element in reversed(child):
                        if element.__class__ in children_of:
                            push(element)
                elif child.__class__ in children_of:
                    push(child)

    def _return(self, node: ast.Return, scope: Scope, _: Class | None) -> bool:
        if node.value is not None:
            scope.returns.append(node.value)
        return False

    def _wait(self, node: Waiting, scope: Scope, _: Class | None) -> bool:
        scope.awaits.append(node)
        return False

    def _yield(self, _: ast.AST, scope: Scope, __: Class | None) -> bool:
        scope.yields = True
        return False

    def _index(self, node: ast.Subscript, scope: Scope, _: Class | None) -> bool:
        """Of `request.form["x"] = 1`, which reads nothing of a request, only what is the index."""
        if node.ctx.__class__ is ast.Load:
            return False
        holder, indexes = node.value, [node.slice]
        while isinstance(holder, ast.Subscript):
            indexes.append(holder.slice)
            holder = holder.value
        if not (isinstance(holder, ast.Attribute) and isinstance(holder.value, ast.Name)):
            return False
        self.through(indexes, scope, None)
        return True

    def _import(self, node: ast.Import | ast.ImportFrom, _: Scope, __: Class | None) -> bool:
        self._collected.note_import(node)
        return True

    def _function(self, node: Defined, scope: Scope, owner: Class | None) -> bool:
        function = Function(node.name, node, owner is not None, Scope())
        self._collected.functions.append(function)
        if owner:
            owner.methods.append(function)
        self.through([*node.decorator_list, *_defaults(node)], scope, None)
        self.through(node.body, function.scope, None)
        node.body = []  # what is needed of it is in the scope; the rest is let go
        return True

    def _class(self, node: ast.ClassDef, scope: Scope, _: Class | None) -> bool:
        bases = tuple(dotted(_without_index(base)) for base in node.bases)
        made = Class(node.name, node, bases)
        self._collected.classes.append(made)
        around = [*node.decorator_list, *node.bases, *(keyword.value for keyword in node.keywords)]
        self.through(around, scope, None)
        self.through(node.body, scope, made)
        node.body = [
            statement
            for statement in node.body
            if isinstance(statement, ast.AnnAssign | ast.Assign)
        ]
        return True


_NOTES: dict[type[Any], Callable[[_Walk, Any, Scope, Class | None], bool]] = {
    ast.Return: _Walk._return,
    ast.Await: _Walk._wait,
    ast.AsyncFor: _Walk._wait,
    ast.AsyncWith: _Walk._wait,
    ast.Yield: _Walk._yield,
    ast.YieldFrom: _Walk._yield,
    ast.Subscript: _Walk._index,
    ast.Import: _Walk._import,
    ast.ImportFrom: _Walk._import,
    ast.FunctionDef: _Walk._function,
    ast.AsyncFunctionDef: _Walk._function,
    ast.ClassDef: _Walk._class,
}
"""What is kept of a kind of node; each says whether what is in the node was seen to as well."""


def _defaults(node: Defined) -> Iterator[ast.expr]:
    """The defaults of its parameters, which run where it is defined."""
    yield from node.args.defaults
    yield from (default for default in node.args.kw_defaults if default is not None)


def _without_index(node: ast.expr) -> ast.expr:
    """`Base` of `Base[T]`."""
    return node.value if isinstance(node, ast.Subscript) else node
