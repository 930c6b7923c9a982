"""Comparisons for programs: several saved results, and why they came out differently."""

from __future__ import annotations

from app.api.problems import InvalidFields
from app.api.routing import api_router, problems
from app.api.validation import FieldError
from app.api.visits import KeyReader
from app.comparisons.actions import compare_revisions
from app.comparisons.api_models import ComparisonTold, WantedComparison, comparison_told

router = api_router("comparisons")


@router.post("/comparisons", responses=problems(404))
def compare(visit: KeyReader, sent: WantedComparison) -> ComparisonTold:
    """Compare two to four versions.

    Each of the others is taken apart against the first, group of reasons by group; the steps sum
    to the difference of the leads. Nothing is stored, so a key for reading will do.
    """
    keys = [(one.assessment_id, one.version) for one in sent.results]
    twice = [place for place, key in enumerate(keys) if key in keys[:place]]
    if twice:
        told = "The same result is there twice."
        raise InvalidFields([FieldError(told, pointer=f"/results/{place}") for place in twice])
    with visit.reading() as workspace:
        comparison = compare_revisions(workspace, visit.library, keys)
    return comparison_told(comparison)
