"""Adjustments under newer rules: what has no place there is listed, kept, and can be taken back."""

from collections.abc import Iterator

import pytest

from app.main import create_app
from app.rulebooks.library import Library
from app.settings import Settings
from tests.versions import two_versions
from tests.web.visitor import View, Visitor, filled_in

ANSWERS = {"situation": "new", "type_hints": "comfortable", "kind": "public_api"}
GONE = two_versions().get("flask-fastapi", "1.0.0").rule_by_id["typed-team"].because
OWN = {"_text-1": "We run Flask", "_side-1": "flask", "_weight-1": "bottom_line"}
SAVE = "Save as version"


@pytest.fixture
def later(sqlite_url: str) -> Iterator[Visitor]:
    """Ada, who switched a rule off under 1.0.0 that 2.0.0 does not have, and comes back."""
    settings, both = Settings(database=sqlite_url), two_versions()
    old = Library([both.get("flask-fastapi", "1.0.0")])
    before = Visitor(create_app(settings, library=old))
    with before.client:
        form = before.get(before.save(ANSWERS).href("Disagree or add a reason"))
        before.submit(form, SAVE, {"_rule": "typed-team", **OWN})
    after = Visitor(create_app(settings, library=both))
    after.client.cookies.update(before.client.cookies)
    with after.client:
        yield after


def saved_at(later: Visitor) -> str:
    """Where the only saved result is."""
    (row,) = later.get("/assessments").all("th", scope="row")
    (link,) = row.iter("a")
    return link.get("href", "")


def updated(later: Visitor) -> View:
    """The result after its answers were saved under the new rules."""
    result = later.get(saved_at(later))
    form = later.get(result.href("Open these answers under rules 2.0.0"))
    return later.submit(form, SAVE)


def own_section(view: View) -> str:
    return view.text("section", id="own-reasons")


def test_the_update_says_what_has_no_place_under_the_new_rules(later: Visitor):
    result = later.get(saved_at(later))
    update = result.text("section", class_="update")
    assert "With your 1 adjustment:" in update
    assert "no place under rules 2.0.0, so they count for nothing there" in update
    assert GONE.lower() in update.lower()


def test_saved_under_them_it_is_kept_and_counts_for_nothing(later: Visitor):
    own = own_section(updated(later))
    assert "With your 1 adjustment:" in own
    assert "made for other rules, counts for nothing here" in own
    assert GONE.lower() in own.lower()


def test_in_the_form_it_stays_ticked_until_it_is_taken_back(later: Visitor):
    form = later.get(updated(later).href("Change your own reasons"))
    assert form.all("input", id="rule-typed-team", checked="")
    assert "The rules 2.0.0 do not have this, so it counts for nothing." in form.text()
    kept = later.submit(form, "See the difference")
    assert kept.all("input", id="rule-typed-team", checked="")
    sent = filled_in(kept.form(SAVE))
    del sent["_rule"]
    saved = later.post(form.path, sent)
    assert GONE.lower() not in own_section(saved).lower()
