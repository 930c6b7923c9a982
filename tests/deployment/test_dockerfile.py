"""The image keeps its promises: small, pinned, not root, healthy, and enough to run."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.settings_loading import load_settings
from tests.cli.servers import clean_environment, free_port
from tests.deployment.dockerfile import (
    command,
    copies,
    copy,
    health_check,
    is_sent,
    settings,
    stages,
)

PACKAGES, FINAL = stages()
HANG_GUARD = 60


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The root folder of an image, as far as it is copied from the repository."""
    root = tmp_path_factory.mktemp("image")
    for workdir, one in copies(FINAL):
        copy(one, workdir, root)
    return root


def test_both_stages_start_from_the_same_pinned_slim_debian() -> None:
    bases = {stage[0].words[0] for stage in (PACKAGES, FINAL)}
    assert len(bases) == 1
    assert re.fullmatch(r"python:3\.\d+\.\d+-slim-bookworm", bases.pop())


def test_packages_come_from_the_hashed_lock_and_none_is_built() -> None:
    (install,) = [one.text for one in PACKAGES if "pip" in one.text and "install" in one.text]
    for option in ("--require-hashes", "--no-deps", "--only-binary=:all:", "requirements.lock"):
        assert option in install


def test_the_last_user_is_nobody_special_and_nothing_is_done_after() -> None:
    names = [one.name for one in FINAL]
    (user,) = [one.text for one in FINAL if one.name == "USER"]
    assert re.fullmatch(r"[1-9]\d+:[1-9]\d+", user)
    assert not {"RUN", "COPY"} & set(names[names.index("USER") :])


def test_nothing_is_downloaded_but_the_packages() -> None:
    runs = [one.text for stage in (PACKAGES, FINAL) for one in stage if one.name == "RUN"]
    assert not [one for one in runs if re.search(r"curl|wget|apt|https?:", one)]
    assert not [one for stage in (PACKAGES, FINAL) for one in stage if one.name == "ADD"]


def test_no_secret_is_among_the_settings_of_the_image() -> None:
    given = settings(FINAL)
    assert not [name for name in given if "PASSWORD" in name or "SECRET" in name]
    known = {name: value for name, value in given.items() if name.startswith("ADVISOR_")}
    assert load_settings(known).host == "0.0.0.0"


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("app/main.py", True),
        ("static/app.css", True),
        ("requirements.lock", True),
        ("requirements-dev.lock", False),
        ("app/web/__pycache__/csrf.cpython-311.pyc", False),
        ("tests/conftest.py", False),
        (".git/config", False),
        (".venv/bin/python", False),
        ("data/advisor.db", False),
        ("secrets/advisor-password", False),
        ("compose.yaml", False),
    ],
)
def test_only_what_is_needed_is_sent_to_the_build(path: str, sent: bool) -> None:
    assert is_sent(path) is sent


def test_the_image_holds_no_tests_no_history_and_no_data(image: Path) -> None:
    assert sorted(one.name for one in (image / "srv/advisor").iterdir()) == [
        *("LICENSE", "alembic", "app", "pyproject.toml", "static", "templates"),
    ]
    written = image / "srv/advisor/app/starters/files"  # the files of a project, its tests, too
    inside = [one for one in image.rglob("*") if not one.is_relative_to(written)]
    assert not [one for one in inside if one.name in (".git", "__pycache__", "tests")]


def in_image(words: list[str]) -> list[str]:
    python = sys.executable if words[0] == "python" else words[0]
    return [python, *words[1:]]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """What the image sets, on a port and a database of this test's own."""
    own = {"ADVISOR_PORT": str(free_port()), "ADVISOR_DATABASE": str(tmp_path / "advisor.db")}
    given = {name: value for name, value in settings(FINAL).items() if name != "PATH"}
    return clean_environment(**given | own | {"ADVISOR_HOST": "127.0.0.1"})


def test_what_is_copied_migrates_serves_and_is_healthy(
    image: Path, environment: dict[str, str]
) -> None:
    home = image / "srv/advisor"
    serve, check = in_image(command(FINAL)), in_image(health_check(FINAL))
    migrated = subprocess.run(
        [*serve[:-1], "migrate"], cwd=home, env=environment, capture_output=True, check=False
    )
    assert migrated.returncode == 0, migrated.stderr
    before = subprocess.run(check, env=environment, capture_output=True, check=False)
    assert before.returncode != 0
    with subprocess.Popen(serve, cwd=home, env=environment, stdout=subprocess.PIPE) as server:
        try:
            assert server.stdout
            assert any(line.startswith(b"Ready") for line in server.stdout)
            assert subprocess.run(check, env=environment, check=False).returncode == 0
        finally:
            server.terminate()
            server.communicate(timeout=HANG_GUARD)
    assert server.returncode == 0
