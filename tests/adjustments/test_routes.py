"""Disagreeing with a result, without JavaScript: switch off, add, see, save, be corrected."""

from collections.abc import Iterator

import pytest

from app.main import create_app
from app.rulebooks.library import load_library
from app.settings import Settings
from tests.engine.toy import TOY_PATH
from tests.web.people import ada, app, ben
from tests.web.visitor import PARTIAL, View, Visitor, filled_in, text_of

ANSWERS = {"situation": "new", "kind": "public_api", "web_experience": "new"}
RUNNING = {"situation": "existing_flask", "limits": "none", "kind": "public_api"}
OWN = {"_text-1": "We run Flask", "_side-1": "flask", "_weight-1": "bottom_line"}
SEE, SAVE = "See the difference", "Save as version"


@pytest.fixture
def toys(sqlite_url: str) -> Iterator[Visitor]:
    """Somebody whose server knows another rulebook, with three alternatives."""
    made = create_app(Settings(database=sqlite_url), library=load_library(TOY_PATH.parent))
    visitor = Visitor(made)
    with visitor.client:
        yield visitor


def form_of(visitor: Visitor, answers: dict[str, str]) -> View:
    return visitor.get(visitor.save(answers).href("Disagree or add a reason"))


def beside(view: View) -> list[str]:
    """Both verdicts, that of the rules first."""
    return [text_of(one) for one in view.all("p", class_="leaning")]


def back(view: View) -> str:
    """Where the link to the result leads."""
    (link,) = [one.get("href") for row in view.all("p", class_="back") for one in row.iter("a")]
    return str(link)


def own_section(view: View) -> str:
    (found,) = [one for one in view.tree.iter() if one.get("id") == "own-reasons"]
    return text_of(found)


def scores(view: View) -> list[str]:
    return [text_of(one) for one in view.all("td") if one.get("data-adjusted")]


def test_nothing_is_adjusted_at_first(ada: Visitor):
    view = form_of(ada, ANSWERS)
    assert beside(view) == ["FastAPI, by 5 points (slight)"]
    assert "Nothing is adjusted" in view.text("div", id="beside")
    assert "Disagree or add a reason" in own_section(ada.get(back(view)))


def test_a_rule_that_is_switched_off_leaves_its_place_to_a_weaker_one(ada: Visitor):
    view = ada.submit(form_of(ada, ANSWERS), SEE, {"_rule": "new-api"})
    assert beside(view) == [
        "FastAPI, by 5 points (slight)",
        "Too close to call",
    ]
    assert view.all("input", id="rule-new-api", checked="")
    shown = view.text("div", id="beside")
    assert "in its place counts “FastAPI is the author's default for APIs” (+5 FastAPI)" in shown
    assert "What you adjusted decides" in shown
    both = ada.submit(view, SEE, {"_rule": ["new-api", "any-api"]})
    assert beside(both)[1] == "Flask, by 5 points (slight)"
    assert "nothing takes its place" in both.text("div", id="beside")


def test_what_is_seen_is_a_draft_and_the_saved_result_stays(ada: Visitor):
    view = form_of(ada, ANSWERS)
    result = back(view)
    before = ada.get(result).heading
    ada.submit(view, SEE, {"_rule": "new-api"})
    kept = ada.get(view.path)
    assert kept.all("input", id="rule-new-api", checked="")
    assert (ada.get(result).heading, "With your" in own_section(ada.get(result))) == (before, False)


def test_saving_makes_a_version_with_both_results_whose_points_add_up(ada: Visitor):
    view = ada.submit(form_of(ada, ANSWERS), SAVE, {"_rule": "new-api", **OWN})
    assert "Version 2" in view.text()
    assert view.heading == "Verdict: FastAPI"
    own = own_section(view)
    assert "With your 2 adjustments: Flask, by 10 points (clear)" in own
    assert "+10 Flask We run Flask" in own
    assert scores(view) == ["15", "5"]
    rows = [
        [text_of(cell) for cell in row.iter("td")]
        for row in view.all("tr")
        if "own reason" in text_of(row)
    ]
    assert rows == [["+10", "–"]]


