"""The rulebooks for programs."""

from __future__ import annotations

from typing import Literal, cast

from app.api.models import Told, example
from app.api.routing import api_router
from app.api.visits import ApiAnyone
from app.engine.rules import Rulebook
from app.rulebooks.library import Library

router = api_router("rulebooks")

Role = Literal["advice", "second_opinion"]


class RulebookListed(Told):
    """One version of a rulebook, in short."""

    id: str
    version: str
    sha256: str
    """The fingerprint of its bytes."""
    title: str
    role: Role
    """Whether it decides, or is read beside the one that does."""
    compares: str | None
    """The id of the rulebook that a second opinion is read beside."""
    latest: bool
    """Whether it is the latest version of its id."""
    default: bool
    """Whether it is applied where nobody names a rulebook."""


class Rulebooks(Told):
    """All rulebooks of this server, every version."""

    model_config = example(
        {
            "items": [
                {
                    "id": "flask-fastapi",
                    "version": "1.0.1",
                    "sha256": "16e9d0f1a0fbd0c8c2b5a1f09d3c1f6a5d0b6f9ac2b7a6b4c83f1f2d0a9b7c65",
                    "title": "Flask or FastAPI?",
                    "role": "advice",
                    "compares": None,
                    "latest": True,
                    "default": True,
                }
            ]
        }
    )

    items: list[RulebookListed]


@router.get("/rulebooks")
async def list_rulebooks(visit: ApiAnyone) -> Rulebooks:
    """List all rulebooks, every version.

    By id, the oldest version of each first.
    """
    library = visit.library
    return Rulebooks(items=[_listed(library, rulebook) for rulebook in library])


def _listed(library: Library, rulebook: Rulebook) -> RulebookListed:
    return RulebookListed(
        id=rulebook.id,
        version=rulebook.version,
        sha256=rulebook.sha256,
        title=rulebook.title,
        role=cast("Role", rulebook.role),
        compares=rulebook.compares,
        latest=library.latest(rulebook.id) is rulebook,
        default=library.default is rulebook,
    )
