"""The decision record of a saved result, to be copied or downloaded."""

from __future__ import annotations

from fastapi.responses import Response

from app.decisions.machine import Decision
from app.decisions.record import Record, record_text
from app.engine.adjustments import NONE
from app.rulebooks.library import Library
from app.store.records import Revision


def decision_record(library: Library, title: str, revision: Revision, link: str | None) -> str:
    """The record in Markdown; NotFound if this release lacks its rulebook.

    `link` is an address that leads back, None where whoever has it could open what others should
    not.
    """
    rulebook = library.stored(revision.rulebook_id, revision.rulebook_version)
    adjustments = revision.adjusted.adjustments if revision.adjusted else NONE
    decision = Decision(rulebook, revision.answers, adjustments)
    return record_text(_around(title, revision, link), decision, library.texts(rulebook.id))


def as_download(library: Library, title: str, revision: Revision, link: str | None) -> Response:
    """The same as a file, named after the title."""
    name = _around(title, revision, link).file_name
    return Response(
        decision_record(library, title, revision, link),
        media_type="text/markdown; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


def _around(title: str, revision: Revision, link: str | None) -> Record:
    return Record(title, revision.created_at.date(), link)