def test_the_same_again_makes_no_version_and_another_weight_makes_one(ada: Visitor):
    saved = ada.submit(form_of(ada, ANSWERS), SAVE, OWN)
    again = ada.submit(ada.get(saved.href("Change your own reasons")), SAVE)
    assert "Version 3" not in again.text()
    changed = {"_weight-1": "when_i_use"}
    third = ada.submit(ada.get(again.href("Change your own reasons")), SAVE, changed)
    assert "Version 3" in third.text()
    assert "+5 Flask" in own_section(third)


def test_an_emptied_text_takes_the_reason_back(ada: Visitor):
    saved = ada.submit(form_of(ada, ANSWERS), SAVE, OWN)
    back = ada.submit(ada.get(saved.href("Change your own reasons")), SAVE, {"_text-1": " "})
    assert "Version 3" in back.text()
    assert "Disagree or add a reason" in own_section(back)


def test_a_rule_that_decides_by_itself_can_be_switched_off_too(ada: Visitor):
    view = form_of(ada, RUNNING)
    (gate,) = [one.get("value") for one in view.all("input", name="_gate")]
    saved = ada.submit(view, SAVE, {"_gate": gate or ""})
    assert saved.heading == "Verdict: Keep the Flask app"
    assert "With your 1 adjustment: Too close to call" in own_section(saved)
    assert "the points decide" in own_section(saved)


def test_answers_and_adjustments_are_saved_together(ada: Visitor):
    view = form_of(ada, ANSWERS)
    ada.submit(view, SEE, OWN)
    edit = ada.get(ada.get(back(view)).href("Change answers"))
    saved = ada.submit(edit, "Save and see the result", {"kind": "internal_tool"})
    assert "We run Flask" in own_section(saved)
    edited = ada.get(saved.href("Change answers"))
    ada.submit(edited, "Update the preview", {"kind": "public_api"})
    again = ada.get(saved.href("Change your own reasons"))
    assert "You have changed answers that are not saved yet" in again.text()


MISTAKES = [
    ({"_text-1": "x" * 201, "_side-1": "flask"}, "text-1", "at most 200 characters; yours has 201"),
    ({"_text-1": "a"}, "side-1", "Say what this speaks for: Flask or FastAPI."),
    ({"_text-1": "a", "_side-1": "django"}, "side-1", "Say what this speaks for"),
    ({**OWN, "_weight-1": "hedged"}, "weight-1", "Choose how much this weighs."),
    ({**OWN, "_weight-1": ""}, "weight-1", "Choose how much this weighs."),
    ({**OWN, "_rule": "gravity"}, "rules-off", "These rules have no rule “gravity”."),
    ({**OWN, "_gate": "gravity"}, "rules-off", "no rule that decides by itself “gravity”."),
]


@pytest.mark.parametrize("button", [SEE, SAVE])
def test_a_mistake_is_told_at_its_field_and_nothing_typed_is_lost(ada: Visitor, button: str):
    form = form_of(ada, ANSWERS)
    for typed, control, says in MISTAKES:
        view = ada.submit(form, button, {"_rule": "any-api", **typed})
        assert (view.status, view.title[:7]) == (422, "Error: "), typed
        assert says in view.text("div", class_="summary"), typed
        assert view.all("a", href=f"#{control}"), typed
        assert [one for one in view.tree.iter() if one.get("id") == control], typed
        sent = filled_in(view.form(SAVE))
        assert sent["_text-1"] == [typed["_text-1"]]
        assert ("_rule" in typed) or sent["_rule"] == ["any-api"]
    assert "Version 2" not in ada.get(back(form)).text()


