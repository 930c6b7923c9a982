"""The versions that projects start with are those of our own lock, with all that they need."""

from __future__ import annotations

import re

import pytest
from packaging.requirements import Requirement

from app.starters.kinds import Kind
from app.starters.packages import direct, direct_dev, requirements
from app.starters.pins import FOLDER, LOCK, pins, read_pins
from tests.starters.variants import ONE_EACH, shape
from tests.test_locks import ENTRY, PROJECT, text_of

LOCKED = max(FOLDER.glob(LOCK)).read_text(encoding="utf-8")


def test_the_lock_holds_what_the_group_names_and_says_nowhere_where_to_download():
    versions = pins().versions
    for text in PROJECT["dependency-groups"]["starters"]:
        asked = Requirement(text)
        assert asked.specifier.contains(versions[asked.name]), asked
    assert re.sub(r"(?m)^ *#.*\n", "", ENTRY.sub("", LOCKED)).strip() == ""
    assert "://" not in LOCKED
    assert len(versions) == len(ENTRY.findall(LOCKED))


def test_what_we_use_ourselves_is_pinned_to_the_version_that_we_use():
    ours = dict(re.findall(r"(?m)^([a-z0-9-]+)==(\S+)", text_of("requirements-dev.lock")))
    shared = ours.keys() & pins().versions.keys()
    assert {"fastapi", "flask", "pydantic", "pytest", "ruff"} <= shared
    assert {name: pins().versions[name] for name in shared} == {name: ours[name] for name in shared}


@pytest.mark.parametrize("kind", Kind)
def test_a_project_pins_what_it_names_and_what_that_needs(kind: Kind):
    variant = shape(kind, ONE_EACH[kind])
    for dev in (False, True):
        text = requirements(variant, dev=dev)
        assert text.startswith(f"# Current on {pins().day}.")
        named = {found["pin"].partition("==")[0] for found in ENTRY.finditer(text)}
        assert {*direct(variant), *(direct_dev(variant) if dev else ())} <= named
    assert ("starlette" in named, "werkzeug" in named) == (
        kind.is_fastapi,
        kind is not Kind.FASTAPI,
    )


def test_what_is_needed_is_read_from_the_notes_of_the_lock():
    text = (
        "a==1 \\\n    --hash=sha256:0\n    # via -r x\n"
        "b==2 ; sys_platform == 'win32' \\\n    --hash=sha256:0 \\\n    --hash=sha256:1\n"
        "    # via a\nc==3 \\\n    --hash=sha256:0\n    # via\n    #   b\n    #   other\n"
    )
    read = read_pins("2026-01-02", text)
    assert read.versions == {"a": "1", "b": "2", "c": "3"}
    assert read.requirements(["a"]) == re.sub(r"(?m)^ *#.*\n", "", text)
    assert read.requirements(["c"]).startswith("c==3 ")
