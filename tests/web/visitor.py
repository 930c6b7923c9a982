"""A visitor without JavaScript: reads pages, follows links, fills in the forms that are there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

from fastapi.testclient import TestClient
from httpx2 import Response
from starlette.types import ASGIApp

from app.settings import ROOT
from app.web.rendering import STYLES, STYLESHEET
from app.web.static import HashedFiles
from tests.web.markup import markup_faults, parsed

ORIGIN = "http://127.0.0.1:8000"
PARTIAL = {
    "hx-request": "true",
    "hx-request-type": "partial",
    STYLES: HashedFiles(ROOT / "static").url(STYLESHEET),
}
"""How the script of a page of this release asks for a part of one."""
Values = Mapping[str, str | list[str]]


@dataclass(frozen=True)
class View:
    """A page as a visitor has it before them."""

    status: int
    path: str
    headers: Mapping[str, str]
    source: str
    query: str = ""

    @property
    def address(self) -> str:
        """The path with what stands after the question mark."""
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def tree(self) -> Element:
        return parsed(self.source)[0]

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """All elements with that tag and those attributes; `class_` stands for `class`."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [one for one in self.tree.iterfind(f".//{{*}}{tag}") if _has(one, wanted)]

    def text(self, tag: str = "main", **attributes: str) -> str:
        """The text of the first such element, white space folded."""
        return text_of(self.all(tag, **attributes)[0])

    @property
    def title(self) -> str:
        return self.text("title")

    @property
    def heading(self) -> str:
        return self.text("h1")

    def href(self, words: str) -> str:
        """Where the link with those words leads."""
        found = [one.get("href") for one in self.all("a") if words in text_of(one)]
        assert found, f"no link says {words!r}"
        return str(found[0])

    def form(self, button: str) -> Element:
        """The form that has a button with those words."""
        for form in self.all("form"):
            if any(button in text_of(one) for one in form.iter("button")):
                return form
        raise AssertionError(f"no form has a button {button!r}")


class Visitor:
    """One browser with its cookies."""

    def __init__(self, app: ASGIApp) -> None:
        self.client = TestClient(
            app, base_url=ORIGIN, headers={"sec-fetch-site": "same-origin"}, follow_redirects=True
        )

    def get(self, path: str, **headers: str) -> View:
        """Goes to an address of the site."""
        return view_of(self.client.get(path, headers=headers))

    def post(self, path: str, values: Values | None = None, **headers: str) -> View:
        """Sends a form that no page offered."""
        body = urlencode(values or {}, doseq=True)
        sent = {"content-type": "application/x-www-form-urlencoded", **headers}
        return view_of(self.client.post(path, content=body, headers=sent))

    def submit(self, view: View, button: str, values: Values | None = None) -> View:
        """Presses a button after filling in its form; `values` replace what was there."""
        form = view.form(button)
        pressed = next(one for one in form.iter("button") if button in text_of(one))
        own = {pressed.get("name", ""): pressed.get("value", "")} if pressed.get("name") else {}
        sent = {**filled_in(form), **own, **(values or {})}
        action = pressed.get("formaction") or form.get("action") or view.path
        if (pressed.get("formmethod") or form.get("method")) == "get":
            return self.get(f"{action.partition('#')[0]}?{urlencode(sent, doseq=True)}")
        return self.post(action, sent)

    def start(self) -> View:
        """Begins a new assessment from the home page."""
        return self.submit(self.get("/"), "Start the questionnaire")

    def save(self, values: Values) -> View:
        """Begins an assessment and saves it with these answers."""
        return self.submit(self.start(), "Save and see the result", values)


def filled_in(form: Element) -> dict[str, list[str]]:
    """What the form would send as it stands."""
    sent: dict[str, list[str]] = {}
    for name, value in _controls(form):
        sent.setdefault(name, []).append(value)
    return sent


def _controls(form: Element) -> Iterator[tuple[str, str]]:
    for one in form.iter():
        name = one.get("name")
        if name is None:
            continue
        if one.tag == "textarea":
            yield name, one.text or ""
        elif one.tag == "select":
            yield name, _chosen(one)
        elif one.tag == "input" and _counts(one):
            yield name, one.get("value", "on")


def _chosen(select: Element) -> str:
    options = list(select.iter("option"))
    return next((one for one in options if one.get("selected") is not None), options[0]).get(
        "value", ""
    )


def _counts(one: Element) -> bool:
    return one.get("type") not in ("radio", "checkbox") or one.get("checked") is not None


def text_of(element: Element) -> str:
    """The text of an element and all within, white space folded."""
    return " ".join("".join(element.itertext()).split())


def _has(element: Element, wanted: Mapping[str, str]) -> bool:
    return all(
        value in element.get(name, "").split() if name == "class" else element.get(name) == value
        for name, value in wanted.items()
    )


def view_of(response: Response) -> View:
    query = response.url.query.decode()
    view = View(response.status_code, response.url.path, response.headers, response.text, query)
    if response.headers.get("content-type", "").startswith("text/html"):
        assert markup_faults(response.text) == [], response.url.path
    return view
