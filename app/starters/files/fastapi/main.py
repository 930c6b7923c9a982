<% from "fastapi/_parts.jinja" import imports, routes with context %>
<% set stateful = sqlite or slow or model %>
"""The service: << "what starts and stops with it, and its routes" >>."""

<% if stateful %>
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

<% endif %>
<% if slow %>
import httpx2
<% endif %>
<% if move %>
from a2wsgi import WSGIMiddleware
<% endif %>
from fastapi import FastAPI<% if sqlite and size != "long" %>, HTTPException<% endif %>

from fastapi.exceptions import RequestValidationError

<% if move %>
from legacy import app as legacy_app
<% endif %>
<% if size == "long" %>
from << at >>.errors import refuse
<% if pages and not move %>
from << at >>.pages import router as pages
<% endif %>
<% if model %>
from << at >>.predicting import load_model
<% endif %>
from << at >>.routes.health import router as health
from << at >>.routes.<< things >> import router as << things >>
<% if sqlite or slow %>
from << at >>.settings import Settings
<% endif %>
<% if sqlite %>
from << at >>.store import open_database
<% endif %>
<% else %>
<< imports() ->>
from << at >>.errors import refuse
from << at >>.models import Delivery, << Out >>
<% if pages and not move %>
from << at >>.pages import router as pages
<% endif %>
<% if model %>
from << at >>.predicting import load_model
<% else %>
from << at >>.pricing import price_cents
<% endif %>
<% if sqlite or slow %>
from << at >>.settings import Settings
<% endif %>
<% if sqlite %>
from << at >>.store import open_database
<% endif %>
<% endif %>
<% if stateful %>


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
    """What all requests share."""
<% if sqlite or slow %>
    settings = Settings()
<% endif %>
<% if model %>
    model = load_model()
<% endif %>
<% set state = [] %>
<% if slow %><% set _ = state.append('"settings": settings') %><% set _ = state.append('"client": client') %><% endif %>
<% if sqlite %><% set _ = state.append('"engine": engine') %><% endif %>
<% if model %><% set _ = state.append('"model": model') %><% endif %>
<% if sqlite %>
    engine = open_database(settings.database_url)
<% endif %>
<% if slow %>
    async with httpx2.AsyncClient(timeout=settings.traffic_seconds) as client:
        yield {<< state | join(", ") >>}
<% else %>
    yield {<< state | join(", ") >>}
<% endif %>
<% if sqlite %>
    engine.dispose()
<% endif %>
<% endif %>


app = FastAPI(
    title="<< title >>",
    version="0.1.0",
<% if docs == "nobody" %>
    openapi_url=None,
<% elif docs == "others" %>
    description="<< description >>",
    openapi_tags=[{"name": "<< things >>", "description": "<< tag_words >>"}],
<% endif %>
<% if stateful %>
    lifespan=lifespan,
<% endif %>
)
app.add_exception_handler(RequestValidationError, refuse)
<% if size == "long" %>
app.include_router(health)
app.include_router(<< things >><% if prefix %>, prefix="<< prefix >>"<% endif %>)
<% if pages and not move %>
app.include_router(pages)
<% endif %>
<% else %>
<% if pages and not move %>
app.include_router(pages)
<% endif %>


@app.get("/health", include_in_schema=False)
def health() -> dict[str, str]:
    """Says that the service runs."""
    return {"status": "ok"}


<< routes("app", prefix) | trim >>
<% endif %>
<% if move %>


# Whatever has no route above is the Flask app's, so this has to stay last.
app.mount("/", WSGIMiddleware(legacy_app))  # type: ignore[arg-type]
<% endif %>
