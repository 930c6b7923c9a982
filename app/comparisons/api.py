"""Comparisons for programs: several saved results, and why they came out differently."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.api.problems import InvalidFields
from app.api.routing import api_router
from app.api.sent import refuse
from app.api.validation import FieldError
from app.api.visits import KeyReader
from app.comparisons.actions import compare_revisions
from app.comparisons.api_models import Comparison, ComparisonRequest, comparison_of
from app.comparisons.queries import RevisionKey, find_titled_revisions
from app.engine.errors import NotFound
from app.store.workspaces import Workspace

router = api_router("comparisons")


@router.post("/comparisons")
def compare_versions(visit: KeyReader, sent: ComparisonRequest) -> Comparison:
    """Compare two to four versions.

    Each of the others is taken apart against the first, group of reasons by group; the steps sum
    to the difference of the leads. Nothing is stored, so a key for reading will do.
    """
    keys = [(result.assessment_id, result.version) for result in sent.results]
    twice = [place for place, key in enumerate(keys) if key in keys[:place]]
    if twice:
        message = "The same result is there twice."
        raise InvalidFields([FieldError(message, pointer=f"/results/{place}") for place in twice])
    with visit.reading() as workspace:
        try:
            comparison = compare_revisions(workspace, visit.library, keys)
        except NotFound:
            refuse([_absent(place) for place in _absences(workspace, keys)])
            raise
    return comparison_of(comparison)


def _absences(workspace: Workspace, keys: Sequence[RevisionKey]) -> Iterator[int]:
    """The places of those that are not there, or are of another workspace."""
    for place, key in enumerate(keys):
        try:
            find_titled_revisions(workspace, [key])
        except NotFound:
            yield place


def _absent(place: int) -> FieldError:
    message = "There is no such version of such an assessment in this workspace."
    return FieldError(message, pointer=f"/results/{place}")
