"""The list of saved assessments as a page: narrowed, sorted, turned, bookmarked, mistyped."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from urllib.parse import urlencode

import pytest

from app.assessments import listing
from tests.web.people import ada, app, ben
from tests.web.visitor import View, Visitor, text_of

API = {"situation": "new", "kind": "public_api"}
TOOL = {"kind": "internal_tool"}


@pytest.fixture
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three a page, and nobody counts further than five."""
    monkeypatch.setattr(listing, "PAGE", 3)
    monkeypatch.setattr(listing, "MOST_COUNTED", 5)
    monkeypatch.setattr("app.assessments.pages.MOST_COUNTED", 5)


def saved(visitor: Visitor, title: str, answers: dict[str, str] = API) -> View:
    """A new result under that title."""
    return visitor.submit(visitor.save(answers), "Save the name", {"_text": title})


def titles(view: View) -> list[str]:
    return [text_of(head.find("a")) for head in view.all("th", scope="row")]


def shown(visitor: Visitor, **wanted: str) -> View:
    """The list narrowed; a short one offers no form for it before it is."""
    return visitor.get(f"/assessments?{urlencode(wanted)}")


def test_words_are_looked_for_in_titles_whatever_their_capitals(ada: Visitor):
    for title in ("Intranet 2027", "Étude", "100 % sure"):
        saved(ada, title)
    found = {words: titles(shown(ada, q=words)) for words in ("INTRA", "etude", "%", "_", "  ")}
    assert found == {
        "INTRA": ["Intranet 2027"],
        "etude": ["Étude"],
        "%": ["100 % sure"],
        "_": [],
        "  ": ["100 % sure", "Étude", "Intranet 2027"],
    }


def test_what_was_asked_for_stays_in_the_form_and_in_the_address(ada: Visitor):
    saved(ada, "Intranet")
    view = shown(ada, q="intra", verdict="FastAPI", state="saved", sort="title")
    assert titles(view) == ["Intranet"]
    assert view.all("input", id="words")[0].get("value") == "intra"
    chosen = [option.text for option in view.all("option") if option.get("selected") is not None]
    assert chosen == ["FastAPI", "Saved", "Title, A–Z"]
    assert titles(ada.get("/assessments?q=intra&verdict=FastAPI&state=saved&sort=title")) == [
        "Intranet"
    ]


def test_the_verdicts_to_choose_from_are_those_that_are_there(ada: Visitor, ben: Visitor):
    saved(ada, "One", API)
    saved(ada, "Two", TOOL)
    saved(ben, "Three", {"situation": "existing_flask", "limits": "none"})
    view = shown(ada, verdict="Flask")
    assert [option.text for option in view.all("select", id="verdict")[0]] == [
        "All",
        "FastAPI",
        "Flask",
    ]
    assert titles(view) == ["Two"]


def test_a_bookmarked_verdict_that_is_gone_is_still_shown_as_asked_for(ada: Visitor):
    saved(ada, "One")
    view = ada.get("/assessments?verdict=Keep+the+Flask+app")
    assert "No assessment matches" in view.text()
    options = [option.text for option in view.all("select", id="verdict")[0]]
    assert options == ["All", "FastAPI", "Keep the Flask app"]


def test_unfinished_ones_are_found_by_their_state(ada: Visitor):
    saved(ada, "Done")
    ada.start()
    assert (len(titles(shown(ada, state="unfinished"))), titles(shown(ada, state="saved"))) == (
        1,
        ["Done"],
    )


def test_the_order_can_be_chosen(ada: Visitor):
    for title in ("b", "c", "a"):
        saved(ada, title)
    orders = {one: titles(shown(ada, sort=one)) for one in ("changed", "title", "oldest")}
    assert orders == {
        "changed": ["a", "c", "b"],
        "title": ["a", "b", "c"],
        "oldest": ["b", "c", "a"],
    }
    assert "Created" in shown(ada, sort="created").text("thead")


def test_nothing_saved_and_nothing_found_are_told_apart(ada: Visitor, ben: Visitor):
    saved(ada, "Intranet")
    nothing_found, nothing_saved = shown(ada, q="extranet"), ben.get("/assessments?q=extranet")
    assert "No assessment matches" in nothing_found.text()
    assert titles(ada.get(nothing_found.href("show all of them"))) == ["Intranet"]
    assert "Nothing is saved in this browser yet" in nothing_saved.text()
    assert not nothing_saved.all("input", id="words")


@pytest.mark.usefixtures("short_pages")
def test_pages_are_turned_there_and_back(ada: Visitor):
    for number in range(7):
        saved(ada, f"Number {number}")
    pages = [ada.get("/assessments?sort=title&q=number")]
    while any("Next" in link.text for link in pages[-1].all("a", rel="next")):
        pages.append(ada.get(pages[-1].href("Next page")))
    assert [len(titles(page)) for page in pages] == [3, 3, 1]
    assert [title for page in pages for title in titles(page)] == [f"Number {n}" for n in range(7)]
    back = ada.get(ada.get(pages[2].href("Previous page")).href("Previous page"))
    assert (titles(back), back.all("a", rel="prev")) == (titles(pages[0]), [])


@pytest.mark.usefixtures("short_pages")
@pytest.mark.parametrize(
    ("number", "told"), [(1, "1 assessment"), (5, "5 assessments"), (6, "More than 5 assessments")]
)
def test_the_list_says_how_many_there_are_up_to_a_bound(ada: Visitor, number: int, told: str):
    for _ in range(number):
        ada.save(API)
    assert ada.get("/assessments").text("p", id="found") == told
    assert shown(ada, state="saved").text("p", id="found") == f"{told} found · show all"


