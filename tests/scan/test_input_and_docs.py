"""How demanding the input is, and who needs documentation."""

from __future__ import annotations

import pytest

from tests.scan.trees import FASTAPI, FLASK, proposal, said, scanned

MODELS = "from pydantic import BaseModel, Field, field_validator\n"
TAKES = '@app.post("/")\ndef take(one: {}):\n    return 1\n'
FLAT = "class Item(BaseModel):\n    name: str = Field(min_length=1)\n    price: float\n"
NESTED = FLAT + "class Cart(BaseModel):\n    items: list[Item]\n"
RULES = FLAT + '    @field_validator("name")\n    def check(cls, value):\n        return value\n'
ANSWER = "class Answer(BaseModel):\n    parts: list[Item]\n"
SCHEMA = "from marshmallow import Schema, fields, validates_schema\n"
PLAIN = "class S(Schema):\n    a = fields.Str()\n"
USED = "from flask_apispec import use_kwargs\n@use_kwargs(S)\ndef take(a):\n    return a\n"
FORM = "from flask_wtf import FlaskForm\nfrom wtforms import StringField, SubmitField\n"


def form(fields: int) -> str:
    lines = "".join(f"    f{number} = StringField('x')\n" for number in range(fields))
    return f"{FORM}class Login(FlaskForm):\n{lines}    submit = SubmitField('Go')\n"


def read(*keys: str) -> str:
    used = "".join(f"    {key} = request.form['{key}']\n" for key in keys)
    return FLASK + f"from flask import request\n@app.route('/')\ndef take():\n{used}    return ''\n"


def fastapi(models: str, name: str = "Item") -> dict[str, str]:
    return {"app.py": FASTAPI + MODELS + models + TAKES.format(name)}


INPUT = {
    "flat model": (fastapi(FLAT), "some?"),
    "list of models": (fastapi(NESTED, "Cart"), "complex?"),
    "list of models, annotated as text": (fastapi(NESTED, '"Cart"'), "complex?"),
    "rule of its own": (fastapi(RULES), "complex?"),
    "nested only in what is answered": (fastapi(FLAT + ANSWER), "some?"),
    "a base of its own, elsewhere": (
        {
            "base.py": MODELS + "class Base(BaseModel):\n    pass\n",
            "app.py": FASTAPI
            + "from base import Base\nclass Item(Base):\n    name: str\n"
            + TAKES.format("Item"),
        },
        "some?",
    ),
    "addresses only": (
        {"app.py": FASTAPI + '@app.get("/{id}")\ndef one(id: int):\n    return 1\n'},
        "little?",
    ),
    "a body of an unknown kind": (
        {"app.py": FASTAPI + '@app.post("/")\ndef one(form: Form):\n    return 1\n'},
        "",
    ),
    "settings are no input": (
        {
            "app.py": FASTAPI
            + "from pydantic_settings import BaseSettings\nclass S(BaseSettings):\n    a: int\n"
            + '@app.get("/{id}")\ndef one(id: int):\n    return 1\n'
        },
        "little?",
    ),
    "schema": ({"app.py": FLASK, "s.py": SCHEMA + USED + PLAIN}, "some?"),
    "schema that is loaded": (
        {"app.py": FLASK, "s.py": SCHEMA + PLAIN + "item_schema = S()\nitem_schema.load(x)\n"},
        "some?",
    ),
    "a call that is no decorator": (
        {"app.py": FLASK, "s.py": SCHEMA + PLAIN + "name = input('Name? ')\n"},
        "",
    ),
    "schema of what goes out": (
        {"app.py": FLASK, "s.py": SCHEMA + PLAIN + "S().dump(x)\n"},
        "",
    ),
    "nested schema without a rule": (
        {
            "app.py": FLASK,
            "s.py": SCHEMA + USED + PLAIN + "class T(Schema):\n    s = fields.Nested(S)\n",
        },
        "some?",
    ),
    "schema with a rule over fields": (
        {
            "app.py": FLASK,
            "s.py": SCHEMA + USED + PLAIN + "    @validates_schema\n    def b(self, d): pass\n",
        },
        "complex?",
    ),
    "form with a field": ({"app.py": FLASK, "forms.py": form(2)}, "little?"),
    "form with fields": ({"app.py": FLASK, "forms.py": form(3)}, "some?"),
    "body read by hand": ({"app.py": read("a", "b", "c")}, "some?"),
    "body of a request of its own": (
        {"app.py": read("a", "b", "c").replace("request", "my_request")},
        "some?",
    ),
    "written into a request": (
        {
            "app.py": read()
            + "def fill(n):\n    request.form['x'] = n\n    request.json['a']['b'] = n\n"
            + "    request.data = n\n    del request.form['y']\n"
        },
        "",
    ),
    "read to be written into a request": (
        {"app.py": read("a", "b") + "def f():\n    request.form[request.json['k']] = 1\n"},
        "some?",
    ),
    "a field by hand": ({"app.py": read("a")}, "little?"),
    "table of rules": (
        {"app.py": FLASK + "from cerberus import Validator\nv = Validator()\n"},
        "some?",
    ),
}


