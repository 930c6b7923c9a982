"""The rulebooks as pages."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app.engine.errors import NotFound
from app.rules.code_examples import code_examples
from app.rules.evidence import evidence_page
from app.rules.pages import CodePairPage, rulebook_page, rulebooks_page
from app.rules.quality import quality_page
from app.web.rendering import page, see_other
from app.web.visit import Anyone

router = APIRouter()


@router.get("/rulebooks")
def list_rulebooks(visit: Anyone) -> HTMLResponse:
    """All rulebooks, every version."""
    return page(visit, rulebooks_page(visit.library))


@router.get("/rulebooks/{rulebook_id}")
def show_latest_rulebook(visit: Anyone, rulebook_id: str) -> Response:
    """An address that names no version: on to the latest."""
    version = visit.library.find(rulebook_id).version
    return see_other(visit, visit.url("show_rulebook", rulebook_id=rulebook_id, version=version))


@router.get("/rulebooks/{rulebook_id}/code")
def show_code_pair(visit: Anyone, rulebook_id: str) -> HTMLResponse:
    """The same program written for each alternative; NotFound where there is none."""
    rulebook = visit.library.find(rulebook_id)
    pair = visit.library.texts(rulebook_id).code_pair
    if pair is None:
        raise NotFound("No code is shown for this rulebook.")
    examples = code_examples(rulebook)
    context = CodePairPage(title=pair.title, rulebook=rulebook, pair=pair, examples=examples)
    return page(visit, context)


@router.get("/rulebooks/{rulebook_id}/evidence")
def show_evidence(visit: Anyone, rulebook_id: str) -> HTMLResponse:
    """What can be checked of the source's claims, and what was found; NotFound if nobody looked."""
    rulebook = visit.library.find(rulebook_id)
    evidence = visit.library.evidence(rulebook_id)
    if evidence is None:
        raise NotFound("Nothing was checked of what this rulebook rests on.")
    texts = visit.library.texts(rulebook_id)
    return page(visit, evidence_page(rulebook, texts, evidence, visit.today))


@router.get("/rulebooks/{rulebook_id}/{version}")
def show_rulebook(visit: Anyone, rulebook_id: str, version: str) -> HTMLResponse:
    """One version of one rulebook: questions, rules, gates, verdicts and claims."""
    library = visit.library
    rulebook, texts = library.find(rulebook_id, version), library.texts(rulebook_id)
    return page(visit, rulebook_page(rulebook, texts, library.evidence(rulebook_id)))


@router.get("/rulebooks/{rulebook_id}/{version}/quality")
def show_quality(visit: Anyone, rulebook_id: str, version: str) -> HTMLResponse:
    """What is known of a rulebook as a whole: tilt, shares, coverage, age, findings."""
    rulebook = visit.library.find(rulebook_id, version)
    return page(visit, quality_page(rulebook, visit.library.texts(rulebook_id), visit.today))
