"""How the functions behind the routes answer: with a page, with data, bit by bit."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property

from app.scan.definitions import Function, Place
from app.scan.known import DJANGO, DJANGO_PAGES, FASTAPI, PAGE_MAKERS, STREAMERS
from app.scan.modules import Module
from app.scan.project import Project
from app.scan.routing import Route
from app.scan.syntax import keyword, last_name

DATA_MAKERS = {"jsonify", "JSONResponse", "ORJSONResponse", "JsonResponse", "make_json_response"}
FILE_MAKERS = {"FileResponse", "send_file", "send_from_directory", "StreamingResponse"}
REST_MARKS = {"marshal_with", "responds", "response", "marshal_list_with", "accepts", "doc"}
"""Decorators of extensions for APIs, which turn what a function returns into data."""

PAGE_CLASSES = {"HTMLResponse", "Jinja2Templates"}
RESPONSES = {"Response", "response_class"}
STREAMER_NAMES = {name.rpartition(".")[2] for name in STREAMERS}
RENDERS = re.compile("render|page|template")
LONGEST_CHAIN = 3
"""Functions between a handler and the template that it renders."""


class Reply(Enum):
    """What a handler answers with."""

    PAGE = auto()
    REDIRECT = auto()
    DATA = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class Handler:
    """A function that answers requests, with how it does and the call that shows it."""

    module: Module
    function: Function
    reply: Reply
    shown_by: ast.Call | None
    route: Route | None = None

    @property
    def place(self) -> Place:
        """The line that defines it."""
        return Place(self.module.path, self.function.node.lineno, self.function.name)


class Handlers:
    """The handlers of a project, each told by what it calls and returns."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._decorators: dict[int, set[str]] = {}

    @cached_property
    def all(self) -> list[Handler]:
        """One for each route whose function is known; of Django each function with a request."""
        if self._project.framework == DJANGO:
            return [self._judged(module, function, None) for module, function in self._views()]
        return [
            self._judged(route.module, route.handler, route)
            for route in self._project.routes
            if route.handler
        ]

    def replying(self, *replies: Reply) -> list[Handler]:
        """Those that answer so."""
        return [handler for handler in self.all if handler.reply in replies]

    @cached_property
    def page_makers(self) -> frozenset[str]:
        """Names of functions that answer with a page: known ones, and own that return theirs."""
        makers = set(PAGE_MAKERS)
        handled = {id(route.handler) for route in self._project.routes}
        returning = [
            (function.name, names)
            for module in self._project.modules
            for function in module.functions
            if id(function) not in handled and (names := _returned_calls(function))
        ]
        for _ in range(LONGEST_CHAIN):
            makers |= {name for name, names in returning if names & makers}
        return frozenset(makers)

    def _judged(self, module: Module, function: Function, route: Route | None) -> Handler:
        redirect: ast.Call | None = None
        data: ast.Call | None = None
        for call in function.scope.calls:
            name = last_name(call.func)
            if name in self.page_makers or self._is_django_page(module, name, call):
                return Handler(module, function, Reply.PAGE, call, route)
            if name in ("redirect", "RedirectResponse", "HttpResponseRedirect"):
                redirect = redirect or call
            elif name in DATA_MAKERS:
                data = data or call
            elif name in FILE_MAKERS:
                return Handler(module, function, Reply.UNKNOWN, call, route)
        if data or (route and self._answers_data(route, function)):
            return Handler(module, function, Reply.DATA, data, route)
        return Handler(
            module, function, Reply.REDIRECT if redirect else Reply.UNKNOWN, redirect, route
        )

    @staticmethod
    def _is_django_page(module: Module, name: str, call: ast.Call) -> bool:
        return (
            name in ("render", "render_to_string") and module.full_name(call.func) in DJANGO_PAGES
        )

    def _answers_data(self, route: Route, function: Function) -> bool:
        """Whether what it returns becomes data: as FastAPI and extensions for APIs see to."""
        if self._project.framework == FASTAPI:
            shown = keyword(route.call, "response_class") if route.call else None
            return shown is None or last_name(shown) not in PAGE_CLASSES
        returns = function.scope.returns
        return bool(route.on_class or self._marks(function) & REST_MARKS) or any(
            isinstance(returned, ast.Dict | ast.List | ast.ListComp | ast.DictComp)
            for returned in returns
        )

    def _marks(self, function: Function) -> set[str]:
        """The names of its decorators; one function may have very many routes."""
        if id(function) not in self._decorators:
            names = {last_name(_called(decorator)) for decorator in function.node.decorator_list}
            self._decorators[id(function)] = names
        return self._decorators[id(function)]

    def _views(self) -> Iterator[tuple[Module, Function]]:
        """Functions of Django whose first parameter is the request."""
        for module in self._project.modules:
            for function in module.functions:
                first = next(iter(function.parameters), None)
                if first and first.arg == "request":
                    yield module, function

    @cached_property
    def streaming(self) -> list[tuple[Handler, Place]]:
        """The handlers that answer bit by bit, and where they do."""
        generators = {
            module.path: {function.name for function in module.functions if function.scope.yields}
            for module in self._project.modules
        }
        found = (
            (handler, _stream(handler, generators[handler.module.path])) for handler in self.all
        )
        return [(handler, place) for handler, place in found if place]


def _called(node: ast.expr) -> ast.expr:
    return node.func if isinstance(node, ast.Call) else node


def _returned_calls(function: Function) -> set[str]:
    """The calls whose results it returns; of one that says it renders, all that it makes."""
    if RENDERS.search(function.name):
        return {last_name(call.func) for call in function.scope.calls}
    return {
        last_name(returned.func)
        for returned in function.scope.returns
        if isinstance(returned, ast.Call)
    }


def _stream(handler: Handler, generators: set[str]) -> Place | None:
    """The call of a handler that streams, also a response around a generator of its module."""
    for call in handler.function.scope.calls:
        name = last_name(call.func)
        if name in STREAMER_NAMES and handler.module.full_name(call.func) in STREAMERS:
            return handler.module.place(call)
        bodies = [*call.args, *(named.value for named in call.keywords if named.arg == "response")]
        if name in RESPONSES and any(_generates(body, generators) for body in bodies):
            return handler.module.place(call)
    return None


def _generates(given: ast.expr, generators: set[str]) -> bool:
    if isinstance(given, ast.Call):
        return last_name(given.func) in generators
    return isinstance(given, ast.GeneratorExp)
