"""The home page: start, continue, latest results, examples."""

from app.rulebooks.library import load_library
from tests.web.people import ada, app
from tests.web.visitor import View, Visitor, text_of

RULEBOOK = load_library().default
API = {"situation": "new", "kind": "public_api"}


def test_a_first_visit_stores_nothing(ada: Visitor):
    view = ada.get("/")
    assert view.status == 200
    assert "set-cookie" not in view.headers
    assert "Continue where you stopped" not in view.text()


def test_begun_and_saved_assessments_are_offered(ada: Visitor):
    ada.start()
    ada.save(API)
    view = ada.get("/")
    assert "Continue where you stopped" in view.text()
    assert "Your latest results" in view.text()
    assert "FastAPI clear, lead 10" in view.text()


def outcomes(view: View) -> list[tuple[str, str, str, str]]:
    """Address, situation, verdict and lead of each ready-made situation."""
    (table,) = view.all("table", class_="outcomes")
    rows = []
    for row in next(table.iter("tbody")).iter("tr"):
        (link,), (verdict,) = row.iter("a"), row.iter("strong")
        *_, lead = row.iter("td")
        words = text_of(lead).removeprefix("lead ")  # said on narrow screens only
        rows.append((link.get("href", ""), text_of(link), text_of(verdict), words))
    return rows


def test_every_situation_opens_a_questionnaire_that_comes_out_as_promised(ada: Visitor):
    rows = outcomes(ada.get("/"))
    assert {title for _, title, _, _ in rows} == {example.title for example in RULEBOOK.examples}
    for address, _, verdict, lead in rows:
        form = ada.get(address)
        assert "Nothing is stored by it." in form.text()
        saved = ada.submit(form, "Save and see the result")
        assert saved.heading == f"Verdict: {verdict}"
        facts = saved.text("dl", class_="facts")
        assert f"Lead{'decided by rule' if lead == 'by rule' else lead} " in facts


def test_the_situations_stand_from_one_side_to_the_other(ada: Visitor):
    """Neither side comes first because somebody likes it, and all bars have one scale."""
    (table,) = ada.get("/").all("table", class_="outcomes")
    bars = [
        bar for bar in table.iter() if bar.get("class", "").startswith("side-") and bar.get("x")
    ]
    widths = [(float(bar.get("x", "")), float(bar.get("width", ""))) for bar in bars]
    reach = [-width if x < 100 else width for x, width in widths]
    assert len(reach) == len([row for row in outcomes(ada.get("/")) if row[-1] != "by rule"])
    assert reach == sorted(reach)
    assert reach[0] < 0 < reach[-1]
    assert max(map(abs, reach)) == 100
