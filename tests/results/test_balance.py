"""The balance: where everything stands on its scale, and that its words say what it shows."""

from __future__ import annotations

from random import Random
from xml.etree.ElementTree import Element

from jinja2 import Environment

from app.analysis.settled import outlook
from app.engine.answers import Answers
from app.engine.presuming import presumed
from app.engine.rules import Rulebook
from app.engine.scoring import evaluate
from app.results.balance import BalanceView, balance_view
from app.rulebooks.loader import parse_rulebook
from app.web.rendering import build_templates
from tests.engine.random_rulebooks import random_toml
from tests.factories import shipped
from tests.rounds import rounds
from tests.web.markup import markup_faults, parsed
from tests.web.visitor import text_of

RULEBOOK = shipped().default
TEMPLATES: Environment = build_templates(lambda name: name, lambda name, **to: name)


def random_answers(random: Random, rulebook: Rulebook) -> Answers:
    """Some questions open, some not known, some answered."""
    return {
        question.id: None
        if random.random() < 0.2
        else frozenset({random.choice(question.option_ids)})
        for question in rulebook.questions
        if random.random() < 0.6
    }


def cases() -> list[tuple[Rulebook, Answers]]:
    """The shipped rulebook with nothing answered and with random answers, and the lifted gate."""
    random = Random(10)
    some = [random_answers(random, RULEBOOK) for _ in range(rounds(60))]
    kept = {"situation": frozenset({"existing_flask"})}
    confirmed = {**kept, "limits": frozenset({"none"})}
    return [(RULEBOOK, answers) for answers in ({}, kept, confirmed, *some)]


def view_of(rulebook: Rulebook, answers: Answers) -> BalanceView:
    result = evaluate(rulebook, answers)
    view = balance_view(rulebook, answers, result, outlook(rulebook, answers).interval)
    assert view
    return view


def drawn(view: BalanceView) -> Element:
    macro = TEMPLATES.get_template("macros/charts.html").module.balance
    source = str(macro(view))
    assert markup_faults(source) == []
    return parsed(source)[0]


def part(figure: Element, name: str) -> Element | None:
    return next((one for one in figure.iter() if name in one.get("class", "").split()), None)


def percent(text: str | None) -> float:
    assert text
    assert text.endswith("%")
    return float(text[:-1])


def test_everything_stands_on_the_scale_where_its_lead_is():
    for rulebook, answers in cases():
        view = view_of(rulebook, answers)
        figure = drawn(view)
        unit = 50 / view.span
        needle, weight, reach = (part(figure, name) for name in ("needle", "weight", "range"))
        assert abs(percent(needle.get("x")) - (50 + unit * view.now)) < 0.01
        begin, wide = percent(weight.get("x")), percent(weight.get("width"))
        assert abs(wide - unit * abs(view.now)) < 0.02
        assert abs(begin - (50 - (wide if view.now < 0 else 0))) < 0.02
        assert abs(percent(reach.get("x")) - (50 + unit * view.low)) < 0.01
        assert abs(percent(reach.get("width")) - unit * (view.high - view.low)) < 0.02
        assert view.low <= view.now <= view.high or view.stays is not None


def test_the_words_say_every_number_that_is_drawn():
    for rulebook, answers in cases():
        view = view_of(rulebook, answers)
        figure = drawn(view)
        words = text_of(next(figure.iter("figcaption")))
        assert view.says(view.now) in words
        if view.low != view.high:
            assert f"from {view.says(view.low)} to {view.says(view.high)}" in words
        assert ("A rule decides" in words) == (evaluate(rulebook, answers).basis == "rule")
        assert ("until an open answer lifts it" in words) == bool(presumed(rulebook, answers))
        assert ("too close to call" in words) == (
            view.stays is None and abs(view.now) < rulebook.too_close
        )


def test_the_drawing_itself_is_silent_for_who_listens():
    figure = drawn(view_of(RULEBOOK, {}))
    assert part(figure, "balance-scale").get("aria-hidden") == "true"
    assert part(figure, "balance-ends").get("aria-hidden") == "true"


def test_a_bar_has_the_colour_of_its_side_and_none_where_a_rule_decides():
    for rulebook, answers in cases():
        view = view_of(rulebook, answers)
        side = "side-none" if view.stays is not None else "side-0" if view.now < 0 else "side-1"
        figure = drawn(view)
        assert side in part(figure, "weight").get("class")
        assert (part(figure, "barred") is not None) == (view.stays is not None)


def test_what_a_rule_shut_is_barred_from_zero_to_its_end():
    view = view_of(RULEBOOK, {"situation": frozenset({"existing_flask"})})
    assert view.stays == 0
    assert view.unconfirmed
    assert view.barred == (50, 50)
    assert view_of(RULEBOOK, {}).barred is None


def test_the_words_at_the_needle_stay_on_the_drawing():
    view = BalanceView("Tea", "Coffee", 50, 5, 0, None, None, None, False)
    for now in range(-70, 71):
        moved = BalanceView("Tea", "Coffee", 50, 5, now, None, None, None, False)
        assert 0 <= moved.x(now) <= 100
        assert moved.anchor == ("start" if now <= -39 else "end" if now >= 39 else "middle")
        assert moved.beyond == (abs(now) > 50)
    assert "beyond its end" in text_of(
        drawn(BalanceView("Tea", "Coffee", 50, 5, 61, 61, 61, None, False))
    )
    assert "can still end" not in text_of(drawn(view))


def test_random_rulebooks_have_their_first_side_left_and_three_sides_have_no_balance():
    counts = set()
    for seed in range(rounds(20)):
        rulebook = parse_rulebook("toy-1.0.0.toml", random_toml(Random(seed)))
        labels = [alternative.label for alternative in rulebook.alternatives]
        answers = random_answers(Random(seed), rulebook)
        counts.add(len(labels))
        if len(labels) > 2:
            assert balance_view(rulebook, answers, evaluate(rulebook, answers)) is None
        else:
            ends = text_of(part(drawn(view_of(rulebook, answers)), "balance-ends"))
            assert ends == f"← {labels[0]} too close {labels[1]} →"
    assert {2, 3} <= counts
