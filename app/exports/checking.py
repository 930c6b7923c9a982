"""Whether an assessment of a file is what it says: read, and every result computed anew.

What comes of it is the record that an export writes of the same assessment once it is imported.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from app.engine.adjusting import adjusted_if_any
from app.engine.adjustments import Adjustments
from app.engine.answers import Answers, Problem, as_json, read_answers
from app.engine.rules import Rulebook
from app.engine.scoring import evaluate
from app.engine.second_opinion import give_opinion
from app.engine.texts import cleaned, in_one_line, shortened
from app.exports.format import (
    AdjustmentsPart,
    AssessmentPart,
    DraftPart,
    Rules,
    SharePart,
    VersionPart,
)
from app.exports.wording import said
from app.results.actions import changed_names
from app.rulebooks.library import Library
from app.store.types import written_moment

SHOWN = 60


class Refused(Exception):  # noqa: N818  (it is told as a Refusal)
    """Why an assessment cannot come in, and where in it."""

    def __init__(self, place: str, message: str) -> None:
        super().__init__(message)
        self.place = place
        self.message = message


def checked(raw: object, library: Library) -> dict[str, Any]:
    """The record of the assessment; Refused for the first thing that is wrong with it."""
    try:
        part = AssessmentPart.model_validate(raw)
    except ValidationError as error:
        raise Refused(*said(error, raw)) from None
    if not part.versions and part.draft is None:
        raise Refused("/versions", "There is neither a version nor a draft in it.")
    return {
        "id": part.id,
        "title": part.title,
        "note": part.note,
        "created_at": written_moment(part.created_at),
        "changed_at": written_moment(part.changed_at),
        "draft": None if part.draft is None else _draft(part.draft, library),
        "versions": list(_versions(part, library)),
        "shares": list(_shares(part)),
    }


def called(raw: object) -> str:
    """What a person would know the assessment by: its title, else its id, else nothing."""
    names = [raw.get(key) for key in ("title", "id")] if isinstance(raw, Mapping) else []
    named = next((name for name in names if isinstance(name, str) and name.strip()), "")
    return shortened(in_one_line(cleaned(named)), SHOWN)


def _draft(part: DraftPart, library: Library) -> dict[str, Any]:
    rulebook = _rulebook(part.rulebook, library, "/draft/rulebook")
    answers, problems = read_answers(rulebook, part.answers)
    _refuse_problems(problems, "/draft/answers")
    adjustments = _adjustments(part.adjustments)
    return {
        "rulebook": part.rulebook.model_dump(),
        "answers": as_json(rulebook, answers),
        "adjustments": adjustments.record() if adjustments else None,
        "extra_answers": part.extra_answers or None,
        "changed_at": written_moment(part.changed_at),
    }


def _versions(part: AssessmentPart, library: Library) -> Iterator[dict[str, Any]]:
    seen = list[int]()
    for place, version in enumerate(part.versions):
        here = f"/versions/{place}"
        if seen and version.n <= seen[-1]:
            raise Refused(f"{here}/n", f"Version {version.n} does not come after {seen[-1]}.")
        if version.replaces is not None and version.replaces not in seen:
            raise Refused(
                f"{here}/replaces",
                f"Version {version.n} replaces {version.replaces}, which does not come before it.",
            )
        seen.append(version.n)
        yield _version(version, library, here)


def _version(version: VersionPart, library: Library, here: str) -> dict[str, Any]:
    rulebook = _rulebook(version.rulebook, library, f"{here}/rulebook")
    answers, problems = read_answers(rulebook, version.answers, hidden="refuse")
    _refuse_problems(problems, f"{here}/answers")
    result = evaluate(rulebook, answers).record()
    _require_same(result, version.result, f"{here}/result", rulebook)
    return {
        "n": version.n,
        "replaces": version.replaces,
        "created_at": written_moment(version.created_at),
        "rulebook": version.rulebook.model_dump(),
        "engine_version": version.engine_version,
        "answers": as_json(rulebook, answers),
        "result": result,
        **_adjusted(version, rulebook, answers, here),
        "second_opinion": _opinion(version, library, rulebook, answers, here),
    }


def _adjusted(
    version: VersionPart, rulebook: Rulebook, answers: Answers, here: str
) -> dict[str, Any]:
    adjustments = _adjustments(version.adjustments)
    again = adjusted_if_any(rulebook, answers, adjustments)
    record = None if again is None else again.result.record()
    _require_same(record, version.adjusted_result, f"{here}/adjusted_result", rulebook)
    return {
        "adjustments": adjustments.record() if adjustments else None,
        "adjusted_result": record,
    }


def _opinion(
    version: VersionPart, library: Library, rulebook: Rulebook, answers: Answers, here: str
) -> dict[str, Any] | None:
    part = version.second_opinion
    if part is None:
        return None
    place = f"{here}/second_opinion"
    second = _rulebook(part.rulebook, library, f"{place}/rulebook")
    fresh = give_opinion(second, rulebook, answers, part.extra_answers).record()
    fresh["engine_version"] = part.engine_version
    _require_same(fresh, part.model_dump(), place, second)
    return fresh


def _shares(part: AssessmentPart) -> Iterator[dict[str, Any]]:
    numbers = {version.n for version in part.versions}
    for place, share in enumerate(part.shares):
        if share.n not in numbers:
            raise Refused(f"/shares/{place}/n", f"There is no version {share.n} to be shared.")
        yield _share(share, f"/shares/{place}")


def _share(share: SharePart, here: str) -> dict[str, Any]:
    if share.until < share.created_at:
        raise Refused(f"{here}/until", "It was shared until before it was shared.")
    return {
        "n": share.n,
        "label": share.label,
        "created_at": written_moment(share.created_at),
        "until": written_moment(share.until),
    }


def _adjustments(part: AdjustmentsPart | None) -> Adjustments:
    return Adjustments.from_record(None if part is None else part.model_dump(exclude_none=True))


def _rulebook(rules: Rules, library: Library, place: str) -> Rulebook:
    named = f"{rules.id} {rules.version}"
    if not library.has(rules.id, rules.version):
        raise Refused(
            place, f"It was decided under the rules {named}, which this release does not have."
        )
    rulebook = library.get(rules.id, rules.version)
    if rulebook.sha256 != rules.sha256:
        raise Refused(
            place, f"Its rules {named} are not those here of that name: the fingerprints differ."
        )
    return rulebook


def _refuse_problems(problems: tuple[Problem, ...], place: str) -> None:
    for problem in problems:
        raise Refused(f"{place}/{problem.question[:SHOWN]}", problem.message)


def _require_same(fresh: Any, given: Any, place: str, rulebook: Rulebook) -> None:
    if fresh == given:
        return
    differing = changed_names(fresh or {}, given)
    more = f" (and {len(differing) - 3} more)" if len(differing) > 3 else ""
    raise Refused(
        place,
        f"It does not follow from the answers under {rulebook.id} {rulebook.version}: "
        f"{', '.join(name[:SHOWN] for name in differing[:3])}{more} would be otherwise.",
    )
