"""Every template has a typed context: its fields are exactly the variables the template uses."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from jinja2 import Environment, meta, nodes

from app.main import ROUTERS
from app.shares.pages import PreviewImage
from app.web import rendering
from app.web.rendering import MACROS, TEMPLATES, Page, build_templates

PROVIDED = {*MACROS, "url", "static_url", "plural", "plain_http", "tells_api", "kept"}
environment = build_templates(static_url=str, url=str)


def below(parent: type) -> list[type]:
    """All kinds of a page, and the kinds of these."""
    return [kind for child in parent.__subclasses__() for kind in (child, *below(child))]


PAGE_CLASSES = (*below(Page), PreviewImage)


def names_in(name: str) -> tuple[set[str], set[str]]:
    """What a template and all that it extends or includes use, and what they make by themselves.

    An included one has what the other made, and a macro may stand below its use.
    """
    tree = environment.parse((TEMPLATES / name).read_text("utf-8"))
    used = meta.find_undeclared_variables(tree) - PROVIDED
    made = {macro.name for macro in tree.find_all(nodes.Macro)}
    made |= {one.name for one in tree.find_all(nodes.Name) if one.ctx == "store"}
    for other in meta.find_referenced_templates(tree):
        if other:
            their_use, theirs = names_in(other)
            used, made = used | their_use, made | theirs
    return used, made


def test_every_page_of_the_application_is_looked_at():
    assert len(PAGE_CLASSES) > len(ROUTERS)


@pytest.mark.parametrize("shown", PAGE_CLASSES, ids=lambda shown: shown.__name__)
def test_a_context_has_exactly_the_fields_its_template_uses(shown):
    used, made = names_in(shown.template)
    given = {field.name for field in fields(shown)}
    assert (given - used, used - given - made) == (set(), set())


def test_every_page_template_has_a_context():
    partials = re.compile(r"(^|/)_|^macros/|^base\.html$")
    files = (path for kind in ("html", "svg") for path in Path(TEMPLATES).rglob(f"*.{kind}"))
    names = {path.relative_to(TEMPLATES).as_posix() for path in files}
    assert {name for name in names if not partials.search(name)} == {
        page.template for page in PAGE_CLASSES
    }


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of templates of our own: the macros that every page needs, and one page."""
    (tmp_path / "macros").mkdir()
    for name in MACROS:
        (tmp_path / f"macros/{name}.html").write_text("")
    (tmp_path / "page.html").write_text("{{ words }} of old")
    monkeypatch.setattr(rendering, "TEMPLATES", tmp_path)
    return tmp_path


def rendered() -> str:
    """The page as an application that starts now shows it."""
    fresh = build_templates(static_url=str, url=str)
    return fresh.get_template("page.html").render(words="Words")


def test_a_second_application_compiles_no_template_again(folder, monkeypatch):
    assert rendered() == "Words of old"
    monkeypatch.setattr(Environment, "compile", lambda *source: pytest.fail("compiled again"))
    assert rendered() == "Words of old"


def test_a_template_that_changed_is_shown_as_it_is_now(folder):
    assert rendered() == "Words of old"
    (folder / "page.html").write_text("{{ words }} of now")
    assert rendered() == "Words of now"
