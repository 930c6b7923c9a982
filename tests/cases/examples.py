"""For every route an example that its owner would be served; a new route needs one, too.

Names in braces are filled in with what is Ada's, or with what nobody has.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from io import BytesIO
from urllib.parse import urlencode

from fastapi.routing import APIRoute

from app.exports.document import ASSESSMENTS
from app.exports.format import header
from app.exports.pages import mark_of
from app.exports.plans import Plan
from app.rulebooks.library import Library
from app.web.uploads import pack
from tests.cases.world import UNKNOWN_CODE, UNKNOWN_ID, UNKNOWN_TOKEN, World

Pairs = tuple[tuple[str, str], ...]

OWN = ("assessment_id", "share_id", "browser_id", "key_id")
"""Names of what belongs to a workspace: whoever has another one must not tell it from nothing."""

KEY = ("_key", "example-key")
BOTH = (("r", "{assessment_id}.1"), ("r", "{assessment_id}.2"))
QUERIES: dict[str, Pairs] = {
    "show_comparison": BOTH,
    "confirm_deletion": (("r", "{assessment_id}.2"),),
    "download_starter": (("kind", "fastapi"), ("database", "sqlite")),
    "show_imported": (("after", "0"), ("until", "999999")),
}
EMPTY = json.dumps({**header("workspace"), ASSESSMENTS: []}).encode()
EMPTY_EXPORT = pack(BytesIO(EMPTY))
NAMED = (("_name", "Named"), ("_shown", ""))
REASON = (("_text-1", "Ours"), ("_side-1", "flask"), ("_weight-1", "bottom_line"))
FORMS: dict[str, Pairs] = {
    "start": (KEY,),
    "duplicate": (KEY,),
    "rename_saved": (("_text", "Renamed"), ("_version", "2")),
    "write_note": (("_text", "Noted"), ("_version", "2")),
    "save_answers": (KEY, ("_latest", "2"), ("_turn", "0"), *NAMED, ("situation", "new")),
    "save_draft_answers": (KEY, ("_latest", "2"), ("situation", "new")),
    "go_on_own": (("_page", "example-key"), ("_asked", "situation"), ("situation", "new")),
    "go_on_loose": (("situation", "new"),),
    "clear_answers": (KEY, ("_latest", "2"), ("situation", "new")),
    "save_adjustments": (KEY, ("_latest", "2"), ("_rule", "new-api"), *REASON),
    "keep_adjustments": (KEY, ("_latest", "2"), ("_rule", "new-api"), *REASON),
    "save_more": (KEY, ("_latest", "2"), ("output", "api")),
    "keep_more": (KEY, ("_latest", "2"), ("output", "api")),
    "save_filled_in": (KEY, *NAMED, ("situation", "new")),
    "preview_filled_in": (("situation", "new"),),
    "clear_filled_in": (("situation", "new"),),
    "save_filled_in_default": (KEY, ("situation", "new")),
    "preview_filled_in_default": (("situation", "new"),),
    "delete_saved": (KEY, ("r", "{assessment_id}.2")),
    "make_share": (
        KEY,
        ("_revision", "1"),
        ("_lifetime", "90"),
        ("_label", ""),
        ("_answered_by", ""),
    ),
    "revoke": (),
    "copy_to_own": (KEY,),
    "name_this_browser": (("_name", "Renamed"),),
    "end_access": (),
    "show_code": (KEY,),
    "make_new_key": (KEY, ("_name", "Made"), ("_scope", "read"), ("_lifetime", "90")),
    "end_this_key": (),
    "enter": (("_code", "{code}"), ("_leave", "on"), KEY),
    "preview_import": (("_packed", EMPTY_EXPORT),),
    "carry_out_import": (("_packed", EMPTY_EXPORT), ("_shown", mark_of(BytesIO(EMPTY), Plan()))),
    "forget": (),
    "delete_all": (),
    "write_dispute": (
        ("_source", "S001"),
        ("_wrong", "decision"),
        ("_right", "It stayed"),
        ("_where", "owner/name#1"),
    ),
    "write_offer": (
        ("_cite", "owner/name#1"),
        ("_date", "2024-06"),
        ("_decision", "flask"),
        ("_reason", "It sends pages"),
        ("_about", "A site"),
    ),
}
OF_SECOND = (
    *("show_sources", "show_record", "offer_case", "write_offer"),
    *("dispute_source", "write_dispute"),
)
"""Routes that only a rulebook has which gives a second opinion."""


@dataclass(frozen=True)
class Example:
    """A request that would work, if it came from the right person."""

    name: str
    method: str
    path: str
    body: bytes
    names_own: bool

    def __str__(self) -> str:
        return f"{self.method} {self.name}"


class NoExample(AssertionError):  # noqa: N818
    """A route was added without an example of how to use it."""


def example(route: APIRoute, values: dict[str, str]) -> Example:
    """The example of a route, with those values in place of names."""
    method = next(iter(route.methods))
    if route.name in OF_SECOND:
        second = {"rulebook_id": values["second_id"], "version": values["second_version"]}
        values = values | second
    query, form = QUERIES.get(route.name, ()), FORMS.get(route.name, ())
    if method not in ("GET", "HEAD") and route.name not in FORMS:
        raise NoExample(f"{route.name}: say in tests/cases/examples.py which form it takes")
    try:
        path = route.path_format.format(**values)
        body = _filled(form, values)
        query_text = _filled(query, values)
    except KeyError as error:
        raise NoExample(
            f"{route.name}: say in tests/cases/examples.py what {error} is, and add it to OWN if "
            "it belongs to a workspace"
        ) from None
    shown = f"{route.path_format}{query}{form}"
    names_own = any(f"{{{name}}}" in shown for name in OWN)
    whole = f"{path}?{query_text}" if query_text else path
    return Example(route.name, method, whole, body.encode(), names_own)


def of_ada(world: World, library: Library) -> dict[str, str]:
    """What the names stand for in a request for Ada's things."""
    known = {name: str(value) for name, value in asdict(world).items()}
    return known | _of_everyone(library) | {"token": world.share_token, "n": "1"}


def of_nobody(world: World, library: Library) -> dict[str, str]:
    """The same with ids and tokens that nobody has."""
    unknown = dict.fromkeys(OWN, UNKNOWN_ID)
    return of_ada(world, library) | unknown | {"token": UNKNOWN_TOKEN, "code": UNKNOWN_CODE}


def _of_everyone(library: Library) -> dict[str, str]:
    rulebook = library.default
    second = library.second_opinion_on(rulebook.id)
    assert second
    own = {"rulebook_id": rulebook.id, "version": rulebook.version, "rest": "x"}
    return own | {"second_id": second.id, "second_version": second.version}


def _filled(pairs: Pairs, values: dict[str, str]) -> str:
    return urlencode([(name, text.format(**values)) for name, text in pairs])
