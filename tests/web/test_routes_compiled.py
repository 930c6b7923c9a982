"""Pages are byte for byte what Jinja itself makes of their templates."""

from __future__ import annotations

import pytest
from jinja2 import Environment, Template

from app.web import rendering
from app.web.compiling import CompiledTemplates
from app.web.rendering import build_templates
from tests.web.rendering_twice import ada, pages
from tests.web.visitor import Visitor

ANSWERS = {"situation": "new", "kind": "public_api"}


def test_no_page_says_anything_else(ada: Visitor, monkeypatch: pytest.MonkeyPatch):
    """A result, its questionnaire and links, the list, home: each rendered again by Jinja alone."""
    shown: list[tuple[Template, dict[str, object], str]] = []
    render = Template.render

    def noting(template: Template, values: dict[str, object]) -> str:
        shown.append((template, values, render(template, values)))
        return shown[-1][2]

    with monkeypatch.context() as patch:
        patch.setattr(Template, "render", noting)
        place = ada.save(ANSWERS).path
        for path in (f"{place}/revisions/1", f"{place}/edit", f"{place}/shares", "/assessments"):
            assert ada.get(path).status == 200
    assert len(shown) > 5
    monkeypatch.setattr(rendering, "DirectEnvironment", Environment)
    monkeypatch.setattr(rendering, "COMPILED", CompiledTemplates())
    provided = shown[0][0].environment.globals
    alone = build_templates(provided["static_url"], provided["url"])
    for template, values, text in shown:
        assert alone.get_template(str(template.name)).render(values) == text
