"""The home page: start, continue, latest results, examples."""

from tests.web.visitor import Visitor, text_of

API = {"situation": "new", "kind": "public_api"}


def test_a_first_visit_stores_nothing(ada: Visitor):
    view = ada.get("/")
    assert view.status == 200
    assert "set-cookie" not in view.headers
    assert "Pick up where you left off" not in view.text()


def test_begun_and_saved_assessments_are_offered(ada: Visitor):
    ada.start()
    ada.save(API)
    view = ada.get("/")
    assert "Pick up where you left off" in view.text()
    assert "Your latest results" in view.text()
    assert "FastAPI clear, lead 10" in view.text()


def test_every_example_opens_a_questionnaire_that_comes_out_as_promised(ada: Visitor):
    cards = ada.get("/").all("li", class_="card")
    assert len(cards) >= 6
    for card in cards:
        form = ada.get(next(card.iter("a")).get("href"))
        assert "Nothing is stored until you save." in form.text()
        promised = text_of(card).rpartition("Comes out as: ")[2]
        assert ada.submit(form, "Save and see the result").heading == f"Verdict: {promised}"


def test_the_worked_example_adds_up(ada: Visitor):
    table = ada.get("/").all("table", class_="mini")[0]
    cells = [
        text_of(one).replace("−", "-")
        for one in table.iter("td")
        if "number" in one.get("class", "")
    ]
    *points, lead = (int(one) for one in cells)
    assert points
    assert sum(points) == lead
