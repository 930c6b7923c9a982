"""The page for people; it does what the API does."""

from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse<% if sqlite %>, RedirectResponse, Response<% endif %>

from fastapi.templating import Jinja2Templates
from pydantic import ValidationError

<% if sqlite %>
from << at >> import store
<% endif %>
<% if sqlite or slow %>
from << at >>.dependencies import << (["DatabaseSession"] if sqlite else []) | join >><< ", " if sqlite and slow >><< "TrafficNow" if slow >>
<% endif %>
from << at >>.forms import Fields, problems, read_delivery
<% if not sqlite %>
from << at >>.models import << Out >>
<% endif %>
from << at >>.pricing import price_cents

router = APIRouter(include_in_schema=False)
templates = Jinja2Templates(Path(__file__).with_name("templates"))


async def sent_fields(request: Request) -> Fields:
    """The fields of the form."""
    form = await request.form()
    return {name: [one for one in form.getlist(name) if isinstance(one, str)] for name in form}


SentFields = Annotated[Fields, Depends(sent_fields)]


<% if sqlite %>
@router.get("/")
def show_page(request: Request, session: DatabaseSession) -> HTMLResponse:
    """The form, and what was kept."""
    return _page(request, << things >>=store.latest(session))


@router.post("/", response_model=None)
<% if slow %>
def send_form(
    request: Request, fields: SentFields, traffic: TrafficNow, session: DatabaseSession
) -> Response:
<% else %>
def send_form(request: Request, fields: SentFields, session: DatabaseSession) -> Response:
<% endif %>
    """Keeps what was sent, or says what is wrong with it."""
    try:
        delivery = read_delivery(fields)
    except ValidationError as error:
        return _page(
            request, 422, problems=problems(error), fields=fields, << things >>=store.latest(session)
        )
    store.keep(session, delivery, << amount >>)
    return RedirectResponse("/", 303)


@router.post("/delete/{number}")
def delete_from_page(number: int, session: DatabaseSession) -> RedirectResponse:
    """Deletes one, if it is still there."""
    store.remove(session, number)
    return RedirectResponse("/", 303)
<% else %>
@router.get("/")
def show_page(request: Request) -> HTMLResponse:
    """The form."""
    return _page(request)


@router.post("/")
<% if slow %>
def send_form(request: Request, fields: SentFields, traffic: TrafficNow) -> HTMLResponse:
<% else %>
def send_form(request: Request, fields: SentFields) -> HTMLResponse:
<% endif %>
    """Answers what was sent, or says what is wrong with it."""
    try:
        delivery = read_delivery(fields)
    except ValidationError as error:
        return _page(request, 422, problems=problems(error), fields=fields)
    answer = << Out >>(<< figure >>=<< amount >>)
    return _page(request, << thing >>=answer, fields=fields)
<% endif %>


def _page(
    request: Request, status: int = 200, fields: Fields | None = None, **context: Any
) -> HTMLResponse:
    sent = fields or {}
    first = {name: values[0] for name, values in sent.items() if values}
    context |= {"fields": sent, "first": lambda name: first.get(name, "")}
    return templates.TemplateResponse(request, "page.html", context, status)
