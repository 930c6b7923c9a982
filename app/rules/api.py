"""The rulebooks for programs."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Literal, cast

from fastapi import Path
from starlette.responses import Response

from app.analysis.counts import Counts
from app.analysis.quality import Ageing, Coverage, report
from app.api.models import ResponseModel, example
from app.api.routing import api_router
from app.api.visits import ApiAnyone
from app.engine.rules import Rulebook
from app.rulebooks.library import Library
from app.rules import api_models
from app.rules.quality_models import (
    AgeingClaim,
    AnswerCounts,
    ClaimCoverage,
    Finding,
    QualityContext,
    Robustness,
    RulebookQuality,
    SearchSpace,
)

router = api_router("rulebooks")

Role = Literal["advice", "second_opinion"]


class RulebookSummary(ResponseModel):
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


class Rulebooks(ResponseModel):
    """All rulebooks of this server, every version."""

    model_config = example(
        {
            "items": [
                {
                    "id": "flask-fastapi",
                    "version": "1.0.1",
                    "sha256": "1b46b05c796588cc11243ef4973126524308ecc45ce32d4510846884c3ada493",
                    "title": "Flask or FastAPI?",
                    "role": "advice",
                    "compares": None,
                    "latest": True,
                    "default": True,
                }
            ]
        }
    )

    items: list[RulebookSummary]


RulebookId = Annotated[str, Path(description="Its id.", examples=["flask-fastapi"])]
RulebookVersion = Annotated[str, Path(description="One of its versions.", examples=["1.0.1"])]


@router.get("/rulebooks")
async def list_rulebooks(visit: ApiAnyone) -> Rulebooks:
    """List all rulebooks, every version.

    By id, the oldest version of each first.
    """
    library = visit.library
    return Rulebooks(items=[_listed(library, rulebook) for rulebook in library])


def _listed(library: Library, rulebook: Rulebook) -> RulebookSummary:
    return RulebookSummary(
        id=rulebook.id,
        version=rulebook.version,
        sha256=rulebook.sha256,
        title=rulebook.title,
        role=cast("Role", rulebook.role),
        compares=rulebook.compares,
        latest=library.latest(rulebook.id) is rulebook,
        default=library.default is rulebook,
    )


@router.get("/rulebooks/{rulebook_id}/{version}", response_model=api_models.Rulebook)
def get_rulebook(visit: ApiAnyone, rulebook_id: RulebookId, version: RulebookVersion) -> Response:
    """Get one version of a rulebook, whole.

    Questions, rules, gates, verdicts and the claims of the source. A released version never
    changes.
    """
    body = rulebook_json(visit.library.find(rulebook_id, version))
    return Response(body, media_type="application/json")


@lru_cache(64)
def rulebook_json(rulebook: Rulebook) -> bytes:
    """A rulebook as JSON, made once."""
    return api_models.Rulebook.model_validate(rulebook).model_dump_json().encode()


@router.get("/rulebooks/{rulebook_id}/{version}/quality")
def get_quality(
    visit: ApiAnyone, rulebook_id: RulebookId, version: RulebookVersion
) -> RulebookQuality:
    """Get what is known of one version as a whole.

    As its quality page tells it: shares of all answer sets, tilt, how firm its verdicts are under
    other weightings, which claims are used, which facts have to be checked again. Counts are those
    of answer sets, not of anybody's answers.
    """
    rulebook = visit.library.find(rulebook_id, version)
    found = report(rulebook, visit.today)
    return RulebookQuality(
        id=rulebook.id,
        version=rulebook.version,
        sha256=rulebook.sha256,
        clean=found.clean,
        size=SearchSpace.model_validate(found.size),
        complete=_counts(found.complete),
        with_unknown=_counts(found.with_unknown),
        points=found.points,
        tilt=list(found.tilt),
        contexts=[QualityContext.model_validate(context) for context in found.contexts],
        robustness=[Robustness.model_validate(row) for row in found.robustness],
        coverage=[_coverage(coverage) for coverage in found.coverage],
        ageing=[_ageing(ageing) for ageing in found.ageing],
        findings=[Finding.model_validate(finding) for finding in found.findings],
    )


def _counts(counts: Counts | None) -> AnswerCounts | None:
    return AnswerCounts.model_validate(counts) if counts else None


def _coverage(coverage: Coverage) -> ClaimCoverage:
    return ClaimCoverage(
        claim=coverage.claim.id,
        rules=list(coverage.rules),
        gates=list(coverage.gates),
        unused_because=coverage.unused_because,
    )


def _ageing(ageing: Ageing) -> AgeingClaim:
    return AgeingClaim(claim=ageing.claim.id, best_before=ageing.best_before, passed=ageing.passed)
