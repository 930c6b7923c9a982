"""Every template has a typed context: its fields are exactly the variables the template uses."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from jinja2 import meta

from app.web.contexts import PAGES
from app.web.contexts.shares import PreviewImage
from app.web.rendering import MACROS, TEMPLATES, ErrorPage, build_templates

PROVIDED = {*MACROS, "url", "static_url", "plural", "plain_http"}
PAGE_CLASSES = (*PAGES, ErrorPage, PreviewImage)
environment = build_templates(static_url=str, url=str)


def used_by(name: str) -> set[str]:
    """The variables of a template and of all that it extends or includes."""
    source = (TEMPLATES / name).read_text("utf-8")
    tree = environment.parse(source)
    own = meta.find_undeclared_variables(tree) - PROVIDED
    others = (one for one in meta.find_referenced_templates(tree) if one)
    return own.union(*(used_by(one) for one in others))


@pytest.mark.parametrize("shown", PAGE_CLASSES, ids=lambda shown: shown.__name__)
def test_a_context_has_exactly_the_fields_its_template_uses(shown):
    assert {field.name for field in fields(shown)} == used_by(shown.template)


def test_every_page_template_has_a_context():
    partials = re.compile(r"(^|/)_|^macros/|^base\.html$")
    files = (path for kind in ("html", "svg") for path in Path(TEMPLATES).rglob(f"*.{kind}"))
    names = {path.relative_to(TEMPLATES).as_posix() for path in files}
    assert {name for name in names if not partials.search(name)} == {
        page.template for page in PAGE_CLASSES
    }
