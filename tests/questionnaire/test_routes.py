"""The questionnaire, without JavaScript: fill in, preview, come back, save, be corrected."""

import re
from urllib.parse import urlencode

import pytest

from tests.factories import shipped
from tests.web.people import ada, app, ben
from tests.web.visitor import PARTIAL, View, Visitor, filled_in, text_of

API = {"situation": "new", "kind": "public_api"}
SAVE = "Save and see the result"


def ticked(view: View) -> set[str]:
    """The ids of all controls that are on."""
    return {
        control.get("id") for control in view.all("input") if control.get("checked") is not None
    }


def as_read(source: str) -> str:
    """White space aside: a page indents what it includes."""
    return " ".join(source.split())


def preview(view: View) -> str:
    return " ".join(map(text_of, view.all("div", id="preview")))


def test_a_new_questionnaire_has_nothing_ticked(ada: Visitor):
    view = ada.start()
    assert view.path.endswith("/edit")
    assert ticked(view) == set()
    assert "0 of 14 answered" in preview(view)


def test_every_question_says_why_it_is_asked_and_offers_not_knowing(ada: Visitor):
    for question in ada.start().all("fieldset"):
        assert question.get("id", "").startswith("q-")
        words = text_of(question)
        assert "Why this is asked" in words
        assert "I do not know" in words


def test_all_that_a_rulebook_says_about_a_question_is_on_the_page(ada: Visitor):
    asked = shipped().default.questions
    told = dict(zip((q.id for q in asked), map(text_of, ada.start().all("fieldset")), strict=True))
    for question in asked:
        for text in (question.text, question.help, question.why, question.more):
            assert text in told[question.id]


def test_update_the_preview_keeps_the_answers_and_shows_the_lead(ada: Visitor):
    view = ada.submit(ada.start(), "Update the preview", API)
    assert view.path.endswith("/edit")
    assert ticked(view) == {"situation--new", "kind--public_api"}
    assert "FastAPI by 10 points (clear)" in preview(view)
    assert "2 of 14 answered" in preview(view)


def test_a_draft_is_found_again_and_continued(ada: Visitor):
    ada.submit(ada.start(), "Update the preview", API)
    view = ada.get(ada.get("/").href("last changed"))
    assert ticked(view) == {"situation--new", "kind--public_api"}


def test_a_fragment_is_the_very_text_of_the_page(ada: Visitor):
    form = ada.start()
    sent = {**filled_in(form.form(SAVE)), **API}
    part = ada.post(form.path.replace("/edit", "/draft"), sent, **PARTIAL)
    assert part.status == 200
    page = as_read(ada.get(form.path).source)
    pieces = [as_read(piece) for piece in re.split(r"</?hx-partial[^>]*>", part.source)]
    assert [piece for piece in pieces if piece not in page] == []
    assert len([piece for piece in pieces if piece]) == 5


def test_answers_to_hidden_questions_are_kept_but_do_not_count(ada: Visitor):
    answers = {"situation": "new", "limits": "throughput", "upkeep": "maintenance"}
    view = ada.submit(ada.start(), "Update the preview", answers)
    assert {"limits--throughput", "upkeep--maintenance"} <= ticked(view)
    assert "1 of 14 answered" in preview(view)
    assert "No verdict yet" in preview(view)


def test_saving_leaves_hidden_answers_out_of_the_revision(ada: Visitor):
    saved = ada.save({"situation": "new", "limits": "throughput"})
    again = ada.get(saved.href("Change answers"))
    assert ticked(again) == {"situation--new"}


