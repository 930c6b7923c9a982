"""The addresses, views and the middleware of the Django peer."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import path

from app.engine.errors import AdvisorError, Invalid
from app.web.forms import FORM_TYPE, Fields, parse_fields
from app.web.headers import NOT_FOR_SEARCH
from benchmarks.peers import django_store, site
from benchmarks.peers.views import Views

views = Views(django_store)
Handler = Callable[[HttpRequest], HttpResponse]


def guarded(get_response: Handler) -> Handler:
    """Checks where a request comes from, and gives every answer the headers of the advisor."""

    def answer(request: HttpRequest) -> HttpResponse:
        request.get_host()  # refuses a host that is not ours
        headers = request.headers
        own = site.is_from_here(headers.get("Sec-Fetch-Site"), headers.get("Origin"))
        if request.method == "GET" or own:
            response = get_response(request)
        else:
            response = HttpResponse("That did not come from this site.", status=403)
        for name, value in site.HEADERS.items():
            response.headers[name] = value
        response.headers["Content-Length"] = str(len(response.content))
        return response

    return answer


def told(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view, with our page for an error of ours."""

    def answer(request: HttpRequest, **path: str) -> HttpResponse:
        try:
            return view(request, **path)
        except AdvisorError as error:
            return HttpResponse(site.rendered(site.error_page(error)), status=error.status)

    return answer


def show_health(_: HttpRequest) -> HttpResponse:
    return HttpResponse("alive")


def show_about(_: HttpRequest) -> HttpResponse:
    return HttpResponse(views.about())


def show_home(request: HttpRequest) -> HttpResponse:
    query = parse_fields(request.META.get("QUERY_STRING", "").encode("latin-1"))
    return HttpResponse(views.home(_token(request), query))


def list_saved(request: HttpRequest) -> HttpResponse:
    return HttpResponse(views.saved(_token(request)))


def show_assessment(request: HttpRequest, assessment_id: str) -> HttpResponse:
    return HttpResponse(views.result(_token(request), assessment_id))


def show_shared(_: HttpRequest, token: str) -> HttpResponse:
    name, value = NOT_FOR_SEARCH
    return HttpResponse(views.report(token), headers={name.decode(): value.decode()})


def edit_assessment(request: HttpRequest, assessment_id: str) -> HttpResponse:
    return HttpResponse(views.questionnaire(_token(request), assessment_id))


def save_draft_answers(request: HttpRequest, assessment_id: str) -> HttpResponse:
    shown = views.draft(_token(request), assessment_id, _form(request))
    return HttpResponse(shown, headers=_kept_cookie(request))


def save_filled_in(request: HttpRequest, rulebook_id: str = "") -> HttpResponse:
    made = views.save(_token(request), rulebook_id or site.LIBRARY.default.id, _form(request))
    return HttpResponse(status=303, headers={"Location": made, **_kept_cookie(request)})


def _cookie(request: HttpRequest) -> str:
    return str(request.META.get("HTTP_COOKIE", ""))


def _token(request: HttpRequest) -> bytes | None:
    return site.token_hash(_cookie(request))


def _kept_cookie(request: HttpRequest) -> dict[str, str]:
    """The answer to a form: the browser is to keep its cookie for longer."""
    return {"Set-Cookie": site.kept_cookie(_cookie(request))}


def _form(request: HttpRequest) -> Fields:
    if request.content_type != FORM_TYPE:
        raise Invalid("This address takes only plain forms.")
    return parse_fields(request.body)


urlpatterns = [
    path("", told(show_home)),
    path("assessments", told(list_saved)),
    path("assessments/<str:assessment_id>", told(show_assessment)),
    path("assessments/<str:assessment_id>/edit", told(edit_assessment)),
    path("assessments/<str:assessment_id>/draft", told(save_draft_answers)),
    path("questionnaire", told(save_filled_in)),
    path("questionnaire/<str:rulebook_id>", told(save_filled_in)),
    path("s/<str:token>", told(show_shared)),
    path("about", told(show_about)),
    path("healthz", told(show_health)),
]
