"""Where do you stand? Told by the line of production code that makes an application."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from app.scan.definitions import Place
from app.scan.dependencies import Dependency, Need
from app.scan.known import ALSO_CLIENTS, FASTAPI, FLASK, FRAMEWORK_PACKAGES
from app.scan.proposals import Confidence, Evidence, Finding, Undecided, proposed
from app.scan.survey import Survey

QUESTION = "situation"
OPTIONS = {FLASK: "existing_flask", FASTAPI: "existing_fastapi"}
OTHER = "existing_other"
ROOTS = {name.replace("-", "_"): framework for name, framework in FRAMEWORK_PACKAGES.items()}
SERVING = {*FRAMEWORK_PACKAGES.values()} - ALSO_CLIENTS
SERVERS = "|".join(name for name, framework in ROOTS.items() if framework in SERVING)
IMPORTED = re.compile(rf"^[ \t]*(?:from|import)[ \t]+({SERVERS})\b", re.MULTILINE)
MOST_SHOWN = 3


def situation(survey: Survey) -> Finding | None:
    """One framework whose app is made here; several, or one without an app, stay open."""
    project = survey.project
    if project.framework:
        return _running(survey)
    if len(project.frameworks) > 1:
        why = "Apps of more than one framework are made here; scan the folder of one."
        return Undecided(QUESTION, why, _first_apps(survey))
    if project.frameworks:
        return _not_its_own(survey)
    if survey.has_template_of_projects:
        return Undecided(QUESTION, "This is a template of projects.")
    if traces := tuple(islice(_traces(survey), MOST_SHOWN)):
        why = "A web framework is used, but no app is made with it: a library, or an extension."
        return Undecided(QUESTION, why, traces)
    return _without(survey)


def _running(survey: Survey) -> Finding | None:
    project = survey.project
    needed = [
        dependency
        for dependency in project.declarations(project.framework)
        if dependency.need is Need.ALWAYS
    ]
    words = f"makes the {project.framework} application"
    made = [survey.evidence(app.place, words) for app in project.apps[:MOST_SHOWN]]
    sure: Confidence = "high" if needed or not project.dependencies else "medium"
    option = OPTIONS.get(project.framework, OTHER)
    return proposed(QUESTION, option, sure, *made, *_needs(survey, needed[:1]))


def _not_its_own(survey: Survey) -> Undecided:
    """An app is made by a package for apps of others, or one that works without the framework."""
    (framework,) = survey.project.frameworks
    shown = [*_first_apps(survey)]
    if places := survey.project.published_for(framework):
        published = survey.evidence(places[0], "is what the package says that it is for")
        why = f"This is a package for apps of {framework}."
        return Undecided(QUESTION, why, (*shown, *([published] if published else [])))
    why = f"An app of {framework} is made, but the project can do without it."
    needs = _needs(survey, survey.project.declarations(framework)[:1])
    return Undecided(QUESTION, why, (*shown, *needs))


def _needs(survey: Survey, dependencies: Iterable[Dependency]) -> Iterator[Evidence]:
    for dependency in dependencies:
        place = Place(dependency.path, dependency.line, dependency.written)
        if shown := survey.evidence(place, f"is declared {dependency.need.value}"):
            yield shown


def _first_apps(survey: Survey) -> tuple[Evidence, ...]:
    """An app of each framework."""
    firsts = {app.framework: app for app in reversed(survey.project.apps)}
    found = (
        survey.evidence(firsts[name].place, f"makes a {name} application")
        for name in survey.project.frameworks
    )
    return tuple(line for line in found if line)


def _traces(survey: Survey) -> Iterator[Evidence]:
    """Lines that import or declare a framework of which nothing is made, one of each framework."""
    yield from _imports(survey)
    serving = {
        framework: dependency
        for dependency in reversed(survey.project.dependencies)
        if (framework := FRAMEWORK_PACKAGES.get(dependency.name)) in SERVING
    }
    yield from _needs(survey, reversed(serving.values()))
    yield from _elsewhere(survey)


def _imports(survey: Survey) -> Iterator[Evidence]:
    seen: set[str] = set()
    for module in survey.project.modules:
        for imported in module.imports:
            framework = ROOTS.get(imported.root, "")
            if framework not in SERVING - seen or imported.root in survey.project.own_roots:
                continue
            place = Place(module.path, imported.line, imported.root)
            if shown := survey.evidence(place, "is imported, but no application is made"):
                seen.add(framework)
                yield shown


def _elsewhere(survey: Survey) -> Iterator[Evidence]:
    """Imports in tests, examples and documentation, which are read only to be sure of `new`."""
    repository = survey.repository
    read = {module.path for module in repository.modules}
    for path in repository.files:
        if path.endswith(".py") and path not in read:
            text = repository.text(path) or ""
            if found := IMPORTED.search(text):
                place = Place(path, text.count("\n", 0, found.start(1)) + 1, found[1])
                if shown := survey.evidence(place, "is imported beside the code"):
                    yield shown


def _without(survey: Survey) -> Finding | None:
    """No framework anywhere: perhaps something new; never sure, for it may be written elsewhere."""
    if declared := survey.project.dependencies:
        place = Place(declared[0].path, declared[0].line, declared[0].written)
        words = f"is the first of {len(declared)} declared packages; none is a web framework"
        return proposed(QUESTION, "new", "medium", survey.evidence(place, words))
    for module in survey.project.modules:
        for imported in module.imports:
            place = Place(module.path, imported.line, imported.module)
            words = "is imported; nothing here imports a web framework"
            return proposed(QUESTION, "new", "medium", survey.evidence(place, words))
    return Undecided(QUESTION, "There is no Python here to go by.")
