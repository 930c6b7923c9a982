"""A newer version of the rules: the saved result stays, the new opinion stands beside it."""

from collections.abc import Iterator

import pytest

from app.main import create_app
from app.rulebooks.library import Library
from app.settings import Settings
from tests.versions import two_versions
from tests.web.people import ada, app
from tests.web.visitor import View, Visitor, filled_in

SAVE = "Save and see the result"
ANSWERS = {"situation": "new", "type_hints": "comfortable", "debugging": "explicit"}


@pytest.fixture
def later(sqlite_url: str) -> Iterator[Visitor]:
    """Ada, who saved under version 1.0.0 and comes back after version 2.0.0 was installed."""
    settings = Settings(database=sqlite_url)
    both = two_versions()
    old = Library([both.get("flask-fastapi", "1.0.0")])
    before = Visitor(create_app(settings, library=old))
    with before.client:
        before.save(ANSWERS)
    after = Visitor(create_app(settings, library=both))
    after.client.cookies.update(before.client.cookies)
    with after.client:
        yield after


def result(visitor: Visitor) -> str:
    (row,) = visitor.get("/assessments").all("th", scope="row")
    (link,) = row.findall("a")
    return link.get("href", "")


def ticked(view: View) -> set[str]:
    """The ids of all controls that are on."""
    return {
        control.get("id", "") for control in view.all("input") if control.get("checked") is not None
    }


def test_the_saved_result_stays_and_the_new_opinion_stands_beside_it(later: Visitor):
    view = later.get(result(later))
    assert "rules 1.0.0" in view.text()
    update = view.text("section", class_="update")
    assert "made with rules 1.0.0 and stays as it is" in update
    assert "Type hints and async" in update
    assert "How do you feel about a framework doing things behind the scenes?" in update


def test_opening_the_answers_under_the_new_version_changes_nothing_until_saved(later: Visitor):
    view = later.get(result(later))
    form = later.get(view.href("Open these answers under rules 2.0.0"))
    assert form.heading.startswith("What if: ")
    assert "rules 1.0.0" in later.get(view.path).text()
    saved = later.submit(form, "Save as version")
    assert "rules 2.0.0" in saved.text()
    assert not saved.all("section", class_="update")
    earlier = later.get(saved.href("Version 1"))
    assert "rules 1.0.0" in earlier.text()


def test_a_group_that_lost_all_its_rules_leaves_the_analysis_whole(later: Visitor):
    form = later.get(later.get(result(later)).href("Open these answers under rules 2.0.0"))
    assert "can still bring it" in form.text("p", class_="outlook")
    assert later.submit(form, "Save as version").all("section", class_="firmness")


def test_the_next_revision_keeps_the_version_unless_another_is_chosen(later: Visitor):
    view = later.get(result(later))
    form = later.get(view.href("Change answers"))
    saved = later.submit(form, SAVE, {"kind": "public_api"})
    assert "Version 2," in saved.text("header", class_="page-head")
    assert "rules 1.0.0" in saved.text()


def test_new_assessments_use_the_new_version(later: Visitor):
    assert "rules 2.0.0" in later.save(ANSWERS | {"debugging": "magic_ok"}).text()


def test_an_old_tab_keeps_its_answers_under_the_version_it_shows(later: Visitor):
    view = later.get(result(later))
    old_tab = later.get(view.href("Change answers"))
    later.submit(later.get(view.href("Open these answers under rules 2.0.0")), "Save as version")
    kept = later.submit(old_tab, "Update the preview", {"kind": "public_api"})
    assert kept.status == 409
    assert {"debugging--explicit", "kind--public_api"} <= ticked(kept)
    saved = later.submit(kept, SAVE)
    assert "Version 3," in saved.text("header", class_="page-head")
    assert "rules 1.0.0" in saved.text()


def test_a_draft_is_kept_under_the_version_it_names(later: Visitor):
    view = later.get(result(later))
    form = later.get(view.href("Change answers"))
    sent = {**filled_in(form.form(SAVE)), "_rulebook": "2.0.0", "debugging": "magic_ok"}
    later.post(form.path.replace("/edit", "/draft"), sent)
    kept = later.get(form.path)
    assert kept.all("input", name="_rulebook", value="2.0.0")
    assert not kept.all("input", id="debugging--explicit")
    assert "debugging--magic_ok" in ticked(kept)


def test_answers_the_named_version_has_not_are_refused_by_name_and_the_draft_stays(later: Visitor):
    view = later.get(result(later))
    form = later.get(view.href("Change answers"))
    draft = form.path.replace("/edit", "/draft")
    sent = {**filled_in(form.form(SAVE)), "_rulebook": "2.0.0", "debugging": "explicit"}
    refused = later.post(draft, sent)
    assert (refused.status, "There is no option “explicit”" in refused.text()) == (422, True)
    unknown = later.post(draft, {**sent, "_rulebook": "9.9.9"})
    assert (unknown.status, "no such version" in unknown.text()) == (404, True)
    assert later.get(form.path).all("input", name="_rulebook", value="1.0.0")
    assert "unsaved changes" not in later.get("/assessments").text()


def test_a_form_from_before_that_names_no_version_is_read_as_its_assessment_is(later: Visitor):
    view = later.get(result(later))
    form = later.get(view.href("Change answers"))
    sent = filled_in(form.form(SAVE))
    sent.pop("_rulebook", None)
    later.post(form.path.replace("/edit", "/draft"), {**sent, "kind": "public_api"})
    assert {"debugging--explicit", "kind--public_api"} <= ticked(later.get(form.path))


def test_without_a_newer_version_nothing_is_said(ada: Visitor):
    assert not ada.save(ANSWERS).all("section", class_="update")
