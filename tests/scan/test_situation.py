"""Where somebody stands: each trap of the real repositories as a tree of a file or two."""

from __future__ import annotations

import pytest

from tests.scan.trees import FASTAPI, FLASK, places, said, scanned, undecided

FACTORY = "from flask import Flask\ndef create_app():\n    return Flask(__name__)\n"
SUBCLASS = "import flask\nclass Site(flask.Flask):\n    pass\n"
NEEDS_FLASK = {"requirements.txt": "Flask==3.1.3\n"}

RUNNING = {
    "module": ({"app.py": FLASK}, "existing_flask"),
    "declared": ({"app.py": FLASK, **NEEDS_FLASK}, "existing_flask"),
    "factory": ({"conduit/app.py": FACTORY, **NEEDS_FLASK}, "existing_flask"),
    "package called app": ({"app/__init__.py": FACTORY, **NEEDS_FLASK}, "existing_flask"),
    "another name": (
        {"app.py": "import flask as f\napplication = f.Flask('x')\n"},
        "existing_flask",
    ),
    "star": ({"app.py": "from flask import *\napp = Flask('x')\n"}, "existing_flask"),
    "subclass elsewhere": (
        {
            "web/site.py": SUBCLASS,
            "web/__init__.py": "",
            "main.py": "from web.site import Site\nSite('x')\n",
        },
        "existing_flask",
    ),
    "a long and tangled line of ancestors": (
        {
            "a.py": "from flask import Flask\nclass C0(Flask): pass\n"
            + "".join(f"class C{n}(C{n - 1}, C{n - 1}): pass\n" for n in range(1, 40))
            + "class A(B): pass\nclass B(A): pass\nA()\nC39('x')\n"
        },
        "existing_flask",
    ),
    "wrapper": ({"app.py": "from apiflask import APIFlask\nAPIFlask('x')\n"}, "existing_flask"),
    "in try": (
        {"a.py": "try:\n    from flask import Flask\nexcept ImportError:\n    raise\nFlask('x')\n"},
        "existing_flask",
    ),
    "keywords": (
        {"src/api/app.py": "from fastapi import FastAPI\napp = FastAPI(**config)\n"},
        "existing_fastapi",
    ),
    "upper-case": ({"m.py": "from fastapi import FastAPI\nAPP = FastAPI()\n"}, "existing_fastapi"),
    "prefix": (
        {
            "fastapi_skeleton/main.py": "import fastapi\nfast_app = fastapi.FastAPI()\n",
            "fastapi_skeleton/api.py": "from fastapi_skeleton.main import fast_app\n",
        },
        "existing_fastapi",
    ),
    "tornado carries it": (
        {
            "app.py": FLASK,
            "server.py": "from tornado.wsgi import WSGIContainer\nWSGIContainer(1)\n",
        },
        "existing_flask",
    ),
    "starlette inside": (
        {
            "m.py": FASTAPI,
            "n.py": "from starlette.applications import Starlette\nStarlette()\n",
        },
        "existing_fastapi",
    ),
    "django": (
        {
            "manage.py": "from django.core import management\n"
            "management.execute_from_command_line()\n",
            "wsgi.py": "from django.core.wsgi import get_wsgi_application as run\nrun()\n",
            "requirements.txt": "Django[argon2]==6.1\n",
        },
        "existing_other",
    ),
    "an app that is published": (
        {
            "indico/app.py": FLASK,
            "setup.py": "setup(classifiers=['Framework :: Flask'], install_requires=['flask'])\n",
        },
        "existing_flask",
    ),
    "aiohttp": ({"s.py": "from aiohttp import web\nweb.Application()\n"}, "existing_other"),
}


@pytest.mark.parametrize("tree, option", RUNNING.values(), ids=RUNNING)
def test_an_app_that_production_code_makes_is_running(tmp_path, tree, option):
    assert said(scanned(tmp_path, tree), "situation") == option