@pytest.mark.parametrize(
    ("answers", "question", "words"),
    [
        ({"limits": ["none", "docs"]}, "limits", "cannot go together"),
        ({"limits": ["unknown", "docs"]}, "limits", "cannot go together"),
        ({"kind": ["public_api", "website"]}, "kind", "one option only"),
        ({"kind": ["public_api", "public_api"]}, "kind", "one option only"),
        ({"kind": "blog"}, "kind", "There is no option “blog”"),
        ({"load": ""}, "load", "There is no option"),
    ],
)
def test_a_bad_answer_is_named_at_its_question_and_the_rest_is_kept(
    ada: Visitor, answers, question, words
):
    view = ada.submit(ada.start(), SAVE, {"situation": "existing_flask", **answers})
    assert view.status == 422
    assert view.title.startswith("Error: ")
    assert words in view.text("p", id=f"q-{question}-problem")
    summary = view.all("div", class_="summary")[0]
    assert words in text_of(summary)
    target = next(summary.iter("a")).get("href", "")[1:]
    assert view.all("input", id=target)
    assert "situation--existing_flask" in ticked(view)


def test_a_refused_form_writes_nothing(ada: Visitor):
    form = ada.start()
    ada.submit(form, SAVE, {"kind": "blog"})
    assert ticked(ada.get(form.path)) == set()
    assert "Not saved yet" in ada.get("/assessments").text()


@pytest.mark.parametrize("field", ["workspace_id", "id", "created_at", "rulebook_version", "_id"])
def test_a_field_that_is_no_question_is_refused_by_name(ada: Visitor, field):
    view = ada.submit(ada.start(), SAVE, {**API, field: "x"})
    assert view.status == 422
    assert field in view.text()


@pytest.mark.parametrize("values", ["x", ["unknown", "x"]])
def test_of_many_fields_that_are_no_question_a_few_are_named_and_the_rest_is_counted(
    ada: Visitor, values
):
    form = ada.start()
    usual = ada.submit(form, SAVE, {"kind": "blog"})
    many = {f"stranger_{n}": values for n in range(490)}
    answers = [
        ada.submit(form, SAVE, many),
        ada.post(form.path.replace("/edit", "/draft"), many, **PARTIAL),
        ada.post("/questionnaire", {"_key": "k", **many}),
        ada.get(f"/questionnaire?{urlencode(many, doseq=True)}"),
    ]
    assert [view.status for view in answers] == [422, 422, 422, 200]
    for view in answers:
        words = view.text()
        assert [name for name in many if f"“{name}”" in words] == list(many)[:3]
        assert "487 more" in words
        assert len(view.source) < len(usual.source) + 2_000


def test_an_address_fills_in_the_questionnaire_and_stores_nothing(ada: Visitor):
    view = ada.get("/questionnaire?kind=public_api&limits=docs&limits=async&load=unknown")
    assert ticked(view) == {"kind--public_api", "limits--docs", "limits--async", "load--unknown"}
    assert "set-cookie" not in view.headers
    assert "Nothing is saved in this browser yet" in ada.get("/assessments").text()


def test_what_an_address_cannot_mean_is_named_and_left_out(ada: Visitor):
    view = ada.get("/questionnaire?kind=public_api&colour=red&load=warp&situation=new&situation=x")
    assert view.status == 200
    notice = view.text("div", class_="notice")
    assert "colour" in notice
    assert "“How much does raw performance matter?”: What the address has is none of" in notice
    assert "Where do you stand?" in notice
    assert ticked(view) == {"kind--public_api"}


def test_saving_a_filled_in_questionnaire_makes_one_assessment(ada: Visitor):
    form = ada.get("/questionnaire?situation=new&kind=internal_tool")
    saved = ada.submit(form, SAVE)
    assert saved.heading == "Verdict: Flask"
    assert ada.submit(form, SAVE).path == saved.path
    rows = ada.get("/assessments").all("tbody")[0].findall("tr")
    assert len(rows) == 1


def test_the_preview_of_a_filled_in_questionnaire_goes_back_to_its_address(ada: Visitor):
    form = ada.get("/questionnaire?situation=new")
    view = ada.submit(form, "Update the preview", {"kind": "ml_service"})
    assert ticked(view) == {"situation--new", "kind--ml_service"}
    assert "FastAPI by 10 points (clear)" in preview(view)
    assert "set-cookie" not in view.headers


def test_bad_answers_on_a_filled_in_questionnaire_keep_what_was_typed(ada: Visitor):
    form = ada.get("/questionnaire?situation=new")
    view = ada.submit(form, SAVE, {"kind": "blog"})
    assert view.status == 422
    assert ticked(view) == {"situation--new"}
    assert "set-cookie" not in view.headers


