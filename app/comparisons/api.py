"""Comparisons for programs: several saved results, and why they came out differently."""

from __future__ import annotations

from collections.abc import Sequence

from app.api.problems import InvalidFields
from app.api.routing import api_router
from app.api.sent import refuse
from app.api.validation import FieldError
from app.api.visits import KeyReader
from app.comparisons.actions import compare_revisions
from app.comparisons.api_models import ComparisonTold, WantedComparison, comparison_told
from app.comparisons.queries import RevisionKey, find_titled_revisions
from app.engine.errors import NotFound
from app.store.workspaces import Workspace

router = api_router("comparisons")


@router.post("/comparisons")
def compare_versions(visit: KeyReader, sent: WantedComparison) -> ComparisonTold:
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
        _require_all(workspace, keys)
        comparison = compare_revisions(workspace, visit.library, keys)
    return comparison_told(comparison)


def _require_all(workspace: Workspace, keys: Sequence[RevisionKey]) -> None:
    """InvalidFields that names each that is not there, or is not theirs."""
    faults = []
    for place, (assessment_id, n) in enumerate(keys):
        try:
            find_titled_revisions(workspace, [(assessment_id, n)])
        except NotFound:
            told = "There is no such version of such an assessment in this workspace."
            faults.append(FieldError(told, pointer=f"/results/{place}"))
    refuse(faults)
