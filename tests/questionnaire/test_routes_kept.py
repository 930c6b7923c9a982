"""A questionnaire whose questions are kept reads like one whose questions are made each time."""

from __future__ import annotations

import random
from urllib.parse import urlencode

from fastapi import FastAPI

from app.engine.rules import Rulebook
from app.results import outlook
from app.rulebooks.library import load_library
from tests.rounds import rounds
from tests.web.rendering_twice import ada, nothing_kept, pages, without_keys
from tests.web.visitor import PARTIAL, Visitor

RULEBOOK = load_library().default
FORM = "/questionnaire/flask-fastapi"


def sent(rulebook: Rulebook, rng: random.Random) -> dict[str, list[str]]:
    """Some answers, one in ten of them wrong: too many, or an option that there is not."""
    values = {}
    for question in rulebook.questions:
        options = [*question.option_ids, "unknown"]
        if rng.random() < 0.6:
            values[question.id] = [rng.choice(options)]
        elif rng.random() < 0.1:
            values[question.id] = [*options, '"><b>']
    return values


def shown(visitor: Visitor, saved: str, drafted: str, values: dict[str, list[str]]) -> list[str]:
    """The form filled in, as a what-if, and sent; each without the keys of its forms."""
    address = f"{FORM}?{urlencode(values, doseq=True)}"
    revising = {**values, "_revises": saved}
    last = {**values, "_last": next(iter(values), "")}
    views = (
        visitor.get(address),
        visitor.get(f"{address}&revises={saved}"),
        visitor.post(f"{FORM}/preview", values),
        *(visitor.post(f"{FORM}/preview", one, **PARTIAL) for one in (values, last, revising)),
        *(visitor.post(f"/assessments/{drafted}/draft", one, **PARTIAL) for one in (values, last)),
    )
    return [without_keys(view.source) for view in views]


def test_whatever_is_answered_the_page_is_the_same(pages: FastAPI, ada: Visitor):
    rng = random.Random(12)
    api = {"situation": "new", "kind": "public_api"}
    saved, drafted = (ada.save(api).path.rpartition("/")[2] for _ in range(2))
    for _ in range(rounds(8)):
        values = sent(RULEBOOK, rng)
        kept = [shown(ada, saved, drafted, values) for _ in range(2)]
        with nothing_kept(pages):
            fresh = shown(ada, saved, drafted, values)
        assert kept == [fresh, fresh]


def test_a_preview_whose_analysis_failed_is_not_kept(ada: Visitor, monkeypatch):
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    outlook._seen.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(outlook, "next_question", fail)
        failed = ada.post(f"{FORM}/preview", {"kind": "public_api"}, **PARTIAL)
    shown = ada.post(f"{FORM}/preview", {"kind": "public_api"}, **PARTIAL)
    told = ["could not be worked out" in view.source for view in (failed, shown)]
    assert told == [True, False]