def test_eleven_reasons_are_one_too_many_and_ten_are_not(ada: Visitor):
    ten = {
        f"_{name}-{n}": value
        for n in range(1, 11)
        for name, value in {"text": f"Reason {n}", "side": "flask", "weight": "when_i_use"}.items()
    }
    view = ada.submit(form_of(ada, ANSWERS), SEE, ten)
    assert len(view.all("div", class_="own-reason")) == 10
    assert "With your 10 adjustments" in view.text("div", id="beside")
    more = {**ten, "_text-11": "Reason 11", "_side-11": "flask", "_weight-11": "when_i_use"}
    assert ada.submit(view, SAVE, more).status == 422


def test_what_another_tab_saved_meanwhile_is_told_before_it_is_followed(ada: Visitor):
    first = form_of(ada, ANSWERS)
    view = ada.get(first.path)
    ada.submit(first, SAVE, {"_rule": "any-api"})
    late = ada.submit(view, SAVE, OWN)
    assert late.status == 409
    assert "Meanwhile version 2 was saved" in late.text()
    assert filled_in(late.form(SAVE))["_text-1"] == ["We run Flask"]
    assert "Version 3" in ada.submit(late, SAVE).text()


@pytest.mark.parametrize("button", [SEE, SAVE])
def test_what_another_tab_kept_meanwhile_is_named_and_replaced_only_by_who_saw_it(
    ada: Visitor, button: str
):
    first = form_of(ada, ANSWERS)
    view = ada.get(first.path)
    ada.submit(first, SEE, {"_rule": "any-api", **OWN})
    late = ada.submit(view, button, OWN | {"_text-1": "We like <b>"})
    assert late.status == 409
    alert = late.text("div", role="alert")
    assert "Changed in another tab or browser." in alert
    assert "“We run Flask”: There: a reason. Here: no such reason." in alert
    assert "“We like <b>”: There: no such reason. Here: a reason." in alert
    assert "There: does not count. Here: counts." in alert
    assert filled_in(late.form(SAVE))["_text-1"] == ["We like <b>"]
    assert filled_in(ada.get(first.path).form(SAVE))["_text-1"] == ["We run Flask"]
    ada.submit(late, SEE)
    assert filled_in(ada.get(first.path).form(SAVE))["_text-1"] == ["We like <b>"]


def test_one_page_may_change_them_as_often_as_it_likes(ada: Visitor):
    view = form_of(ada, ANSWERS)
    sent = filled_in(view.form(SEE))
    for text in ("We", "We run", "We run Flask"):
        part = ada.post(f"{view.path}/draft", {**sent, **OWN, "_text-1": text}, **PARTIAL)
        assert part.status == 200
    assert "Version 2" in ada.post(view.path, {**sent, **OWN}).text()


def test_the_part_says_that_another_tab_changed_them_and_how_to_go_on(ada: Visitor):
    first = form_of(ada, ANSWERS)
    view = ada.get(first.path)
    ada.submit(first, SEE, OWN)
    sent = {**filled_in(view.form(SEE)), "_rule": ["new-api"]}
    part = ada.post(f"{view.path}/draft", sent, **PARTIAL)
    assert part.status == 409
    assert "“We run Flask”: There: a reason. Here: no such reason." in text_of(part.tree)
    (button,) = part.all("button")
    seen = {"_seen": button.get("data-use", ""), "_latest": button.get("data-latest", "")}
    assert ada.post(f"{view.path}/draft", {**sent, **seen}, **PARTIAL).status == 200
    assert not ada.get(first.path).all("input", value="We run Flask")


def test_a_page_from_before_the_upgrade_has_the_last_word(ada: Visitor):
    first = form_of(ada, ANSWERS)
    ada.submit(first, SEE, OWN)
    sent = filled_in(first.form(SEE))
    del sent["_seen"]
    assert ada.post(f"{first.path}/draft", {**sent, "_rule": ["new-api"]}).status == 200


def test_a_change_is_answered_with_both_verdicts_alone(ada: Visitor):
    view = form_of(ada, ANSWERS)
    sent = {**filled_in(view.form(SEE)), "_rule": ["new-api"]}
    part = ada.post(f"{view.path}/draft", sent, **PARTIAL)
    assert part.source.lstrip().startswith("<div")
    assert beside(part)[1] == "Too close to call"


