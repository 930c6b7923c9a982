"""The lock files fit pyproject.toml and each other, by reading them; nothing is downloaded."""

from __future__ import annotations

import platform
import re
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from app.store.sqlite.connection import driver, wal_is_safe

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("requirements.lock", "requirements-dev.lock")
BENCHMARKS = "requirements-benchmarks.lock"  # never installed here, so only read
ENTRY = re.compile(
    r"(?m)^(?P<pin>[a-z0-9][^\s=]*==\S+(?: ; [^\\\n]+)?) \\\n(?P<hashes>(?: {4}--hash.*\n)+)"
)

# The oldest versions without a known hole that concerns us.
FLOORS = {"starlette": "1.3.1"}


def text_of(lock: str) -> str:
    return (ROOT / lock).read_text(encoding="utf-8")


def pins(lock: str) -> dict[str, set[str]]:
    """The versions of each package; several where they depend on the platform."""
    found: dict[str, set[str]] = {}
    for entry in ENTRY.finditer(text_of(lock)):
        pin = Requirement(entry["pin"])
        found.setdefault(canonicalize_name(pin.name), set()).add(str(pin.specifier)[2:])
    return found


def pins_here(lock: str) -> dict[str, str]:
    """The version of each package that this platform gets."""
    pinned = (Requirement(entry["pin"]) for entry in ENTRY.finditer(text_of(lock)))
    return {
        canonicalize_name(pin.name): str(pin.specifier)[2:]
        for pin in pinned
        if pin.marker is None or pin.marker.evaluate()
    }


def wanted(lock: str) -> list[Requirement]:
    """What pyproject.toml asks of a lock."""
    project = PROJECT["project"]
    named = [*project["dependencies"], *project["optional-dependencies"]["server"]]
    group = lock.removesuffix(".lock").partition("-")[2]
    named += PROJECT["dependency-groups"][group] if group else []
    return [Requirement(one) for one in named]


@pytest.mark.parametrize("lock", [*LOCKS, BENCHMARKS])
def test_every_direct_dependency_is_locked_as_asked(lock: str) -> None:
    locked = pins(lock)
    for asked in wanted(lock):
        versions = locked[canonicalize_name(asked.name)]
        assert all(asked.specifier.contains(version) for version in versions), asked


@pytest.mark.parametrize("lock", [*LOCKS, BENCHMARKS])
def test_every_line_belongs_to_an_entry_with_hashes(lock: str) -> None:
    rest = re.sub(r"(?m)^ *#.*\n", "", ENTRY.sub("", text_of(lock)))
    assert rest.strip() == ""


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_is_exactly_what_the_direct_dependencies_need_here(lock: str) -> None:
    locked = pins_here(lock)
    needed = set(_closure(wanted(lock), locked))
    assert needed == set(locked)


def _closure(asked: list[Requirement], locked: dict[str, str]) -> Iterator[str]:
    """All packages the requirements lead to, by what the installed packages say of themselves."""
    waiting = [(one, extra) for one in asked for extra in ("", *one.extras)]
    seen: set[tuple[str, str]] = set()
    while waiting:
        requirement, extra = waiting.pop()
        name = canonicalize_name(requirement.name)
        if (name, extra) in seen or not _applies(requirement):
            continue
        seen.add((name, extra))
        yield name
        assert requirement.specifier.contains(locked[name], prereleases=True), requirement
        for text in metadata.requires(name) or ():
            further = Requirement(text)
            if _applies(further, extra):
                further.marker = None  # it holds; asked again, it would miss the extra
                waiting += [(further, one) for one in ("", *further.extras)]


def _applies(requirement: Requirement, extra: str = "") -> bool:
    environment = {**default_environment(), "extra": extra}
    return requirement.marker is None or requirement.marker.evaluate(environment)


@pytest.mark.parametrize("lock", [LOCKS[1], BENCHMARKS])
def test_the_other_locks_contain_that_of_the_application(lock: str) -> None:
    runtime, larger = pins(LOCKS[0]), pins(lock)
    assert {name: larger.get(name) for name in runtime} == runtime


@pytest.mark.parametrize("lock", LOCKS)
def test_no_other_server_comes_with_the_application_or_its_tests(lock: str) -> None:
    assert not {"django", "gunicorn", "whitenoise"} & set(pins(lock))


@pytest.mark.parametrize("name", [*LOCKS, BENCHMARKS, "pyproject.toml"])
def test_no_file_says_where_to_download(name: str) -> None:
    assert not re.search(r"://|git\+|(?m:^\s*-)(?!-hash)|index|find-links", text_of(name))


def test_the_lock_that_lists_addresses_is_ignored() -> None:
    assert "uv.lock" in text_of(".gitignore").splitlines()


@pytest.mark.parametrize(("name", "floor"), FLOORS.items())
def test_no_version_with_a_known_hole_is_locked(name: str, floor: str) -> None:
    assert all(Version(version) >= Version(floor) for version in pins(LOCKS[0])[name])


def test_windows_on_arm_gets_all_but_the_driver_of_postgresql() -> None:
    """Nobody offers it there; `uv pip install --dry-run --only-binary` says so of each platform."""
    there = {"sys_platform": "win32", "platform_machine": "ARM64", "os_name": "nt"}
    got = {
        canonicalize_name(pin.name)
        for pin in (Requirement(entry["pin"]) for entry in ENTRY.finditer(text_of(LOCKS[0])))
        if pin.marker is None or pin.marker.evaluate(there)
    }
    assert set(pins(LOCKS[0])) - got >= {"psycopg", "psycopg-binary"}
    assert got >= {"fastapi", "numpy", "sqlalchemy", "uvicorn"}


def test_the_usual_installation_has_a_sqlite_that_is_safe_with_wal() -> None:
    usual = (platform.system(), platform.machine()) == ("Linux", "x86_64")
    assert wal_is_safe(driver().sqlite_version_info) or not usual
