"""A client that a well-kept generator makes of the served document does the whole journey."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.store.assessments import find_assessment
from tests.api.served import Site, site
from tests.package.conftest import OFFLINE, uv
from tests.package.wheels import GENERATOR, MISSING, is_filled, provide

PROGRAM = Path(__file__).with_name("with_a_client.py")


def run(*words: str | Path, **environment: str) -> str:
    """What the program says that is called so."""
    done = subprocess.run(
        [*map(str, words)], env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def installed(folder: Path) -> Path:
    """The programs of an environment that has the generator, and nothing of ours."""
    if not is_filled():
        provide()
    if not is_filled():
        pytest.fail(MISSING, pytrace=False)
    uv("venv", "--python", sys.executable, folder)
    python = folder / "bin" / "python"
    uv("pip", "install", *OFFLINE, "--python", python, "--require-hashes", "-r", GENERATOR)
    return folder / "bin"


def test_a_generated_client_evaluates_saves_shares_compares_and_exports(
    site: Site, tmp_path: Path
) -> None:
    programs = installed(tmp_path / "environment")
    path = f"{programs}:{os.environ['PATH']}"  # the generator formats what it makes with Ruff
    folder = tmp_path / "made"
    folder.mkdir()
    generate = (programs / "openapi-python-client", "generate", "--fail-on-warning")
    made = ("--meta", "none", "--output-path", folder / "advisor_client")
    run(*generate, "--url", site.document, *made, PATH=path)

    owner = site.person()
    journey = (programs / "python", PROGRAM, site.address, owner.key())
    told = json.loads(run(*journey, PYTHONPATH=str(folder)))
    assert told["evaluated"] == "FastAPI"
    assert told["shown"] == ["By a client", "FastAPI"]
    assert told["compared"] == ["FastAPI", told["second"]]
    assert told["exported"] == [[told["assessment"], 2]]
    with owner.reading() as workspace:
        assert find_assessment(workspace, told["assessment"]).title == "By a client"
