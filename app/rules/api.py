"""The rulebooks for programs."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Literal, cast

from fastapi import Path
from starlette.responses import Response

from app.analysis.quality import Ageing, Coverage, report
from app.api.models import Told, example
from app.api.routing import api_router
from app.api.visits import ApiAnyone
from app.engine.rules import Rulebook
from app.rulebooks.library import Library
from app.rules.api_models import RulebookTold
from app.rules.quality_models import (
    AgeingTold,
    ContextTold,
    CoverageTold,
    FindingTold,
    QualityTold,
    RobustnessTold,
    SizeTold,
    counts_told,
)

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

    items: list[RulebookListed]


RulebookId = Annotated[str, Path(description="Its id.", examples=["flask-fastapi"])]
RulebookVersion = Annotated[str, Path(description="One of its versions.", examples=["1.0.1"])]


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


@router.get("/rulebooks/{rulebook_id}/{version}", response_model=RulebookTold)
def get_rulebook(visit: ApiAnyone, rulebook_id: RulebookId, version: RulebookVersion) -> Response:
    """Get one version of a rulebook, whole.

    Questions, rules, gates, verdicts and the claims of the source. A released version never
    changes.
    """
    told = rulebook_json(visit.library.find(rulebook_id, version))
    return Response(told, media_type="application/json")


@lru_cache(64)
def rulebook_json(rulebook: Rulebook) -> bytes:
    """A rulebook as JSON, made once."""
    return RulebookTold.model_validate(rulebook).model_dump_json().encode()


@router.get("/rulebooks/{rulebook_id}/{version}/quality")
def get_quality(visit: ApiAnyone, rulebook_id: RulebookId, version: RulebookVersion) -> QualityTold:
    """Get what is known of one version as a whole.

    As its quality page tells it: shares of all answer sets, tilt, how firm its verdicts are under
    other weightings, which claims are used, which facts have to be checked again. Counts are those
    of answer sets, not of anybody's answers.
    """
    rulebook = visit.library.find(rulebook_id, version)
    found = report(rulebook, visit.today)
    return QualityTold(
        id=rulebook.id,
        version=rulebook.version,
        sha256=rulebook.sha256,
        clean=found.clean,
        size=SizeTold.model_validate(found.size),
        complete=counts_told(found.complete),
        with_unknown=counts_told(found.with_unknown),
        points=found.points,
        tilt=list(found.tilt),
        contexts=[ContextTold.model_validate(one) for one in found.contexts],
        robustness=[RobustnessTold.model_validate(one) for one in found.robustness],
        coverage=[_coverage(one) for one in found.coverage],
        ageing=[_ageing(one) for one in found.ageing],
        findings=[FindingTold.model_validate(one) for one in found.findings],
    )


def _coverage(one: Coverage) -> CoverageTold:
    return CoverageTold(
        claim=one.claim.id,
        rules=list(one.rules),
        gates=list(one.gates),
        unused_because=one.unused_because,
    )


def _ageing(one: Ageing) -> AgeingTold:
    return AgeingTold(claim=one.claim.id, best_before=one.best_before, passed=one.passed)
