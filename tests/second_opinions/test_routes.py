"""The second opinion as people meet it: on the result, asked for more, behind a link."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from app.engine.rules import Rulebook
from app.main import create_app
from app.rulebooks.library import Library
from app.settings import Settings
from tests.factories import FrozenClock
from tests.second_opinions.neighbours import library_with, neighbours
from tests.web.visitor import View, Visitor, text_of

HUNGRY = {"hunger": "much"}
KEYS = re.compile(r'value="[\w-]{22}"|[0-9a-z]{16}')


def visitor(url: str, *second: Rulebook) -> Visitor:
    return visitor_of(url, library_with(*second))


def visitor_of(url: str, library: Library) -> Visitor:
    """Somebody who visits an application with that library, in which no time goes by."""
    return Visitor(create_app(Settings(database=url), library=library, clock=FrozenClock()))


def met(url: str) -> Iterator[Visitor]:
    """Somebody who asks the neighbours, too."""
    made = visitor(url, neighbours())
    with made.client:
        yield made


@pytest.fixture
def ada(sqlite_url: str) -> Iterator[Visitor]:
    yield from met(sqlite_url)


@pytest.fixture
def result(ada: Visitor) -> View:
    return ada.save(HUNGRY)


def section(view: View) -> str:
    return view.text("details", id="second-opinion")


def rest(view: View) -> str:
    """The page without the second opinion, on a screen and on paper, and without keys."""
    source = re.sub(
        r'<details class="second-opinion".*?</div>\s*</details>', "", view.source, flags=re.DOTALL
    )
    source = re.sub(r"<h2>Second opinion.*?</ul>", "", source, flags=re.DOTALL)
    return "\n".join(line for line in KEYS.sub("", source).splitlines() if line.strip())


def more(ada: Visitor, result: View) -> View:
    return ada.get(result.href("for the second opinion"))


def test_a_closed_line_under_the_reasons_says_it_in_one_word(result: View):
    details = result.all("details", id="second-opinion")[0]
    assert details.get("open") is None
    assert result.text("summary") != ""
    assert "Porridge, by 6 points (mild) · agrees" in section(result)
    assert "Counts of reasons, not a forecast. People who stay rarely write about it." in section(
        result
    )
    assert result.source.index('id="why-title"') < result.source.index('id="second-opinion"')


def test_each_line_says_what_both_count_and_they_add_up(ada: Visitor):
    shown = ada.save({"hunger": "little", "guests": "company", "wishes": ["sweet"]})
    cells = [cell for row in shown.all("tr") if row.get("data-family") for cell in row]
    for name in ("data-advice", "data-others"):
        points = [int(cell.get(name, "0")) for cell in cells]
        assert (len([one for one in points if one]), sum(points)) == (2, -10)
    assert section(shown).count("Toast by 10") == 2


def test_more_questions_change_the_second_opinion_and_nothing_else(ada: Visitor, result: View):
    form = more(ada, result)
    assert form.heading == "2 more questions for the second opinion"
    first = form.source.index("<fieldset")
    assert form.source.index("change the second opinion only") < first
    saved = ada.submit(form, "Save as version 2", {"weather": "sun"})
    assert "Toast, by 14 points (plain) · differs" in section(saved)
    assert "What is the weather? Sun" in section(saved)
    assert saved.heading == result.heading
    assert "Porridge" in saved.heading
    for told in ("weather", "Sun"):
        assert told not in rest(saved)


def test_what_pulls_the_two_apart_is_named_with_both_sides(ada: Visitor, result: View):
    saved = ada.submit(more(ada, result), "Save as version 2", {"weather": "sun"})
    assert (
        "What pulls them apart most: What it is like outside (advice nothing, others Toast by 20) "
        "and What fills (advice Porridge by 12, others Porridge by 6)."
    ) in section(saved)


def test_answers_are_kept_with_the_draft_until_they_are_saved(ada: Visitor, result: View):
    kept = ada.submit(more(ada, result), "See what it says", {"weather": "sun", "hurry": "much"})
    assert "Toast, by 26 points" in kept.text("div", id="so-far")
    assert "Without answers of taste: Toast, by 14 points (plain)." in kept.text("div", id="so-far")
    again = ada.get(result.path)
    assert "answered more for the second opinion" in again.text("div", class_="notice")
    assert "Porridge, by 6 points (mild)" in section(again)
    saved = ada.submit(ada.get(f"{result.path}/edit"), "Save and see the result")
    assert "Without the answer of taste (Do you like to hurry?): Toast, by 14" in section(saved)


def test_other_answers_that_are_not_saved_are_said_to_be_saved_with_these(
    ada: Visitor, result: View
):
    ada.post(f"{result.path}/draft", {"_latest": "1", "hunger": "little"})
    form = more(ada, result)
    assert "changed answers that are not saved yet" in form.text("div", class_="notice")
    assert "Toast, by 6 points" in form.text("div", id="so-far")
    saved = ada.submit(form, "Save as version 2", {"weather": "sun"})
    assert "Toast by 6 points (mild)" in saved.text("section", class_="verdict")


def test_taste_is_marked(ada: Visitor, result: View):
    legends = [text_of(one) for one in more(ada, result).all("legend")]
    assert legends == ["What is the weather?", "Do you like to hurry? taste"]


def test_an_answer_can_be_taken_back(ada: Visitor, result: View):
    saved = ada.submit(more(ada, result), "Save as version 2", {"weather": "sun"})
    form = more(ada, saved)
    sent = ada.post(form.path, {"_key": "again", "_latest": "2"})
    assert "Porridge, by 6 points (mild) · agrees" in section(sent)


@pytest.mark.parametrize(
    "values, told",
    [
        ({"weather": "snow"}, "There is no option “snow”; use rain or sun."),
        ({"weather": ["sun", "unknown"]}, "“I do not know” cannot go together"),
        ({"hunger": "little"}, "This rulebook has no question “hunger”."),
    ],
)
@pytest.mark.parametrize("button", ["Save as version 2", "See what it says"])
def test_what_cannot_be_used_is_said_and_the_rest_stays(
    ada: Visitor, result: View, values: dict[str, str], told: str, button: str
):
    refused = ada.submit(more(ada, result), button, {"hurry": "much", **values})
    assert (refused.status, refused.title.startswith("Error: ")) == (422, True)
    assert told in refused.text("div", class_="summary")
    (chosen,) = refused.all("input", id="hurry--much")
    assert chosen.get("checked") is not None
    assert "version 2" not in ada.get(result.path).text().lower()


def test_a_version_saved_meanwhile_is_told_and_nothing_is_lost(ada: Visitor, result: View):
    form = more(ada, result)
    ada.submit(ada.get(f"{result.path}/edit"), "Save and see the result", {"hunger": "little"})
    told = ada.submit(form, "Save as version 2", {"weather": "sun"})
    assert told.status == 409
    assert "Meanwhile version 2 was saved" in told.text("div", class_="notice")
    assert told.all("input", id="weather--sun")[0].get("checked") is not None


@pytest.mark.parametrize("button", ["Save as version 2", "See what it says"])
def test_answers_kept_meanwhile_are_told_and_none_is_lost(ada: Visitor, result: View, button: str):
    form = more(ada, result)
    ada.submit(more(ada, result), "See what it says", {"weather": "rain", "hurry": "much"})
    told = ada.submit(form, button, {"weather": "sun"})
    assert told.status == 409
    notice = told.text("div", class_="notice")
    assert "Meanwhile these answers were changed in another tab or browser." in notice
    assert "Filled in below from there: Do you like to hurry?" in notice
    assert "There it says otherwise: What is the weather?" in notice
    assert told.all("input", id="weather--sun")[0].get("checked") is not None
    assert ada.submit(told, button).status == 200


def test_the_same_answers_sent_twice_are_no_change_of_another_tab(ada: Visitor, result: View):
    form = more(ada, result)
    for _ in range(2):
        assert ada.submit(form, "See what it says", {"weather": "sun"}).status == 200


def test_the_page_says_the_same_of_the_result_with_and_without_it(sqlite_url: str):
    pages = []
    for second in ((), (neighbours(),)):
        one = visitor(sqlite_url, *second)
        with one.client:
            pages.append(rest(one.save(HUNGRY)))
    assert pages[0] == pages[1]


def test_of_an_older_version_it_is_asked_now_and_stored_nowhere(sqlite_url: str):
    before, now = visitor(sqlite_url), visitor(sqlite_url, neighbours())
    with before.client, now.client:
        old = before.save(HUNGRY)
        now.client.cookies = before.client.cookies
        shown = now.get(old.path)
        assert "Not asked when this was saved." in shown.text("section", class_="second-opinion")
        asked = now.get(shown.href("See what it says today"))
        assert "without a second opinion. This is what rules 1.0.0 say today" in asked.text()
        assert "Porridge, by 6 points (mild) · agrees" in asked.text()
        again = now.get(old.path)
        assert "Not asked when this was saved." in again.text("section", class_="second-opinion")


def test_a_newer_rulebook_leaves_what_is_stored_as_it_was(sqlite_url: str):
    first = visitor(sqlite_url, neighbours())
    later = visitor(sqlite_url, neighbours(), neighbours("1.0.1", sun=1))
    with first.client, later.client:
        saved = first.save(HUNGRY)
        form = first.get(f"{saved.path}/second-opinion")
        saved = first.submit(form, "Save as version 2", {"weather": "sun"})
        later.client.cookies = first.client.cookies
        shown = later.get(saved.path)
        told = "Under rules 1.0.1 it would say today: Porridge, by 5 points (mild) · agrees."
        assert told in section(shown)
        assert section(shown).startswith(section(saved).partition("With 1 extra answer")[0])
        today = later.get(shown.href("Reason by reason"))
        assert "with the opinion of rules 1.0.0. This is what rules 1.0.1 say" in today.text()
        assert "Porridge, by 5 points (mild) · agrees" in today.text()


def test_whoever_has_a_link_reads_it_and_is_asked_nothing(ada: Visitor, result: View):
    saved = ada.submit(more(ada, result), "Save as version 2", {"weather": "sun"})
    made = ada.submit(ada.get(saved.href("Share")), "Create the link")
    link = made.all("input", id="link")[0].get("value", "")
    shown = Visitor(ada.client.app).get(link)
    assert "Toast, by 14 points (plain) · differs" in section(shown)
    assert "more question" not in section(shown)


def test_results_compared_show_it_if_all_have_it_by_the_same_rules(sqlite_url: str):
    before, now = visitor(sqlite_url), visitor(sqlite_url, neighbours())
    with before.client, now.client:
        old = before.save(HUNGRY)
        now.client.cookies = before.client.cookies
        for hunger in ("little", "much"):
            now.submit(now.get(f"{old.path}/edit"), "Save and see the result", {"hunger": hunger})
        name = old.path.rpartition("/")[2]
        cards = [
            now.get(f"/comparisons?r={name}.{one}&r={name}.{other}").text("ul", class_="compared")
            for one, other in ((2, 3), (1, 2))
        ]
    assert ["Second opinion: Toast, by 6 points" in card for card in cards] == [True, False]
