"""What an app is mainly, told by its routes."""

from __future__ import annotations

import json

import pytest

from tests.scan.trees import FASTAPI, FLASK, places, proposal, said, scanned

PAGE = '@app.route("/{0}")\ndef {0}():\n    return render_template("{0}.html")\n'
DATA = '@app.route("/{0}")\ndef {0}():\n    return jsonify(a=1)\n'
FLASK_HEAD = FLASK + "from flask import jsonify, render_template, redirect\n"
NOTES = "".join(
    f'@router.{verb}("/{address}")\nasync def {verb}_{number}():\n    return 1\n'
    for number, (verb, address) in enumerate(
        [("post", ""), ("get", ""), ("get", "{id}"), ("put", "{id}"), ("delete", "{id}")]
    )
)
HEALTH = '@app.get("/health")\ndef health():\n    return {}\n'
PACKAGE = json.dumps({"dependencies": {"vue": "^3.0.0"}}, indent=1)
CORS = "from fastapi.middleware.cors import CORSMiddleware\napp.add_middleware(CORSMiddleware)\n"


def api(*more: str) -> str:
    return FASTAPI + "".join(more)


def items(number: int) -> str:
    return f'@app.get("/items{number}")\ndef items{number}():\n    return []\n'


KINDS = {
    "most routes are pages": (
        {"app.py": FLASK_HEAD + PAGE.format("a") + PAGE.format("b") + DATA.format("c")},
        "website",
    ),
    "pages by a function of its own": (
        {
            "render.py": "from flask import render_template\n"
            "def show(name):\n    return render_template(name)\n",
            "app.py": FLASK + "from render import show\n"
            '@app.route("/")\ndef home():\n    return show("home.html")\n',
        },
        "website",
    ),
    "pages by a function that says it renders": (
        {
            "app.py": FLASK_HEAD + "def render(name):\n    shown = render_template(name)\n"
            '    return shown\n@app.route("/")\ndef home():\n    return render("home.html")\n',
        },
        "website",
    ),
    "few pages among what cannot be told": (
        {
            "app.py": FLASK_HEAD
            + PAGE.format("a")
            + "".join(f'@app.route("/{x}")\ndef {x}():\n    return f()\n' for x in "bcdef")
        },
        "open",
    ),
    "one page in an API": (
        {"app.py": FLASK_HEAD + PAGE.format("a") + "".join(DATA.format(x) for x in "bcde")},
        "open",
    ),
    "pages of Django": (
        {
            "manage.py": "from django.core.management import execute_from_command_line\n"
            "execute_from_command_line()\n",
            "views.py": "from django.shortcuts import render\n"
            'def home(request):\n    return render(request, "home.html")\n',
        },
        "website?",
    ),
    "a model": (
        {
            "app.py": api('@app.post("/predict")\ndef predict(x: int):\n    return 1\n', HEALTH),
            "model.py": 'import joblib\nmodel = joblib.load("m.joblib")\n',
        },
        "ml_service",
    ),
    "the word without a model": (
        {"app.py": api('@app.post("/predict")\ndef predict(x: int):\n    return 1\n')},
        "open",
    ),
    "four verbs on one thing": ({"app.py": FASTAPI, "notes.py": NOTES}, "simple_crud"),
    "four verbs and more besides": (
        {"app.py": api(items(1), items(2)), "notes.py": NOTES},
        "simple_crud?",
    ),
    "classes with four verbs": (
        {
            "app.py": FLASK,
            "widgets.py": "from flask_restx import Namespace, Resource\nns = Namespace('w')\n"
            '@ns.route("/")\nclass All(Resource):\n'
            "    def get(self):\n        return 1\n    def post(self):\n        return 1\n"
            '@ns.route("/<int:id>")\nclass One(Resource):\n'
            "    def put(self, id):\n        return 1\n"
            "    def delete(self, id):\n        return 1\n",
        },
        "simple_crud",
    ),
    "a front end beside it": (
        {"api/app.py": api(items(1)), "frontend/package.json": PACKAGE},
        "internal_api?",
    ),
    "a front end elsewhere": ({"app.py": api(CORS, items(1))}, "internal_api?"),
    "every origin may call": (
        {
            "app.py": api(
                "from fastapi.middleware.cors import CORSMiddleware\n"
                'app.add_middleware(CORSMiddleware, allow_origins=["*"])\n',
                items(1),
            )
        },
        "open",
    ),
    "offered in the README": (
        {"app.py": api(CORS, items(1)), "README.md": "# It\n\nConsume our API from anywhere.\n"},
        "public_api?",
    ),
    "a public host in what it serves": (
        {
            "app.py": "from fastapi import FastAPI\n"
            'app = FastAPI(servers=[{"url": "https://api.example.org"}])\n' + items(1)
        },
        "public_api?",
    ),
    "a local host in what it serves": (
        {
            "app.py": "from fastapi import FastAPI\n"
            'app = FastAPI(servers=[{"url": "http://localhost:8000"}])\n' + items(1)
        },
        "open",
    ),
    "events": (
        {
            "app.py": FLASK + "from flask_socketio import SocketIO\nsocketio = SocketIO(app)\n"
            '@socketio.on("a")\ndef a():\n    pass\n'
        },
        "other?",
    ),
    "an API for nobody in particular": ({"app.py": api(items(1))}, "open"),
    "no route": ({"app.py": FASTAPI}, ""),
}


@pytest.mark.parametrize("tree, kind", KINDS.values(), ids=KINDS)
def test_the_kind_is_what_most_routes_are(tmp_path, tree, kind):
    assert said(scanned(tmp_path, tree), "kind") == kind


def test_a_page_is_shown_by_the_line_that_renders_it(tmp_path):
    found = scanned(tmp_path, {"app.py": FLASK_HEAD + PAGE.format("a")})
    assert places(found, "kind") == ["app.py:6"]


SHARES = {
    "one": (PAGE.format("a"), "answers a page, as the only handler does"),
    "all": (PAGE.format("a") + PAGE.format("b"), "answers a page, as 2 of 2 handlers do"),
    "most": (
        PAGE.format("a") + PAGE.format("b") + DATA.format("c"),
        "answers a page, as 2 of 3 handlers do; 1 sends data",
    ),
}


@pytest.mark.parametrize("routes, why", SHARES.values(), ids=SHARES)
def test_a_website_is_told_with_how_many_handlers_send_data(tmp_path, routes, why):
    found = scanned(tmp_path, {"app.py": FLASK_HEAD + routes})
    assert proposal(found, "kind").evidence[0].why == f"`render_template` {why}"
