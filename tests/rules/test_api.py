"""What a program is told of the rulebooks."""

from __future__ import annotations

from tests.api.client import ApiClient
from tests.api.people import api, app


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
