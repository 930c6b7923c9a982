"""What of a folder is read, and what is not and why: nothing outside it, nothing that can wait."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from app.scan.roles import Role, role_of
from app.scan.scanning import Scan, scan
from tests.scan.trees import FLASK, make, said, scanned


def reasons(found: Scan) -> dict[str, str]:
    return {one.path: one.why for one in found.skipped}


OTHERS = ["node_modules", ".venv-of-mine", "site-packages", "build", "dist", ".git", ".tox"]


def test_the_work_of_others_is_named_and_not_read(tmp_path):
    tree = {f"{name}/app.py": FLASK for name in OTHERS} | {"main.py": "import json\n"}
    tree[".venv-of-mine/pyvenv.cfg"] = "home = /usr\n"
    found = scanned(tmp_path, tree)
    assert set(reasons(found)) == set(OTHERS)
    assert reasons(found)[".venv-of-mine"] == "an environment of Python"
    assert found.modules == 1


def test_links_are_named_and_never_followed(tmp_path):
    outside = make(tmp_path / "outside", {"app.py": FLASK, "requirements.txt": "flask\n"})
    top = make(tmp_path / "top", {"lib.py": "import json\n"})
    (top / "folder").symlink_to(outside)
    (top / "app.py").symlink_to(outside / "app.py")
    (top / "requirements.txt").symlink_to("../outside/requirements.txt")
    (top / "loop").symlink_to(top)
    (top / "itself").symlink_to("itself")
    found = scan(top)
    assert reasons(found) == dict.fromkeys(
        ["app.py", "folder", "itself", "loop", "requirements.txt"], "a link; scan follows none"
    )
    assert said(found, "situation") == "new?"


def test_a_file_of_requirements_includes_nothing_from_outside(tmp_path):
    make(tmp_path, {"secret.txt": "flask\n", "top/requirements.txt": "-r ../secret.txt\nnumpy\n"})
    make(tmp_path, {"top/a.py": "import numpy\n"})
    assert said(scan(tmp_path / "top"), "situation") == "new?"


def test_pipes_and_sockets_are_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "app.py")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "s.py"))
        found = scan(tmp_path)
    assert reasons(found) == {"app.py": "no regular file", "s.py": "no regular file"}


CONTENTS = {
    "binary": (b"from flask import Flask\n\0", "binary"),
    "huge": (b"x = 1\n" * 200_000, "larger than 1 MB"),
}


@pytest.mark.parametrize("data, why", CONTENTS.values(), ids=CONTENTS)
def test_what_is_no_source_is_named(tmp_path, data, why):
    (tmp_path / "a.py").write_bytes(data)
    assert reasons(scan(tmp_path)) == {"a.py": why}


ENCODED = {
    "not UTF-8": b"# caf\xe9\n" + FLASK.encode(),
    "its own encoding": b"# -*- coding: latin-1 -*-\n# caf\xe9\n" + FLASK.encode(),
    "an encoding nobody knows": b"# coding: klingon\n" + FLASK.encode(),
    "no encoding of text": b"# coding: hex\n" + FLASK.encode(),
    "a mark": b"\xef\xbb\xbf" + FLASK.encode(),
    "line ends of Windows": FLASK.replace("\n", "\r\n").encode(),
}


@pytest.mark.parametrize("data", ENCODED.values(), ids=ENCODED)
def test_text_is_read_however_it_is_written(tmp_path, data):
    (tmp_path / "a.py").write_bytes(data)
    assert said(scan(tmp_path), "situation") == "existing_flask"


def test_a_folder_that_cannot_be_opened_is_named(tmp_path, monkeypatch):
    make(tmp_path, {"a/b.py": FLASK, "c.py": "import json\n"})
    opened = os.scandir

    def refusing(path: Path):
        if Path(path).name == "a":
            raise PermissionError(13, "Permission denied")
        return opened(path)

    monkeypatch.setattr("app.scan.walking.os.scandir", refusing)  # root may open everything
    found = scan(tmp_path)
    assert reasons(found) == {"a": "cannot be opened: Permission denied"}
    assert found.modules == 1


def test_a_file_that_cannot_be_opened_is_named(tmp_path, monkeypatch):
    make(tmp_path, {"a.py": FLASK})
    monkeypatch.setattr("app.scan.reading.os.open", refuse)
    assert reasons(scan(tmp_path)) == {"a.py": "cannot be read: Permission denied"}


def refuse(*_: object) -> int:
    raise PermissionError(13, "Permission denied")


def test_a_folder_without_end_is_read_up_to_a_bound(tmp_path, monkeypatch):
    make(tmp_path, {f"{number}.py": "" for number in range(9)})
    monkeypatch.setattr("app.scan.walking.MOST_ENTRIES", 5)
    found = scan(tmp_path)
    assert found.modules == 5
    assert "not looked at" in reasons(found)["."]


def test_names_that_are_no_text_are_names(tmp_path):
    (tmp_path / os.fsdecode(b"caf\xe9.py")).write_text(FLASK)
    assert said(scan(tmp_path), "situation") == "existing_flask"


@pytest.mark.parametrize(
    "path, role",
    [
        ("app/main.py", Role.PRODUCTION),
        ("src/app/contest.py", Role.PRODUCTION),
        ("attestation/views.py", Role.PRODUCTION),
        ("tests/app.py", Role.TEST),
        ("integration_tests/app.py", Role.TEST),
        ("app/test_main.py", Role.TEST),
        ("app/main_test.py", Role.TEST),
        ("app/conftest.py", Role.TEST),
        ("examples/a/app.py", Role.EXAMPLE),
        ("docs/conf.py", Role.DOCUMENTATION),
        ("alembic/versions/1.py", Role.MIGRATION),
        ("dev/code-generation/main.py", Role.TOOLING),
        ("setup.py", Role.TOOLING),
        ("{{cookiecutter.name}}/app.py", Role.TEMPLATE),
    ],
)
def test_a_path_tells_what_a_file_is_for(path, role):
    assert role_of(path) is role
