"""The page for people; it does what the API does."""

from typing import Any

from flask import Blueprint<% if slow %>, current_app<% endif %><% if sqlite %>, redirect<% endif %>, render_template, request
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

<% if sqlite %>
from << at >> import store
<% endif %>
from << at >>.forms import Fields, problems, read_delivery
<% if not sqlite %>
from << at >>.models import << Out >>
<% endif %>
from << at >>.pricing import price_cents
<% if sqlite %>
from << at >>.session import database_session
<% endif %>
<% if slow %>
from << at >>.traffic import traffic_now
<% endif %>

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def show_page() -> ResponseReturnValue:
    """Show the form<< ", and what was kept" if sqlite >>."""
<% if sqlite %>
    with database_session() as session:
        return _page(<< things >>=store.latest(session))
<% else %>
    return _page()
<% endif %>


@blueprint.post("/")
def send_form() -> ResponseReturnValue:
    """<< "Keep" if sqlite else "Answer" >> what was sent, or say what is wrong with it."""
    fields = request.form.to_dict(flat=False)
    try:
        delivery = read_delivery(fields)
    except ValidationError as error:
<% if sqlite %>
        with database_session() as session:
            kept = store.latest(session)
        return _page(problems=problems(error), fields=fields, << things >>=kept), 422
<% else %>
        return _page(problems=problems(error), fields=fields), 422
<% endif %>
<% if slow %>
    traffic = traffic_now(current_app.extensions["traffic"], current_app.config["TRAFFIC_URL"])
<% endif %>
<% if sqlite %>
    with database_session() as session:
        store.keep(session, delivery, << amount >>)
    return redirect("/", 303)


@blueprint.post("/delete/<int:number>")
def delete_from_page(number: int) -> ResponseReturnValue:
    """Delete one, if it is still there."""
    with database_session() as session:
        store.remove(session, number)
    return redirect("/", 303)
<% else %>
    answer = << Out >>(<< figure >>=<< amount >>)
    return _page(<< thing >>=answer, fields=fields)
<% endif %>


def _page(fields: Fields | None = None, **context: Any) -> str:
    sent = fields or {}
    first = {name: values[0] for name, values in sent.items() if values}
    context |= {"fields": sent, "first": lambda name: first.get(name, "")}
    return render_template("page.html", **context)
