"""The rulebooks as pages."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app.engine.errors import Invalid, NotFound
from app.engine.rules import Rulebook
from app.rulebooks.sources import Sources
from app.rules.code_examples import code_examples
from app.rules.disputes import (
    FilledIn,
    asked_dispute,
    dispute_issue,
    dispute_page,
    offer_issue,
    offer_page,
    read_dispute,
    read_offer,
)
from app.rules.evidence import evidence_page
from app.rules.pages import CodePairPage, rulebook_page, rulebooks_page
from app.rules.quality import quality_page
from app.rules.record import record_page
from app.rules.sources import SourceFilter, read_source_filter, sources_page
from app.web.forms import Form, Query
from app.web.rendering import page, see_other
from app.web.visit import Anyone, Visit

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
    return page(visit, evidence_page(rulebook, evidence, visit.today))


@router.get("/rulebooks/{rulebook_id}/{version}")
def show_rulebook(visit: Anyone, rulebook_id: str, version: str) -> HTMLResponse:
    """One version of one rulebook: questions, rules, gates, verdicts and claims."""
    rulebook = visit.library.find(rulebook_id, version)
    return page(visit, rulebook_page(rulebook, visit.library, visit.today))


@router.get("/rulebooks/{rulebook_id}/{version}/sources")
def show_sources(visit: Anyone, rulebook_id: str, version: str, query: Query) -> HTMLResponse:
    """The published decisions that this version counts, all or some; NotFound if it counts none."""
    rulebook, sources = _counting(visit, rulebook_id, version)
    wanted, problem = SourceFilter(), ""
    try:
        wanted = read_source_filter(query, sources)
    except Invalid as error:
        problem = error.message
    has_record = visit.library.record(rulebook) is not None
    context = sources_page(
        rulebook, sources, wanted, visit.today, has_record=has_record, problem=problem
    )
    return page(visit, context, 422 if problem else 200)


@router.get("/rulebooks/{rulebook_id}/{version}/record")
def show_record(visit: Anyone, rulebook_id: str, version: str) -> HTMLResponse:
    """How this version did on decisions it was not made from; NotFound if nobody tried it."""
    library = visit.library
    rulebook = library.find(rulebook_id, version)
    record = library.record(rulebook)
    if record is None or rulebook.compares is None:
        raise NotFound("This version has no record: nobody tried it on other decisions.")
    compared = library.latest(rulebook.compares)
    return page(visit, record_page(rulebook, compared, record, library.sources(rulebook)))


@router.get("/rulebooks/{rulebook_id}/{version}/dispute")
def dispute_source(visit: Anyone, rulebook_id: str, version: str, query: Query) -> HTMLResponse:
    """The form that says what is wrong with a source, which the address may name."""
    rulebook, sources = _counting(visit, rulebook_id, version)
    return page(visit, dispute_page(rulebook, sources, asked_dispute(query)))


@router.post("/rulebooks/{rulebook_id}/{version}/dispute")
def write_dispute(visit: Anyone, rulebook_id: str, version: str, form: Form) -> HTMLResponse:
    """The text of an issue, made of that form; nothing is stored or sent."""
    rulebook, sources = _counting(visit, rulebook_id, version)
    filled_in = read_dispute(form, sources)
    if filled_in.problems:
        return page(visit, dispute_page(rulebook, sources, filled_in), 422)
    issue = dispute_issue(rulebook, sources, filled_in)
    return page(visit, dispute_page(rulebook, sources, filled_in, issue))


@router.get("/rulebooks/{rulebook_id}/{version}/offer")
def offer_case(visit: Anyone, rulebook_id: str, version: str) -> HTMLResponse:
    """The form for a case that is not among the sources."""
    rulebook, _ = _counting(visit, rulebook_id, version)
    return page(visit, offer_page(rulebook, FilledIn({})))


@router.post("/rulebooks/{rulebook_id}/{version}/offer")
def write_offer(visit: Anyone, rulebook_id: str, version: str, form: Form) -> HTMLResponse:
    """The text of an issue, made of that form; nothing is stored or sent."""
    rulebook, _ = _counting(visit, rulebook_id, version)
    filled_in = read_offer(form, rulebook, visit.today)
    if filled_in.problems:
        return page(visit, offer_page(rulebook, filled_in), 422)
    return page(visit, offer_page(rulebook, filled_in, offer_issue(rulebook, filled_in)))


def _counting(visit: Visit, rulebook_id: str, version: str) -> tuple[Rulebook, Sources]:
    """A version and the decisions it counts; NotFound if it counts none."""
    rulebook = visit.library.find(rulebook_id, version)
    sources = visit.library.sources(rulebook)
    if sources is None:
        raise NotFound("This rulebook counts no published decisions.")
    return rulebook, sources


@router.get("/rulebooks/{rulebook_id}/{version}/quality")
def show_quality(visit: Anyone, rulebook_id: str, version: str) -> HTMLResponse:
    """What is known of a rulebook as a whole: tilt, shares, coverage, age, findings."""
    rulebook = visit.library.find(rulebook_id, version)
    return page(visit, quality_page(rulebook, visit.library.texts(rulebook_id), visit.today))
