"""What the tests share."""

<% if fastapi %>
from collections.abc import Iterator
<% if sqlite %>
from pathlib import Path
<% endif %>

import pytest
from fastapi.testclient import TestClient

from << at >>.main import app


@pytest.fixture
<% if sqlite or slow %>
def client(<< "tmp_path: Path, " if sqlite >>monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
<% if sqlite %>
    """The service on a database of its own."""
    monkeypatch.setenv("SERVICE_DATABASE_URL", f"sqlite:///{tmp_path / 'test.db'}")
<% else %>
    """The service."""
<% endif %>
<% if slow %>
    monkeypatch.delenv("SERVICE_TRAFFIC_URL", raising=False)
<% endif %>
<% else %>
def client() -> Iterator[TestClient]:
    """The service."""
<% endif %>
    with TestClient(app) as client:
        yield client
<% else %>
<% if sqlite %>
from pathlib import Path

<% endif %>
import pytest
from flask import Flask
from flask.testing import FlaskClient

from << at >> import create_app
<% if sqlite or slow %>
from << at >>.settings import Settings
<% endif %>


@pytest.fixture
<% if sqlite %>
def app(tmp_path: Path) -> Flask:
    """The service on a database of its own."""
    url = f"sqlite:///{tmp_path / 'test.db'}"
    return create_app(Settings(database_url=url<% if slow %>, traffic_url=None<% endif %>))
<% elif slow %>
def app() -> Flask:
    """The service, which asks nobody."""
    return create_app(Settings(traffic_url=None))
<% else %>
def app() -> Flask:
    """The service."""
    return create_app()
<% endif %>


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Somebody who sends requests to it."""
    return app.test_client()
<% endif %>
