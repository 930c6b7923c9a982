"""Starts and stops what a unit of systemd describes, as plain processes: a systemd of one page."""

from __future__ import annotations

import os
import resource
import shlex
import subprocess
import sys
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

DONE = frozenset(
    (
        *("User", "WorkingDirectory", "Environment", "EnvironmentFile", "ExecStart", "Type"),
        *("TimeoutStopSec", "UMask", "LimitNOFILE", "NoNewPrivileges"),
    )
)
"""What is done here as systemd does it."""

NOT_TRIED = {
    "Restart": "nobody watches the process",
    "RestartSec": "the same",
    "MemoryMax": "needs a control group; benchmarks.memory measures how much is used",
    "ProtectSystem": "needs a mount namespace",
    "ReadWritePaths": "the same; it has to be the folder of the database",
    "PrivateTmp": "the same",
}
"""What is systemd's own."""


def read_unit(path: Path) -> dict[str, list[str]]:
    """Name → values of the section [Service]."""
    found: dict[str, list[str]] = {}
    section = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line
        elif section == "[Service]" and "=" in line:
            name, _, value = line.partition("=")
            found.setdefault(name, []).append(value)
    return found


@dataclass
class Systemd:
    """The units of a folder; `users` is name → number, `become` what starts all that is started."""

    folder: Path
    log: Path
    users: dict[str, int]
    become: list[str]
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def obey(self, command: str) -> None:
        """Does what a line `systemctl …` says."""
        verb, *rest = [word for word in shlex.split(command)[1:] if not word.startswith("--")]
        names = [name for name in rest if not name.endswith(".timer")]
        for name in names:
            if verb in ("start", "enable"):
                self.start(name)
            elif verb == "stop":
                self.stop(name)
            else:
                raise AssertionError(f"no such verb here: {command}")
        assert names or verb in ("daemon-reload", "enable"), command

    def start(self, name: str) -> None:
        """As its user, in its folder, with its environment and limits; a oneshot to its end."""
        unit = read_unit(self.folder / f"{name}.service")
        (words,) = unit["ExecStart"]
        (workdir,) = unit["WorkingDirectory"]
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [*self._prefix(unit), *shlex.split(words)],
                cwd=workdir,
                env=_environment(unit),
                umask=int(unit.get("UMask", ["0022"])[0], 8),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        if unit.get("Type") == ["oneshot"]:
            assert process.wait() == 0, self.log.read_text()
        else:
            self.running[name] = process

    def stop(self, name: str) -> None:
        """Tells it to end and waits as long as its unit says; fails if it had to be killed."""
        process = self.running.pop(name)
        process.terminate()
        (patience,) = read_unit(self.folder / f"{name}.service")["TimeoutStopSec"]
        try:
            assert process.wait(int(patience)) == 0, self.log.read_text()
        finally:
            process.kill()
            process.wait()

    def kill_all(self) -> None:
        """Leaves nothing behind."""
        for process in self.running.values():
            process.kill()
            process.wait()

    def _prefix(self, unit: dict[str, list[str]]) -> list[str]:
        """What lets the rest of the words run with fewer rights, and so many files."""
        words = list(self.become)
        if files := unit.get("LimitNOFILE"):
            most = min(int(files[0]), resource.getrlimit(resource.RLIMIT_NOFILE)[1])
            words += ["prlimit", f"--nofile={most}"]
        if unit.get("NoNewPrivileges") == ["true"]:
            words += ["setpriv", "--no-new-privs"]
        if user := unit.get("User"):
            number = self.users[user[0]]
            words += as_user(number) if number != os.geteuid() else []
        return words


def as_user(number: int) -> list[str]:
    """What lets the rest of the words run as that user."""
    plain = ["setpriv", f"--reuid={number}", f"--regid={number}", "--clear-groups"]
    return [*plain, *_eyes(*plain)]


@cache
def _eyes(*plain: str) -> tuple[str, ...]:
    """Where Python is installed in somebody's home: the right to read it, but to write nothing."""
    tried = [*plain, "sh", "-c", f"'{sys.executable}' -c ''"]
    if subprocess.run(tried, capture_output=True, check=False).returncode == 0:
        return ()
    right = "=-all,+dac_read_search"
    return (f"--inh-caps{right}", f"--ambient-caps{right}", f"--bounding-set{right}")


def _environment(unit: dict[str, list[str]]) -> dict[str, str]:
    """Only what the unit gives: systemd passes on nothing of who starts it."""
    given = (word for line in unit.get("Environment", []) for word in shlex.split(line))
    return {"PATH": os.defpath} | dict(pair.split("=", 1) for pair in given)
