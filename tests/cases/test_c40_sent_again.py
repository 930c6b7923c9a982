"""C40: a form sent again, five times at once or much later, does what it did the first time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.cases.site import Site
from tests.web.asgi import COOKIE, FORM, SAME_SITE, Answer, ask

Form = Callable[[Site], tuple[str, bytes, bytes]]


def start(_: Site) -> tuple[str, bytes, bytes]:
    return "/assessments", b"_key=once", b""


def fill_in(_: Site) -> tuple[str, bytes, bytes]:
    return "/questionnaire", b"_key=once&situation=new", b"&kind=website"


def save(site: Site) -> tuple[str, bytes, bytes]:
    path = f"/assessments/{site.world.assessment_id}/edit"
    return path, b"_key=once&_latest=2&situation=new", b"&kind=website"


def duplicate(site: Site) -> tuple[str, bytes, bytes]:
    return f"/assessments/{site.world.assessment_id}/duplicate", b"_key=once", b""


def copy(site: Site) -> tuple[str, bytes, bytes]:
    return f"/s/{site.world.share_token}/copy", b"_key=once", b""


def delete(site: Site) -> tuple[str, bytes, bytes]:
    return "/deletion", f"_key=once&r={site.world.assessment_id}.2".encode(), b"&_list=q%3Dx"


def share(site: Site) -> tuple[str, bytes, bytes]:
    path = f"/assessments/{site.world.assessment_id}/shares"
    return path, b"_key=once&_revision=1&_lifetime=90&_label=", b"More"


FORMS: list[Form] = [start, fill_in, save, duplicate, copy, delete, share]


def send(site: Site, path: str, body: bytes) -> Answer:
    """Without looking at the rows: several of these run at once."""
    headers = [FORM, SAME_SITE, ("cookie", f"{COOKIE}={site.world.ada}")]
    return ask(site.app, path, "POST", headers, body)


@pytest.mark.parametrize("form", FORMS, ids=lambda one: one.__name__)
def test_five_at_once_are_one(site: Site, form: Form) -> None:
    path, body, _ = form(site)
    with ThreadPoolExecutor(5) as threads:
        answers = list(threads.map(lambda _: send(site, path, body), range(5)))
    assert len({one.header("location") for one in answers}) == 1
    assert {one.status for one in answers} in ({303}, {200})
    after = site.counts()
    again = send(site, path, body)
    assert (again.header("location"), site.counts()) == (answers[0].header("location"), after)


@pytest.mark.parametrize("form", FORMS, ids=lambda one: one.__name__)
def test_the_same_key_with_something_else_is_refused(site: Site, form: Form) -> None:
    path, body, more = form(site)
    if not more:
        return  # a form without anything to fill in cannot be sent with something else
    assert send(site, path, body).status in (200, 303)
    before = site.counts()
    assert send(site, path, body + more).status == 422
    assert site.counts() == before


def test_the_key_of_another_workspace_is_another_key(site: Site) -> None:
    first = site.post("/assessments", b"_key=once", token=site.world.ada)
    second = site.post("/assessments", b"_key=once", token=site.world.ben)
    assert first.header("location") != second.header("location")
