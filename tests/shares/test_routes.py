"""Shares: a link shown once, a report anyone with it can read, revoked at once."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from starlette.types import ASGIApp

from app.main import create_app
from app.settings import Settings
from tests.factories import FrozenClock, shipped
from tests.web.people import ada, app, ben
from tests.web.visitor import ORIGIN, View, Visitor, text_of

API = {"situation": "new", "kind": "public_api"}
TOOL = {"situation": "new", "kind": "internal_tool"}
WORKING = {"situation": "existing_flask", "limits": ["none"], "kind": "public_api"}
CLOSE = {**API, "web_experience": "new", "type_hints": "unfamiliar", "extensions": "exact"}
FIRM = {
    **API,
    "load": "high",
    "docs": "others",
    "type_hints": "comfortable",
    "validation": "complex",
    "horizon": "long",
    "concurrency": "yes",
}
SITE = {
    "kind": "website",
    "load": "high",
    "concurrency": "yes",
    "validation": "complex",
    "docs": "nobody",
    "horizon": "quick",
    "web_experience": "some",
    "extensions": "few",
    "type_hints": "comfortable",
    "async_skill": "familiar",
    "structure": "built_in",
    "debugging": "explicit",
    "track_record": "no_preference",
}
HOSTILE = [
    "<img src=x onerror=alert(1)>",
    '"><script>x</script>',
    "{{7*7}}${7*7}",
    "' hx-on:click='",
    "<div hx-get=/x hx-trigger=load>",
    "javascript:alert(1)",
    "]]></text><image href='file:///etc/passwd'/>",
    "&lt;b&gt; עברית",
]
CREATE = "Create the link"
COPY = "Copy to my workspace"
HANG_GUARD = 60


@pytest.fixture
def app(sqlite_url: str, clock: FrozenClock) -> Iterator[ASGIApp]:
    """The application on an empty database, with a clock that tests move."""
    made = create_app(Settings(database=sqlite_url), library=shipped(), clock=clock)
    with Visitor(made).client:
        yield made


def form(owner: Visitor, result: View) -> View:
    """The page with the links of a result and the form for another."""
    return owner.get(result.href("Share"))


def created(owner: Visitor, result: View, **wanted: str) -> View:
    """The page that shows a new link."""
    return owner.submit(form(owner, result), CREATE, wanted)


def link_of(view: View) -> str:
    """The path of the link a page shows."""
    address = view.all("input", id="link")[0].get("value", "")
    assert address.startswith(f"{ORIGIN}/s/")
    return address.removeprefix(ORIGIN)


def shared(owner: Visitor, answers: dict[str, object] = API, **wanted: str) -> str:
    """The path of a link to a new result."""
    return link_of(created(owner, owner.save(answers), **wanted))  # type: ignore[arg-type]


def revoked(owner: Visitor, result: View) -> View:
    """The list after its first link was revoked."""
    return owner.submit(owner.get(form(owner, result).href("Revoke")), "Revoke the link")


def rows(view: View) -> list[str]:
    bodies = view.all("tbody")
    return [text_of(row) for row in bodies[0].findall("tr")] if bodies else []


def titled(owner: Visitor, title: str) -> View:
    """A result with that title."""
    return owner.submit(owner.save(API), "Save the name", {"_text": title})


def meta(view: View, name: str) -> str:
    """What a preview bot reads under that name."""
    tags = view.all("meta", property=name)
    return str(tags[0].get("content"))


def without_key(source: str) -> str:
    return re.sub(r'name="_key" value="[^"]*"', "", source)


# Making and listing links


def test_a_new_link_is_shown_with_a_qr_code_and_opens(ada: Visitor, ben: Visitor):
    view = created(ada, ada.save(API))
    assert view.status == 200
    assert view.heading == "Your link is ready"
    assert view.all("svg", role="img")[0].get("aria-label") == "QR code of the link"
    assert len(view.all("path")[0].get("d", "")) > 1_000
    assert ben.get(link_of(view)).status == 200


def test_the_form_sent_again_shows_the_same_link_and_makes_none(ada: Visitor, ben: Visitor):
    page = form(ada, ada.save(API))
    view = ada.submit(page, CREATE)
    again = ada.submit(page, CREATE)
    assert (again.heading, link_of(again)) == ("Your link is ready", link_of(view))
    assert len(rows(form(ada, view))) == 1
    assert ben.get(link_of(view)).status == 200


@pytest.mark.parametrize(
    ("days", "heading"), [(0, "This link is revoked"), (91, "This link has expired")]
)
def test_the_form_sent_again_shows_no_link_that_opens_nothing(
    ada: Visitor, clock: FrozenClock, days: int, heading: str
):
    page = form(ada, ada.save(API))
    link = link_of(ada.submit(page, CREATE))
    if days:
        clock.advance(days=days)
    else:
        ada.submit(ada.get(ada.get(page.path).href("Revoke")), "Revoke the link")
    again = ada.submit(page, CREATE)
    assert (again.status, again.heading) == (200, heading)
    assert link.rpartition("/")[2] not in again.source


def test_another_browser_of_the_workspace_is_not_shown_the_link(ada: Visitor, ben: Visitor):
    page = form(ada, ada.save(API))
    link = link_of(ada.submit(page, CREATE))
    code = ada.submit(ada.get("/workspace"), "Make a one-time code")
    typed = str(code.all("input", id="code")[0].get("value"))
    ben.submit(ben.get("/workspace/open"), "Open the workspace", {"_code": typed})
    again = ben.submit(page, CREATE)
    assert (again.status, again.heading) == (200, "This link cannot be shown again")
    assert link.rpartition("/")[2] not in again.source
    assert len(rows(ben.get(again.href("Create another link")))) == 1


def test_the_same_form_with_other_content_is_refused(ada: Visitor):
    page = form(ada, ada.save(API))
    ada.submit(page, CREATE)
    assert ada.submit(page, CREATE, {"_label": "Another"}).status == 422


def test_the_list_names_each_link_but_never_shows_it(ada: Visitor, clock: FrozenClock):
    result = ada.save(API)
    link = link_of(created(ada, result, _label="For the board", _lifetime="7"))
    created(ada, result, _lifetime="never", _preview="on")
    view = form(ada, result)
    newest, oldest = rows(view)
    assert "Without a label" in newest
    assert "Works until you revoke it" in newest
    assert "title and verdict in previews" in newest
    assert "For the board Version 1: FastAPI" in oldest
    assert "Works until 29 November 2026" in oldest
    assert link.rpartition("/")[2] not in view.source


def test_the_list_says_when_a_link_was_last_opened(ada: Visitor, ben: Visitor, clock: FrozenClock):
    result = ada.save(API)
    link = link_of(created(ada, result))
    assert "Last opened never" in rows(form(ada, result))[0]
    clock.advance(days=1)
    ben.get(link)
    assert "Last opened 23 November 2026" in rows(form(ada, result))[0]


def test_an_expired_link_is_listed_as_such_and_opens_no_more(
    ada: Visitor, ben: Visitor, clock: FrozenClock
):
    result = ada.save(API)
    link = link_of(created(ada, result))
    clock.advance(days=90)
    (row,) = rows(form(ada, result))
    assert "Expired 20 February 2027" in row
    assert "Revoke" not in row
    assert ben.get(link).status == 404


def test_an_older_revision_can_be_shared(ada: Visitor, ben: Visitor):
    first = ada.save(API)
    second = ada.submit(ada.get(first.href("Change answers")), "Save and see the result", TOOL)
    page = form(ada, ada.get(second.href("Version 1")))
    assert page.all("option", value="1")[0].get("selected") is not None
    assert ben.get(link_of(ada.submit(page, CREATE))).heading == "Verdict: FastAPI"


def test_an_assessment_without_a_result_leads_to_its_questionnaire(ada: Visitor):
    started = ada.start()
    assert ada.get(started.path.replace("/edit", "/shares")).path == started.path


@pytest.mark.parametrize(
    ("field", "value", "words", "control"),
    [
        ("_label", "x" * 201, "The label can have at most 200 characters", "label"),
        ("_label", ["one", "two"], "the same field twice", "label"),
        ("_answered_by", "x" * 81, "The name can have at most 80 characters", "answered-by"),
        ("_answered_by", ["one", "two"], "the same field twice", "answered-by"),
        ("_revision", "2", "Choose one of the versions", "revision"),
        ("_revision", "0", "Choose one of the versions", "revision"),
        ("_revision", "１", "Choose one of the versions", "revision"),
        ("_revision", "", "Choose one of the versions", "revision"),
        ("_revision", ["1", "1"], "the same field twice", "revision"),
        ("_lifetime", "8", "Choose how long", "lifetime-90"),
        ("_lifetime", "", "Choose how long", "lifetime-90"),
        ("_lifetime", "-1", "Choose how long", "lifetime-90"),
    ],
)
def test_what_will_not_do_is_refused_beside_its_field(ada: Visitor, field, value, words, control):
    result = ada.save(API)
    view = ada.submit(form(ada, result), CREATE, {"_preview": "on", field: value})
    assert view.status == 422
    assert view.title.startswith("Error: ")
    summary = view.all("div", role="alert")[0]
    assert [(link.get("href"), words in text_of(link)) for link in summary.iter("a")] == [
        (f"#{control}", True)
    ]
    assert view.all("input", id="previews")[0].get("checked") is not None
    assert rows(form(ada, result)) == []


def test_every_problem_is_told_at_once_and_what_was_typed_is_kept(ada: Visitor):
    typed = {"_label": "x" * 201, "_answered_by": "y" * 81, "_revision": "9", "_lifetime": "1"}
    view = ada.submit(form(ada, ada.save(API)), CREATE, typed)
    assert len(view.all("div", role="alert")[0].findall("ul/li")) == 4
    assert view.all("input", id="label")[0].get("value") == "x" * 201
    assert view.all("input", id="answered-by")[0].get("value") == "y" * 81


@pytest.mark.parametrize("name", ["workspace_id", "id", "_token", "n", "created_at", "_expires"])
def test_a_field_the_form_does_not_have_is_refused_and_named(ada: Visitor, name: str):
    result = ada.save(API)
    view = ada.submit(form(ada, result), CREATE, {name: "1"})
    assert (view.status, name in view.text()) == (422, True)
    assert rows(form(ada, result)) == []


@pytest.mark.parametrize("typed", HOSTILE)
def test_a_label_is_only_ever_text(ada: Visitor, typed: str):
    result = ada.save(API)
    view = created(ada, result, _label=typed)
    listed = form(ada, result)
    asked = ada.get(listed.href("Revoke"))
    for page in (view, listed, asked):
        assert " ".join(typed.split()) in page.text()
        assert not page.all("img")
        assert not page.all("div", hx_get="/x")
        assert all(script.get("src") for script in page.all("script"))


# The report behind a link


def test_the_report_shows_verdict_reasons_answers_and_where_they_come_from(
    ada: Visitor, ben: Visitor
):
    view = ben.get(shared(ada))
    assert view.heading == "Verdict: FastAPI"
    assert "by 10 points (clear)" in view.text("section", class_="verdict")
    assert "No answer speaks against it" in view.text("section", class_="verdict")
    assert "22 November 2026, 09:30 UTC" in view.text("header", class_="page-head")
    assert "The link works until 20 February 2027, 09:30 UTC." in view.text()
    assert "What is it mainly? A public API" in view.text("dl", class_="answer-list")
    assert "Source: " in view.text()
    assert ben.get(view.href("Flask or FastAPI? 1.0.1")).status == 200


@pytest.mark.parametrize("answers", [API, WORKING, CLOSE, {}], ids=["api", "gate", "close", "none"])
def test_the_points_of_a_report_add_up(ada: Visitor, ben: Visitor, answers):
    view = ben.get(shared(ada, answers))
    points = [int(cell.get("data-points")) for cell in view.all("td") if cell.get("data-points")]
    leads = [int(cell.get("data-lead")) for cell in view.all("td") if cell.get("data-lead")]
    assert leads == ([sum(points)] if answers else [])


def test_the_report_stays_with_its_revision_and_holds_no_note(ada: Visitor, ben: Visitor):
    result = ada.save(API)
    link = link_of(created(ada, result))
    ada.submit(result, "Save the note", {"_text": "Top secret"})
    ada.submit(ada.get(result.href("Change answers")), "Save and see the result", TOOL)
    view = ben.get(link)
    assert view.heading == "Verdict: FastAPI"
    assert "secret" not in view.source


@pytest.mark.parametrize("typed", HOSTILE)
@pytest.mark.parametrize("preview", ["", "on"])
def test_a_title_is_only_ever_text(ada: Visitor, ben: Visitor, typed: str, preview: str):
    wanted = {"_preview": preview} if preview else {}
    link = link_of(created(ada, titled(ada, typed), **wanted))
    view = ben.get(link)
    assert view.text("p", class_="subject") == " ".join(typed.split())
    assert not view.all("img")
    assert not view.all("div", hx_get="/x")
    assert all(script.get("src") for script in view.all("script"))
    assert ben.get(f"{link}/preview.png").status == 200


PUBLIC = re.compile(
    r"#[\w-]+|/|/assessments|/workspace|/about|/api|/privacy|/rulebooks(/[\w.-]+){0,3}(#[\w-]+)?|/static/[\w./-]+(#\w+)?"
)


def test_c14_a_report_holds_no_internal_ids_no_other_forms_and_no_foreign_addresses(
    ada: Visitor, ben: Visitor
):
    result = ada.save(API)
    link = link_of(created(ada, result, _label="For Ben only"))
    revoke = form(ada, result).href("Revoke")
    view = ben.get(link)
    inside = (result.path.rpartition("/")[2], revoke.split("/")[2], "For Ben only")
    assert [text in view.source for text in inside] == [False] * 3
    assert [element.get("action") for element in view.all("form")] == [f"{link}/copy"]
    linked = {element.get(name) for element in view.tree.iter() for name in ("href", "src")} - {
        None
    }
    linked.discard(f"{link}/decision.md")
    assert [address for address in linked if not PUBLIC.fullmatch(address)] == []
    assert set(re.findall(r"https?://[^\"'< ]+", view.source)) == {f"{ORIGIN}{link}/preview.png"}


def test_c10_only_the_very_link_opens_and_all_else_is_one_page(ada: Visitor, ben: Visitor):
    link = shared(ada)
    token = link.rpartition("/")[2]
    other = "A" if token[0] != "A" else "B"
    wrong = [
        *(f"/s/{one}" for one in (other + token[1:], token[:-1], token + "A", "x" * 43, "")),
        *(
            f"{link}{one}"
            for one in ("/x", ".x", "%20x", "%2fx", "%00x", "&x;", "/preview.png/", "/../x")
        ),
        *(f"/s/{one}" for one in ("%F0%9F%98%80" * 11, "a" * 10_000, "%2F" + token)),
    ]
    if token.swapcase() != token:
        wrong.append(f"/s/{token.swapcase()}")
    answers = [ben.get(text) for text in wrong]
    assert {one.status for one in answers} == {404}
    assert len({one.source for one in answers}) == 1
    assert "This link does not work" in answers[0].text()
    for answer in (*answers, ben.get(link)):
        assert answer.headers["x-robots-tag"] == "noindex, nofollow"
        assert answer.headers["cache-control"] == "no-store"
        assert "set-cookie" not in answer.headers


def test_expired_and_revoked_links_are_that_page_too(
    ada: Visitor, ben: Visitor, clock: FrozenClock
):
    result = ada.save(API)
    gone = link_of(created(ada, result))
    revoked(ada, result)
    late = link_of(created(ada, result, _lifetime="7"))
    clock.advance(days=7)
    unknown = ben.get(f"/s/{'x' * 43}").source
    assert [ben.get(one).source for one in (gone, late)] == [unknown] * 2
    assert [ben.get(f"{one}/preview.png").source for one in (gone, late)] == [unknown] * 2


def test_a_get_changes_nothing_but_the_note_of_its_last_use(
    ada: Visitor, ben: Visitor, app: ASGIApp
):
    link = shared(ada)
    first = ben.get(link)
    assert without_key(ben.get(link).source) == without_key(first.source)
    assert "Nothing is saved in this browser yet" in ben.get("/assessments").text()
    with app_database(app).reader() as session:
        counts = session.exec_driver_sql(
            "SELECT (SELECT count(*) FROM workspaces), (SELECT count(*) FROM revisions)"
        )
        assert counts.one() == (1, 1)


def app_database(app: object):
    """The database of an application, whatever is wrapped around it."""
    while not hasattr(app, "state"):
        app = app.app if hasattr(app, "app") else app.pages  # type: ignore[attr-defined]
    return app.state.parts.database


def test_the_report_opens_while_someone_writes_and_notes_nothing_then(
    ada: Visitor, ben: Visitor, app: ASGIApp
):
    result = ada.save(API)
    link = link_of(created(ada, result))
    with app_database(app).writer():
        assert ben.get(link).status == 200
    assert "Last opened never" in rows(form(ada, result))[0]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_c11_a_link_can_only_be_read(ada: Visitor, ben: Visitor, method: str):
    link = shared(ada)
    for path in (link, f"{link}/preview.png", f"{link}/edit", f"/s/{'x' * 43}"):
        assert ben.client.request(method, path).status_code in (404, 405)
    assert ben.get(link).status == 200


def test_c11_a_link_gives_no_right_to_write(ada: Visitor, ben: Visitor):
    result = ada.save(API)
    link = link_of(created(ada, result))
    revoke = form(ada, result).href("Revoke")
    ben.get(link)
    for path in (f"{result.path}/edit", f"{result.path}/shares", revoke, f"{result.path}/title"):
        assert ben.post(path, {"_key": "k"}).status == 404
    assert ben.get(link).status == 200


# Should you believe this?


def belief(view: View) -> dict[str, str]:
    """What a report says to whoever wonders whether to believe it, by its heads."""
    rows = view.all("dl", class_="belief")[0].findall("div")
    return {text_of(row[0]): text_of(row[1]) for row in rows}


def test_a_report_says_who_answered_or_that_nobody_said_so(ada: Visitor, ben: Visitor):
    named = belief(ben.get(shared(ada, _answered_by="Ada, platform team")))
    assert named["Who answered"] == "Ada, platform team"
    nameless = belief(ben.get(shared(ada)))
    assert nameless["Who answered"] == "The author did not give a name."


def test_a_report_says_how_complete_and_how_sure_it_is_and_whose_opinion(
    ada: Visitor, ben: Visitor
):
    told = belief(ben.get(shared(ada)))
    assert told["How complete it is"] == (
        "2 of 14 questions answered. The open questions can still change it."
    )
    assert "in all of them the verdict is the same" in told["How sure it is"]
    assert "One practitioner's comparison of Flask and FastAPI" in told["Whose opinion it is"]
    by_rule = belief(ben.get(shared(ada, WORKING)))
    assert by_rule["How complete it is"].endswith("What is still open cannot change it.")
    assert (
        by_rule["How sure it is"] == "A rule decides, so it is the same whatever the points weigh."
    )


def challenged(view: View) -> str:
    return belief(view)["What to challenge first"]


def test_a_judgement_is_challenged_before_a_fact_that_nobody_doubts(ada: Visitor, ben: Visitor):
    together = challenged(ben.get(shared(ada)))
    assert together.startswith("No single judgement decides. It takes 2 together to come to")
    assert "What is it mainly?" not in together
    judged = challenged(ben.get(shared(ada, {**TOOL, "web_experience": "new"})))
    assert "check that it is true" not in judged
    by_rule = challenged(ben.get(shared(ada, WORKING)))
    assert by_rule.startswith(
        "Has the Flask app hit real limits? The answer was No, it does its job: check that it is "
        "true. Were it"
    )
    assert by_rule.endswith("the verdict would be Move to FastAPI.")


def test_where_no_single_answer_decides_it_says_how_many_do(ada: Visitor, ben: Visitor):
    many = challenged(ben.get(shared(ada, FIRM)))
    assert many == (
        "No single judgement decides: 7 would have to be different to come to Too close to call."
    )
    few = challenged(ben.get(shared(ada, SITE)))
    assert few.startswith("No single judgement decides. It takes 2 together to come to")
    assert few.count(" instead of ") == 2


def test_what_is_not_answered_is_challenged_as_such(ada: Visitor, ben: Visitor):
    told = belief(ben.get(shared(ada, CLOSE)))["What to challenge first"]
    assert "The answer was" in told
    unknown = belief(ben.get(shared(ada, {**WORKING, "limits": ["unknown"]})))
    assert "were it" in unknown["What to challenge first"]
    assert "As long as no limit of the Flask app is known" in unknown["How sure it is"]


def test_a_report_says_what_the_source_is_silent_about_and_when_to_look_again(
    ada: Visitor, ben: Visitor, clock: FrozenClock
):
    moderate = {**API, "load": "moderate", "extensions": "many"}
    link = shared(ada, moderate, _lifetime="never")
    told = belief(ben.get(link))
    assert told["What it is silent about"].startswith(
        "Performance: Somewhat. The article speaks of high load"
    )
    assert "by 30 June 2028" in told["When to look again"]
    heard = belief(ben.get(shared(ada, {"kind": "public_api"})))["What it is silent about"]
    assert heard == (
        "Whatever the 14 questions do not ask. Every answer that was given speaks for a side."
    )
    clock.advance(days=600)
    assert belief(ben.get(link))["When to look again"].startswith("Now: it rests on")


def test_an_answer_that_nothing_comes_from_is_not_said_to_speak(ada: Visitor, ben: Visitor):
    told = belief(ben.get(shared(ada, {"situation": "new"})))
    assert told["What it is silent about"] == (
        "Where you stand: Starting something new. No reason comes from it."
    )
    assert told["How sure it is"] == "Nothing was weighed: no answer gives a point."


def test_a_report_says_where_its_author_disagrees_and_what_a_mark_means(ada: Visitor, ben: Visitor):
    result = ada.save(FIRM)
    adjust = ada.get(result.href("Disagree or add a reason"))
    ada.submit(
        adjust,
        "Save as version",
        {"_text-1": "Our secret", "_side-1": "flask", "_weight-1": "bottom_line"},
    )
    report = ben.get(link_of(created(ada, result, _hides_texts="on")))
    disagrees = belief(report)["Where the author disagrees"]
    assert disagrees.startswith("With 1 adjustment: FastAPI, by ")
    assert "Our secret" not in report.source
    assert "Our secret" not in ben.client.get(report.href("Decision record")).text
    assert "a mark decide: whatever the others are, the verdict stays." in report.text()
    assert "Where the author disagrees" not in belief(ben.get(shared(ada)))


def test_nothing_answered_makes_no_claim_of_being_sure(ada: Visitor, ben: Visitor):
    told = belief(ben.get(shared(ada, {})))
    assert told["How complete it is"].startswith("0 of 14 questions answered.")
    assert "How sure it is" not in told


def test_who_answered_is_read_on_that_link_only_and_forgotten_with_it(ada: Visitor, ben: Visitor):
    result = ada.save(API)
    other = link_of(created(ada, result))
    named = link_of(created(ada, result, _answered_by="  Ada, platform team "))
    assert "Ada, platform team" in ben.get(named).text()
    assert "Ada, platform team" not in ben.get(other).source
    assert "Ada, platform team" not in ben.submit(ben.get(named), COPY).source
    assert "answered by Ada, platform team" in rows(form(ada, result))[0]
    assert "Ada, platform team" not in revoked(ada, result).source
    assert ben.get(named).status == 404


# Copying


def test_c11_a_copy_is_the_visitors_own_with_new_ids_and_no_link(ada: Visitor, ben: Visitor):
    result = ada.save(API)
    link = link_of(created(ada, result))
    ben.get(link)
    before = without_key(ada.get(result.path).source)
    copy = ben.submit(ben.get(link), COPY)
    assert copy.path.endswith("/edit")
    (name,) = copy.all("input", id="name")
    assert name.get("value") == "Copy of New public API"
    assert copy.all("input", id="kind--public_api", checked="")
    assert result.path not in copy.path
    own = ben.get(copy.path.removesuffix("/edit"))
    assert own.heading == "Verdict: FastAPI"
    assert rows(form(ben, own)) == []
    assert ada.get(copy.path).status == 404
    assert without_key(ada.get(result.path).source) == before


def test_c11_a_copy_sent_twice_with_one_key_is_made_once(ada: Visitor, ben: Visitor):
    page = ben.get(shared(ada))
    ben.submit(ben.get(page.path), COPY)
    made = [ben.submit(page, COPY).path for _ in range(2)]
    assert made[0] == made[1]
    assert len(rows(ben.get("/assessments"))) == 2


def test_a_copy_answered_differently_leaves_the_original(ada: Visitor, ben: Visitor):
    link = shared(ada)
    changed = ben.submit(ben.submit(ben.get(link), COPY), "Save and see the result", TOOL)
    assert (changed.heading, ben.get(link).heading) == ("Verdict: Flask", "Verdict: FastAPI")
    assert "Version 2," in changed.text("header", class_="page-head")


def test_a_copy_by_a_new_visitor_makes_a_workspace_and_a_refused_one_none(
    ada: Visitor, ben: Visitor
):
    page = ben.get(shared(ada))
    refused = ben.post(f"/s/{'x' * 43}/copy", {"_key": "k"})
    assert (refused.status, "set-cookie" in refused.headers) == (404, False)
    ben.submit(page, COPY)
    assert len(rows(ben.get("/assessments"))) == 1


@pytest.mark.parametrize("sent", [{}, {"_key": ""}, {"_key": ["a", "b"]}, {"_key": "a", "x": "1"}])
def test_a_copy_without_its_key_or_with_more_is_refused(ada: Visitor, ben: Visitor, sent):
    refused = ben.post(f"{shared(ada)}/copy", sent)
    assert (refused.status, "set-cookie" in refused.headers) == (422, False)


def test_a_copy_from_another_site_is_refused(ada: Visitor, ben: Visitor):
    link = shared(ada)
    refused = ben.post(f"{link}/copy", {"_key": "k"}, **{"sec-fetch-site": "cross-site"})
    assert refused.status == 403


# Revoking


def test_only_a_link_that_is_revoked_is_said_to_be(ada: Visitor):
    result = ada.save(API)
    created(ada, result)
    for asked in ("1", "", "x" * 16):
        listed = ada.get(f"{result.path}/shares?revoked={asked}")
        assert listed.status == 200
        assert "is revoked" not in listed.text()


def test_a_link_of_an_earlier_page_is_named_once_it_is_revoked(ada: Visitor):
    result = ada.save(API)
    created(ada, result, _label="For Ben")
    listed = ada.get(f"{result.path}/shares")
    asked = ada.get(listed.href("Revoke For Ben"))
    told = ada.submit(asked, "Revoke the link")
    earlier = ada.get(f"{told.path}?{told.query}&before=1")
    for shown in (told, earlier):
        assert "The link “For Ben” is revoked." in shown.text("p", role="status")


def test_c12_a_revoked_link_is_gone_from_the_answer_on(ada: Visitor, ben: Visitor):
    result = ada.save(API)
    link = link_of(created(ada, result))
    page = ben.get(link)
    listed = revoked(ada, result)
    assert "The link is revoked." in listed.text("p", role="status")
    assert "Revoked 22 November 2026" in rows(listed)[0]
    assert "etag" not in page.headers
    for answer in (
        ben.get(link),
        ben.get(link, **{"if-none-match": "*"}),
        ben.get(f"{link}/preview.png"),
        ben.submit(page, COPY),
    ):
        assert answer.status == 404
        assert answer.heading == "This link does not work"


def test_c12_no_get_that_begins_after_the_revocation_succeeds(ada: Visitor, app: ASGIApp):
    result = ada.save(API)
    link = link_of(created(ada, result))
    done = Event()

    def read(_: int) -> bool:
        """Whether the link opened although it was revoked before."""
        visitor = Visitor(app)
        late = False
        for _ in range(5):
            begun_after = done.is_set()
            late = late or (visitor.get(link).status == 200 and begun_after)
        return late

    with ThreadPoolExecutor(5) as pool:
        reads = pool.map(read, range(10), timeout=HANG_GUARD)
        revoked(ada, result)
        done.set()
        assert not any(reads)


def test_revoking_asks_first_and_twice_is_as_good_as_once(ada: Visitor):
    result = ada.save(API)
    created(ada, result, _label="For Ben")
    asked = ada.get(form(ada, result).href("Revoke"))
    assert "The link “For Ben” stops working at once" in asked.text()
    first = ada.submit(asked, "Revoke the link")
    assert rows(ada.submit(asked, "Revoke the link")) == rows(first)


def test_c13_a_duplicate_of_a_shared_assessment_has_no_link(ada: Visitor, ben: Visitor):
    copy = ada.submit(ada.get(shared(ada)), COPY)
    assert rows(ada.get(copy.path.replace("/edit", "/shares"))) == []


@pytest.mark.parametrize("verb", ["get", "post"])
def test_c01_a_foreign_link_is_the_same_as_none(ada: Visitor, ben: Visitor, verb: str):
    result = ada.save(API)
    link = link_of(created(ada, result))
    revoke = form(ada, result).href("Revoke")
    ben.save(API)
    for mine, unknown in (
        (revoke, f"/shares/{'a' * 16}/revoke"),
        (f"{result.path}/shares", f"/assessments/{'a' * 16}/shares"),
    ):
        foreign = getattr(ben, verb)(mine)
        assert foreign.status == 404
        assert foreign.source == getattr(ben, verb)(unknown).source
    assert ben.get(link).status == 200


@pytest.mark.parametrize("share_id", ["0", "-1", "%00", "..%2f1", "A" * 16, "a" * 10_000, "é"])
def test_c03_an_id_that_is_none_is_not_found(ada: Visitor, share_id: str):
    ada.save(API)
    assert ada.get(f"/shares/{share_id}/revoke").status == 404
    assert ada.post(f"/shares/{share_id}/revoke").status == 404


# Previews


def test_a_preview_says_nothing_of_the_result_unless_its_owner_wants_it(ada: Visitor, ben: Visitor):
    view = ben.get(link_of(created(ada, titled(ada, "Secret project"))))
    head = [element.get("content") or "" for element in view.all("meta")]
    assert meta(view, "og:title") == "A recommendation, shared with you"
    assert "A recommendation, shared with you" in view.title
    assert [child for child in head if "FastAPI" in child or "Secret" in child] == []


def test_a_preview_with_details_has_title_and_verdict(ada: Visitor, ben: Visitor):
    view = ben.get(link_of(created(ada, titled(ada, "Booking service"), _preview="on")))
    assert meta(view, "og:title") == "FastAPI: Booking service"
    assert meta(view, "og:description") == "FastAPI leads Flask by 10 points: a clear lead."


def test_the_picture_is_named_by_its_full_address_and_has_the_usual_size(
    ada: Visitor, ben: Visitor
):
    link = shared(ada)
    view = ben.get(link)
    assert meta(view, "og:image") == f"{ORIGIN}{link}/preview.png"
    assert meta(view, "og:type") == "article"
    answer = ben.client.get(f"{link}/preview.png")
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["x-robots-tag"] == "noindex, nofollow"
    assert struct.unpack(">II", answer.content[16:24]) == (1200, 630)


def test_the_generic_picture_is_one_for_all_and_a_detailed_one_is_not(ada: Visitor, ben: Visitor):
    links = [
        shared(ada),
        shared(ada, TOOL),
        shared(ada, _preview="on"),
        shared(ada, WORKING, _preview="on"),
    ]
    pictures = [ben.client.get(f"{link}/preview.png").content for link in links]
    assert (pictures[0] == pictures[1], len(set(pictures))) == (True, 3)


def test_a_report_is_downloaded_as_a_decision_record_that_tells_no_link(ada: Visitor, ben: Visitor):
    link = shared(ada)
    answer = ben.client.get(ben.get(link).href("Decision record"))
    assert answer.headers["content-disposition"].startswith('attachment; filename="')
    assert "## Decision Drivers" in answer.text
    assert link.rpartition("/")[2] not in answer.text
    assert "Made at" not in answer.text
