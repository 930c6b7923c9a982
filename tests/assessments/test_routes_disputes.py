"""Disputing rules: the verdict without them, in an address, nothing stored."""

from tests.web.people import ada, app, ben
from tests.web.visitor import View, Visitor

ANSWERS = {"situation": "new", "kind": "public_api", "web_experience": "new"}


def disputing(visitor: Visitor) -> View:
    return visitor.get(visitor.save(ANSWERS).href("Dispute a rule"))


def test_nothing_disputed_leaves_the_verdict_as_it_is(ada: Visitor):
    view = disputing(ada)
    assert "With all rules: FastAPI" in view.text()
    assert "No rule is switched off" in view.text()


def test_without_the_decisive_rule_a_weaker_one_of_its_group_steps_in(ada: Visitor):
    view = disputing(ada)
    less = ada.get(f"{view.path}?without=new-api")
    assert "Without 1 rule: Too close to call" in less.text()
    assert "The verdict changes" in less.text()
    assert less.all("input", id="without-new-api", checked="")


def test_without_all_that_speaks_for_the_leader_the_other_side_leads(ada: Visitor):
    view = disputing(ada)
    less = ada.get(f"{view.path}?without=new-api&without=any-api")
    assert "Without 2 rules: Flask" in less.text()


def test_the_saved_result_does_not_change(ada: Visitor):
    saved = ada.save(ANSWERS)
    before = ada.get(saved.path).text()
    ada.get(f"{saved.href('Dispute a rule')}?without=new-api")
    assert ada.get(saved.path).text() == before


def test_a_rule_that_is_none_is_named_and_left_out(ada: Visitor):
    view = disputing(ada)
    told = ada.get(f"{view.path}?without=gravity&without=%3Cb%3E")
    assert "gravity, <b>" in told.text("div", class_="notice")
    assert "With all rules: FastAPI" in told.text()


def test_a_stranger_cannot_dispute_mine(ada: Visitor, ben: Visitor):
    path = disputing(ada).path
    ben.save(ANSWERS)
    assert ben.get(path).status == 404


def test_of_many_rules_that_are_none_a_few_are_named_and_the_rest_is_counted(ada: Visitor):
    view = disputing(ada)
    many = "&".join(f"without=stranger-{n}" for n in range(900))
    notice = ada.get(f"{view.path}?{many}").text("div", class_="notice")
    assert "stranger-0, stranger-1, stranger-2, 897 more." in notice
