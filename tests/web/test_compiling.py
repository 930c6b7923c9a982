"""Templates compiled our way say what they say compiled Jinja's way."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from jinja2 import DictLoader, Environment, StrictUndefined
from jinja2.exceptions import UndefinedError
from markupsafe import Markup, escape

from app.web.compiling import DirectEnvironment, escaped
from app.web.rendering import build_templates

FILES = {
    "base": "<h1>{{ title }}</h1>{% block main %}{% endblock %}",
    "part": "<i>{{ title }}</i>",
    "macros": """
{%- macro said(text, more='<b>') %}{{ text }}|{{ more }}{% endmacro %}
{%- macro rest(one) %}{{ one }}{{ varargs }}{{ kwargs }}{% endmacro %}
{%- macro framed(text) %}[{{ caller(text) }}]{% endmacro %}""",
    "page": """{% extends "base" %}{% import "macros" as m %}{% block main %}
{% set ns = namespace(sum=0) %}
{% for one in row.values %}{% set ns.sum = ns.sum + one %}{{ loop.last }}{% endfor %}
{{ ns.sum }} {{ none }} {{ 1.5 }} {{ true }} {{ row.own }} {{ row['key'] }} {{ row.own ~ '<' ~ 1 }}
{{ row.text ~ '<' ~ 1 }} {{ m.said(row.text) }} {{ m.said(row.own, more=row.text) }}
{{ m.said(*['<', '>']) }} {{ m.said(**{'text': '<'}) }} {{ m.rest('<', 1, two='>') }}
{% call(text) m.framed(row.text) %}{{ text }}!{% endcall %} {{ row.values | join('<') }}
{% set block %}<{{ row.text }}{% endset %}{{ block }} {{ row.text | upper }} {{ row.object }}
{% include "part" %}{{ row.call('<') | trim }}{% endblock %}""",
}


class Formatted:
    def __html__(self) -> str:
        return "<em>formatted</em>"


class Row(SimpleNamespace):
    def __getitem__(self, key: str) -> str:
        return f"<{key}>"

    def call(self, text: str) -> str:
        return f" {text} {self.text}"


def test_all_that_templates_do_comes_out_the_same_way():
    row = Row(values=[1, 2, 3], text="<&'\">", own=Markup("<hr>"), object=Formatted())
    told = [
        kind(loader=DictLoader(FILES), autoescape=True, undefined=StrictUndefined)
        .get_template("page")
        .render(title="Q&A", row=row)
        for kind in (Environment, DirectEnvironment)
    ]
    assert told[0] == told[1]
    assert "&lt;&amp;&#39;&#34;&gt;" in told[1]


@pytest.mark.parametrize(
    "value", ["<&'\">", "", Markup("<hr>"), 7, -7, True, None, 1.5, Formatted(), ["<"], b"<"]
)
def test_a_value_is_escaped_as_ever(value: object):
    assert escaped(value) == escape(value)


def test_a_name_that_is_not_there_is_told():
    templates = DirectEnvironment(autoescape=True, undefined=StrictUndefined)
    for source in ("{{ nothing.more }}", "{{ nothing() }}", "{{ nothing }}"):
        with pytest.raises(UndefinedError):
            templates.from_string(source).render()


def test_no_function_of_the_templates_wants_the_context():
    """It would be called without."""
    templates = build_templates(static_url=str, url=str)
    wanting = [name for name, one in templates.globals.items() if hasattr(one, "jinja_pass_arg")]
    assert wanting == []
