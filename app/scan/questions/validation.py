"""How demanding is the input? Told by models and forms that take it in, or checks by hand."""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.scan.definitions import Class, Place
from app.scan.known import CHECKERS, FASTAPI, FORM_BASES, MODEL_BASES, SCHEMA_BASES
from app.scan.modules import Module
from app.scan.project import OwnClass
from app.scan.proposals import Confidence, Evidence, Finding, proposed
from app.scan.survey import Survey
from app.scan.syntax import last_name, text_of

QUESTION = "validation"
MOST_SHOWN = 3
MOST_PLAIN_FIELDS = 2
"""A form with more than a field or two is more than hardly any input."""

MANY_SIGNS = 10
"""So many nested models and rules of one's own leave no doubt."""

MODEL_RULES = {"field_validator", "model_validator", "validator", "root_validator"}
CROSS_FIELD_RULES = {"validates_schema"}
SCHEMA_TAKERS = {"use_kwargs", "use_args", "accepts", "arguments", "expect", "input"}
"""Decorators of extensions that take a schema for what comes in."""

FORM_NESTS = {"FormField", "FieldList"}
BUTTONS = {"SubmitField", "HiddenField"}
BODY = {"form", "json", "get_json", "data", "values", "files", "POST"}
"""What of a request holds more than its address."""


@dataclass(slots=True)
class Signs:
    """Places that show what kind of input is checked, with the words for each."""

    complex: list[tuple[Place, str]] = field(default_factory=list)
    some: list[tuple[Place, str]] = field(default_factory=list)
    little: list[tuple[Place, str]] = field(default_factory=list)


def validation(survey: Survey) -> Finding | None:
    """The most demanding kind of input there is a sign of; nothing without an app."""
    if not survey.project.framework:
        return None
    signs = Signs()
    _models(survey, signs)
    _schemas(survey, signs)
    _forms(survey, signs)
    _checked_by_hand(survey, signs)
    if signs.complex:
        plain = survey.project.framework == FASTAPI and len(signs.complex) >= MANY_SIGNS
        return _said(survey, "complex", "high" if plain else "medium", signs.complex)
    if signs.some:
        return _said(survey, "some", "medium", signs.some)
    return _said(survey, "little", "medium", signs.little or [*_addresses(survey)])


def _said(
    survey: Survey, option: str, confidence: Confidence, signs: list[tuple[Place, str]]
) -> Finding | None:
    shown: list[Evidence | None] = [survey.evidence(*sign) for sign in signs[:MOST_SHOWN]]
    return proposed(QUESTION, option, confidence, *shown)


def _models(survey: Survey, signs: Signs) -> None:
    """Models of pydantic that take input in: nested ones and rules of one's own are demanding."""
    models = survey.project.derived(MODEL_BASES)
    for own in _input_models(survey, models):
        for called in _decorators(own.node):
            if last_name(called) in MODEL_RULES:
                place = own.module.place(called)
                signs.complex.append((place, f"is a rule of its own in `{own.node.name}`"))
        for name, line, annotation in _annotated(own.node):
            nested = models.keys() & _names_in(annotation) - {own.node.name}
            if nested:
                inner = min(nested)
                place = Place(own.module.path, line, name)
                signs.complex.append((place, f"nests `{inner}` in `{own.node.name}`"))
        signs.some.append((own.place, "is a model of what comes in"))


def _input_models(survey: Survey, models: dict[str, OwnClass]) -> list[OwnClass]:
    """Models in the parameters of handlers, and all that these are made of.

    Where no handler tells what it takes, as outside FastAPI, every model with rules counts.
    """
    waiting: deque[str] = deque()
    for route in survey.project.routes:
        for parameter in route.handler.parameters if route.handler else ():
            if parameter.annotation:
                waiting += sorted(models.keys() & _names_in(parameter.annotation))
    if not waiting and survey.project.framework != FASTAPI:
        waiting += [
            name
            for name, own in models.items()
            if any(last_name(decorator) in MODEL_RULES for decorator in _decorators(own.node))
        ]
    taken: dict[str, OwnClass] = {}
    while waiting:
        name = waiting.popleft()
        if name in taken or name not in models:
            continue
        taken[name] = models[name]
        waiting += [last for base in models[name].node.bases if (last := base.rpartition(".")[2])]
        for _, _, annotation in _annotated(models[name].node):
            waiting += sorted(models.keys() & _names_in(annotation))
    return [*taken.values()]