def test_an_old_address_of_a_dispute_leads_to_the_form_with_its_ticks(ada: Visitor):
    path = form_of(ada, ANSWERS).path.replace("own-reasons", "revisions/1/dispute")
    many = "&".join(f"without=s{n}" for n in range(900))
    for asked, ticked, says in [
        ("", [], ""),
        ("?without=new-api", ["rule-new-api"], "not kept yet"),
        ("?without=gravity&without=%3Cb%3E", [], "These rules have no gravity, <b>"),
        (f"?{many}", [], "s0, s1, s2, 897 more"),
    ]:
        view = ada.get(f"{path}{asked}")
        assert view.path.endswith("/own-reasons")
        assert switched_on(view) == ticked
        assert says in view.text()
        assert switched_on(ada.get(view.path)) == []


def switched_on(view: View) -> list[str | None]:
    return [one.get("id") for one in view.all("input") if one.get("checked") is not None]


def test_a_stranger_neither_sees_nor_changes_mine(ada: Visitor, ben: Visitor):
    view = form_of(ada, ANSWERS)
    ben.save(ANSWERS)
    assert ben.get(view.path).status == 404
    sent = filled_in(view.form(SAVE))
    assert {ben.post(path, sent).status for path in (view.path, f"{view.path}/draft")} == {404}


def test_a_version_that_was_replaced_shows_its_adjustments_and_does_not_offer_to_change_them(
    ada: Visitor,
):
    saved = ada.submit(form_of(ada, ANSWERS), SAVE, OWN)
    ada.submit(ada.get(saved.href("Change your own reasons")), SAVE, {"_text-1": ""})
    old = own_section(ada.get(f"{saved.path}/revisions/2"))
    assert "We run Flask" in old
    assert "Change your own reasons" not in old


def saved_with(visitor: Visitor, **more: str) -> View:
    return visitor.submit(form_of(visitor, ANSWERS), SAVE, {**OWN, **more})


def shared(visitor: Visitor, result: View, **typed: str) -> View:
    """The report behind a new link, as somebody else reads it."""
    form = visitor.get(result.href("Share"))
    return visitor.submit(form, "Create the link", typed)


def test_the_share_form_says_that_reasons_are_seen_only_where_there_are_some(ada: Visitor):
    plain = ada.save(ANSWERS)
    assert "word for word" not in ada.get(plain.href("Share")).text()
    form = ada.get(saved_with(ada).href("Share"))
    assert "Whoever has the link sees what you adjusted" in form.text()
    assert form.all("input", id="hides-texts")


@pytest.mark.parametrize("hidden", [False, True], ids=["with texts", "without"])
def test_a_link_shows_both_results_and_a_copy_is_marked(ada: Visitor, ben: Visitor, hidden: bool):
    result = saved_with(ada, _rule="new-api")
    typed = {"_preview": "on", **({"_hides_texts": "on"} if hidden else {})}
    link = shared(ada, result, **typed).all("input", id="link")[0].get("value", "")
    report = ben.get(link)
    assert report.heading == "Verdict: FastAPI"
    own = own_section(report)
    assert own.startswith("Reasons of whoever answered With 2 adjustments: Flask, by 10 points")
    assert ("We run Flask" in report.source) != hidden
    assert ("A reason whose text is not shared" in own) == hidden
    assert "With 2 adjustments: Flask." in report.source.partition("</head>")[0]
    edit = ben.submit(report, "Copy to my workspace")
    copy = ben.get(edit.path.removesuffix("/edit"))
    assert "They came with the result that was copied." in own_section(copy)
    assert ("We run Flask" in copy.source) != hidden
    adopted = ben.get(copy.href("Change your own reasons"))
    assert "Once you save them, they are yours." in adopted.text()
    mine = ben.submit(adopted, SAVE)
    assert "Version 2" in mine.text()
    assert "They came with" not in own_section(mine)


