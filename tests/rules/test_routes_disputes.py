"""A source is disputed, a case offered: a text to paste comes out, and nothing is kept or sent."""

import pytest
from starlette.types import ASGIApp

from tests.factories import shipped
from tests.web.people import ada, app
from tests.web.visitor import View, Visitor, text_of

BOOK = "/rulebooks/field-evidence/1.0.0"
PRIVATE, PUBLIC = "S091", "S012"
MAKE = "Make the text"
DISPUTE = {
    "_source": PUBLIC,
    "_wrong": "decision",
    "_right": "It moved\nin the end <script>",
    "_where": "owner/name#12",
}
CASE = {
    "_cite": "owner/name#7",
    "_date": "2024-06",
    "_decision": "flask",
    "_reason": "It sends pages",
    "_about": "",
}


def issue(view: View) -> str:
    """The text to paste."""
    (field,) = view.all("textarea", id="issue")
    return field.text or ""


def problems(view: View) -> dict[str, str]:
    """What is said at the top, by the control that it leads to; each of them is there."""
    alert = view.all("div", role="alert")
    links = [link for one in alert for link in one.iter("a")]
    ids = {one.get("id") for one in view.tree.iter()}
    said = {str(link.get("href"))[1:]: text_of(link) for link in links}
    assert said.keys() <= ids
    return said


def test_the_way_from_a_source_names_it_and_shows_what_was_recorded(ada: Visitor):
    link = next(
        str(a.get("href"))
        for row in ada.get(f"{BOOK}/sources").all("li", id=PUBLIC)
        for a in row.iter("a")
    )
    view = ada.get(link)
    assert view.heading == f"Dispute {PUBLIC}"
    words = view.text()
    for part in ("navapbc/template-application-flask#204", "Kept Flask", "Running a Flask app"):
        assert part in words
    made = ada.submit(view, MAKE, {"_wrong": "decision", "_right": "x", "_where": "y"})
    assert issue(made).startswith(f"# {PUBLIC} of field-evidence 1.0.0: it decided something else")


def test_the_text_says_all_that_was_filled_in_and_what_it_counts_for(ada: Visitor):
    view = ada.submit(ada.get(f"{BOOK}/dispute"), MAKE, DISPUTE)
    text = issue(view)
    for part in (
        "Source: S012, navapbc/template-application-flask#204, 2023-10-05.",
        "Recorded as: kept Flask.",
        "E-large-move (for)",
        "> It moved\n> in the end <script>",
        "Where that can be read:\n\n> owner/name#12",
    ):
        assert part in text
    assert "Nothing was sent or stored" in view.text()
    assert "<script>\n" not in view.source
    assert "set-cookie" not in view.headers


def test_a_private_note_is_named_by_its_number_and_its_removal_needs_no_reason(ada: Visitor):
    cite = shipped().sources(shipped().get("field-evidence", "1.0.0")).sources[PRIVATE].cite
    asked = ada.get(f"{BOOK}/dispute?source={PRIVATE}&wrong=remove")
    assert cite not in asked.text()
    text = issue(ada.submit(asked, MAKE))
    assert f"Source: {PRIVATE}, 2026-09." in text
    assert cite not in text


@pytest.mark.parametrize(
    ("values", "control", "says"),
    [
        ({"_source": "S999"}, "source", "Choose a source."),
        ({"_wrong": ""}, "wrong-not_found", "Choose what is wrong."),
        ({"_right": " "}, "right", "Say what is right instead."),
        ({"_where": ""}, "where", "Say where that can be read."),
        ({"_where": "x" * 301}, "where", "at most 300 characters; yours has 301"),
        ({"_right": "x" * 1_501}, "right", "at most 1500 characters; yours has 1501"),
    ],
)
def test_what_is_missing_or_wrong_is_named_and_nothing_typed_is_lost(
    ada: Visitor, values: dict[str, str], control: str, says: str
):
    view = ada.submit(ada.get(f"{BOOK}/dispute"), MAKE, DISPUTE | values)
    assert view.status == 422
    said = problems(view)
    assert says in said[control]
    assert len(said) == 1
    assert view.text("textarea", id="right").startswith(values.get("_right", "It moved").strip())
    assert not view.all("textarea", id="issue")


def test_a_source_that_cannot_be_found_needs_no_more(ada: Visitor):
    missing = DISPUTE | {"_wrong": "not_found", "_right": "", "_where": ""}
    text = issue(ada.submit(ada.get(f"{BOOK}/dispute"), MAKE, missing))
    assert text.endswith("E-long-track-record (for).")


def test_a_case_is_offered_with_where_when_what_and_why(ada: Visitor):
    view = ada.get(ada.get(f"{BOOK}/sources").href("Offer a case"))
    text = issue(ada.submit(view, MAKE, CASE))
    for part in ("> owner/name#7", "Decided: 2024-06, for Flask.", "> It sends pages"):
        assert part in text
    assert "What the project is like" not in text


@pytest.mark.parametrize(
    ("values", "control"),
    [
        ({"_cite": ""}, "cite"),
        ({"_date": "last summer"}, "date"),
        ({"_date": "2024-13-45"}, "date"),
        ({"_date": "2024-02-31"}, "date"),
        ({"_date": "٢٠٢٤"}, "date"),
        ({"_date": "2099"}, "date"),
        ({"_decision": "django"}, "decision-flask"),
        ({"_reason": ""}, "reason"),
        ({"_about": "x" * 1_501}, "about"),
    ],
)
def test_a_case_without_one_of_them_is_asked_for_it(
    ada: Visitor, values: dict[str, str], control: str
):
    view = ada.submit(ada.get(f"{BOOK}/offer"), MAKE, CASE | values)
    assert (view.status, list(problems(view))) == (422, [control])
    kept = view.all("input", id="cite")[0].get("value")
    assert kept == (CASE | values)["_cite"]


def test_a_field_that_we_never_had_is_refused(app: ASGIApp):
    visitor = Visitor(app)
    for page, form in (("dispute", DISPUTE), ("offer", CASE)):
        assert visitor.post(f"{BOOK}/{page}", form | {"_extra": "1"}).status == 422