OPEN = {
    "two frameworks": {"a/main.py": FLASK, "b/main.py": FASTAPI},
    "a library": {
        "sdk/flask.py": "try:\n    from flask import Flask\nexcept ImportError:\n    raise\n",
        "sdk/__init__.py": "",
    },
    "an extension": {"flask_thing.py": "from flask import current_app\nclass Thing:\n    pass\n"},
    "only in tests": {"lib/__init__.py": "x = 1\n", "tests/test_app.py": FLASK},
    "only in a test beside the code": {"lib.py": "x = 1\n", "lib_test.py": FLASK},
    "only in examples": {"lib.py": "x = 1\n", "examples/hello/app.py": FASTAPI},
    "only in the documentation": {"lib.py": "x = 1\n", "docs_src/first.py": FASTAPI},
    "only an extra": {
        "lib/server.py": FLASK,
        "setup.py": "setup(install_requires=['x'], extras_require={'web': ['flask>=1']})\n",
    },
    "an extension with a demo": {
        "flask_thing/__init__.py": "import flask\n",
        "flask_thing/demo.py": FLASK,
        "pyproject.toml": '[project]\nclassifiers = ["Framework :: Flask"]\n',
    },
    "only in a script": {"lib.py": "x = 1\n", "bin/migrate.py": FLASK},
    "a template": {"{{cookiecutter.name}}/app.py": FLASK, "requirements.txt": "cookiecutter\n"},
    "declared, never made": {
        "lib.py": "x = 1\n",
        "pyproject.toml": '[project]\ndependencies = ["fastapi"]\n',
    },
    "nothing": {},
    "no Python": {"README.md": "# Flask for everybody\n"},
}


@pytest.mark.parametrize("tree", OPEN.values(), ids=OPEN)
def test_what_is_no_single_app_of_this_folder_stays_open(tmp_path, tree):
    found = scanned(tmp_path, tree)
    assert said(found, "situation") == "open"
    assert not {"kind", "validation", "docs", "horizon", "extensions", "concurrency"} & {
        one.question for one in found.proposals
    }


def test_of_many_frameworks_each_is_shown_once(tmp_path):
    tree = {"a.py": "import flask\n", "b.py": "import flask\n", "c.py": "import fastapi\n"}
    found = undecided(scanned(tmp_path, tree), "situation")
    assert [one.path for one in found.evidence] == ["a.py", "c.py"]


def test_a_package_can_be_scanned_by_itself(tmp_path):
    top = tmp_path / "flask_site"
    top.mkdir()
    tree = {"__init__.py": FLASK, "views/__init__.py": "import flask_site\n", "a.py": "x = f()\n"}
    found = scanned(top, tree)
    assert said(found, "situation") == "existing_flask"
    assert said(found, "extensions") == ""


def test_two_frameworks_are_both_shown(tmp_path):
    found = undecided(scanned(tmp_path, OPEN["two frameworks"]), "situation")
    assert [(one.path, one.line) for one in found.evidence] == [("a/main.py", 2), ("b/main.py", 2)]


NEW = {
    "conda": {"environment.yml": "dependencies:\n  - python=3.11\n  - pip:\n      - jupyter\n"},
    "a script": {"analysis.py": "import pandas\n"},
    "words only": {"a.py": '"""Like Flask(app)."""\nimport math\nx = "from flask import Flask"\n'},
    "a client only": {"a.py": "import aiohttp\n", "requirements.txt": "aiohttp\n"},
    "notebook": {"requirements.txt": "numpy\n", "a.ipynb": '{"image": "flaskFLASKflask"}'},
}


@pytest.mark.parametrize("tree", NEW.values(), ids=NEW)
def test_no_framework_at_all_may_be_something_new_and_is_never_sure(tmp_path, tree):
    assert said(scanned(tmp_path, tree), "situation") == "new?"


def test_an_app_whose_framework_is_declared_nowhere_is_less_sure(tmp_path):
    found = scanned(tmp_path, {"app.py": FLASK, "requirements.txt": "requests\n"})
    assert said(found, "situation") == "existing_flask?"


def test_the_line_that_makes_it_and_the_line_that_declares_it_are_the_reasons(tmp_path):
    tree = {"app/__init__.py": "\n\n" + FLASK, "requirements.txt": "# web\nrequests\nFlask==3\n"}
    assert places(scanned(tmp_path, tree), "situation") == [
        "app/__init__.py:4",
        "requirements.txt:3",
    ]
