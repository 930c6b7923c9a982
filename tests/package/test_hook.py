"""The hook, run by pre-commit in the repository of somebody who uses it, without a network."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.package.conftest import Installed, uv
from tests.package.wheels import FOLDER
from tests.setup.checkouts import copy_to, git, publish

ANSWERS = json.dumps({"situation": "new", "kind": "public_api"})
CONFIGURATION = """
repos:
  - repo: {repository}
    rev: main
    hooks:
      - id: framework-advisor-check
"""


def pre_commit(environment: Path, consumer: Path, home: Path) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(FOLDER), "PIP_CONFIG_FILE": os.devnull}
    return subprocess.run(
        [str(environment / "bin" / "pre-commit"), "run", "--all-files", "--color=never"],
        cwd=consumer,
        env=kept | offline | {"PRE_COMMIT_HOME": str(home), "VIRTUALENV_NO_DOWNLOAD": "1"},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_the_hook_lets_records_that_hold_pass_and_stops_others(
    light: Installed, wheel: Path, tmp_path: Path
):
    environment = tmp_path / "pre-commit"
    uv("venv", "--python", sys.executable, environment)
    links = ("--offline", "--no-index", "--find-links", FOLDER)
    uv("pip", "install", *links, "--python", environment / "bin" / "python", "pre-commit")
    publish(copy_to(tmp_path / "advisor"))
    records = tmp_path / "consumer" / "docs" / "decisions"
    records.mkdir(parents=True)
    (records / "0001-use-git.md").write_text("# Use git\n")
    record = records / "0002-framework.md"
    record.write_text(light.run("record", "-", stdin=ANSWERS).stdout, encoding="utf-8")
    consumer = tmp_path / "consumer"
    (consumer / ".pre-commit-config.yaml").write_text(
        CONFIGURATION.format(repository=tmp_path / "advisor")
    )
    publish(consumer)
    passed = pre_commit(environment, consumer, tmp_path / "cache")
    assert passed.returncode == 0, passed.stdout + passed.stderr
    assert "Passed" in passed.stdout
    changed = record.read_text(encoding="utf-8").replace('"verdict": "fastapi"', '"verdict": "x"')
    record.write_text(changed, encoding="utf-8")
    git(consumer, "add", "--all", ".")
    stopped = pre_commit(environment, consumer, tmp_path / "cache")
    assert stopped.returncode == 1
    assert "exit code: 2" in stopped.stdout
    assert "Its verdict does not follow from its own answers" in stopped.stdout
