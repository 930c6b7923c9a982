"""`starter` writes the project that the page offers, as a folder or as an archive."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path

import pytest

from tests.cli.servers import run

API = {"situation": "new", "kind": "public_api"}


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    return written(tmp_path, API)


def written(folder: Path, answers: dict[str, str]) -> Path:
    path = folder / "answers.json"
    path.write_text(json.dumps(answers), encoding="utf-8")
    return path


def test_a_folder_and_an_archive_hold_the_same_files(answers: Path, tmp_path: Path):
    folder, packed = tmp_path / "new" / "project", tmp_path / "project.zip"
    for place in (folder, packed):
        done = run("starter", str(answers), "--sqlite", "-o", str(place))
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith(f"{place}: ")
    archive = zipfile.ZipFile(packed)
    for name in archive.namelist():
        assert (folder / name.partition("/")[2]).read_bytes() == archive.read(name)
    files = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert files == {name.partition("/")[2] for name in archive.namelist()}
    assert "service/store.py" in files
    assert os.access(folder / "check.sh", os.X_OK)


def test_its_record_can_be_checked(answers: Path, tmp_path: Path):
    run("starter", str(answers), "-o", str(tmp_path / "project"))
    record = tmp_path / "project" / "docs" / "decisions" / "0001-framework.md"
    assert run("check", str(record)).returncode == 0


def test_without_a_place_it_is_an_archive_here(
    answers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    assert run("starter", str(answers)).returncode == 0
    assert zipfile.is_zipfile(tmp_path / "fastapi-starter.zip")


def test_what_is_there_stays_as_it_is(answers: Path, tmp_path: Path):
    (tmp_path / "project.zip").write_text("mine")
    (tmp_path / "project").mkdir()
    for name in ("project.zip", "project"):
        refused = run("starter", str(answers), "-o", str(tmp_path / name))
        assert refused.returncode == 2
        assert "cannot be written: File exists." in refused.stderr
    assert (tmp_path / "project.zip").read_text() == "mine"
    assert list((tmp_path / "project").iterdir()) == []


def test_where_two_follow_one_has_to_be_chosen(tmp_path: Path):
    answers = written(tmp_path, {"situation": "new"})
    place = str(tmp_path / "project")
    refused = run("starter", str(answers), "-o", place)
    assert refused.returncode == 2
    assert "“Too close to call” has fastapi and flask: choose one." in refused.stderr
    assert run("starter", str(answers), "-o", place, "--kind", "keep").returncode == 2
    assert run("starter", str(answers), "-o", place, "--kind", "flask").returncode == 0
    assert (tmp_path / "project" / "gunicorn.conf.py").exists()
