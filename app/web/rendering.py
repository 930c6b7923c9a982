"""Turns page contexts into HTML; the one place that knows templates and htmx headers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, ClassVar, Protocol, TypeVar, cast

from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.engine.errors import AdvisorError, Full, TooMany
from app.files import FILES
from app.web.compiling import COMPILED, DirectEnvironment
from app.web.cookies import cookie_profile
from app.web.forms import LONGEST
from app.web.fragments import Fragments
from app.web.visit import Visit

TEMPLATES = FILES / "templates"
STYLESHEET = "app.css"
STYLES = "advisor-styles"
"""A header in which the script says which stylesheet its page has, by address."""
OF_ONE_BROWSER = re.compile("/assessments/.|/comparisons")
"""How the addresses begin that only one browser can open."""
OF_RULES = re.compile("/rulebooks/|/questionnaire/")
"""How the addresses begin that name rules."""
MACROS = (
    *("forms", "results", "charts", "adjusting", "listed", "records", "opinions", "api"),
    "planned",
)

NO_MORE = (Full, TooMany)
"""What a quota or a limit says; a form is shown again with it, so that what was typed is kept."""

Answer = TypeVar("Answer", bound=Response)


@dataclass(frozen=True, kw_only=True)
class Page:
    """What every page needs; each subclass names its template and adds its own fields."""

    template: ClassVar[str]
    title: str


@dataclass(frozen=True, kw_only=True)
class ErrorPage(Page):
    """A page that says what happened and what to do.

    `perhaps_sent`: the address is one that somebody may have sent instead of a link. `of_rules`:
    it names rules that are not here. `has_list`: there may be saved assessments to go to.
    `may_enter`: a code could help. `typed` are texts of the form that it answers, with their names.
    """

    template: ClassVar[str] = "error.html"
    status: int
    message: str
    remedy: str
    perhaps_sent: bool = False
    of_rules: bool = False
    has_list: bool = True
    may_enter: bool = False
    typed: tuple[tuple[str, str], ...] = ()


def signed(number: int) -> str:
    """`+3`, `−2` with a true minus sign, or a plain `0`."""
    return f"+{number}" if number > 0 else f"−{-number}" if number < 0 else "0"


def thousands(number: int) -> str:
    """`73,850,616`."""
    return f"{number:,}"


def sentence(text: str) -> str:
    """The text with a capital letter, as the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def plural(number: int, one: str, many: str | None = None) -> str:
    """`1 point`, `2,000 points`, `−3 points` with a true minus sign."""
    shown = f"−{-number:,}" if number < 0 else f"{number:,}"
    return f"{shown} {one if abs(number) == 1 else many or one + 's'}"


class Outcome(Protocol):
    """What came out: a result, or the row of one in a list."""

    @property
    def strength(self) -> str | None:
        """The word for the lead; None if nobody is ahead."""

    @property
    def lead(self) -> int | None:
        """The points between the two best; None where a rule decides."""


class LabelledOutcome(Outcome, Protocol):
    """An outcome with its verdict."""

    @property
    def label(self) -> str:
        """The verdict in words."""


def margin(outcome: Outcome) -> str:
    """`by 24 points (very strong)`, `by a rule`, `3 points apart`; empty if nothing is between."""
    if outcome.lead is None:
        return "by a rule"
    if outcome.strength:
        return f"by {plural(outcome.lead, 'point')} ({outcome.strength})"
    return f"{plural(outcome.lead, 'point')} apart" if outcome.lead else ""


def outcome(result: LabelledOutcome) -> str:
    """`FastAPI, by 24 points (very strong)`: the verdict and its margin, if there is one."""
    return ", ".join(filter(None, [result.label, margin(result)]))


def day(moment: date) -> str:
    """`22 November 2026`; of a moment, the day in UTC."""
    return f"{moment.day} {moment:%B %Y}"


def minute(moment: datetime) -> str:
    """`22 November 2026, 14:05 UTC`."""
    return f"{day(moment)}, {moment:%H:%M} UTC"


def build_templates(
    static_url: Callable[[str], str],
    url: Callable[..., str],
    *,
    plain_http: bool = False,
    tells_api: bool = True,
    fragments: Fragments | None = None,
) -> Environment:
    """The environment all pages share; macros are loaded last, since they copy the globals.

    `plain_http` puts a warning on every page that the connection is not encrypted, `tells_api` a
    link to the page about the API. Without
    `fragments` to keep parts of pages in, all is rendered each time.
    """
    environment = DirectEnvironment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=COMPILED,
    )
    environment.filters.update(
        signed=signed,
        thousands=thousands,
        sentence=sentence,
        margin=margin,
        outcome=outcome,
        day=day,
        minute=minute,
    )
    environment.globals.update(
        static_url=static_url,
        url=url,
        plural=plural,
        plain_http=plain_http,
        tells_api=tells_api,
        kept=fragments or Fragments(0),
        longest=SimpleNamespace(**LONGEST),
    )
    for name in MACROS:
        environment.globals[name] = environment.get_template(f"macros/{name}.html").module
    return environment


