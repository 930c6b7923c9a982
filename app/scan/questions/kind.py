"""What is it mainly? Told by what most of its routes are."""

from __future__ import annotations

import ast
import json
import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator

from app.scan.definitions import Place
from app.scan.handlers import Handler, Reply
from app.scan.known import FRONT_ENDS, MODEL_LOADERS
from app.scan.modules import Module
from app.scan.proposals import Confidence, Evidence, Finding, Undecided, proposed, share
from app.scan.questions.horizon import MANY_ROUTES
from app.scan.questions.offers import offers
from app.scan.roles import Role, role_of
from app.scan.routing import Route
from app.scan.survey import Survey
from app.scan.syntax import dotted, keyword, text_of

QUESTION = "kind"
MOST_SHOWN = 2
A_GUESS, NO_DOUBT = 1 / 5, 2 / 5
"""Below this share of pages nothing is said of a site; from that share on it is sure."""

UPKEEP = re.compile(
    r"health|heartbeat|\bping\b|version|swagger|openapi|redoc|metrics|/docs?\b|favicon|status$"
)
"""Addresses for those who run or read the app: they say nothing of what it is for."""

PREDICTS = re.compile(r"predict|inference|\binfer\b|classif", re.IGNORECASE)
PREDICTORS = {"predict", "predict_proba", "classify"}
VARIABLE = re.compile(r"[<{].*?[>}]")


def kind(survey: Survey) -> Finding | None:
    """The first of these that most routes are; open where nothing says for whom the API is."""
    if not survey.project.framework:
        return None
    finders = (_events, _website, _model, _public, _front_end, _records, _other_origins)
    for find in finders:
        if found := find(survey):
            return found
    if not survey.project.routes:
        return None
    data = survey.handlers.replying(Reply.DATA)
    if len(data) * 2 < len(survey.handlers.all):
        return Undecided(QUESTION, "What most routes answer cannot be told.")
    why = "Most routes answer data, and nothing says for whom."
    return Undecided(QUESTION, why, _some(survey, data, "answers data"))


def _events(survey: Survey) -> Finding | None:
    """What mostly answers events on open connections is none of the usual kinds."""
    events = survey.project.events
    if len(events) <= len(survey.project.routes):
        return None
    words = f"is one of {len(events)} events, beside {len(survey.project.routes)} routes"
    shown = (survey.evidence(event.place, words) for event in events[:MOST_SHOWN])
    return proposed(QUESTION, "other", "medium", *shown)


def _website(survey: Survey) -> Finding | None:
    """More handlers answer pages than data; the others lead on, or cannot be told."""
    handlers = survey.handlers
    pages, data = handlers.replying(Reply.PAGE), handlers.replying(Reply.DATA)
    paged = len(pages) / len(handlers.all) if pages else 0
    if paged < A_GUESS or len(pages) <= len(data):
        return None
    sure: Confidence = "high" if survey.project.is_flask and paged >= NO_DOUBT else "medium"
    words = f"answers a page, {share(len(pages), len(handlers.all), 'handlers')}"
    if data:
        words += f"; {len(data)} {'sends' if len(data) == 1 else 'send'} data"
    shown = [
        survey.evidence(handler.module.place(handler.shown_by), words)
        for handler in pages
        if handler.shown_by
    ]
    return proposed(QUESTION, "website", sure, *shown[:MOST_SHOWN])


def _model(survey: Survey) -> Finding | None:
    """Half of the routes predict, and a model is loaded or asked."""
    routes = _for_users(survey)
    predicting = [route for route in routes if PREDICTS.search(_address_and_name(route))]
    if not predicting or len(predicting) * 2 < len(routes):
        return None
    model = next(_models(survey), None)
    if not model:
        return None
    words = f"predicts, {share(len(predicting), len(routes), 'routes')}"
    shown = [survey.evidence(_word(route), words) for route in predicting[:MOST_SHOWN]]
    return proposed(
        QUESTION, "ml_service", "high", *shown, survey.evidence(model, "is the model behind it")
    )


def _address_and_name(route: Route) -> str:
    return f"{route.address} {route.handler.name if route.handler else ''}"


def _word(route: Route) -> Place:
    """Where a route says what it is for: its function, or the line that declares it."""
    if route.handler and PREDICTS.search(route.handler.name):
        return Place(route.module.path, route.handler.node.lineno, route.handler.name)
    return route.place


def _models(survey: Survey) -> Iterator[Place]:
    for module in survey.project.modules:
        for name, calls in module.calls.items():
            for call in calls:
                if name in PREDICTORS or module.full_name(call.func) in MODEL_LOADERS:
                    yield module.place(call)


def _public(survey: Survey) -> Finding | None:
    """It offers its API to strangers, in its README or in the description that it serves."""
    if not survey.project.routes:
        return None
    offered = offers(survey)
    sure: Confidence = "high" if len({offer.path for offer in offered}) > 1 else "medium"
    return proposed(QUESTION, "public_api", sure, *offered[:MOST_SHOWN])


