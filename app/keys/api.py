"""Keys for programs, to programs: listed, looked at, ended. Only people make one, on the page."""

from __future__ import annotations

from datetime import date, datetime

from starlette.responses import Response

from app.api.models import Moment, ResponseModel, example
from app.api.routing import api_router
from app.api.visits import KeyReader, KeyWriter
from app.store import api_keys
from app.store.api_keys import is_open
from app.store.records import ApiKey, Scope
from app.web.forms import Identifier

router = api_router("keys")

KEY = {
    "id": "k3y2lzq7mbn5wxya",
    "name": "Nightly report of the platform team",
    "scope": "write",
    "created_at": "2026-11-29T15:00:00Z",
    "expires_at": "2027-02-27T15:00:00Z",
    "last_used_on": "2026-11-29",
    "expired": False,
}


class Key(ResponseModel):
    """A key of the workspace; how it is written is stored nowhere."""

    model_config = example(KEY)

    id: str
    name: str
    """What its maker called it."""
    scope: Scope
    """Whether it may only read."""
    created_at: Moment
    expires_at: Moment | None
    """When it stops working; null if it works until it is ended."""
    last_used_on: date | None
    """The day of its last use, in UTC; null if there was none."""
    expired: bool

    @classmethod
    def of(cls, key: ApiKey, now: datetime) -> Key:
        """A key of the store, for programs."""
        return cls(
            id=key.id,
            name=key.name,
            scope=key.scope,
            created_at=key.created_at,
            expires_at=key.expires_at,
            last_used_on=key.used_on,
            expired=not is_open(key, now),
        )


class Keys(ResponseModel):
    """All keys of the workspace."""

    model_config = example({"items": [KEY]})

    items: list[Key]


@router.get("/keys")
def list_keys(visit: KeyReader) -> Keys:
    """List the keys of the workspace.

    The last made first; an expired one stays until it is ended.
    """
    with visit.reading() as workspace:
        keys = api_keys.list_keys(workspace)
    return Keys(items=[Key.of(key, visit.now) for key in keys])


@router.get("/keys/current")
def get_current_key(visit: KeyReader) -> Key:
    """Get the key that this request is sent with."""
    with visit.reading():
        pass
    return Key.of(visit.key, visit.now)


@router.delete("/keys/{key_id}", status_code=204)
def end_key(visit: KeyWriter, key_id: Identifier) -> Response:
    """End a key.

    It opens nothing from then on, not even if it is the one that this request is sent with.
    """
    with visit.writing() as workspace:
        api_keys.end_key(workspace, key_id)
    return Response(status_code=204)
