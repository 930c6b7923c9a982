"""Whatever git does to line ends, a clone has the bytes that are compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.rulebooks.library import load_library
from app.rulebooks.released import read_sums
from tests.setup.checkouts import copy_to, git, publish

SETTINGS = {
    "as it comes": (),
    "autocrlf": ("core.autocrlf=true",),
    "input": ("core.autocrlf=input",),
    "eol": ("core.eol=crlf",),
    "autocrlf of an old git": ("core.autocrlf=true", "core.safecrlf=false"),
}


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = copy_to(tmp_path_factory.mktemp("origin") / "advisor", "tests", "docs")
    publish(made)
    return made


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".git" not in path.parts
    }


@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS.keys())
def test_a_clone_has_every_byte(origin: Path, tmp_path: Path, settings: tuple[str, ...]) -> None:
    clone = tmp_path / "été à la mer"
    options = [word for setting in settings for word in ("-c", setting)]
    git(tmp_path, *options, "clone", "--quiet", *options, str(origin), str(clone))
    wanted, found = files(origin), files(clone)
    assert {name for name in wanted if found.get(name) != wanted[name]} == set()
    assert read_sums(clone / "app/rulebooks")
    assert load_library(clone / "app/rulebooks").ids == load_library().ids


def test_what_an_editor_of_windows_saved_is_committed_as_it_was(origin: Path) -> None:
    path = origin / "app/settings.py"
    before = path.read_bytes()
    path.write_bytes(before.replace(b"\n", b"\r\n"))
    git(origin, "add", "--all", ".")
    git(origin, "diff", "--cached", "--exit-code")
    path.write_bytes(before)
