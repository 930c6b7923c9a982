"""The contexts of our pages, made by our own functions of what a peer has read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from secrets import token_urlsafe

from app.assessments.list_address import Asked
from app.assessments.listing import Listing
from app.assessments.pages import AssessmentsPage, assessments_page
from app.assessments.rows import ListedRow, standing_row
from app.assessments.version_pages import RevisionPage, Unsaved
from app.assessments.version_routes import Saved, revision_page
from app.engine.answers import read_answers
from app.questionnaire.actions import pinned_rulebook
from app.questionnaire.forms import Submitted, stored
from app.questionnaire.pages import PreviewFragment, QuestionnairePage, own_page
from app.questionnaire.panel import preview_of
from app.results.firmness import firmness_view
from app.results.pages import revision_view
from app.shares.actions import state_of
from app.shares.belief import belief_view
from app.shares.pages import SharedPage, link_preview
from app.site.pages import AboutPage, HomePage, entrances, outcomes
from app.site.taste import taste
from app.store.records import Answered, Assessment, Share, SharedRevision
from app.web.forms import Fields
from benchmarks.peers.rows import Listed
from benchmarks.peers.site import LIBRARY, PeerVisit


def home_page(
    visit: PeerVisit, query: Fields, unfinished: Sequence[ListedRow], recent: Sequence[ListedRow]
) -> HomePage:
    """Home, with what was begun and saved last."""
    rulebook = LIBRARY.default
    texts = LIBRARY.texts(rulebook.id)
    shown, preview = taste(rulebook, texts, query)
    form = visit.url("fill_in", rulebook_id=rulebook.id)
    return HomePage(
        title=rulebook.title,
        rulebook=rulebook,
        texts=texts,
        others=tuple(other for other in LIBRARY.startable if other != rulebook),
        intent=token_urlsafe(16),
        unfinished=tuple(unfinished),
        recent=tuple(recent),
        outcomes=outcomes(rulebook, form),
        doors=entrances(rulebook, texts, form),
        taste=shown,
        preview=preview,
    )


def about_page() -> AboutPage:
    """What this is and what it does not know."""
    return AboutPage(
        title="About this advisor",
        rulebooks=LIBRARY.startable,
        checked=frozenset(id_ for id_ in LIBRARY.ids if LIBRARY.evidence(id_)),
        seconds={one.id: LIBRARY.second_opinion_on(one.id) for one in LIBRARY.startable},
        texts={one.id: LIBRARY.texts(one.id) for one in LIBRARY.startable},
    )


def listed(
    found: Sequence[Listed], shares: Sequence[Share], now: datetime
) -> tuple[ListedRow, ...]:
    """Assessments as lists show them; `shares` are the links to them, open or not."""
    shared = {share.assessment_id for share in shares if state_of(share, now) == "open"}
    return tuple(
        standing_row(LIBRARY, assessment, standing, shared=assessment.id in shared)
        for assessment, standing in found
    )


def list_page(
    visit: PeerVisit,
    found: Sequence[Listed],
    rows: tuple[ListedRow, ...],
    total: int,
    labels: Sequence[str],
) -> AssessmentsPage:
    """The first page of the list."""
    assessments = tuple(assessment for assessment, _ in found)
    listing = Listing(
        rows=assessments,
        total=total,
        after=(assessments[-1].sequence,) if total > len(assessments) else None,
        labels=tuple(labels),
        is_empty=not assessments,
    )
    here, intent = visit.url("list_saved"), token_urlsafe(16)
    return assessments_page(listing, rows, Asked(), here, deleted=0, intent=intent)


def result_page(visit: PeerVisit, saved: Mapping[str, object]) -> RevisionPage:
    """A saved result; `saved` has what the store knows of it, by the names of `Saved`."""
    return revision_page(visit, Saved(**saved), unchanged=False)


def unsaved(assessment: Assessment, n: int, answered: Answered | None) -> Unsaved | None:
    """What the draft has otherwise than that version, if that is the latest and there is one."""
    if answered is None or answered.saved is None or n != assessment.latest:
        return None
    draft, saved = answered.draft, answered.saved
    return Unsaved(
        draft.answers != saved.answers,
        draft.adjustments != saved.adjustments,
        draft.extra_answers != saved.extra_answers,
    )


def shared_page(visit: PeerVisit, shared: SharedRevision, token: str) -> SharedPage:
    """The report behind a link."""
    revision = shared.revision
    view = revision_view(LIBRARY, revision, visit.today)
    firmness = firmness_view(view.rulebook, revision.answers, revision.result, None)
    preview = link_preview(shared, view, visit.full_url("show_preview", token=token))
    return SharedPage(
        title=preview.title,
        shared=shared,
        view=view,
        texts=LIBRARY.texts(view.rulebook.id),
        firmness=firmness,
        belief=belief_view(view, firmness, shared.share.answered_by),
        preview=preview,
        copy_at=visit.url("copy_to_own", token=token),
        record_at=visit.url("download_shared_record", token=token),
        intent=token_urlsafe(16),
    )


def questionnaire_page(visit: PeerVisit, answered: Answered) -> QuestionnairePage:
    """The questionnaire of an assessment, with the answers that stand."""
    rulebook = pinned_rulebook(LIBRARY, answered.draft)
    answers, _ = read_answers(rulebook, answered.draft.answers)
    return own_page(visit, answered, stored(rulebook, answers), undo={})


def preview_part(sent: Submitted) -> PreviewFragment:
    """What stands beside the questions once these answers are kept."""
    texts = LIBRARY.texts(sent.rulebook.id)
    preview = preview_of(sent.rulebook, texts, sent.answers, saved=True, last=sent.last)
    return PreviewFragment(preview=preview)
