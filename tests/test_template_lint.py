"""No template holds what the linter knows, and the linter knows each planted fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.template_lint import faults

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = ROOT / "templates"
FILES = [path for kind in ("html", "svg") for path in TEMPLATES.rglob(f"*.{kind}")]
NAMES = sorted(path.relative_to(TEMPLATES).as_posix() for path in FILES)

PLANTED = {
    '<p style="color: red">': "style=",
    "<style>p { color: red }</style>": "style element",
    '<p hx-on:click="x()">': "hx-on:click is not allowed",
    '<p hx-on="click: x()">': "hx-on is not allowed",
    '<p onclick="x()">': "event handler",
    '<p hx-include="js:x()">': "js:",
    '<a href="javascript:x()">': "js:",
    '<p hx-ext="morph">': "hx-ext is not allowed",
    '<body hx-boost="true">': "hx-boost is not allowed",
    '<p hx-vals="{}">': "hx-vals is not allowed",
    '<p hx-trigger="click[x]">': "trigger filter",
    '<p hx-trigger="change from:closest form delay:1s">': "unquoted selector",
    '<p hx-trigger="intersect root:#a target:#a .b">': "unquoted selector",
    '<p hx-swap="outerHTML show:window:top">': "show:window",
    '<p hx-swap-oob="true">': "hx-swap-oob in a page",
    "<script>x()</script>": "script without src",
    "<script>var a = {{ a }};</script>": "expression in a script",
    "<p class={{ a }}>": "unquoted value",
    "<p{% if a %} id=a{% endif %}>": "unquoted value",
    "{{ a | safe }}": "|safe",
    "{{ a|safe }}": "|safe",
    "{%- autoescape false %}": "autoescape",
    '<script src="https://cdn.example/x.js"></script>': "foreign address",
    '<img src="//cdn.example/x.png">': "foreign address",
    '<form action="http://example" method="post">': "foreign address",
    '<form hx-post="/a" method="post" novalidate>': "form with hx-post but without action",
    '<form hx-post="/a" action="/a" novalidate>': "form with hx-post but without method",
    '<form hx-post="/a" action="/a" method="post">': "form with hx-post but without novalidate",
}

PATTERN = """
<form method="post" action="{{ urls['save'] }}" novalidate hx-post="{{ urls.save }}"
      hx-target="#main" hx-swap="outerHTML show:top showTarget:window" hx-status:4xx="push:false"
      hx-disable="find button[type=submit]">
  <input type="radio" {% if chosen == "a" %}checked{% endif %} value="{{ value }}">
  <div hx-post="{{ urls.draft }}" hx-include="closest form" hx-sync="this:queue last"
       hx-trigger="change from:'closest form' delay:120ms, input from:body delay:1s"></div>
</form>
<script src="{{ static_url('app.js') }}" defer></script>
"""


def test_templates_are_without_fault() -> None:
    assert NAMES
    known = {name: faults(name, (TEMPLATES / name).read_text(encoding="utf-8")) for name in NAMES}
    assert {name: told for name, told in known.items() if told} == {}


@pytest.mark.parametrize(("text", "fault"), PLANTED.items())
def test_a_planted_fault_is_found(text: str, fault: str) -> None:
    assert fault in faults("site/home.html", text)


def test_the_pattern_to_copy_is_without_fault() -> None:
    assert faults("site/home.html", PATTERN) == []


def test_a_fragment_may_swap_out_of_band() -> None:
    assert faults("home/_part.html", '<p hx-swap-oob="true">') == []


def test_no_code_marks_text_as_safe_by_hand() -> None:
    sources = {path: path.read_text(encoding="utf-8") for path in (ROOT / "app").rglob("*.py")}
    assert [path.name for path, source in sources.items() if "Markup(" in source] == []
