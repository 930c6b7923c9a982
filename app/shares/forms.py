"""The form for a new link: its choices, and what was filled in, right or wrong."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from app.engine.errors import Invalid
from app.shares.actions import NewShare
from app.store.lifetimes import DEFAULT_LIFETIME, LIFETIME_TEXTS, LIFETIMES
from app.store.records import ANSWERER_LENGTH, TITLE_LENGTH, RevisionSummary
from app.web.forms import Fields, read_number

KEY, LABEL, ANSWERED_BY, REVISION = "_key", "_label", "_answered_by", "_revision"
LIFETIME, PREVIEW, HIDES_TEXTS = "_lifetime", "_preview", "_hides_texts"

LARGEST_BODY = 65_536

LINK_LIFETIMES = LIFETIME_TEXTS | {
    "never": "Until you revoke it: whoever gets the link can read this, even years from now"
}


@dataclass(slots=True)
class ShareForm:
    """What was filled in; `problems` says what is wrong with it, control by control."""

    label: str = ""
    answered_by: str = ""
    revision: str = ""
    lifetime: str = DEFAULT_LIFETIME
    preview: bool = False
    hides_texts: bool = False
    problems: dict[str, str] = field(default_factory=dict)

    def wanted(self) -> NewShare:
        """The share to make, once there are no problems."""
        return NewShare(
            n=int(self.revision),
            label=self.label,
            lifetime=self.lifetime,
            detailed_preview=self.preview,
            answered_by=self.answered_by,
            hides_texts=self.hides_texts,
        )


def asked_revision(written: str) -> int | None:
    """The number of the revision that is asked for, None if it is none."""
    with suppress(ValueError):
        return read_number(written)
    return None


def read_share_form(fields: Fields, revisions: tuple[RevisionSummary, ...]) -> ShareForm:
    """Reads all of it, so that all problems are named at once; Invalid for a field we never had."""
    fields.refuse_others(KEY, LABEL, ANSWERED_BY, REVISION, LIFETIME, PREVIEW, HIDES_TEXTS)

    form = ShareForm(
        fields.first(LABEL),
        fields.first(ANSWERED_BY),
        fields.first(REVISION),
        fields.first(LIFETIME),
        PREVIEW in fields,
        HIDES_TEXTS in fields,
    )
    _check(form, "label", lambda: _short(fields, LABEL, "label", TITLE_LENGTH))
    _check(form, "answered-by", lambda: _short(fields, ANSWERED_BY, "name", ANSWERER_LENGTH))
    _check(form, "revision", lambda: _known_revision(fields, revisions))
    _check(form, f"lifetime-{DEFAULT_LIFETIME}", lambda: _known_lifetime(fields))
    return form


def _check(form: ShareForm, control: str, read: Callable[[], object]) -> None:
    try:
        read()
    except Invalid as error:
        form.problems[control] = error.message


def _short(fields: Fields, name: str, called: str, most: int) -> None:
    length = len(fields.one(name, longest=LARGEST_BODY))
    if length > most:
        raise Invalid(f"The {called} can have at most {most} characters; yours has {length}.")


def _known_revision(fields: Fields, revisions: tuple[RevisionSummary, ...]) -> None:
    refusal = Invalid("Choose one of the versions.")
    if read_number(fields.one(REVISION), refusal) not in {revision.n for revision in revisions}:
        raise refusal


def _known_lifetime(fields: Fields) -> None:
    if fields.one(LIFETIME) not in LIFETIMES:
        raise Invalid("Choose how long the link works.")
