"""The machine part of a decision record: what was decided, by which rules, from which answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.engine.adjusting import adjusted_if_any
from app.engine.adjustments import NONE, Adjustments, divided, read_adjustments
from app.engine.answers import Answers, as_json, read_answers, visible_answers
from app.engine.errors import Invalid
from app.engine.rules import Rulebook
from app.engine.scoring import evaluate
from app.rulebooks.library import Library

FORMAT = "framework-advisor decision"
VERSION = 1
"""Grows with whatever else is written; a release reads those up to its own."""

_KEYS = {"format", "version", "rulebook", "answers", "verdict"}
_OWN_KEYS = {"adjustments", "adjusted_verdict"}


@dataclass(frozen=True, slots=True)
class Decision:
    """Answers under one version of a rulebook and what was changed of it; both verdicts follow."""

    rulebook: Rulebook
    answers: Answers
    adjustments: Adjustments = NONE


def machine_part(decision: Decision) -> dict[str, Any]:
    """The decision in plain JSON types; `read_machine_part` reads it back to an equal one."""
    rulebook = decision.rulebook
    adjustments, _ = divided(rulebook, decision.adjustments)
    answers = visible_answers(rulebook, decision.answers)
    part: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "rulebook": {
            "id": rulebook.id,
            "version": rulebook.version,
            "sha256": rulebook.sha256,
        },
        "answers": as_json(rulebook, answers),
        "verdict": evaluate(rulebook, answers).verdict,
    }
    if adjusted := adjusted_if_any(rulebook, answers, adjustments):
        changed = {k: v for k, v in adjustments.record().items() if k != "copied"}
        part |= {"adjustments": changed, "adjusted_verdict": adjusted.result.verdict}
    return part


def read_machine_part(library: Library, raw: object) -> Decision:
    """The decision that was written; Invalid says in one sentence why it cannot be relied on.

    It must be complete, of a format and rules that this release knows, and its verdicts must
    follow from its own answers under its own rules.
    """
    if not isinstance(raw, Mapping) or raw.get("format") != FORMAT:
        raise Invalid("Its machine part is none of Framework Advisor.", remedy="")
    _refuse_other_format(raw)
    rulebook = _rulebook(library, raw["rulebook"])
    if not isinstance(raw["answers"], Mapping):
        raise Invalid("The answers in it are no object.", remedy="")
    answers, problems = read_answers(rulebook, raw["answers"], hidden="refuse")
    if problems:
        first = problems[0]
        raise Invalid(f"The answer to {first.question} in it: {first.message}", remedy="")
    adjustments, misplaced = read_adjustments(rulebook, raw.get("adjustments", {}))
    if misplaced:
        raise Invalid(f"The own reasons in it: {misplaced[0].message}", remedy="")
    decision = Decision(rulebook, answers, adjustments)
    _refuse_what_does_not_follow(decision, raw)
    return decision


def _refuse_other_format(raw: Mapping[str, Any]) -> None:
    version = raw.get("version")
    if type(version) is not int or version < 1:
        raise Invalid("Its machine part has no version.", remedy="")
    if version > VERSION:
        raise Invalid(
            f"It is of format {version}, which a newer Framework Advisor wrote; this one reads up "
            f"to {VERSION}: install a newer one.",
            remedy="",
        )
    missing, more = _KEYS - raw.keys(), raw.keys() - _KEYS
    if missing:
        raise Invalid(f"Its machine part lacks {', '.join(sorted(missing))}.", remedy="")
    if more not in (set(), _OWN_KEYS):
        strange = ", ".join(sorted(str(key)[:40] for key in more))
        raise Invalid(
            f"Its machine part has {strange}, which does not go with the rest.", remedy=""
        )


def _rulebook(library: Library, raw: object) -> Rulebook:
    if not isinstance(raw, Mapping) or not all(
        isinstance(raw.get(key), str) for key in ("id", "version", "sha256")
    ):
        raise Invalid("Its machine part does not say which rules were applied.", remedy="")
    named = f"{raw['id']} {raw['version']}"[:80]
    if not library.has(raw["id"], raw["version"]):
        raise Invalid(
            f"It was decided under the rules {named}, which this Framework Advisor does not have: "
            "install a newer one.",
            remedy="",
        )
    rulebook = library.get(raw["id"], raw["version"])
    if rulebook.sha256 != raw["sha256"]:
        raise Invalid(
            f"It was decided under other rules {named} than those here: the fingerprints differ.",
            remedy="",
        )
    return rulebook


def _refuse_what_does_not_follow(decision: Decision, raw: Mapping[str, Any]) -> None:
    true = machine_part(decision)
    for key in ("verdict", "adjusted_verdict"):
        if raw.get(key) != true.get(key):
            rules = f"{decision.rulebook.id} {decision.rulebook.version}"
            raise Invalid(
                f"Its {key.replace('_', ' ')} does not follow from its own answers: under {rules} "
                f"they give {true.get(key)}. Somebody changed the machine part by hand.",
                remedy="",
            )
