"""What `run.py test` tells of a version that is just released, with a stand-in for git."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from app.rulebooks.library import SHIPPED
from app.rulebooks.released import SUMS
from tests.factories import shipped
from tests.release_report import changed_cases, earlier_sums, in_short, main, releases
from tests.versions import FIRST, SECOND, second_version, two_versions

OLD = two_versions().get("flask-fastapi", "1.0.0")
NEW = two_versions().get("flask-fastapi", "2.0.0")


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Both versions, released; no git is installed."""
    folder = tmp_path / "rulebooks"
    folder.mkdir()
    (folder / FIRST).write_bytes((SHIPPED / FIRST).read_bytes())
    (folder / SECOND).write_bytes(second_version())
    write_sums(folder, FIRST, SECOND)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    return folder


def write_sums(folder: Path, *names: str) -> None:
    lines = [f"{sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    (folder / SUMS).write_text("".join(lines))


def install_git(directory: Path, **commits: str) -> None:
    """A git that shows what SHA256SUMS held: `parent` before the last commit, `last` after it."""
    shown = "".join(
        f'"-C {directory} show {commit}:./{SUMS}") echo "0123  {commits[name]}" ;;\n'
        for commit, name in [("HEAD^", "parent"), ("HEAD", "last")]
        if name in commits
    )
    git = directory.parent / "bin" / "git"
    git.parent.mkdir()
    git.write_text(f'#!/bin/sh\ncase "$*" in\n{shown}*) echo "fatal" >&2; exit 128 ;;\nesac\n')
    git.chmod(0o755)


def found(directory: Path) -> list[tuple[str, str]]:
    return [(old.version, new.version) for old, new in releases(directory)]


def test_a_version_released_since_the_commit_before_the_last_is_new(directory):
    install_git(directory, parent=FIRST, last=SECOND)
    assert found(directory) == [("1.0.0", "2.0.0")]


def test_in_a_shallow_clone_only_what_is_not_committed_is_new(directory):
    install_git(directory, last=FIRST)
    assert found(directory) == [("1.0.0", "2.0.0")]


def test_a_version_that_was_there_before_is_not_told_again(directory, capsys):
    install_git(directory, parent=SECOND)
    main(directory)
    assert capsys.readouterr().out == ""


def test_nor_is_a_draft(directory):
    write_sums(directory, FIRST)
    install_git(directory, parent=FIRST)
    assert found(directory) == []


def test_the_first_version_has_none_to_stand_beside(directory):
    (directory / SECOND).unlink()
    write_sums(directory, FIRST)
    install_git(directory, parent="another-1.0.0.toml")
    assert found(directory) == []


def test_without_git_nothing_is_told(directory, capsys):
    main(directory)
    assert (earlier_sums(directory), capsys.readouterr().out) == (None, "")


def test_nor_where_git_knows_nothing(directory, capsys):
    install_git(directory)
    main(directory)
    assert (earlier_sums(directory), *capsys.readouterr()) == (None, "", "")


@pytest.fixture
def report(directory: Path, capsys: pytest.CaptureFixture[str]) -> str:
    install_git(directory, parent=FIRST)
    main(directory)
    return capsys.readouterr().out


@pytest.mark.parametrize(
    "told",
    [
        "Impact       flask-fastapi 1.0.0 to flask-fastapi 2.0.0\n",
        "all answers  73,850,616 → 36,925,308\n",
        "Cases        7 of 38 come out otherwise or no longer fit\n",
        "UA5          fastapi slight 0:5 → too_close - 0:0\n             type_hints=comfortable\n"
        "             typed-team: fastapi +5 → no points\n",
        "debugging: There is no option “explicit”",
    ],
)
def test_the_report_has_the_counts_and_the_changed_cases(report, told):
    assert told in report


def test_verdict_strength_and_points_are_compared():
    changes = {name: one for name, _, one in changed_cases(OLD, NEW)}
    in_words = {
        name: f"{in_short(one.before)} → {in_short(one.after)}" for name, one in changes.items()
    }
    assert in_words == {
        "B3": "keep by rule 5:21 → keep by rule 5:16",
        "UA5": "fastapi slight 0:5 → too_close - 0:0",
        "a typed team's tool": "flask slight 10:5 → flask clear 10:0",
        "its input is complex": "too_close - 10:11 → too_close - 10:6",
        "others read its docs": "fastapi slight 10:15 → too_close - 10:10",
        "everything for FastAPI": "fastapi very strong 0:43 → fastapi very strong 0:38",
        "everything for Flask": "flask very strong 34:0 → flask very strong 32:0",
    }


def test_between_equal_versions_no_case_changes():
    assert list(changed_cases(OLD, OLD)) == []


def test_a_second_opinion_is_tried_on_the_decisions_it_counts():
    library = shipped()
    old = library.get("field-evidence", "1.0.0")
    new = replace(old, rules=tuple(rule for rule in old.rules if rule.id != "no-trouble"))
    changed = {name for name, _, _ in changed_cases(old, new)}
    position = library.sources(old).counts["E-no-trouble"]
    assert changed >= set(position.for_)
    assert all(library.sources(old).sources[name].answers["limits"] == ["none"] for name in changed)
