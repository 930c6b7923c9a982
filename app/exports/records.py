"""An assessment as its rows and as the record of it that stands in a file; each from the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app.results.queries import OUTCOME
from app.store.ids import RandomBytes, new_id
from app.store.second_opinions import NAMES as OPINION_NAMES
from app.store.title_keys import title_key
from app.store.types import read_moment, written_moment

Row = Mapping[str, Any]
Rows = dict[str, list[dict[str, Any]]]
"""Rows by the name of their table."""
_RULES = ("id", "version", "sha256")


def assessment_record(
    head: Row, parts: Mapping[str, Sequence[Row]], now: datetime
) -> dict[str, Any]:
    """What a file holds of the assessment; `parts` are its other rows, by table."""
    opinions = {row["n"]: row for row in parts["second_opinions"]}
    draft = next(iter(parts["drafts"]), None)
    return {
        "id": head["id"],
        "title": head["title"],
        "note": head["note"],
        "created_at": written_moment(head["created_at"]),
        "changed_at": written_moment(head["changed_at"]),
        "draft": None if draft is None else _draft_record(draft),
        "versions": [_version_record(row, opinions.get(row["n"])) for row in parts["revisions"]],
        "shares": [_share_record(row, now) for row in parts["shares"]],
    }


def _draft_record(row: Row) -> dict[str, Any]:
    return {
        "rulebook": _rules(row),
        "answers": row["answers"],
        "adjustments": row["adjustments"],
        "extra_answers": row["extra_answers"],
        "changed_at": written_moment(row["changed_at"]),
    }


def _version_record(row: Row, opinion: Row | None) -> dict[str, Any]:
    return {
        "n": row["n"],
        "replaces": row["replaces"],
        "created_at": written_moment(row["created_at"]),
        "rulebook": _rules(row),
        "engine_version": row["engine_version"],
        "answers": row["answers"],
        "result": row["result"],
        "adjustments": row["adjustments"],
        "adjusted_result": row["adjusted"],
        "second_opinion": None if opinion is None else _opinion_record(opinion),
    }


def _opinion_record(row: Row) -> dict[str, Any]:
    own = (name for name in OPINION_NAMES if not name.startswith("rulebook_"))
    return {"rulebook": _rules(row)} | {name: row[name] for name in own}


def _share_record(row: Row, now: datetime) -> dict[str, Any]:
    """Until when it opened: an open link until now, for the link itself is not in the file."""
    ends = [end for end in (row["revoked_at"], row["expires_at"]) if end is not None]
    return {
        "n": row["n"],
        "label": row["label"],
        "created_at": written_moment(row["created_at"]),
        "until": written_moment(max(row["created_at"], min([now, *ends]))),
    }


def _rules(row: Row) -> dict[str, Any]:
    return {name: row[f"rulebook_{name}"] for name in _RULES}


def part_rows(record: Mapping[str, Any], random: RandomBytes, sequence: int) -> Rows:
    """What belongs to the assessment of a record that was checked, without the workspace.

    `sequence` is the place of the assessment. The shares come closed, and no link leads to them:
    nobody knows of what the hash is by which they are found.
    """
    own = {"assessment_id": record["id"]}
    versions = record["versions"]
    return {
        "revisions": [own | _version_row(version) for version in versions],
        "second_opinions": [
            own | _opinion_row(version) for version in versions if version["second_opinion"]
        ],
        "drafts": [own | _draft_row(record["draft"])] if record["draft"] else [],
        "shares": [
            own | _share_row(share, random, sequence - place)
            for place, share in enumerate(reversed(record["shares"]), start=1)
        ],
    }


def assessment_row(record: Mapping[str, Any], sequence: int) -> dict[str, Any]:
    """The row of the assessment itself, without the workspace."""
    latest = record["versions"][-1] if record["versions"] else None
    adjusted = latest and latest["adjusted_result"]
    return {
        "id": record["id"],
        "sequence": sequence,
        "title": record["title"],
        "title_key": title_key(record["title"]),
        "note": record["note"],
        "title_edit": 2,  # it has a name, so it is not taken for one that nobody began
        "note_edit": 1,
        "created_at": read_moment(record["created_at"]),
        "changed_at": read_moment(record["changed_at"]),
        "latest": latest and latest["n"],
        "has_draft": record["draft"] is not None,
        "adjusted": adjusted and _outcome(adjusted),
        **_outcome(latest["result"] if latest else {}),
    }


def _draft_row(draft: Mapping[str, Any]) -> dict[str, Any]:
    own = ("answers", "adjustments", "extra_answers")
    return {
        **_rules_row(draft["rulebook"]),
        **{name: draft[name] for name in own},
        "changed_at": read_moment(draft["changed_at"]),
        "page": "",
        "turn": 0,
        "adjusted_by": "",
    }


def _version_row(version: Mapping[str, Any]) -> dict[str, Any]:
    own = ("n", "replaces", "engine_version", "answers", "result", "adjustments")
    return {
        **{name: version[name] for name in own},
        "created_at": read_moment(version["created_at"]),
        "adjusted": version["adjusted_result"],
        **_rules_row(version["rulebook"]),
        **_outcome(version["result"]),
    }


def _opinion_row(version: Mapping[str, Any]) -> dict[str, Any]:
    opinion = dict(version["second_opinion"])
    return {
        "n": version["n"],
        "created_at": read_moment(version["created_at"]),
        **_rules_row(opinion.pop("rulebook")),
        **opinion,
    }


def _share_row(share: Mapping[str, Any], random: RandomBytes, sequence: int) -> dict[str, Any]:
    return {
        "id": new_id(random),
        "n": share["n"],
        "sequence": sequence,
        "token_hash": random(32),
        "label": share["label"],
        "detailed_preview": False,
        "created_at": read_moment(share["created_at"]),
        "expires_at": None,
        "revoked_at": read_moment(share["until"]),
        "used_at": None,
        "answered_by": "",
        "hides_texts": False,
        "elsewhere": True,
    }


def _outcome(result: Mapping[str, Any]) -> dict[str, Any]:
    return {name: result.get(name) for name in OUTCOME}


def _rules_row(rules: Mapping[str, Any]) -> dict[str, Any]:
    return {f"rulebook_{name}": rules[name] for name in _RULES}
