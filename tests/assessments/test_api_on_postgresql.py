"""The main path of a program on PostgreSQL: save, change, find, delete; nobody is overtaken."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest

from app.main import build_pages, finish
from app.settings import Settings
from tests.api.client import ApiClient
from tests.api.office import ANSWERS, OTHERWISE, REASON, at, if_match, key, made
from tests.cast import Person
from tests.factories import shipped

pytestmark = pytest.mark.postgresql


@pytest.fixture
def program(postgresql_url: str) -> Iterator[ApiClient]:
    pages = build_pages(Settings(database=postgresql_url), library=shipped())
    database = pages.state.parts.database
    yield ApiClient(finish(pages), Person(database).key())
    database.close()


def test_one_saves_changes_finds_and_deletes(program: ApiClient) -> None:
    told = made(program, title="Ünser API", adjustments={"own_reasons": [REASON]})
    changed = program.patch(at(told), {"note": "On Monday"}, if_match(told))
    saved = program.post(at(told, "versions"), {"answers": OTHERWISE}, if_match(changed))
    assert (saved.status, saved.value["adjustments"]["own_reasons"]) == (201, [REASON])
    assert program.get(at(told, "versions/2")).value == saved.value
    assert program.get(at(told, "versions/2/second-opinion")).value["saved"]
    label = quote(saved.value["result"]["label"])
    for query in ("q=unser", "sort=title&limit=1", "q=%00unser", f"label={label}%00"):
        listed = program.get(f"/assessments?{query}")
        assert [one["title"] for one in listed.value["items"]] == ["Ünser API"], query
    assert program.get("/assessments?q=%ED%A0%80").value["items"] == []
    assert program.delete(at(told), if_match(saved)).status == 204
    assert program.get(at(told)).status == 404


def test_of_many_at_once_one_is_made_and_one_changes_it(program: ApiClient) -> None:
    body = {"answers": ANSWERS}
    with ThreadPoolExecutor(4) as threads:
        send = [threads.submit(program.post, "/assessments", body, key("k")) for _ in range(4)]
        told = [one.result() for one in send]
        assert len({(one.status, one.value["id"]) for one in told}) == 1
        name, state = {"title": "Mine"}, if_match(told[0])
        change = [threads.submit(program.patch, at(told[0]), name, state) for _ in range(4)]
        assert sorted(one.result().status for one in change) == [200, 412, 412, 412]
