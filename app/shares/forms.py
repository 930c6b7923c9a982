"""The form for a new link: its choices, and what was filled in, right or wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from app.engine.errors import Invalid
from app.shares.actions import DEFAULT_LIFETIME, LIFETIMES, NewShare
from app.store.records import TITLE_LENGTH, RevisionSummary
from app.web.forms import Fields, read_number

KEY, LABEL, REVISION, LIFETIME, PREVIEW = "_key", "_label", "_revision", "_lifetime", "_preview"

LARGEST_BODY = 65_536

LIFETIME_TEXTS = {
    "7": "7 days",
    "30": "30 days",
    "90": "90 days",
    "365": "A year",
    "never": "Until you revoke it: whoever gets the link can read this, even years from now",
}


@dataclass(slots=True)
class ShareForm:
    """What was filled in; `problems` says what is wrong with it, control by control."""

    label: str = ""
    revision: str = ""
    lifetime: str = DEFAULT_LIFETIME
    preview: bool = False
    problems: dict[str, str] = field(default_factory=dict)

    def wanted(self) -> NewShare:
        """The share to make, once there are no problems."""
        return NewShare(int(self.revision), self.label.strip(), self.lifetime, self.preview)


def read_share_form(fields: Fields, revisions: tuple[RevisionSummary, ...]) -> ShareForm:
    """Reads all of it, so that all problems are named at once; Invalid for a field we never had."""
    fields.refuse_others(KEY, LABEL, REVISION, LIFETIME, PREVIEW)
    label, revision, lifetime = (
        next(iter(fields.many(name)), "") for name in (LABEL, REVISION, LIFETIME)
    )
    form = ShareForm(label, revision, lifetime, PREVIEW in fields)
    _check(form, "label", lambda: _short_label(fields))
    _check(form, "revision", lambda: _known_revision(fields, revisions))
    _check(form, f"lifetime-{DEFAULT_LIFETIME}", lambda: _known_lifetime(fields))
    return form


def _check(form: ShareForm, control: str, read: Callable[[], object]) -> None:
    try:
        read()
    except Invalid as error:
        form.problems[control] = error.message


def _short_label(fields: Fields) -> None:
    length = len(fields.one(LABEL, longest=LARGEST_BODY))
    if length > TITLE_LENGTH:
        raise Invalid(f"The label can have at most {TITLE_LENGTH} characters; yours has {length}.")


def _known_revision(fields: Fields, revisions: tuple[RevisionSummary, ...]) -> None:
    refusal = Invalid("Choose one of the versions.")
    if read_number(fields.one(REVISION), refusal) not in {revision.n for revision in revisions}:
        raise refusal


def _known_lifetime(fields: Fields) -> None:
    if fields.one(LIFETIME) not in LIFETIMES:
        raise Invalid("Choose how long the link works.")
