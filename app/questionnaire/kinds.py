"""The three kinds of questionnaire page: of an assessment, a what-if for one, and of nobody yet."""

from __future__ import annotations

from secrets import token_urlsafe

from app.questionnaire.forms import REVISES, Submitted
from app.questionnaire.pages import (
    Actions,
    QuestionnairePage,
    preview_of,
    questionnaire_page,
)
from app.store.records import Assessment
from app.web.visit import Visit

LEDE = "Answer what you know, in any order. What you skip or do not know counts for neither side."
WHAT_IF = (
    "Try other answers and watch the preview. Leaving this page changes nothing; saving makes "
    "the next revision, and the earlier ones stay."
)


def own_page(
    visit: Visit, assessment: Assessment, sent: Submitted, *notices: str
) -> QuestionnairePage:
    """The questionnaire of an assessment.

    It names the version whose questions it shows: another tab may move the assessment to a newer
    one while this page is open.
    """
    to = {"assessment_id": assessment.id}
    actions = Actions(
        save=visit.url("save_answers", **to),
        preview=visit.url("save_draft_answers", **to),
        clear=visit.url("confirm_clear", **to),
        own_fields=(
            ("_latest", str(assessment.latest or 0)),
            ("_rulebook", sent.rulebook.version),
        ),
    )
    name = "show_assessment" if assessment.latest else "show_home"
    back = visit.url(name, **(to if assessment.latest else {}))
    return _page(assessment.title, LEDE, sent, notices, actions, back, saved=True)


def what_if_page(
    visit: Visit, assessment: Assessment, sent: Submitted, *notices: str
) -> QuestionnairePage:
    """Other answers for an assessment: looking changes nothing, saving makes a revision."""
    to = {"assessment_id": assessment.id}
    own = (
        ("_latest", str(assessment.latest or 0)),
        ("_rulebook", sent.rulebook.version),
        (f"_{REVISES}", assessment.id),
    )
    actions = Actions(
        save=visit.url("save_answers", **to),
        preview=visit.url("preview_filled_in", rulebook_id=sent.rulebook.id),
        clear=None,
        own_fields=own,
    )
    back = visit.url("show_assessment", **to)
    heading = f"What if: {assessment.title}"
    return _page(heading, WHAT_IF, sent, notices, actions, back, saved=False)


def loose_page(visit: Visit, sent: Submitted, *notices: str) -> QuestionnairePage:
    """The questionnaire of nobody yet: saving it makes an assessment."""
    to = {"rulebook_id": sent.rulebook.id}
    actions = Actions(
        save=visit.url("save_filled_in", **to),
        preview=visit.url("preview_filled_in", **to),
        clear=visit.url("fill_in", **to),
        own_fields=(("_rulebook", sent.rulebook.version),),
    )
    back = visit.url("show_home")
    return _page(sent.rulebook.title, LEDE, sent, notices, actions, back, saved=False)


def _page(
    heading: str,
    lede: str,
    sent: Submitted,
    notices: tuple[str, ...],
    actions: Actions,
    back: str,
    *,
    saved: bool,
) -> QuestionnairePage:
    return questionnaire_page(
        sent.rulebook,
        sent.values,
        sent.problems,
        title=f"Questionnaire: {heading}",
        heading=heading,
        lede=lede,
        notices=notices,
        preview=preview_of(sent.rulebook, sent.answers, saved=saved),
        actions=actions,
        intent=token_urlsafe(16),
        back=back,
    )
