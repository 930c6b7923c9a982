"""C08: each value comes from exactly one place, once."""

from __future__ import annotations

import pytest

from app.rulebooks.library import Library
from tests.cases.examples import FORMS, example, of_ada
from tests.cases.site import Site
from tests.web.asgi import FORM, SAME_SITE

SINGLE = (
    *("_key", "_version", "_text", "_latest", "_turn", "_name", "_shown"),
    *("_label", "_answered_by", "_revision", "_lifetime", "_scope"),
    *("_text-1", "_side-1", "_weight-1", "_packed"),
    *("_source", "_wrong", "_right", "_where"),
    *("_cite", "_date", "_decision", "_reason", "_about"),
)

LAST_WINS = ("save_draft_answers", "keep_adjustments", "keep_more")
"""A draft reads neither key nor number: the last write wins."""


def test_a_field_sent_twice_is_refused_on_every_route(site: Site, rules: Library) -> None:
    before = site.rows_of(site.world.workspace_id)
    doubled = 0
    for route in site.routes():
        if route.name in LAST_WINS:
            continue
        for name, value in FORMS.get(route.name, ()):
            if name not in SINGLE:
                continue
            one = example(route, of_ada(site.world, rules))
            body = one.body + f"&{name}={value}".encode()
            answer = site.ask(one.path, one.method, [FORM, SAME_SITE], body, token=site.world.ada)
            assert answer.status == 422, f"{one} took {name} twice"
            doubled += 1
    assert doubled >= 12
    assert site.rows_of(site.world.workspace_id) == before


def test_a_field_in_the_address_is_not_one_of_the_form(site: Site) -> None:
    path = f"/assessments/{site.world.assessment_id}/title"
    answer = site.post(f"{path}?_text=Address", b"_text=Body&_version=2", token=site.world.ada)
    assert answer.status == 303
    rows = site.rows_of(site.world.workspace_id)["assessments"]
    assert rows[0]["title"] == "Body"
    assert site.post(f"{path}?_text=Address&_version=3", b"", token=site.world.ada).status == 422


def test_a_field_in_the_body_of_a_get_is_none_of_the_address(site: Site) -> None:
    answer = site.ask("/questionnaire/flask-fastapi", headers=[FORM], body=b"situation=new")
    assert "checked" not in answer.text


@pytest.mark.parametrize("name", ["q", "sort", "verdict", "state", "after", "before"])
def test_a_doubled_key_of_the_list_is_refused(site: Site, name: str) -> None:
    answer = site.ask(f"/assessments?{name}=a&{name}=a", token=site.world.ada)
    assert answer.status == 422


def test_a_question_with_one_answer_sent_twice_is_refused(site: Site) -> None:
    path = f"/assessments/{site.world.assessment_id}/edit"
    body = b"_key=k&_latest=2&situation=new&situation=new"
    answer = site.post(path, body, token=site.world.ada)
    assert (answer.status, "one option only" in answer.text) == (422, True)
