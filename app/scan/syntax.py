"""Small questions about the syntax of an expression."""

from __future__ import annotations

import ast


def dotted(node: ast.expr) -> str:
    """`a.b.c` for what is written so; empty for any other expression."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    parts.append(node.id)
    return ".".join(reversed(parts))


def last_name(node: ast.AST) -> str:
    """`c` for `a.b.c`, whatever `a` is; empty if it has no name."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    """What a call gives for the keyword, if it gives something."""
    return next((argument.value for argument in call.keywords if argument.arg == name), None)


def text_of(node: ast.AST | None) -> str | None:
    """The text of a plain string; None for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None
