from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from app.engine.errors import Invalid
from app.rulebooks.faults import RulebookError
from app.rulebooks.library import SHIPPED, load_library
from app.rulebooks.released import SUMS, read_sums
from app.rulebooks.texts import SUFFIX
from tests.engine.toy import TOY_PATH


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    for rulebook_id, version in [("b", "1.0.0"), ("a", "1.2.0"), ("a", "1.10.0")]:
        text = TOY_PATH.read_text().replace('id = "commute"', f'id = "{rulebook_id}"')
        text = text.replace('version = "1.0.0"', f'version = "{version}"')
        (tmp_path / f"{rulebook_id}-{version}.toml").write_text(text)
    return tmp_path


def release(directory: Path, *names: str) -> None:
    sums = (
        f"{hashlib.sha256((directory / name).read_bytes()).hexdigest()}  {name}\n" for name in names
    )
    (directory / SUMS).write_text("".join(sums))


def refusals(directory: Path) -> list[str]:
    with pytest.raises(RulebookError) as refused:
        load_library(directory)
    return [str(fault) for fault in refused.value.faults]


def test_it_goes_by_id_then_by_version_as_numbers(directory):
    versions = [(rulebook.id, rulebook.version) for rulebook in load_library(directory)]
    assert versions == [("a", "1.2.0"), ("a", "1.10.0"), ("b", "1.0.0")]


def test_it_finds_a_version_the_latest_and_the_default(directory):
    library = load_library(directory)
    assert library.ids == ("a", "b")
    assert library.get("a", "1.2.0").version == "1.2.0"
    assert library.latest("a").version == "1.10.0"
    assert library.default is library.latest("a")


def test_another_rulebook_can_be_the_default(directory):
    library = load_library(directory, default="b")
    assert library.default is library.latest("b")


def test_a_default_that_is_not_there_is_refused_in_one_sentence(directory):
    with pytest.raises(Invalid) as refused:
        load_library(directory, default="c")
    assert refused.value.message == (
        "There is no rulebook “c”; set ADVISOR_RULEBOOK to one of a, b."
    )


@pytest.mark.parametrize("missing", [("a", "9.9.9"), ("c", "1.0.0")])
def test_what_is_not_there_is_a_key_error(directory, missing):
    with pytest.raises(KeyError):
        load_library(directory).get(*missing)


def test_an_unknown_id_has_no_latest(directory):
    with pytest.raises(KeyError):
        load_library(directory).latest("c")


def test_the_faults_of_all_files_come_at_once(directory):
    for name in ("a-1.2.0.toml", "b-1.0.0.toml"):
        path = directory / name
        path.write_text(path.read_text().replace('group = "purse"', 'group = "wallet"'))
    assert [line.split(":")[0] for line in refusals(directory)] == ["a-1.2.0.toml", "b-1.0.0.toml"]


def test_a_directory_without_rulebooks_is_refused(tmp_path):
    (refusal,) = refusals(tmp_path)
    assert refusal.endswith("has no rulebook; put one there, <id>-<version>.toml")


def test_a_released_file_that_changed_is_refused(directory):
    release(directory, "b-1.0.0.toml")
    with (directory / "b-1.0.0.toml").open("a") as file:
        file.write("# one more word\n")
    assert refusals(directory) == [
        "b-1.0.0.toml: differs from what was released; restore it, release a new version"
    ]


def test_a_released_file_with_other_line_ends_says_so_and_how_to_get_it_back(directory):
    release(directory, "b-1.0.0.toml")
    path = directory / "b-1.0.0.toml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert refusals(directory)[0] == (
        "b-1.0.0.toml: got Windows line ends from git or an editor; delete it and type: "
        "git checkout -- app/rulebooks"
    )


def test_a_released_file_that_is_gone_is_refused(directory):
    release(directory, "b-1.0.0.toml")
    (directory / "b-1.0.0.toml").unlink()
    assert refusals(directory) == [
        "b-1.0.0.toml: is released but missing; put it back, SHA256SUMS names it"
    ]


def test_a_draft_beside_released_files_is_loaded(directory):
    release(directory, "a-1.2.0.toml")
    assert len(list(load_library(directory))) == 3


def test_everything_shipped_but_the_texts_is_released():
    files = {path.name for path in SHIPPED.glob("*.toml")}
    assert set(read_sums(SHIPPED)) == {name for name in files if not name.endswith(SUFFIX)}


def test_the_shipped_library_is_consistent():
    assert load_library().default.id == "flask-fastapi"
