"""The page that tells of the API, where the operator wants one."""

from __future__ import annotations

import json
from functools import lru_cache

from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse

from app.api.pages import ApiPage
from app.api.reference import Reader, Reference
from app.api.routing import PREFIX
from app.web.rendering import page
from app.web.visit import Anyone

router = APIRouter()


@router.get("/api")
def show_api(visit: Anyone) -> HTMLResponse:
    """Every operation of the API, with lines to copy."""
    settings, api = visit.settings, visit.request.app.state.api
    context = ApiPage(
        title="JSON API",
        reference=_reference(api, settings.public_url),
        document_at=visit.url("api_get_document"),
        address=f"{settings.public_url}{PREFIX}",
        longest_body=f"{api.max_body_size // 1024} KB",
    )
    return page(visit, context)


@lru_cache(2)
def _reference(api: FastAPI, address: str) -> Reference:
    """The operations as the document of the API has them, which never changes."""
    return Reader(json.loads(api.state.document()), address).reference()
