"""The second opinion on a saved version for programs: as it was stored, and as it is today."""

from __future__ import annotations

from app.api.models import ResponseModel, example
from app.api.routing import api_router
from app.api.visits import KeyReader
from app.results.opinion_models import OPINION, SecondOpinion
from app.results.opinions import stored_opinion, todays_opinion
from app.results.queries import find_revision
from app.second_opinions.pages import second_for
from app.web.forms import Identifier, Number

router = api_router("second opinions")


class VersionOpinions(ResponseModel):
    """Both opinions on a saved version, with the extra answers that it was saved with."""

    model_config = example({"saved": OPINION, "today": OPINION})

    saved: SecondOpinion | None
    """As it was when the version was saved; null if there was none, or its rules are not here."""
    today: SecondOpinion
    """As the newest rules of the second opinion have it."""


@router.get("/assessments/{assessment_id}/versions/{n}/second-opinion")
def get_second_opinion(visit: KeyReader, assessment_id: Identifier, n: Number) -> VersionOpinions:
    """Get what others decided in the same position, beside the result of a version.

    404, too, where the rules of the version have no second opinion.
    """
    with visit.reading() as workspace:
        revision = find_revision(workspace, assessment_id, n)
    library, today = visit.library, visit.today
    first = library.stored(revision.rulebook_id, revision.rulebook_version)
    second = second_for(library, first)
    stored = stored_opinion(library, first, revision, today)
    return VersionOpinions(
        saved=SecondOpinion.of(stored) if stored else None,
        today=SecondOpinion.of(todays_opinion(library, second, first, revision, today)),
    )