@pytest.mark.parametrize("tree, option", INPUT.values(), ids=INPUT)
def test_the_most_demanding_input_decides(tmp_path, tree, option):
    assert said(scanned(tmp_path, tree), "validation") == option


def test_ten_nested_models_or_rules_leave_no_doubt(tmp_path):
    fields = "".join(f"    f{number}: Item\n" for number in range(10))
    found = scanned(tmp_path, fastapi(f"{FLAT}class Cart(BaseModel):\n{fields}", "Cart"))
    assert said(found, "validation") == "complex"


SWAGGER = FLASK + "from flasgger import Swagger\nSwagger(app)\n"
OFFER = {"README.md": "Consume our API!\n"}
ON_PURPOSE = 'from fastapi import FastAPI\napp = FastAPI(\n    docs_url="/help",\n)\n'

DOCS = {
    "FastAPI's own pages": ({"app.py": FASTAPI}, "open"),
    "FastAPI's pages switched off": (
        {"app.py": "from fastapi import FastAPI\nFastAPI(docs_url=None)\n"},
        "open",
    ),
    "an address on purpose": ({"app.py": ON_PURPOSE}, "own_team?"),
    "on purpose, and offered": ({"app.py": ON_PURPOSE, **OFFER}, "others"),
    "served": ({"app.py": SWAGGER}, "own_team?"),
    "served, and offered": ({"app.py": SWAGGER, **OFFER}, "others"),
    "imported, never served": (
        {"app.py": FLASK + "from flask_apispec import use_kwargs\n"},
        "",
    ),
    "a document about the API": ({"app.py": FLASK, "docs/api.md": "# The API v2\n"}, "others?"),
    "a document about its keys": ({"app.py": FLASK, "docs/k.md": "# API keys\n"}, ""),
    "titles further down": (
        {"app.py": FLASK, "docs/use.md": "\n" * 20 + "## Models API\n\n## Chat API\n"},
        "others?",
    ),
    "a section of another document": (
        {"app.py": FLASK, "docs/p.md": "# Performance\n\n### REST API\nWe never expose it.\n"},
        "",
    ),
    "comments in code are no titles": (
        {"app.py": FLASK, "docs/p.md": "# Use\n```sh\n# call the API\n# the API says\n```\n"},
        "",
    ),
    "nothing": ({"app.py": FLASK}, ""),
}


@pytest.mark.parametrize("tree, option", DOCS.values(), ids=DOCS)
def test_documentation_counts_if_it_is_there_on_purpose(tmp_path, tree, option):
    assert said(scanned(tmp_path, tree), "docs") == option


ABOUT = {
    "its title": ("# The API v2\n## Errors of the API\n", 1, "is what this document is about"),
    "its title in front": ("---\ntitle: API\n---\n", 2, "is what this document is about"),
    "sections": (
        "# Use\n## Models API\n## Chat API\n",
        2,
        "has a section here, one of 2 about an API",
    ),
}


@pytest.mark.parametrize("text, line, why", ABOUT.values(), ids=ABOUT)
def test_only_its_own_title_says_what_a_document_is_about(tmp_path, text, line, why):
    (reason,) = proposal(scanned(tmp_path, {"app.py": FLASK, "docs/a.md": text}), "docs").evidence
    assert (reason.line, reason.why) == (line, f"`API` {why}")
