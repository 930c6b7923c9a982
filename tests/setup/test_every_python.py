"""Which Pythons a machine has is found out by asking them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.setup import every_python
from tests.setup.every_python import NEWEST, OLDEST, find, not_here

ROOT = Path(__file__).resolve().parents[2]


def pretend(folder: Path, name: str, says: str, status: int = 0) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    script = f"#!/bin/sh\n[ $1 = -I ] || exit 3\necho '{says}'\nexit {status}\n"
    (folder / name).write_text(script)
    (folder / name).chmod(0o755)


def test_each_version_from_the_oldest_on_is_found_once(tmp_path: Path) -> None:
    pretend(tmp_path / "a b/bin", "python3", "3 12 1 /usr")
    pretend(tmp_path / "a b/bin", "python3.12", "3 12 1 /usr")
    pretend(tmp_path / "b/bin", "python3.14", "3 14 0 /opt a")
    pretend(tmp_path / "c/bin", "python3.10", "3 10 9 /usr")
    pretend(tmp_path / "d/bin", "python3.13", "broken", 1)
    pretend(tmp_path / "d/bin", "python3-config", "3 13 0 /usr")
    found = find([f"{tmp_path}/*/bin", f"{tmp_path}/none"])
    assert found == {
        (3, 12, 1): tmp_path / "a b/bin/python3",
        (3, 14, 0): tmp_path / "b/bin/python3.14",
    }
    assert not_here(found) == ["3.11", "3.13"]


def test_one_that_cannot_be_set_up_is_a_failure_and_what_is_missing_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pretend(tmp_path, "python3.12", "3 12 1 /usr")
    monkeypatch.setattr(every_python, "all_places", lambda: [str(tmp_path)])
    assert every_python.main() == 1
    told = capsys.readouterr().out
    assert f"Python       3.12.1 ({tmp_path}/python3.12): FAILED: " in told
    assert "Python       not here, so not tried: 3.11, 3.13, 3.14" in told


def test_the_workflow_names_each_of_them() -> None:
    workflow = (ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8")
    named = [f'"{OLDEST[0]}.{minor}"' for minor in range(OLDEST[1], NEWEST[1] + 1)]
    assert f"python: [{', '.join(named)}]" in workflow
