"""Kept fragments: rendered once for the same values, never anything but what they come to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from jinja2 import DictLoader, Environment, nodes

from app.web.fragments import MOST_BYTES, Fragments
from app.web.rendering import MACROS, TEMPLATES, build_templates

MACRO = """
{%- macro said(title, more='') %}<b>{{ title }}</b>{{ note(title) }}{{ more }}{% endmacro %}
{%- macro form(title, intent) %}{{ title }}:{{ intent }}:{{ note(title) }}{{ intent }}{% endmacro %}
"""


class Shown:
    """Macros, and how often each title was rendered."""

    def __init__(self) -> None:
        self.titles: list[str] = []
        environment = Environment(loader=DictLoader({"macros": MACRO}), autoescape=True)
        environment.globals["note"] = self.note
        self.macros = environment.get_template("macros").module

    def note(self, title: str) -> str:
        self.titles.append(title)
        return ""


@pytest.fixture
def shown() -> Shown:
    return Shown()


def test_the_same_values_are_rendered_once(shown: Shown):
    kept = Fragments()
    texts = [kept(shown.macros.said, "a < b", more) for more in ("", "", "!", "")]
    assert texts == ["<b>a &lt; b</b>", "<b>a &lt; b</b>", "<b>a &lt; b</b>!", "<b>a &lt; b</b>"]
    assert shown.titles == ["a < b", "a < b"]


def test_another_macro_is_something_else(shown: Shown):
    kept = Fragments()
    assert kept(shown.macros.said, "a") != kept(shown.macros.form, "a", intent="k")


def test_the_key_of_a_form_is_put_in_each_time_and_escaped(shown: Shown):
    kept = Fragments()
    texts = [kept(shown.macros.form, "a", intent=key) for key in ("one", "two", '"<')]
    assert texts == ["a:one:one", "a:two:two", "a:&#34;&lt;:&#34;&lt;"]
    assert shown.titles == ["a"]


def test_what_is_put_in_or_kept_is_not_escaped_again(shown: Shown):
    page = Environment(autoescape=True).from_string("{{ kept(form, 'a & b', intent='x') }}")
    kept = Fragments()
    texts = [page.render(kept=kept, form=shown.macros.form) for _ in range(2)]
    assert texts == ["a &amp; b:x:x"] * 2


def test_without_room_everything_is_rendered_each_time(shown: Shown):
    kept = Fragments(0)
    assert [kept(shown.macros.said, "a") for _ in range(3)] == ["<b>a</b>"] * 3
    assert shown.titles == ["a"] * 3


def test_what_is_asked_for_stays_and_the_rest_goes_for_want_of_room(shown: Shown):
    kept = Fragments(20_000)
    for number in range(100):
        kept(shown.macros.said, "favourite")
        kept(shown.macros.said, f"{number} {'x' * 400}")
    assert shown.titles.count("favourite") == 1
    kept(shown.macros.said, f"0 {'x' * 400}")
    assert shown.titles[-1].startswith("0 ")


def test_a_text_that_would_take_all_the_room_is_not_kept(shown: Shown):
    kept = Fragments(20_000)
    long = "x" * 20_000
    for title in ("short", long, long, "short"):
        kept(shown.macros.said, title)
    assert shown.titles == ["short", long, long]


def test_long_values_count_even_where_they_do_not_show(shown: Shown):
    kept = Fragments(20_000)
    for _ in range(2):
        kept(shown.macros.said, ("x" * 20_000, "y")[1:], ())
        kept(shown.macros.said, "a", ("z",) * 2_000)
    assert [title for title in shown.titles if title == "a"] == ["a", "a"]


def test_what_nobody_asks_for_is_gone_after_two_hours(shown: Shown):
    kept = Fragments()
    kept(shown.macros.said, "asked for")
    kept(shown.macros.said, "deleted")
    kept.grow_older()
    kept(shown.macros.said, "asked for")
    kept.grow_older()
    kept(shown.macros.said, "asked for")
    assert shown.titles == ["asked for", "deleted"]
    kept(shown.macros.said, "deleted")
    assert shown.titles[2:] == ["deleted"]


def test_there_is_room_for_the_lists_of_many_people():
    assert MOST_BYTES / 2 / 10_000 > 200


def calls() -> Iterator[tuple[str, nodes.Call]]:
    """Every place in a template where something is kept."""
    environment = build_templates(static_url=str, url=str)
    for path in TEMPLATES.rglob("*.html"):
        for call in environment.parse(path.read_text("utf-8")).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "kept":
                yield path.name, call


def test_only_macros_that_see_nothing_of_the_page_are_kept():
    """One that is made in a page would see all of it, whatever it is given."""
    first = [(name, call.args[0]) for name, call in calls()]
    owners = {one.node.name for _, one in first if isinstance(one, nodes.Getattr)}
    beside = {name for name, one in first if isinstance(one, nodes.Name)}
    assert len(first) > 2
    assert owners <= set(MACROS)
    assert beside <= {f"{name}.html" for name in MACROS}


def test_the_key_of_a_form_is_no_value_of_what_is_kept():
    given = [
        value.name
        for _, call in calls()
        for value in call.args[1:]
        if isinstance(value, nodes.Name)
    ]
    assert ("intent" in given, "rows" in given) == (False, False)