@pytest.mark.usefixtures("short_pages")
@pytest.mark.parametrize("order", ["changed", "title", "created", "oldest"])
def test_the_place_of_a_page_is_good_for_its_owner_only(ada: Visitor, ben: Visitor, order: str):
    for number in range(4):
        saved(ada, f"Ada's {number}")
    saved(ben, "Ben's")
    address = ada.get(f"/assessments?sort={order}").href("Next page")
    assert titles(ben.get(address)) == ["Ben's"]


def cursor(text: str) -> str:
    return urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


ID = "a" * 16
MISTYPED = [
    "sort=up",
    "state=lost",
    "sort=changed&sort=title",
    "q=a&q=b",
    f"verdict={'x' * 201}",
    "after=!",
    "after=aaaa",
    f"after={'a' * 1_999}",
    f"after={'a' * 3_000}",
    f"after={cursor('[1]')}&before={cursor('[1]')}",
    f"after={cursor('[1]')}=",
    f"after={cursor(' [1]')}",
    *(f"after={cursor(text)}" for text in ("[", "{}", "1", "[]", "[true]", "[1.0]", "[1e9]")),
    *(f"after={cursor(text)}" for text in ('["1"]', "[null]", "[1,1]", f"[{10**30}]", "[" * 900)),
    *(f"before={cursor(text)}" for text in (f"[{2**63}]", f"[-{2**53}]", "[NaN]", "[Infinity]")),
    f"sort=title&after={cursor('[1]')}",
    *(f"sort=title&after={cursor(text)}" for text in ('["a"]', '["a","b"]', f'[1,"{ID}"]')),
    *(
        f"sort=title&after={cursor(text)}"
        for text in (f'["\\u0000","{ID}"]', f'["\\ud800","{ID}"]', f'["é","{ID.upper()}"]')
    ),
    *(
        f"sort=created&after={cursor(text)}"
        for text in (f'["a","{ID}"]', f'[{10**17},"{ID}"]', f'[true,"{ID}"]', f'[1,"{ID}",1]')
    ),
]


def test_words_that_are_too_many_come_back_with_all_that_was_chosen(ada: Visitor):
    ada.save(API)
    view = shown(ada, q="ä" * 201, sort="title", state="saved", verdict="FastAPI")
    assert (view.status, view.title.startswith("Error: ")) == (422, True)
    assert view.all("input", id="words")[0].get("value") == "ä" * 201
    chosen = [one.get("value") for one in view.all("option") if one.get("selected") is not None]
    assert chosen == ["FastAPI", "saved", "title"]
    again = ada.submit(view, "Show", {"q": "ä"})
    assert (again.status, "sort=title" in again.address) == (200, True)


def test_a_mistyped_address_gets_a_page_that_says_so(ada: Visitor):
    ada.save(API)
    answers = {query: ada.get(f"/assessments?{query}") for query in MISTYPED}
    assert {query: view.status for query, view in answers.items()} == dict.fromkeys(MISTYPED, 422)
    assert {view.href("Saved assessments") for view in answers.values()} == {"/assessments"}


def test_a_strange_parameter_changes_nothing(ada: Visitor):
    saved(ada, "Intranet")
    assert titles(ada.get("/assessments?utm_source=mail&q=&after=&sort=")) == ["Intranet"]


@pytest.mark.parametrize(
    "typed", ["<img src=x onerror=alert(1)>", "{{7*7}}", '"><script>x</script>']
)
def test_what_is_looked_for_is_only_ever_text(ada: Visitor, typed: str):
    ada.save(API)
    view = shown(ada, q=typed)
    assert view.all("input", id="words")[0].get("value") == typed
    assert not view.all("img")


def test_a_duplicate_opens_as_a_draft_with_the_same_answers(ada: Visitor):
    saved(ada, "Intranet")
    view = ada.submit(ada.get("/assessments"), "Duplicate Intranet")
    assert (view.status, view.heading) == (200, "Copy of Intranet")
    assert view.all("input", id="kind--public_api")[0].get("checked") is not None
    assert titles(ada.get("/assessments")) == ["Copy of Intranet", "Intranet"]


def test_pressing_duplicate_twice_makes_one_copy(ada: Visitor):
    saved(ada, "Intranet")
    page = ada.get("/assessments")
    first, second = (ada.submit(page, "Duplicate Intranet") for _ in range(2))
    assert first.path == second.path
    assert len(titles(ada.get("/assessments"))) == 2


def test_nobody_duplicates_what_is_not_theirs(ada: Visitor, ben: Visitor):
    saved(ada, "Intranet")
    saved(ben, "Ben's")
    form = ada.get("/assessments").form("Duplicate Intranet")
    refused = ben.post(str(form.get("action")), {"_key": "k"})
    unknown = ben.post("/assessments/" + ID + "/duplicate", {"_key": "k"})
    assert (refused.status, refused.source) == (404, unknown.source)
    assert titles(ben.get("/assessments")) == ["Ben's"]


@pytest.mark.parametrize("field", ["workspace_id", "id", "title", "_latest"])
def test_a_field_the_form_does_not_have_is_named_and_nothing_is_copied(ada: Visitor, field: str):
    saved(ada, "Intranet")
    form = ada.get("/assessments").form("Duplicate Intranet")
    refused = ada.post(str(form.get("action")), {"_key": "k", field: "x"})
    assert (refused.status, f"“{field}”" in refused.text()) == (422, True)
    assert titles(ada.get("/assessments")) == ["Intranet"]