def render(visit: Visit, template: str, context: object) -> str:
    """The template filled with the fields of a context dataclass."""
    return _filled(visit.parts.templates, context, template)


def _filled(templates: Environment, context: object, template: str = ErrorPage.template) -> str:
    values: dict[str, Any] = {
        field.name: getattr(context, field.name)
        for field in fields(context)  # type: ignore[arg-type]
    }
    return templates.get_template(template).render(values)


def page(
    visit: Visit, context: Page, status: int = 200, *, address: str | None = None
) -> HTMLResponse:
    """A whole page; `address` is where it can be found again, if it answers a form."""
    headers = {"hx-replace-url": address} if address else None
    return answered(visit, HTMLResponse(render(visit, context.template, context), status, headers))


def kept_page(
    visit: Visit, context: Page, key: str, turns: Iterable[datetime] = ()
) -> HTMLResponse:
    """A page that may be answered from memory next time; `key` is that of its forms.

    It has to be made of one moment of the database, and of the clock only what is another at the
    `turns`, or each day. What has to be noted after the answer would be left out from memory.
    """
    answer = page(visit, context)
    if visit.asked is not None and visit.afterwards is None:
        visit.asked.keep(answer, key, turns)
    return answer


def refused(visit: Visit, context: Page, error: Full | TooMany) -> HTMLResponse:
    """The page of a form again that a quota or limit refused, with when to try again."""
    answer = page(visit, context, error.status)
    if isinstance(error, TooMany):
        answer.headers["retry-after"] = str(error.retry_after)
    return answer


def fragment(
    visit: Visit, template: str, context: object, status: int = 200, *, whole: str
) -> Response:
    """A part of a page, the very text that the page itself includes.

    A page of another release could not show it: that one is loaded anew, from the address `whole`.
    """
    return part(visit, render(visit, template, context), status, whole=whole)


def part(visit: Visit, text: str, status: int = 200, *, whole: str) -> Response:
    """The same, rendered already."""
    if _is_of_another_release(visit):
        return see_other(visit, whole)
    return answered(visit, HTMLResponse(text, status))


def see_other(visit: Visit, location: str) -> Response:
    """The answer to a form that was accepted: go and look.

    The script puts what is there into the page that it has; one of another release goes there.
    """
    if _is_of_another_release(visit):
        return answered(visit, Response(headers={"hx-redirect": location}))
    return answered(visit, RedirectResponse(location, status_code=303))


def _is_of_another_release(visit: Visit) -> bool:
    """Whether the script asks for a page that has other styles than those of today."""
    headers = visit.request.headers
    static_url = cast("Callable[[str], str]", visit.parts.templates.globals["static_url"])
    return "hx-request" in headers and headers.get(STYLES) != static_url(STYLESHEET)


def error_page(
    visit: Visit, status: int, title: str, message: str, remedy: str, *, may_enter: bool = False
) -> HTMLResponse:
    """A page for an error, in the user's words; what they typed into a form comes back with it."""
    path = visit.request.scope["path"]
    looks = visit.request.method == "GET"
    context = ErrorPage(
        title=title,
        status=status,
        message=message,
        remedy=remedy,
        perhaps_sent=status == 404 and looks and OF_ONE_BROWSER.match(path) is not None,
        of_rules=status == 404 and OF_RULES.match(path) is not None,
        has_list=cookie_profile(visit.settings).read(visit.request.scope["headers"]) is not None,
        may_enter=may_enter,
        typed=visit.typed,
    )
    return page(visit, context, status)


def kept_error_page(templates: Environment, error: AdvisorError) -> str:
    """The text of the page for an error that many get: rendered once, but while developing."""
    context = ErrorPage(
        title=error.title, status=error.status, message=error.message, remedy=error.remedy
    )
    return (_filled if templates.auto_reload else _kept)(templates, context)


@lru_cache(16)
def _kept(templates: Environment, context: ErrorPage) -> str:
    return _filled(templates, context)


def wants_fragment(visit: Visit) -> bool:
    """Whether htmx asked for a part of a page rather than the page."""
    return visit.request.headers.get("HX-Request-Type") == "partial"


def answered(visit: Visit, answer: Answer) -> Answer:
    """The answer with the cookies of the visit and what is to be done after it."""
    for cookie in visit.cookies:
        answer.headers.append("set-cookie", cookie.decode("ascii"))
    answer.background = visit.afterwards
    return answer


def stylesheet(reveal_rules: Iterable[tuple[str, tuple[str, ...]]]) -> Response:
    """Styles that hide each question until one control of each of its conditions is on."""
    rules = (
        f".questionnaire:not(:has({', '.join(f'#{control}:checked' for control in controls)})) "
        f"#q-{question} {{ display: none; }}\n"
        for question, controls in reveal_rules
    )
    return Response("".join(rules), media_type="text/css")
