"""Joins settings, database, rulebooks and routes into the application; nothing runs at import."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import cache

from anyio.to_thread import current_default_thread_limiter
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from jinja2 import Environment
from starlette.middleware import Middleware
from starlette.types import ASGIApp

from app.adjustments.api import router as adjustments_api
from app.adjustments.routes import router as adjustments_router
from app.api.application import Apart, build_api, finish_api
from app.api.openapi import router as document_router
from app.api.routes import router as api_pages_router
from app.assessments.api import router as assessments_api
from app.assessments.routes import router as assessments_router
from app.assessments.version_api import router as versions_api
from app.assessments.version_routes import KEPT as KEPT_VERSIONS
from app.assessments.version_routes import router as versions_router
from app.comparisons.api import router as comparisons_api
from app.comparisons.routes import router as comparisons_router
from app.exports.api import router as exports_api
from app.exports.routes import router as exports_router
from app.files import FILES
from app.keys.api import router as keys_api
from app.keys.routes import router as keys_router
from app.questionnaire.api import router as drafts_api
from app.questionnaire.loose import router as loose_router
from app.questionnaire.routes import router as questionnaire_router
from app.questionnaire.stepping import router as stepping_router
from app.results.api import crowded
from app.results.api import router as evaluation_api
from app.rulebooks.library import Library, load_library
from app.rules.api import router as rulebooks_api
from app.rules.routes import router as rulebooks_router
from app.second_opinions.api import router as second_opinions_api
from app.second_opinions.routes import router as second_opinions_router
from app.settings import Settings
from app.shares.api import router as shares_api
from app.shares.routes import KEPT as KEPT_SHARES
from app.shares.routes import router as shares_router
from app.site.programs import router as programs_router
from app.site.routes import router as site_router
from app.site.styleguide import router as styleguide_router
from app.starters.routes import router as starters_router
from app.store.database import Database
from app.store.session import Clock, utc_now
from app.store.status import Readiness
from app.web.admission import Admission
from app.web.cookies import cookie_profile
from app.web.csrf import CrossSiteGuard
from app.web.door import Door
from app.web.errors import LastResort, PlainRefusals, handle_errors
from app.web.fragments import Fragments, forget_hourly
from app.web.headers import ResponseFinisher
from app.web.heads import Heads
from app.web.hosts import KnownHosts
from app.web.hourly_purge import Alarm, purge_hourly
from app.web.kept import KeptPages
from app.web.limits import Limits
from app.web.logs import configure_logs
from app.web.packing import Packing
from app.web.policies import check_policies, walk
from app.web.prefix import Prefixed, check_prefix
from app.web.quoting import quoted
from app.web.rendering import build_templates
from app.web.request_log import RequestLog
from app.web.shelf import Shelf
from app.web.spare import SpareTime
from app.web.state import Parts
from app.web.static import HashedFiles, KeptFiles
from app.web.unnamed_proxy import UnnamedProxy
from app.workspaces.routes import router as workspaces_router

LARGEST_BODY = 65_536
MEGABYTE = 2**20
MOST_EXPLAINING = 100  # programs that wait for an explanation; one more is refused at once

ROUTERS = (
    loose_router,
    questionnaire_router,
    site_router,
    assessments_router,
    versions_router,
    shares_router,
    adjustments_router,
    second_opinions_router,
    stepping_router,
    comparisons_router,
    workspaces_router,
    exports_router,
    keys_router,
    rulebooks_router,
    starters_router,
    programs_router,
)
"""The busiest of those come first that are never answered from memory: routing is linear."""

API_ROUTERS = (
    evaluation_api,
    rulebooks_api,
    assessments_api,
    versions_api,
    drafts_api,
    adjustments_api,
    second_opinions_api,
    shares_api,
    comparisons_api,
    keys_api,
    exports_api,
    document_router,
)
"""The same for programs."""

KEPT = (*KEPT_VERSIONS, *KEPT_SHARES)
"""The pages that may be answered from memory."""

API_PAGES = (api_pages_router,)
DEVELOPMENT_ROUTERS = (styleguide_router,)


def start(settings: Settings, library: Library) -> ASGIApp:
    """The application for a process of its own, which then logs as we do."""
    configure_logs(settings.log_level)
    return create_app(settings, library=library)


def create_app(
    settings: Settings, *, library: Library | None = None, clock: Clock | None = None
) -> ASGIApp:
    """The finished application, with the safety headers and the last resort around it."""
    return finish(build_pages(settings, library=library, clock=clock))


def finish(pages: FastAPI) -> ASGIApp:
    """Pages and API with all that has to be around them, even around their error pages.

    From the outside in: nothing is answered before the host is known to be ours, and what is in
    memory is answered before the framework begins.
    """
    parts: Parts = pages.state.parts
    settings = parts.settings
    usual: ASGIApp = Heads(PlainRefusals(pages))
    if settings.keeps_pages:
        usual = KeptPages(usual, parts, pages.routes, KEPT)
    ours = LastResort(KnownHosts(KeptFiles(usual, pages.state.files), pages))
    app: ASGIApp = ResponseFinisher(Apart(finish_api(pages.state.api), ours), settings)
    app = UnnamedProxy(RequestLog(app, cookie_profile(settings)))
    return Prefixed(app, settings.prefix) if settings.prefix else app


def build_pages(
    settings: Settings, *, library: Library | None = None, clock: Clock | None = None
) -> FastAPI:
    """The pages with the middleware that belongs to them, but without what is around them.

    The API stands beside them as `state.api`, with the same parts.
    """
    static = HashedFiles(FILES / "static", fresh=settings.development)
    pages = FastAPI(
        max_body_size=LARGEST_BODY,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        middleware=[
            Middleware(Door),
            Middleware(Packing, minimum_size=500, compresslevel=6),
            Middleware(CrossSiteGuard, settings=settings),
        ],
        lifespan=_lifespan,
    )
    pages.state.files = static
    fragments = Fragments(0) if settings.development else Fragments()
    templates = _templates(settings, pages, static, fragments)
    library = library or load_library(default=settings.rulebook)
    pages.state.parts = _parts(settings, library, templates, fragments, clock or utc_now)
    for router in _routers(settings):
        # Not included: an included router is asked twice for each request, router and route.
        pages.router.routes.extend(router.routes)
    pages.mount("/static", static, name="static")
    handle_errors(pages)
    api = build_api(API_ROUTERS, pages.state.parts, LARGEST_BODY)
    pages.state.api = api
    check_policies([*pages.routes, *api.routes])
    check_prefix(settings.prefix, [*pages.routes, *api.routes])
    return pages


def _routers(settings: Settings) -> tuple[APIRouter, ...]:
    """Those of the pages that there are with these settings."""
    api_pages = API_PAGES if settings.api_docs else ()
    return *ROUTERS, *api_pages, *(DEVELOPMENT_ROUTERS if settings.development else ())


def _templates(
    settings: Settings, pages: FastAPI, static: HashedFiles, fragments: Fragments
) -> Environment:
    """The templates, whose addresses begin with the prefix."""
    templates = build_templates(
        lambda name: settings.prefix + static.url(name),
        _url_builder(pages, settings.prefix),
        plain_http=settings.plain_http,
        tells_api=settings.api_docs,
        fragments=fragments,
    )
    templates.auto_reload = settings.development
    return templates


def _parts(
    settings: Settings,
    library: Library,
    templates: Environment,
    fragments: Fragments,
    clock: Clock,
) -> Parts:
    """What handlers work with, of pages and API alike."""
    database = Database(settings.database_url, clock=clock, quotas=settings.quotas)
    admission = Admission()
    return Parts(
        settings=settings,
        database=database,
        readiness=Readiness(database.require_ready),
        limits=Limits(settings.saves_per_address),
        admission=admission,
        explaining=Admission(places=1, waiting=MOST_EXPLAINING, refusal=crowded),
        uploads=Admission(places=8, waiting=0),
        imports=Admission(places=1, waiting=8, seconds=20),
        spare=SpareTime(admission),
        alarm=Alarm(),
        library=library,
        templates=templates,
        fragments=fragments,
        shelf=Shelf(settings.kept_megabytes * MEGABYTE),
        clock=clock,
    )


@asynccontextmanager
async def _lifespan(pages: FastAPI) -> AsyncIterator[None]:
    parts: Parts = pages.state.parts
    current_default_thread_limiter().total_tokens = parts.settings.threads
    hourly = (
        purge_hourly(parts.database, parts.alarm.sleep),
        forget_hourly(parts.fragments, parts.shelf),
    )
    tasks = [asyncio.create_task(each) for each in hourly]
    yield
    for task in tasks:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    parts.database.close()


def _url_builder(pages: FastAPI, prefix: str) -> Callable[..., str]:
    """The address of a handler from its name; the framework's own way searches every route."""

    @cache
    def paths() -> dict[str, str]:
        every = (*walk(pages.routes), *walk(pages.state.api.routes))
        routes = [route for route in every if isinstance(route, APIRoute)]
        return {route.name: prefix + route.path_format for route in routes}

    def url(name: str, /, **path: object) -> str:
        return paths()[name].format(**{key: quoted(value) for key, value in path.items()})

    return url
