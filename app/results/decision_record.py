"""The decision record of a saved result, to be copied or downloaded."""

from __future__ import annotations

from datetime import date

from fastapi.responses import Response

from app.decisions.machine import Decision
from app.decisions.record import Aside, Record, record_text
from app.engine.adjustments import NONE
from app.results.opinion_prose import HEADING, opinion_prose
from app.results.opinions import OpinionView, stored_opinion
from app.rulebooks.library import Library
from app.store.records import Revision


def decision_record(
    library: Library, title: str, revision: Revision, link: str | None, today: date
) -> str:
    """The record in Markdown, with the second opinion; NotFound if this release lacks its rulebook.

    `link` is an address that leads back, None where whoever has it could open what others should
    not.
    """
    rulebook = library.stored(revision.rulebook_id, revision.rulebook_version)
    adjustments = revision.adjusted.adjustments if revision.adjusted else NONE
    decision = Decision(rulebook, revision.answers, adjustments)
    aside = _aside(library, revision, today)
    around = _around(title, revision, link, aside)
    return record_text(around, decision, library.texts(rulebook.id))


def as_download(
    library: Library, title: str, revision: Revision, link: str | None, today: date
) -> Response:
    """The same as a file, named after the title."""
    name = _around(title, revision, link).file_name
    return Response(
        decision_record(library, title, revision, link, today),
        media_type="text/markdown; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


def _around(title: str, revision: Revision, link: str | None, aside: Aside | None = None) -> Record:
    return Record(title, revision.created_at.date(), link, aside=aside)


def _aside(library: Library, revision: Revision, today: date) -> Aside | None:
    rulebook = library.stored(revision.rulebook_id, revision.rulebook_version)
    view = stored_opinion(library, rulebook, revision, today)
    return aside_of(view) if view else None


def aside_of(view: OpinionView) -> Aside:
    """A second opinion as a record tells it."""
    prose = opinion_prose(view)
    extra = (
        f"Extra answer, which it alone reads: {' '.join(answered)}" for answered in prose.extra
    )
    return Aside(HEADING, prose.said, (*prose.reasons, *extra, prose.source))
