"""An installation made by the guide in a folder of its own, as its lines are typed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path
from tempfile import mkdtemp

from tests.cli.servers import free_port
from tests.deployment.dockerfile import ROOT
from tests.deployment.guide import Block, for_an_ordinary_user, reason_not_tried
from tests.deployment.terminal import Terminal
from tests.deployment.units import Systemd, as_user

IS_ROOT = os.geteuid() == 0
SERVICE = 65_534 if IS_ROOT else os.geteuid()
RELEASED = ("app", "setup", "alembic", "static", "templates", "docs", "run.py", "pyproject.toml")
LOCKS = ("requirements.lock", "requirements-dev.lock")
FORM = {
    "Host": "advisor.example",
    "Content-Type": "application/x-www-form-urlencoded",
    "Sec-Fetch-Site": "same-origin",
}
GIT = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
AUTHOR = ["-c", "user.name=Ada", "-c", "user.email=ada@advisor.example"]


@dataclass(frozen=True)
class Saved:
    """What somebody saved: its address, and the cookie that opens it."""

    path: str
    cookie: str


@dataclass
class Installed:
    """Who types what: `tables` say, one after the other, what is typed for a word of the guide."""

    folder: Path
    port: int
    tables: tuple[dict[str, str], ...]
    become: list[str]
    systemd: Systemd

    def follow(self, block: Block) -> None:
        """Types what a block says, or makes the file that it is; what is not tried is left out."""
        block = replace(block, text=self._as_typed(block.text))
        if block.kind == "console":
            self._type(block)
        elif block.path.startswith("/"):
            path = Path(block.path)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")

    def _as_typed(self, text: str) -> str:
        for table in self.tables:
            words = [re.escape(word).replace("…", ".*") for word in table]
            others = list(table.values())
            wanted = "|".join(f"({word})" for word in words) or "(?!)"
            text = re.sub(wanted, lambda found, to=others: to[(found.lastindex or 1) - 1], text)
        return text

    def _type(self, block: Block) -> None:
        environment = {"PATH": _path(), "HOME": str(self.folder), "LC_ALL": "C.UTF-8", **GIT}
        with Terminal(self.folder, environment, self.become) as terminal:
            for command in block.commands:
                if reason_not_tried(command):
                    continue
                if command.startswith("systemctl"):
                    self.systemd.obey(command)
                else:
                    terminal.type(command)
                if command.startswith("git clone"):
                    code = Path(command.split()[-1])
                    terminal.type(f"ln --symbolic '{sys.prefix}' '{code}/.venv'")

    def save(self) -> Saved:
        """Somebody without a cookie saves a first result."""
        answer, headers = self._ask("POST", "/questionnaire", "_key=k&situation=new", FORM)
        assert answer == 303
        cookie = headers["Set-Cookie"].partition(";")[0]
        _, headers = self._ask("GET", headers["Location"], headers=FORM | {"Cookie": cookie})
        return Saved(headers["Location"], cookie)

    def status_of(self, saved: Saved) -> int:
        """Of its page, as who saved it sees it."""
        return self._ask("GET", saved.path, headers=FORM | {"Cookie": saved.cookie})[0]

    def _ask(
        self, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, Message]:
        path = path.removeprefix("https://advisor.example")
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            answer.read()
            return answer.status, answer.headers

    def release(self, version: str) -> None:
        """A next release is published, which differs by its number alone."""
        project = self.folder / "origin/pyproject.toml"
        text = project.read_text(encoding="utf-8")
        project.write_text(re.sub(r'(?m)^version = ".*"$', f'version = "{version}"', text))
        self._git("commit", "--all", f"--message={version}")

    def _git(self, *words: str) -> None:
        origin = self.folder / "origin"
        command = [*self.become, "git", *AUTHOR, *words]
        environment = os.environ | GIT
        subprocess.run(command, cwd=origin, env=environment, check=True, capture_output=True)

    def publish(self) -> None:
        """The repository that is cloned: the tree under test, without its history."""
        origin = self.folder / "origin"
        for name in (*RELEASED, *LOCKS):
            if (ROOT / name).is_dir():
                ignored = shutil.ignore_patterns("__pycache__")
                shutil.copytree(ROOT / name, origin / name, ignore=ignored)
            else:
                shutil.copy2(ROOT / name, origin / name)
        shutil.copy2(ROOT / ".gitignore", origin / ".gitignore")
        if self.become:
            subprocess.run(["chown", "--recursive", str(SERVICE), str(self.folder)], check=True)
        self._git("init", "--initial-branch=main")
        self._git("add", "--all", ".")
        self._git("commit", "--message=first")


@contextmanager
def installing(typist: str) -> Iterator[Installed]:
    """An empty machine for `root`, or for an `ordinary user`; gone afterwards."""
    folder = Path(mkdtemp(prefix="advisor-guide-"))
    folder.chmod(0o755)
    port = free_port()
    ordinary = typist != "root"
    units = "/home/you/.config/systemd/user" if ordinary else "/etc/systemd/system"
    here = {path: f"{folder}{path}" for path in ("/srv/", "/var/", "/etc/", "/home/you")}
    here |= {
        "https://git.example/framework-advisor.git": f"file://{folder}/origin",
        "8000": str(port),
        "--owner=advisor --group=advisor": f"--owner={SERVICE} --group={SERVICE}",
    }
    tables = (for_an_ordinary_user(), here) if ordinary else (here,)
    become = as_user(SERVICE) if ordinary and IS_ROOT else []
    users = {"advisor": SERVICE}
    systemd = Systemd(Path(f"{folder}{units}"), folder / "journal", users, become)
    try:
        yield Installed(folder, port, tables, become, systemd)
    finally:
        systemd.kill_all()
        shutil.rmtree(folder)


def _path() -> str:
    return f"{Path(sys.executable).parent}:{os.environ['PATH']}"
