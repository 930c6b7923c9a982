"""A server that programs of others talk to: curl, a generated client, Schemathesis."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import httpx2
import pytest

from app.api.routing import PREFIX
from app.store.database import Database
from tests.cast import Person
from tests.e2e.servers import served

__all__ = ["Site", "site"]


@dataclass(frozen=True)
class Site:
    """A server, and the database behind it."""

    address: str
    database: Database

    @property
    def document(self) -> str:
        """Where the OpenAPI document is."""
        return f"{self.address}{PREFIX}/openapi.json"

    def person(self) -> Person:
        """Somebody with a new workspace."""
        return Person(self.database)

    def program(self, key: str) -> httpx2.Client:
        """A program of ours with that key; paths are those after /api/v1."""
        headers = {"authorization": f"Bearer {key}"}
        return httpx2.Client(base_url=f"{self.address}{PREFIX}", headers=headers, trust_env=False)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Of this module alone, with an empty database."""
    file = tmp_path_factory.mktemp("served") / "advisor.db"
    with served(file) as address:
        database = Database(str(file))
        yield Site(address, database)
        database.close()
