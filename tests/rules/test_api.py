"""What a program is told of the rulebooks."""

from __future__ import annotations

import json

import pytest

from app.analysis.quality import report
from app.store.session import utc_now
from tests.api.client import ApiClient
from tests.api.people import api, app
from tests.factories import shipped


def test_every_version_is_listed_with_its_fingerprint(api: ApiClient) -> None:
    items = api.get("/rulebooks").value["items"]
    named = [(one["id"], one["version"]) for one in items]
    assert named == [
        ("field-evidence", "1.0.0"),
        ("flask-fastapi", "1.0.0"),
        ("flask-fastapi", "1.0.1"),
    ]
    assert [one["default"] for one in items] == [False, False, True]
    assert [one["latest"] for one in items] == [True, False, True]
    assert items[0]["role"] == "second_opinion"
    assert items[0]["compares"] == "flask-fastapi"
    assert len({one["sha256"] for one in items}) == 3


def test_a_version_is_told_whole_in_the_words_of_its_file(api: ApiClient) -> None:
    for rulebook in shipped():
        told = api.get(f"/rulebooks/{rulebook.id}/{rulebook.version}").value
        assert told["sha256"] == rulebook.sha256
        assert [one["id"] for one in told["rules"]] == [rule.id for rule in rulebook.rules]
        for sent, rule in zip(told["rules"], rulebook.rules, strict=True):
            assert {q: set(options) for q, options in sent["when"].items()} == dict(rule.when)
            assert (sent["because"], sent["points"]) == (rule.because, dict(rule.points))
        assert [one["text"] for one in told["questions"]] == [q.text for q in rulebook.questions]
        assert len(told["claims"]) == len(rulebook.claims)


def test_options_of_a_condition_stand_as_they_were_written(api: ApiClient) -> None:
    first, again = (api.get("/rulebooks/flask-fastapi/1.0.1").answer.body for _ in range(2))
    assert first == again
    (rule,) = (one for one in json.loads(first)["rules"] if one["id"] == "new-api")
    assert list(rule["when"]) == ["situation", "kind"]
    assert rule["when"]["kind"] == ["public_api", "internal_api", "ml_service"]


def test_the_quality_is_what_its_page_says(api: ApiClient) -> None:
    rulebook = shipped().default
    told = api.get(f"/rulebooks/{rulebook.id}/{rulebook.version}/quality").value
    found = report(rulebook, utc_now().date())
    assert found.complete
    assert told["clean"] is True
    assert told["complete"]["total"] == found.complete.total
    complete = told["complete"]
    assert sum(complete["sides"].values()) + complete["too_close"] == complete["total"]
    assert sum(complete["verdicts"].values()) == complete["total"]
    assert told["tilt"] == list(found.tilt)
    assert {one["claim"] for one in told["coverage"]} == {claim.id for claim in rulebook.claims}


@pytest.mark.parametrize("rest", ["", "/quality"])
@pytest.mark.parametrize(
    "named", ["flask-fastapi/9.9.9", "none/1.0.0", "flask-fastapi/1.0", "%00/1", "a" * 2_000 + "/1"]
)
def test_an_unknown_rulebook_or_version_is_not_found(api: ApiClient, named: str, rest: str) -> None:
    told = api.get(f"/rulebooks/{named}{rest}")
    assert (told.status, told.kind) == (404, "not-found")
    assert len(told.answer.body) < 1_000
