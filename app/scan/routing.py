"""Which addresses an app answers, and the functions that do: by decorator, call or class."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from app.scan.definitions import Class, Function, Place
from app.scan.known import SOCKET_PACKAGES
from app.scan.modules import Module
from app.scan.syntax import keyword, last_name, text_of

VERBS = ("get", "post", "put", "patch", "delete", "head", "options", "trace")
SOCKETS = ("websocket", "websocket_route")
DECORATORS = frozenset((*VERBS, *SOCKETS, "route", "api_route"))
REGISTRARS = frozenset(("add_url_rule", "add_api_route", "add_route", "add_resource"))
DJANGO_REGISTRARS = {"django.urls.path", "django.urls.re_path", "django.conf.urls.url"}

LONGEST_ADDRESS = 500

OWNERS = ("app", "application", "router", "api", "bp", "blueprint", "view", "ns", "namespace")
"""How what routes hang on is usually called: asked only where the address is no plain text."""


@dataclass(frozen=True, slots=True)
class Route:
    """One address with the verbs it answers, and the function that does, where it is known.

    `place` is the line that declares it; the address is empty where it is no plain text.
    """

    address: str
    verbs: frozenset[str]
    place: Place
    module: Module
    handler: Function | None = None
    call: ast.Call | None = None
    on_class: bool = False

    @property
    def is_socket(self) -> bool:
        """Whether it keeps a connection open."""
        return "websocket" in self.verbs


@dataclass(frozen=True, slots=True)
class Event:
    """A function that answers an event on an open connection."""

    place: Place
    handler: Function


def routes_of(module: Module) -> Iterator[Route]:
    """The routes that a module declares."""
    for function in module.functions:
        for decorator in function.node.decorator_list:
            if isinstance(decorator, ast.Call) and _declares_route(module, decorator):
                yield _decorated(module, function, decorator)
    for class_ in module.classes:
        for decorator in class_.node.decorator_list:
            if isinstance(decorator, ast.Call) and last_name(decorator.func) == "route":
                yield from routes_of_class(module, class_, decorator)
    yield from _registered(module)


def events_of(module: Module) -> Iterator[Event]:
    """The events that a module answers on open connections."""
    if not any(
        imported.root in SOCKET_PACKAGES or not imported.root for imported in module.imports
    ):
        return
    for function in module.functions:
        for decorator in function.node.decorator_list:
            if (
                isinstance(decorator, ast.Call)
                and last_name(decorator.func) in ("on", "event")
                and "socket" in last_name(getattr(decorator.func, "value", decorator.func)).lower()
            ):
                yield Event(module.place(decorator), function)


def _declares_route(module: Module, call: ast.Call) -> bool:
    name = last_name(call.func)
    if name not in DECORATORS or not isinstance(call.func, ast.Attribute):
        return False
    given = _address(call)
    address = text_of(given)
    if address is not None:
        return name == "route" or not address or address[0] in "/<{"
    owner = last_name(call.func.value).lower()
    return given is not None and owner.endswith(OWNERS)


def _address(call: ast.Call) -> ast.expr | None:
    if call.args:
        return call.args[0]
    return keyword(call, "path") or keyword(call, "rule")


def _text(given: ast.expr | None) -> str:
    """The address as far as one can be long; empty where it is no plain text."""
    return (text_of(given) or "")[:LONGEST_ADDRESS]


def _decorated(module: Module, function: Function, call: ast.Call) -> Route:
    name = last_name(call.func)
    if name in SOCKETS:
        verbs = frozenset(("websocket",))
    elif name in VERBS:
        verbs = frozenset((name,))
    else:
        verbs = _methods(call)
    return Route(_text(_address(call)), verbs, module.place(call), module, function, call)


def _methods(call: ast.Call) -> frozenset[str]:
    """The verbs of `methods=[…]`; GET is what a route answers by itself."""
    given = keyword(call, "methods")
    if isinstance(given, ast.List | ast.Tuple | ast.Set):
        named = [text for item in given.elts if (text := text_of(item))]
        if named:
            return frozenset(name.lower() for name in named)
    return frozenset(("get",))


def routes_of_class(module: Module, owner: Class, call: ast.Call | None = None) -> Iterator[Route]:
    """A route for each verb that a class has a method for."""
    address = _text(_address(call)) if call else ""
    for method in owner.methods:
        if method.name in VERBS:
            place = Place(module.path, method.node.lineno, method.name)
            yield Route(address, frozenset((method.name,)), place, module, method, on_class=True)


def _registered(module: Module) -> Iterator[Route]:
    by_name = {class_.name: class_ for class_ in module.classes}
    for name in sorted(REGISTRARS & module.calls.keys()):
        for call in module.calls[name]:
            if not isinstance(call.func, ast.Attribute) or not call.args:
                continue
            view = _view_class(call)
            if view in by_name:
                yield from routes_of_class(module, by_name[view], call)
            else:
                address = next((text for argument in call.args if (text := _text(argument))), "")
                yield Route(address, _methods(call), module.place(call), module, call=call)
    for name in ("path", "re_path", "url"):
        for call in module.calls.get(name, ()):
            if module.full_name(call.func) in DJANGO_REGISTRARS and call.args:
                address = _text(call.args[0])
                yield Route(address, frozenset(("get",)), module.place(call), module, call=call)


def _view_class(call: ast.Call) -> str:
    """The class whose methods answer, where the call names one."""
    for given in [*call.args, *(named.value for named in call.keywords)]:
        if isinstance(given, ast.Call) and last_name(given.func) == "as_view":
            return last_name(given.func.value) if isinstance(given.func, ast.Attribute) else ""
        if isinstance(given, ast.Name) and last_name(call.func) == "add_resource":
            return given.id
    return ""
