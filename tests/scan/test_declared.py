"""What files declare to need, each in the format of somebody's tool."""

from __future__ import annotations

import pytest

from app.scan.declared import declared
from app.scan.dependencies import Need
from app.scan.repository import Repository
from app.scan.scanning import scan
from tests.scan.trees import make

HASHED = "flask==2.0.3 \\\n    --hash=sha256:ab \\\n    --hash=sha256:cd\nwerkzeug==2 # via\n"
PEP_621 = """[project]
dependencies = [
  "Flask[async]~=3.1",  # the web
]
[project.optional-dependencies]
web = ["gunicorn>=2"]
dev = ["mypy"]
[dependency-groups]
test = ["pytest", {include-group = "other"}]
other = ["ruff"]
"""
POETRY = """[tool.poetry.dependencies]
python = "^3.11"
fastapi = "^0.115"
redis = {version = "5", optional = true}
[tool.poetry.group.dev.dependencies]
black = "*"
[tool.poetry.group.worker.dependencies]
celery = "*"
"""
PIPFILE = '[packages]\nFlask = "*"\n[dev-packages]\npytest = "*"\n'
SETUP_CFG = "[options]\ninstall_requires =\n    flask>=1\n[options.extras_require]\nx =\n    rq\n"
SETUP_PY = (
    "from setuptools import setup\nsetup(install_requires=['Flask', *more()],\n"
    "      extras_require={'rq': ['rq>=1'], 'tests': ['pytest']})\n"
)
CONDA = (
    "name: x\nchannels:\n  - conda-forge\ndependencies:\n  - numpy=1.26\n  - pip\n  - pip:\n"
    "      - flask==3.1\n"
)
ALWAYS, EXTRA, DEVELOPMENT = Need.ALWAYS, Need.EXTRA, Need.DEVELOPMENT

FORMATS = {
    "hashes": ("requirements.txt", HASHED, [("flask", ALWAYS, 1), ("werkzeug", ALWAYS, 4)]),
    "deep": ("a/requirements/python3/base.in", "Flask\n", [("flask", ALWAYS, 1)]),
    "development": ("requirements-dev.txt", "pytest\n", [("pytest", DEVELOPMENT, 1)]),
    "addresses": (
        "requirements.txt",
        "-e .\n-i https://x.example\ngit+https://x.example/y#egg=Flask_Cors\nb @ https://x.example\n",
        [("flask-cors", ALWAYS, 3), ("b", ALWAYS, 4)],
    ),
    "some other .in": ("desktop.in", "flask\n", []),
    "in a folder of tests": ("tests/requirements.txt", "flask\n", []),
    "PEP 621 and 735": (
        "pyproject.toml",
        PEP_621,
        [
            *[("flask", ALWAYS, 3), ("gunicorn", EXTRA, 6), ("mypy", DEVELOPMENT, 7)],
            *[("pytest", DEVELOPMENT, 9), ("ruff", DEVELOPMENT, 10)],
        ],
    ),
    "poetry": (
        "pyproject.toml",
        POETRY,
        [
            *[("python", ALWAYS, 2), ("fastapi", ALWAYS, 3), ("redis", EXTRA, 4)],
            *[("black", DEVELOPMENT, 6), ("celery", ALWAYS, 8)],
        ],
    ),
    "uv": ("pyproject.toml", '[tool.uv]\ndev-dependencies = ["a"]\n', [("a", DEVELOPMENT, 2)]),
    "Pipfile": ("Pipfile", PIPFILE, [("flask", ALWAYS, 2), ("pytest", DEVELOPMENT, 4)]),
    "setup.cfg": ("setup.cfg", SETUP_CFG, [("flask", ALWAYS, 3), ("rq", EXTRA, 6)]),
    "setup.py": (
        "setup.py",
        SETUP_PY,
        [("flask", ALWAYS, 2), ("rq", EXTRA, 3), ("pytest", DEVELOPMENT, 3)],
    ),
    "conda": (
        "environment.yml",
        CONDA,
        [("numpy", ALWAYS, 5), ("pip", ALWAYS, 6), ("flask", ALWAYS, 8)],
    ),
    "broken TOML": ("pyproject.toml", "[project\n", []),
    "another shape": ("pyproject.toml", "project = 1\ntool = [1]\n", []),
    "broken setup.cfg": ("setup.cfg", "options\n= =\n", []),
    "broken setup.py": ("setup.py", "setup(\n", []),
}


@pytest.mark.parametrize("path, text, expected", FORMATS.values(), ids=FORMATS)
def test_each_format_is_read_with_its_lines(tmp_path, path, text, expected):
    found = declared(Repository(make(tmp_path, {path: text})))
    assert [(one.name, one.need, one.line) for one in found] == expected
    assert {one.path for one in found} <= {path}


@pytest.mark.parametrize(
    "path, text", [(path, text) for name, (path, text, _) in FORMATS.items() if "broken" in name]
)
def test_a_file_that_cannot_be_parsed_is_named(tmp_path, path, text):
    assert [one.path for one in scan(make(tmp_path, {path: text})).skipped] == [path]


def test_files_of_requirements_include_each_other_once(tmp_path):
    tree = {
        "requirements.txt": "-r deps/prod.txt\n-r requirements.txt\n",
        "deps/prod.txt": "--requirement=../deps/more.txt\nFlask\n",
        "deps/more.txt": "rq\n-r missing.txt\n",
    }
    found = declared(Repository(make(tmp_path, tree)))
    assert [(one.name, one.path) for one in found] == [
        ("rq", "deps/more.txt"),
        ("flask", "deps/prod.txt"),
    ]