def test_the_styles_hide_a_question_until_its_parent_asks_for_it(ada: Visitor):
    sheet = ada.get("/rulebooks/flask-fastapi/1.0.0/questionnaire.css")
    assert sheet.headers["content-type"].startswith("text/css")
    hides = ".questionnaire:not(:has(#situation--existing_flask:checked)) #q-limits"
    assert hides in sheet.source


def test_saving_without_a_change_says_so_and_makes_no_version(ada: Visitor):
    saved = ada.save(API)
    revised = ada.submit(ada.get(saved.href("Change answers")), SAVE, {"load": "high"})
    form = ada.get(revised.href("Change answers"))
    for _ in range(2):
        again = ada.submit(form, SAVE)
        assert "Nothing changed, so there is still version 2." in again.text("div", role="status")
    assert "Version 3" not in again.text()
    for address in (saved.path, f"{saved.path}?unchanged=x", f"{saved.path}?unchanged=%20"):
        assert ada.get(address).all("div", role="status") == []


def test_many_drafts_are_one_row_and_no_revision(ada: Visitor):
    form = ada.start()
    draft = form.path.replace("/edit", "/draft")
    sent = filled_in(form.form(SAVE))
    for n in range(50):
        kind = "public_api" if n % 2 else "website"
        assert ada.post(draft, {**sent, "kind": kind}, **PARTIAL).status == 200
    assert ticked(ada.get(form.path)) == {"kind--public_api"}
    assert "Not saved yet" in ada.get("/assessments").text()


def test_a_draft_write_that_arrives_after_the_save_is_no_unsaved_change(ada: Visitor):
    form = ada.start()
    ada.submit(form, SAVE, API)
    late = {**filled_in(form.form(SAVE)), **API}
    ada.post(form.path.replace("/edit", "/draft"), late, **PARTIAL)
    assert "unsaved changes" not in ada.get("/assessments").text()
    other = ada.post(form.path.replace("/edit", "/draft"), {**late, "load": "high"}, **PARTIAL)
    assert (other.status, "version 1 was saved" in other.source) == (409, True)
    assert "unsaved changes" not in ada.get("/assessments").text()


def test_a_what_if_changes_nothing_until_it_is_saved_as_the_next_revision(ada: Visitor):
    saved = ada.save(API)
    mine = saved.path.rpartition("/")[2]
    view = ada.get(f"/questionnaire?revises={mine}&situation=new&kind=internal_tool")
    assert view.heading.startswith("What if: New public API")
    assert "Flask by 10 points (clear)" in preview(view)
    looked = ada.submit(view, "Update the preview", {"load": "high"})
    assert "unsaved changes" not in ada.get("/assessments").text()
    assert ada.get(saved.path).heading == "Verdict: FastAPI"
    revised = ada.submit(view, "Save as version")
    assert (revised.path, revised.heading) == (saved.path, "Verdict: Flask")
    assert "Version 2," in revised.text("header", class_="page-head")
    assert looked.status == 200


def test_a_what_if_keeps_its_assessment_through_the_preview_without_javascript(ada: Visitor):
    mine = ada.save(API).path.rpartition("/")[2]
    view = ada.get(f"/questionnaire?revises={mine}&situation=new")
    looked = ada.submit(view, "Update the preview", {"kind": "internal_tool"})
    assert looked.heading.startswith("What if: ")
    assert "Version 2," in ada.submit(looked, "Save as version").text("header", class_="page-head")


@pytest.mark.parametrize("revises", ["", "a" * 16, "x", "%00"])
def test_a_what_if_for_nothing_of_mine_is_not_found(ada: Visitor, ben: Visitor, revises):
    ada.save(API)
    assert ada.get(f"/questionnaire?revises={revises}").status in (404, 422)
    assert ben.get("/questionnaire?revises=" + "a" * 16).status == 404


def test_a_what_if_under_an_unknown_version_is_not_found(ada: Visitor):
    assert ada.get("/questionnaire?_rulebook=9.9.9").status == 404