def test_the_list_and_a_comparison_show_the_second_verdict_small(ada: Visitor):
    result = saved_with(ada, _rule="new-api")
    row = ada.get("/assessments").text("tbody")
    assert "with your adjustments: Flask" in row
    assert "with your adjustments: Flask" in ada.get("/").text()
    made = result.path.rpartition("/")[2]
    compared = ada.get(f"/comparisons?r={made}.1&r={made}.2")
    lines = [text_of(one) for one in compared.all("p", class_="with-adjustments")]
    assert lines == ["With your 2 adjustments: Flask, by 10 points (clear)"]
    assert "adjustments are not part of it" in compared.text()


def test_with_three_alternatives_everything_is_said_without_a_balance(toys: Visitor):
    result = toys.save({"distance": "near", "cargo": "papers"})
    own = {"_text-1": "I like trains", "_side-1": "train", "_weight-1": "chorus"}
    view = toys.submit(toys.get(result.href("Disagree")), SAVE, {"_rule": "short-hop", **own})
    assert "With your 2 adjustments: Toss a coin, By train by 2 points" in own_section(view)
    assert scores(view) == ["4", "6", "2"]
    assert not view.all("section", id="own-reasons")[0].findall(".//figure[@class='balance']")


def test_the_text_for_a_document_has_them_without_markup_of_their_own(ada: Visitor):
    result = saved_with(ada, _rule="new-api", **{"_text-1": "*We* run | Flask"})
    text = ada.get(result.href("Copy for a document")).text("textarea")
    assert "**With 2 adjustments: Flask, by 10 points \\(clear\\)**" in text
    assert "- \\*We\\* run \\| Flask (10 points for Flask)" in text
    assert "- Switched off: a new API" in text


HALF = [
    ({"_text-2": "No side"}, 2, "Say what this speaks for: Flask or FastAPI."),
    ({"_text-2": "x" * 201, "_side-2": "flask"}, 2, "yours has 201"),
    ({"_side-2": "flask"}, 2, "It has no text, so it does not count."),
]


@pytest.mark.parametrize(("typed", "number", "says"), HALF)
def test_half_a_reason_keeps_the_ticks_and_says_what_it_lacks(
    ada: Visitor, typed: dict[str, str], number: int, says: str
):
    view = form_of(ada, ANSWERS)
    sent = {**filled_in(view.form(SEE)), "_rule": ["new-api"], **typed}
    part = ada.post(f"{view.path}/draft", sent, **PARTIAL)
    (verdict, with_mine) = beside(part)
    assert (part.status, verdict, with_mine) == (
        200,
        "FastAPI, by 5 points (slight)",
        "Too close to call",
    )
    assert says in part.text("hx-partial", id=f"reason-{number}-said")
    assert part.text("hx-partial", id="reason-1-said") == ""
    (told,) = part.all("p", id="announcement")
    assert "With your 1 adjustment: Too close to call" in told.get("data-announce", "")
    assert f"Reason {number} is not kept: " in told.get("data-announce", "")
    assert switched_on(ada.get(view.path)) == ["rule-new-api"]
    whole = ada.submit(view, SEE, {"_rule": "any-api", **typed})
    assert says in whole.text()
    assert "rule-any-api" in switched_on(ada.get(view.path))


def test_the_address_of_a_refused_form_leads_to_the_form(ada: Visitor):
    view = ada.submit(form_of(ada, ANSWERS), SEE, {"_text-1": "No side"})
    assert (view.status, view.path[-6:]) == (422, "/draft")
    assert ada.get(view.path).heading == "Your own reasons"


def test_a_save_without_a_change_shows_what_it_says_of_that(ada: Visitor):
    view = saved_with(ada)
    answer = ada.client.post(
        f"{view.path}/own-reasons",
        data=filled_in(ada.get(view.href("Change your own reasons")).form(SAVE)),
        follow_redirects=False,
    )
    assert answer.status_code == 303
    assert "#" not in answer.headers["location"]


