"""What programs look for: a contact that does not run out, what search leaves out, the mark."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from starlette.types import ASGIApp

from app.main import create_app
from app.settings import Settings, SettingsError
from app.settings_loading import load_settings
from tests.factories import shipped
from tests.web.asgi import Answer, ask

CONTACT = "mailto:security@advisor.example"
NOW = datetime(2026, 11, 29, 5, 40, 17, tzinfo=UTC)


@pytest.fixture
def named(sqlite_url: str) -> ASGIApp:
    """A site whose operator names a contact."""
    public = "https://advisor.example"
    settings = Settings(database=sqlite_url, public_url=public, security_contact=CONTACT)
    return create_app(settings, library=shipped(), clock=lambda: NOW)


@pytest.fixture
def unnamed(sqlite_url: str) -> ASGIApp:
    """One whose operator names none."""
    return create_app(Settings(database=sqlite_url), library=shipped())


def told(app: ASGIApp, path: str) -> Answer:
    answer = ask(app, path, host="localhost")
    assert answer.header("set-cookie") is None
    return answer


def test_the_contact_is_told_until_half_a_year_from_now(named: ASGIApp) -> None:
    answer = told(named, "/.well-known/security.txt")
    assert answer.header("content-type") == "text/plain; charset=utf-8"
    assert answer.text.splitlines() == [
        "Contact: mailto:security@advisor.example",
        "Expires: 2027-05-28T00:00:00Z",
        "Preferred-Languages: en",
        "Canonical: https://advisor.example/.well-known/security.txt",
    ]


def test_without_a_contact_there_is_no_such_file(unnamed: ASGIApp) -> None:
    assert told(unnamed, "/.well-known/security.txt").status == 404


@pytest.mark.parametrize(
    "contact", ["me", "http://a.example", "mailto:a b", "mailto:a\nExpires: x"]
)
def test_a_contact_is_an_address_in_one_line(contact: str) -> None:
    with pytest.raises(SettingsError, match="ADVISOR_SECURITY_CONTACT"):
        load_settings({"ADVISOR_SECURITY_CONTACT": contact})


def test_search_leaves_out_addresses_without_end_but_may_learn_that_links_are_not_for_it(
    unnamed: ASGIApp,
) -> None:
    rules = told(unnamed, "/robots.txt").text.splitlines()
    assert rules[0] == "User-agent: *"
    assert "Disallow: /questionnaire" in rules
    assert not any("/s" in rule for rule in rules)


def test_the_mark_is_there_for_who_reads_no_page(unnamed: ASGIApp) -> None:
    answer = told(unnamed, "/favicon.ico")
    assert (answer.status, answer.header("content-type")) == (200, "image/svg+xml")
    assert answer.text.startswith("<svg")
