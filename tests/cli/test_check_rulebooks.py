from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.engine.toy import TOY_PATH


def check(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "app", "check-rulebooks", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_shipped_rulebooks_are_consistent():
    done = check()
    assert (done.returncode, done.stderr) == (0, "")
    assert "flask-fastapi 1.0.0: 16 questions, 30 rules, consistent" in done.stdout


def test_another_directory_can_be_checked():
    assert "commute 1.0.0" in check(str(TOY_PATH.parent)).stdout


def test_an_inconsistent_rulebook_is_refused_with_one_line_for_each_fault(tmp_path: Path):
    text = TOY_PATH.read_text().replace('group = "purse"', 'group = "wallet"')
    (tmp_path / TOY_PATH.name).write_text(text.replace('section = "way"', 'section = "road"', 1))
    done = check(str(tmp_path))
    assert (done.returncode, done.stdout) == (1, "")
    first, second = done.stderr.splitlines()
    assert first.startswith('commute-1.0.0.toml: question "distance": there is no section "road"')
    assert second.startswith('commute-1.0.0.toml: rule "fees": there is no group "wallet"')


def test_a_directory_that_is_not_there_is_refused(tmp_path: Path):
    assert check(str(tmp_path / "none")).returncode == 2
