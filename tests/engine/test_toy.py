"""The toy rulebook proves something only as long as the code knows none of its ids."""

from __future__ import annotations

import re
from pathlib import Path

from tests.engine.toy import TOY

ROOT = Path(__file__).parents[2]
SOURCES = [*ROOT.glob("app/**/*.py"), *ROOT.glob("templates/**/*.html"), ROOT / "static" / "app.js"]


def code_in(path: Path) -> str:
    """Of a template only what Jinja executes: a class in the HTML is no id of a rulebook."""
    text = path.read_text()
    return "\n".join(re.findall(r"{[{%].*?[%}]}", text, re.S)) if path.suffix == ".html" else text


CODE = "\n".join(code_in(path) for path in SOURCES)


def ids() -> set[str]:
    tables = (TOY.sections, TOY.alternatives, TOY.questions, TOY.claims, TOY.groups, TOY.rules)
    others = (TOY.gates, TOY.verdicts, TOY.examples)
    options = {option.id for question in TOY.questions for option in question.options}
    return {TOY.id, *options} | {each.id for table in (*tables, *others) for each in table}


def test_no_id_of_the_toy_rulebook_occurs_in_the_code():
    assert ids()
    assert [id_ for id_ in ids() if re.search(rf"""["']{re.escape(id_)}["']""", CODE)] == []
