"""The advisor's pages in Flask, with Jinja and sqlite3: `gunicorn benchmarks.peers.flask_peer:app`.

Static files by WhiteNoise. It writes no log of its requests, while the advisor does.
"""

from __future__ import annotations

from flask import Flask, Response, request
from whitenoise import WhiteNoise

from app.engine.errors import AdvisorError, Invalid
from app.main import LARGEST_BODY
from app.web.forms import FORM_TYPE, Fields, parse_fields
from app.web.headers import NOT_FOR_SEARCH
from benchmarks.peers import flask_store, site
from benchmarks.peers.views import Views

views = Views(flask_store)
app = Flask(__name__, static_folder=None)
app.config.update(TRUSTED_HOSTS=list(site.HOSTS), MAX_CONTENT_LENGTH=LARGEST_BODY)


@app.before_request
def refuse_other_sites() -> tuple[str, int] | None:
    """A form has to come from one of our own pages."""
    if request.method == "GET":
        return None
    headers = request.headers
    if site.is_from_here(headers.get("Sec-Fetch-Site"), headers.get("Origin")):
        return None
    return "That did not come from this site.", 403


@app.after_request
def add_headers(response: Response) -> Response:
    """The headers that every answer of the advisor has."""
    response.headers.extend(site.HEADERS)
    return response


@app.errorhandler(AdvisorError)
def show_error(error: AdvisorError) -> tuple[str, int]:
    """The page for an error of ours."""
    return site.rendered(site.error_page(error)), error.status


@app.get("/healthz")
def show_health() -> str:
    return "alive"


@app.get("/about")
def show_about() -> str:
    return views.about()


@app.get("/")
def show_home() -> str:
    return views.home(_token(), parse_fields(request.query_string))


@app.get("/assessments")
def list_saved() -> str:
    return views.saved(_token())


@app.get("/assessments/<assessment_id>")
def show_assessment(assessment_id: str) -> str:
    return views.result(_token(), assessment_id)


@app.get("/s/<token>")
def show_shared(token: str) -> tuple[str, dict[str, str]]:
    name, value = NOT_FOR_SEARCH
    return views.report(token), {name.decode(): value.decode()}


@app.get("/assessments/<assessment_id>/edit")
def edit_assessment(assessment_id: str) -> str:
    return views.questionnaire(_token(), assessment_id)


@app.post("/assessments/<assessment_id>/draft")
def save_draft_answers(assessment_id: str) -> tuple[str, dict[str, str]]:
    return views.draft(_token(), assessment_id, _form()), _kept_cookie()


@app.post("/questionnaire")
def save_filled_in_default() -> Response:
    return save_filled_in(site.LIBRARY.default.id)


@app.post("/questionnaire/<rulebook_id>")
def save_filled_in(rulebook_id: str) -> Response:
    made = views.save(_token(), rulebook_id, _form())
    return Response(status=303, headers={"Location": made, **_kept_cookie()})


def _cookie() -> str:
    return str(request.environ.get("HTTP_COOKIE", ""))


def _token() -> bytes | None:
    return site.token_hash(_cookie())


def _kept_cookie() -> dict[str, str]:
    """The answer to a form: the browser is to keep its cookie for longer."""
    return {"Set-Cookie": site.kept_cookie(_cookie())}


def _form() -> Fields:
    if request.mimetype != FORM_TYPE:
        raise Invalid("This address takes only plain forms.")
    return parse_fields(request.get_data())


app.wsgi_app = WhiteNoise(app.wsgi_app, site.STATIC, **site.STATIC_OPTIONS)