def _annotated(node: Class) -> Iterator[tuple[str, int, ast.expr]]:
    """Its annotated fields: name, line, annotation."""
    for statement in node.fields:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            yield statement.target.id, statement.lineno, statement.annotation


def _names_in(annotation: ast.expr) -> set[str]:
    """All names in an annotation, also in one that is written as text."""
    if isinstance(annotation, ast.Name):
        return {annotation.id}
    names: set[str] = set()
    for node in ast.walk(annotation):
        names.add(text_of(node) or last_name(node))
    return names


def _schemas(survey: Survey, signs: Signs) -> None:
    """Schemas of marshmallow that take something in: rules over fields are demanding, nesting not.

    Most schemas shape what goes out, so that one counts only where something is taken in by it.
    """
    schemas = survey.project.derived(SCHEMA_BASES)
    taking = [*_taken_in(survey)] if schemas else []
    if not taking:
        return
    signs.some += [(place, "checks what comes in by a schema") for place in taking]
    for own in schemas.values():
        for called in _decorators(own.node):
            if last_name(called) in CROSS_FIELD_RULES:
                signs.complex.append((own.module.place(called), "is a rule over several fields"))


def _taken_in(survey: Survey) -> Iterator[Place]:
    """Where a decorator, or a call of `load`, takes a schema for what comes in."""
    for module in survey.project.modules:
        for function in module.functions:
            for decorator in function.node.decorator_list:
                if isinstance(decorator, ast.Call) and last_name(decorator.func) in SCHEMA_TAKERS:
                    yield module.place(decorator)
        for call in module.calls.get("load", ()):
            owner = call.func.value if isinstance(call.func, ast.Attribute) else call.func
            made_by = owner.func if isinstance(owner, ast.Call) else owner
            if last_name(made_by).lower().endswith("schema"):
                yield module.place(call)


def _decorators(node: Class) -> Iterator[ast.expr]:
    """What decorates its methods, without what that is given."""
    for method in node.methods:
        for decorator in method.node.decorator_list:
            yield decorator.func if isinstance(decorator, ast.Call) else decorator


def _forms(survey: Survey, signs: Signs) -> None:
    """Forms of WTForms: those within forms are demanding, one with a field or two is hardly any."""
    sizes: list[tuple[int, Place]] = []
    for own in survey.project.derived(FORM_BASES).values():
        values = [
            statement.value
            for statement in own.node.fields
            if isinstance(statement.value, ast.Call)
        ]
        signs.complex += [
            (own.module.place(call), f"nests fields in `{own.node.name}`")
            for call in values
            if last_name(call.func) in FORM_NESTS
        ]
        names = (last_name(call.func) for call in values)
        plain = sum(name.endswith("Field") and name not in BUTTONS for name in names)
        if plain:
            sizes.append((plain, own.place))
    total = sum(size for size, _ in sizes)
    target = signs.some if total > MOST_PLAIN_FIELDS else signs.little
    for size, place in sorted(sizes, key=lambda sized: -sized[0]):
        target.append((place, f"is a form with {size} field{'' if size == 1 else 's'}"))


def _checked_by_hand(survey: Survey, signs: Signs) -> None:
    """Bodies that are checked against a table of rules, or read field by field."""
    reading: list[tuple[Place, str]] = []
    for module in survey.project.modules:
        for name in sorted(
            {checker.rpartition(".")[2] for checker in CHECKERS} & module.calls.keys()
        ):
            for call in module.calls[name]:
                if module.full_name(call.func) in CHECKERS:
                    signs.some.append((module.place(call), "checks what comes in against rules"))
        reading += _bodies_read(module)
    target = signs.some if len(reading) > MOST_PLAIN_FIELDS else signs.little
    target += reading


def _bodies_read(module: Module) -> Iterator[tuple[Place, str]]:
    for scope in module.scopes:
        for use in scope.request_uses:
            if use.attr in BODY:
                yield module.place(use), "of the request is read by hand"


def _addresses(survey: Survey) -> Iterator[tuple[Place, str]]:
    """Routes, where none takes a body, so that nothing but addresses brings input in."""
    if any(route.verbs & {"post", "put", "patch"} for route in survey.project.routes):
        return
    for route in survey.project.routes:
        if route.handler and (route.handler.parameters or "<" in route.address):
            place = Place(route.module.path, route.handler.node.lineno, route.handler.name)
            yield place, "takes only plain values from its address"
