"""The form for a new key: its choices, and what was filled in, right or wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from app.keys.actions import SCOPES, WantedKey
from app.store.lifetimes import DEFAULT_LIFETIME, LIFETIME_TEXTS, LIFETIMES
from app.store.records import NAME_LENGTH, Scope
from app.web.forms import Fields

KEY, NAME, SCOPE, LIFETIME = "_key", "_name", "_scope", "_lifetime"

SCOPE_TEXTS: dict[str, str] = {
    "read": "Read: everything in this workspace, and change nothing",
    "write": "Read and write: also make, change and delete, and share by links",
}
KEY_LIFETIMES = LIFETIME_TEXTS | {
    "never": "Until you end it: whoever gets hold of it can use it, even years from now"
}


@dataclass(slots=True)
class KeyForm:
    """What was filled in; `problems` says what is wrong with it, control by control."""

    name: str = ""
    scope: str = "read"
    lifetime: str = DEFAULT_LIFETIME
    problems: dict[str, str] = field(default_factory=dict)

    def wanted(self) -> WantedKey:
        """The key to make, once there are no problems."""
        return WantedKey(self.name, cast("Scope", self.scope), self.lifetime)


def read_key_form(fields: Fields) -> KeyForm:
    """Reads all of it, so that all problems are named at once.

    Invalid for a field that we never had or that was sent twice.
    """
    fields.refuse_others(KEY, NAME, SCOPE, LIFETIME)
    for name in (NAME, SCOPE, LIFETIME):
        fields.typed(name)
    form = KeyForm(fields.first(NAME), fields.first(SCOPE), fields.first(LIFETIME))
    if not form.name:
        form.problems["name"] = "Say what the key is for, so that you can tell your keys apart."
    elif len(form.name) > NAME_LENGTH:
        form.problems["name"] = (
            f"A name can have at most {NAME_LENGTH} characters; yours has {len(form.name)}."
        )
    if form.scope not in SCOPES:
        form.problems["scope-read"] = "Choose what a program may do with the key."
    if form.lifetime not in LIFETIMES:
        form.problems[f"lifetime-{DEFAULT_LIFETIME}"] = "Choose how long the key works."
    return form