def test_what_is_sent_leads_to_something_that_takes_the_focus(ada: Visitor):
    view = form_of(ada, ANSWERS)
    for path, where in [(f"{view.path}/draft", "both"), (view.path, "own-reasons")]:
        sent = {**filled_in(view.form(SAVE)), **OWN}
        leads = ada.client.post(path, data=sent, follow_redirects=False).headers["location"]
        assert leads.endswith(f"#{where}")
        assert [
            one.get("tabindex") for one in ada.get(leads).tree.iter() if one.get("id") == where
        ] == ["-1"]


def test_rules_and_gates_are_one_group_that_says_what_a_tick_does(ada: Visitor):
    view = form_of(ada, RUNNING)
    (group,) = view.all("fieldset", id="rules-off")
    names = [one.get("name") for one in group.iter("input")]
    assert {"_gate", "_rule"} == set(names)
    assert text_of(group).startswith("Do not count: What you tick no longer counts.")
    assert group.get("aria-describedby") == "off-hint"
    assert "“Bottom line” is 10 points" in view.text()


def test_a_control_and_a_mistake_say_which_reason_they_belong_to(ada: Visitor):
    two = {"_text-1": "a", "_text-2": "b"}
    view = ada.submit(form_of(ada, ANSWERS), SAVE, two)
    told = [text_of(one) for one in view.all("div", class_="summary")[0].iter("a")]
    assert told == [f"Reason {n}: Say what this speaks for: Flask or FastAPI." for n in (1, 2)]
    assert "weight of reason 2" in view.text("label", for_="weight-2")


def test_enter_in_a_text_shows_the_difference_and_saves_nothing(ada: Visitor):
    form = form_of(ada, ANSWERS).form(SAVE)
    first = next(one for one in form.iter("button") if one.get("type") == "submit")
    assert str(first.get("formaction")).endswith("/draft")


def test_what_is_not_saved_is_named_and_linked_where_it_is(ada: Visitor):
    view = form_of(ada, ANSWERS)
    ada.submit(view, SEE, OWN)
    result = ada.get(back(view))
    assert "You have changed your own reasons since this was saved." in result.text()
    own = ada.get(result.href("Continue with them"))
    assert own.all("input", id="text-1")[0].get("value") == "We run Flask"
    edit = ada.get(result.href("Change answers"))
    assert "Your own reasons changed, too; saving keeps them." in edit.text()
    ada.submit(edit, "Update the preview", {"load": "high"})
    both = ada.get(back(view))
    assert "You have changed answers and your own reasons since this was saved." in both.text()
    saved = ada.submit(ada.get(both.href("the answers")), "Save and see the result")
    assert "since this was saved" not in saved.text()
    assert "Your own reasons changed, too" not in ada.get(saved.href("Change answers")).text()
    ada.submit(ada.get(saved.href("Change answers")), "Update the preview", {"load": "low"})
    assert "You have changed answers since this was saved." in ada.get(saved.path).text()


def test_what_own_reasons_made_of_the_version_before_is_said(ada: Visitor):
    view = form_of(ada, ANSWERS)
    saved = ada.submit(view, SAVE, OWN)
    since = saved.text("section", **{"aria-labelledby": "since-title"})
    assert "Your own reasons changed." in since
    assert "The verdict is the same: FastAPI, by 5 points (slight)" in since
    assert "With your own reasons: none →became " in since
    (now, then) = [text_of(row) for row in saved.all("ol", class_="revisions")[0].findall("li")]
    assert "with your adjustments: " in now
    assert "with your adjustments: " not in then
    edit = ada.get(saved.href("Change answers"))
    later = ada.submit(edit, "Save and see the result", {"load": "high"})
    since = later.text("section", **{"aria-labelledby": "since-title"})
    assert "Your own reasons changed." not in since
    assert "With your own reasons: " in since