def _front_end(survey: Survey) -> Finding | None:
    """A front end lies beside it, and most of its routes answer data."""
    data = survey.handlers.replying(Reply.DATA)
    if not data:
        return None
    place = next(_front_ends(survey), None)
    if not place:
        return None
    return proposed(
        QUESTION,
        "internal_api",
        "medium",
        survey.evidence(place, "is what the front end beside it is made with"),
        *_some(survey, data, "answers data")[:1],
    )


def _front_ends(survey: Survey) -> Iterator[Place]:
    """Lines of a package.json that name what a front end is written with."""
    for path in survey.repository.files:
        if posixpath.basename(path) != "package.json" or role_of(path) is not Role.PRODUCTION:
            continue
        try:
            package = json.loads(survey.repository.text(path) or "")
        except (ValueError, RecursionError):
            continue
        needed = package.get("dependencies") if isinstance(package, dict) else None
        if isinstance(needed, dict):
            lines = survey.repository.lines(path)
            for name in FRONT_ENDS:
                if name in needed:
                    where = (number for number, line in enumerate(lines, 1) if f'"{name}"' in line)
                    yield Place(path, next(where, 0), name)


def _records(survey: Survey) -> Finding | None:
    """Few things, and most routes make, read, change or delete one of them."""
    routes = _for_users(survey)
    by_thing: dict[tuple[str, str], set[str]] = defaultdict(set)
    members: dict[tuple[str, str], list[Route]] = defaultdict(list)
    for route in routes:
        by_thing[_thing(route)] |= route.verbs
        members[_thing(route)].append(route)
    kept = [
        thing
        for thing, verbs in by_thing.items()
        if {"get", "post", "delete"} <= verbs and verbs & {"put", "patch"}
    ]
    of_kept = [route for thing in kept for route in members[thing]]
    if not kept or len(routes) >= MANY_ROUTES or len(of_kept) * 3 < len(routes) * 2:
        return None
    words = f"is one of {len(of_kept)} routes that keep records, of {len(routes)}"
    shown = [survey.evidence(route.place, words) for route in _one_of_each_verb(of_kept)]
    sure: Confidence = "high" if len(kept) == 1 and len(of_kept) == len(routes) else "medium"
    return proposed(QUESTION, "simple_crud", sure, *shown)


def _thing(route: Route) -> tuple[str, str]:
    """What a route is about: its module, and the first word of its address."""
    fixed = VARIABLE.sub("", route.address).strip("/").split("/")
    return route.module.path, fixed[0]


def _one_of_each_verb(routes: list[Route]) -> list[Route]:
    first: dict[str, Route] = {}
    for route in routes:
        for verb in sorted(route.verbs):
            first.setdefault(verb, route)
    return [first[verb] for verb in ("post", "put", "patch", "delete") if verb in first]


def _other_origins(survey: Survey) -> Finding | None:
    """Pages of other origins may call it, not all of them, and it serves no page of its own."""
    handlers = survey.handlers
    data = handlers.replying(Reply.DATA)
    if not data or len(data) * 2 < len(handlers.all) or handlers.replying(Reply.PAGE):
        return None
    for module in survey.project.modules:
        for name in ("CORS", "CORSMiddleware", "init_app", "add_middleware"):
            for call in module.calls.get(name, ()):
                place = None if _for_everybody(call) else _origins(module, name, call)
                if place:
                    words = "lets the pages of a front end call it"
                    return proposed(
                        QUESTION, "internal_api", "medium", survey.evidence(place, words)
                    )
    return None


def _for_everybody(call: ast.Call) -> bool:
    """Whether every origin may call: that says nothing of a front end."""
    given = [keyword(call, name) for name in ("allow_origins", "origins")]
    return any(text_of(node) == "*" for origins in given if origins for node in ast.walk(origins))


def _origins(module: Module, name: str, call: ast.Call) -> Place | None:
    if name in ("CORS", "CORSMiddleware"):
        return module.place(call)
    for node in [call.func, *call.args]:
        if isinstance(node, ast.Name | ast.Attribute) and "cors" in dotted(node).lower():
            named = dotted(node).split(".")
            word = next(part for part in named if "cors" in part.lower())
            return Place(module.path, node.lineno, word)
    return None


def _for_users(survey: Survey) -> list[Route]:
    return [route for route in survey.project.routes if not UPKEEP.search(route.address.lower())]


def _some(survey: Survey, handlers: list[Handler], words: str) -> tuple[Evidence, ...]:
    said = f"{words}, {share(len(handlers), len(survey.handlers.all), 'handlers')}"
    shown = (survey.evidence(handler.place, said) for handler in handlers[:MOST_SHOWN])
    return tuple(line for line in shown if line)
