"""A project runs as its README says: packages installed offline, its tests, a server that answers.

One variant of each kind by default; with `run.py test --thorough` so many of each that they have
all pairs of values, in one environment for each kind, with format, lint and types of their own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.starters.kinds import Kind
from app.starters.packages import direct, direct_dev
from app.starters.pins import pins
from app.starters.shape import Shape
from app.starters.tree import files, things
from tests.cli.servers import free_port
from tests.package.conftest import OFFLINE, uv
from tests.package.wheels import MISSING, is_filled, provide
from tests.rounds import TIMES
from tests.starters.variants import unpacked, variants

PATIENCE = 60
Environment = Callable[[Kind], Path]


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """A fresh environment with what the variants of a kind need; made once in each process."""
    if not is_filled():
        provide()
    if not is_filled():
        pytest.fail(MISSING, pytrace=False)
    made: dict[Kind, Path] = {}

    def of(kind: Kind) -> Path:
        if kind not in made:
            folder = tmp_path_factory.mktemp(f"environment-{kind}")
            names = {name for one in variants(kind) for name in (*direct(one), *direct_dev(one))}
            needed = folder / "requirements.txt"
            needed.write_text(pins().requirements(names), encoding="utf-8")
            uv("venv", "--python", sys.executable, folder / "venv")
            python = folder / "venv" / "bin" / "python"
            uv("pip", "install", *OFFLINE, "--require-hashes", "--python", python, "-r", needed)
            made[kind] = folder / "venv" / "bin"
        return made[kind]

    return of


@pytest.mark.timeout(300 * TIMES)
@pytest.mark.parametrize("kind", Kind)
def test_its_own_tests_pass_and_its_server_answers(
    kind: Kind, environment: Environment, tmp_path: Path
):
    programs = environment(kind)
    for number, variant in enumerate(variants(kind)):
        folder = unpacked(variant, tmp_path / str(number))
        check(folder, variant, programs)
        with served(folder, variant, programs) as address:
            answer = posted(f"{address}{path_of(variant)}", (folder / "delivery.json").read_bytes())
        expected = ("minutes", 162) if variant.has_model else ("price_cents", 2260)
        assert answer == expected, variant


def check(folder: Path, variant: Shape, programs: Path) -> None:
    """Its own tests; if all is asked for, its script of checks, which takes much longer."""
    whole = TIMES > 1 and any(one.path == "check.sh" for one in files(variant))
    words = ["./check.sh"] if whole else ["python", "-m", "pytest", "-q", "-W", "error"]
    done = subprocess.run(
        words if whole else [str(programs / words[0]), *words[1:]],
        cwd=folder,
        env=surroundings(programs),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"{variant}\n{done.stdout}{done.stderr}"


def surroundings(programs: Path, **more: str) -> dict[str, str]:
    """What a terminal with this environment has, and nothing of ours."""
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    return {"PATH": path, **more}


@contextmanager
def served(folder: Path, variant: Shape, programs: Path) -> Iterator[str]:
    """The address of the project, as long as its server runs."""
    port = free_port()
    if variant.kind.is_fastapi:
        words = ["uvicorn", "service.main:app", "--port", str(port)]
    else:
        words = ["gunicorn", "service:create_app()"]
    process = subprocess.Popen(
        [str(programs / words[0]), *words[1:]],
        cwd=folder,
        env=surroundings(programs, BIND=f"127.0.0.1:{port}", WORKERS="1"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    with process:
        try:
            wait_for(f"http://127.0.0.1:{port}/health", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends and process.poll() is None:
        try:
            with urllib.request.urlopen(address) as answer:
                assert json.load(answer) == {"status": "ok"}
            return
        except urllib.error.URLError:
            time.sleep(0.05)
    raise AssertionError(f"{address} does not answer; the server said {process.poll()}")


def path_of(variant: Shape) -> str:
    version = "/v1" if variant.option("kind") == "public_api" else ""
    return f"{version}/{things(variant)}"


def posted(address: str, body: bytes) -> tuple[str, int]:
    """The figure that is answered, with its name."""
    request = urllib.request.Request(address, body, {"content-type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        assert answer.status == 201
        told = json.load(answer)
    return next((name, told[name]) for name in ("minutes", "price_cents") if name in told)
