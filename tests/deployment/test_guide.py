"""The guide as it is typed: from an empty folder to a served page, backup, restore, update."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deployment import guide, units
from tests.deployment.guide import Block, blocks, reason_not_tried
from tests.deployment.installed import IS_ROOT, SERVICE, Installed, Saved, installing
from tests.deployment.units import as_user, read_unit

TYPISTS = ["root", "ordinary user"] if IS_ROOT else ["ordinary user"]
NEXT_RELEASE = "9.9.9"


class Visitors:
    """They save at three moments; what each saved has to be there, or gone, later on."""

    def __init__(self, installed: Installed) -> None:
        self.installed = installed
        self.early: Saved | None = None
        self.late: Saved | None = None

    def before(self, block: Block) -> None:
        if "start advisor-backup" in block.text:
            self.early = self.installed.save()
        elif "cli restore" in block.text:
            self.late = self.installed.save()
        elif "git merge" in block.text:
            self.installed.release(NEXT_RELEASE)

    def after(self, block: Block) -> None:
        if "cli restore" in block.text:
            assert self.early
            assert self.late
            assert self.installed.status_of(self.early) == 200
            assert self.installed.status_of(self.late) == 404


@pytest.fixture(scope="module", params=TYPISTS)
def done(request: pytest.FixtureRequest) -> Iterator[tuple[Installed, Visitors]]:
    """An installation with which all was done that the guide says."""
    with installing(request.param) as installed:
        installed.publish()
        visitors = Visitors(installed)
        for block in blocks():
            visitors.before(block)
            installed.follow(block)
            visitors.after(block)
        yield installed, visitors


def state(installed: Installed) -> Path:
    (found,) = [path.parent for path in installed.folder.rglob("advisor.db.lock")]
    return found


def test_what_was_saved_is_served_after_backup_restore_and_update(
    done: tuple[Installed, Visitors],
) -> None:
    installed, visitors = done
    assert visitors.early
    assert installed.status_of(visitors.early) == 200
    assert installed.status_of(installed.save()) == 200


def test_the_next_release_runs(done: tuple[Installed, Visitors]) -> None:
    installed, _ = done
    (project,) = installed.folder.glob("[!o]*/**/advisor/pyproject.toml")
    assert f'version = "{NEXT_RELEASE}"' in project.read_text(encoding="utf-8")


def test_all_data_belongs_to_who_serves(done: tuple[Installed, Visitors]) -> None:
    folder = state(done[0])
    made = [folder, *folder.rglob("*")]
    assert {path.stat().st_uid for path in made} == {SERVICE}
    assert {path.suffix for path in folder.glob("backups/*")} == {".db"}


def test_the_log_tells_of_no_fault(done: tuple[Installed, Visitors]) -> None:
    told = (done[0].folder / "journal").read_text(encoding="utf-8")
    assert "Ready" in told
    for word in ("Traceback", '"error"', '"warning"', "Warning"):
        assert word not in told


def test_the_services_user_may_look_over_and_back_up(done: tuple[Installed, Visitors]) -> None:
    folder = done[0].folder
    (settings,) = (*folder.glob("etc/advisor.conf"), *folder.glob("home/you/advisor.conf"))
    (code,) = [path.parent for path in folder.rglob("advisor/run.py")]
    python = [*(as_user(SERVICE) if IS_ROOT else []), str(code / ".venv/bin/python")]
    for command in ("doctor", "backup"):
        words = [*python, "-m", "app", command, "--settings", str(settings)]
        typed = subprocess.run(words, cwd=code, capture_output=True, text=True, check=False)
        assert typed.returncode == 0, typed.stdout + typed.stderr


def test_whatever_is_not_tried_has_a_reason(capsys: pytest.CaptureFixture[str]) -> None:
    guide.main()
    told = capsys.readouterr().out
    print(told)
    commands = [line for block in blocks() if block.kind == "console" for line in block.commands]
    for reason in guide.NOT_TRIED.values():
        assert [line for line in commands if reason_not_tried(line) == reason], reason


def test_every_line_of_a_unit_is_done_or_systemds_own(tmp_path: Path) -> None:
    found = [block for block in blocks() if block.path.endswith(".service")]
    assert len(found) == 2
    for block in found:
        path = tmp_path / "unit"
        path.write_text(block.text, encoding="utf-8")
        assert read_unit(path).keys() <= units.DONE | units.NOT_TRIED.keys()


def test_every_command_is_told_which_settings_the_server_has() -> None:
    typed = [line for block in blocks() if block.kind == "console" for line in block.commands]
    ours = [line for line in typed if "run.py cli" in line]
    ours += [line for block in blocks() for line in block.text.splitlines() if "-m app" in line]
    ours = [line for line in ours if not line.startswith("docker")]
    assert len(ours) > 8
    assert all("--settings /etc/advisor.conf" in line for line in ours)
