"""What the modules of a repository are to each other: own names, classes that derive, apps."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from app.scan.declared import declared, published_for
from app.scan.definitions import Class, Place
from app.scan.dependencies import Dependency, Need
from app.scan.known import APPS, FASTAPI, FLASK, FRAMEWORK_PACKAGES, REST_BASES, UNDER_FASTAPI
from app.scan.modules import Module
from app.scan.proposals import Evidence
from app.scan.repository import Repository
from app.scan.routing import Event, Route, events_of, routes_of, routes_of_class

MOST_ANCESTORS = 100
"""Own classes that are looked at to find out what one derives from."""


@dataclass(frozen=True, slots=True)
class App:
    """A line that makes an application of a framework."""

    framework: str
    module: Module
    call: ast.Call

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.module.place(self.call)


@dataclass(frozen=True, slots=True)
class OwnClass:
    """A class of the project, with the module that it stands in, and its bases as imported."""

    module: Module
    node: Class
    bases: tuple[str, ...]

    @property
    def place(self) -> Place:
        """The line with its name."""
        return Place(self.module.path, self.node.node.lineno, self.node.name)


class Project:
    """What the questions are asked of; everything is found once, when it is first asked for."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self.modules = repository.modules

    def evidence(self, place: Place, words: str) -> Evidence | None:
        """The place as a reason; None where its word does not stand in its line."""
        return self.repository.evidence(place, words)

    @cached_property
    def dependencies(self) -> list[Dependency]:
        """What its files declare to need."""
        return declared(self.repository)

    @cached_property
    def own_roots(self) -> frozenset[str]:
        """The first parts of the names by which its own modules can be imported.

        A package is known by its topmost folder with an `__init__.py`; where there is none, any
        folder on the way to a module may be where Python begins to look.
        """
        packages = {
            m.path.rpartition("/")[0] for m in self.modules if m.path.endswith("__init__.py")
        }
        roots: set[str] = set()
        for module in self.modules:
            folder, _, name = module.path.rpartition("/")
            if folder not in packages:
                roots.add(name.removesuffix(".py"))
                roots.update(folder.split("/"))
                continue
            while folder and folder.rpartition("/")[0] in packages:
                folder = folder.rpartition("/")[0]
            roots.update(folder.split("/") if folder else [self.repository.top.resolve().name])
        return frozenset(roots - {""})

    def is_own(self, root: str) -> bool:
        """Whether a name that begins so is of the project; relative imports begin with nothing."""
        return not root or root in self.own_roots

    @cached_property
    def classes(self) -> dict[str, list[OwnClass]]:
        """Its classes by name."""
        by_name: dict[str, list[OwnClass]] = {}
        for module in self.modules:
            for class_ in module.classes:
                full = tuple(module.resolve(base) for base in class_.bases)
                by_name.setdefault(class_.name, []).append(OwnClass(module, class_, full))
        return by_name

    def _comes_from(self, name: str, bases: set[str]) -> str:
        """The one of `bases` that a full name is, or derives from by own classes; or nothing."""
        waiting, seen = [name], set[str]()
        while waiting and len(seen) < MOST_ANCESTORS:
            full = waiting.pop()
            if full in bases:
                return full
            root, dot, _ = full.partition(".")
            last = full.rpartition(".")[2]
            if last not in seen and (not dot or self.is_own(root)):
                seen.add(last)
                for own in self.classes.get(last, ()):
                    waiting.extend(reversed(own.bases))
        return ""

    def derived(self, bases: set[str]) -> dict[str, OwnClass]:
        """The own classes that derive from one of these, by name; of two of one name the first."""
        found: dict[str, OwnClass] = {}
        derives: dict[str, bool] = {}  # many classes have the same base
        for name, classes in self.classes.items():
            for own in classes:
                for base in own.bases:
                    if base not in derives:
                        derives[base] = bool(self._comes_from(base, bases))
                    if derives[base]:
                        found.setdefault(name, own)
        return found

    @cached_property
    def apps(self) -> list[App]:
        """Every line of production code that makes an application."""
        return [*self._apps()]

    def _apps(self) -> Iterator[App]:
        makers = set(APPS)
        likely = {name.rpartition(".")[2] for name in makers} | self.derived(makers).keys()
        for module in self.modules:
            for name, calls in module.calls.items():
                if name in likely or module.imported_as(name) in likely:
                    for call in calls:
                        full = module.full_name(call.func)
                        if found := full and self._comes_from(full, makers):
                            yield App(APPS[found], module, call)

    @cached_property
    def frameworks(self) -> tuple[str, ...]:
        """The frameworks of its apps, those that only carry another left out, in order."""
        found = dict.fromkeys(app.framework for app in self.apps)
        if FASTAPI in found:
            return tuple(name for name in found if name not in UNDER_FASTAPI)
        return tuple(found)

    @cached_property
    def framework(self) -> str:
        """The one framework that it is an app of; empty if there is none, or more than one.

        Also where it makes an app, but is a package for apps of others, or works without.
        """
        if len(self.frameworks) != 1:
            return ""
        (only,) = self.frameworks
        declarations = self.declarations(only)
        optional = declarations and all(
            dependency.need is not Need.ALWAYS for dependency in declarations
        )
        return "" if optional or self.published_for(only) else only

    def declarations(self, framework: str) -> list[Dependency]:
        """What it declares to need that brings the framework along."""
        return [
            dependency
            for dependency in self.dependencies
            if FRAMEWORK_PACKAGES.get(dependency.name) == framework
        ]

    def published_for(self, framework: str) -> list[Place]:
        """Lines in which it says that it is a package for apps of the framework, as its name does.

        Both are needed: an app that is published as a package says the same in its classifiers.
        """
        begins = framework.lower()
        if not any(root == begins or root.startswith(f"{begins}_") for root in self.own_roots):
            return []
        return [
            published for published in published_for(self.repository) if published.word == framework
        ]

    @property
    def is_flask(self) -> bool:
        """Whether its one framework is Flask."""
        return self.framework == FLASK

    @cached_property
    def routes(self) -> list[Route]:
        """Its routes, in the order of files and lines.

        A class that answers verbs counts with each of them, also where what registers it is not
        understood.
        """
        found = [route for module in self.modules for route in routes_of(module)]
        known = {id(route.handler) for route in found}
        for own in self.derived(REST_BASES).values():
            unseen = routes_of_class(own.module, own.node)
            found += [route for route in unseen if id(route.handler) not in known]
        return found

    @cached_property
    def events(self) -> list[Event]:
        """What it answers on open connections by name of an event."""
        return [event for module in self.modules for event in events_of(module)]
