"""Quotas hold for programs as for pages, and each refusal says what to do."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text

from app.main import build_pages, finish
from app.settings import Settings
from tests.api.client import ApiClient
from tests.api.office import ANSWERS, OTHERWISE, at, if_match, made
from tests.cast import Person
from tests.factories import shipped

Opened = Callable[..., tuple[ApiClient, Person]]


@pytest.fixture
def opened(sqlite_url: str) -> Opened:
    """A program and whose it is, where these settings hold."""

    def open_(**settings: int) -> tuple[ApiClient, Person]:
        pages = build_pages(Settings(database=sqlite_url, **settings), library=shipped())
        owner = Person(pages.state.parts.database)
        return ApiClient(finish(pages), owner.key()), owner

    return open_


def test_a_full_workspace_takes_no_more_and_gives_room_when_something_goes(opened: Opened) -> None:
    program, _ = opened(quota_assessments=1)
    told = made(program)
    full = program.post("/assessments", {"answers": ANSWERS})
    assert (full.status, full.kind) == (422, "no-room")
    assert "ADVISOR_QUOTA_ASSESSMENTS" in full.value["remedy"]
    assert program.send("POST", at(told, "duplicate")).kind == "no-room"
    program.delete(at(told), if_match(told))
    made(program)


def test_so_does_a_full_assessment(opened: Opened) -> None:
    program, _ = opened(quota_versions=1)
    told = made(program)
    full = program.post(at(told, "versions"), {"answers": OTHERWISE}, if_match(told))
    assert (full.status, full.kind) == (422, "no-room")
    assert program.get(at(told)).value == told.value


def test_who_changes_too_often_is_told_when_to_come_back(opened: Opened) -> None:
    program, _ = opened(quota_saves=3)  # making the key is one
    told = made(program)
    changed = program.patch(at(told), {"note": "One"}, if_match(told))
    often = program.patch(at(told), {"note": "Two"}, if_match(changed))
    assert (often.status, often.kind) == (429, "too-many-requests")
    assert 0 < int(often.header("retry-after") or 0) <= 3_600
    assert program.get(at(told)).value["note"] == "One"
    assert program.delete(at(told), if_match(changed)).status == 204


def test_what_was_saved_under_rules_of_another_release_is_kept_and_said(opened: Opened) -> None:
    program, owner = opened()
    told = made(program)
    with owner.database.writer() as session:
        session.execute(text("UPDATE revisions SET rulebook_version = '7.0.0'"))
    for path in ("versions/1", "adjustments", "versions/1/second-opinion"):
        missing = program.get(at(told, path))
        assert (missing.status, missing.kind) == (503, "rules-missing"), path
    refused = program.post(at(told, "versions"), {"answers": OTHERWISE}, if_match(told))
    assert (refused.status, refused.kind) == (503, "rules-missing")
    listed = program.get(at(told, "versions")).value["items"]
    assert [one["rulebook_version"] for one in listed] == ["7.0.0"]
    renamed = program.patch(at(told), {"title": "Still mine"}, if_match(told))
    assert renamed.value["title"] == "Still mine"
