"""Reads docs/deployment.md: what it tells to type, which files it tells to make, what is not tried.

python -m tests.deployment.guide prints what is not tried, and why.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.deployment.dockerfile import CONTINUED, ROOT

GUIDE = (ROOT / "docs/deployment.md").read_text(encoding="utf-8")
FENCED = re.compile(r"(?ms)^## (?P<title>.+?)$|^```(?P<kind>\w+)\n(?P<text>.*?)^```$")
NOT_TRIED = {
    r"docker ": "Docker's own, and no container engine is here; what its containers run is started "
    "by tests/deployment/test_compose_run.py, with its command and environment",
    r"git .*&& docker ": "the same; git is tried where there is one machine",
    r"systemctl .*\b(nginx|caddy)$|nginx -t": "tests/deployment/test_proxies_run.py starts both",
    r"useradd ": "it would add a user to this machine; nobody stands in",
    r"sudo .*tests\.deployment\.build": "it installs packages and needs a mount namespace; by hand",
}
"""Beginnings of commands → why no test types them."""


@dataclass(frozen=True)
class Block:
    """What stands between two fences, and the title of the section it is in."""

    section: str
    kind: str
    text: str

    @property
    def commands(self) -> list[str]:
        """What is typed, a command each, also if it goes over several lines."""
        whole = CONTINUED.sub(" ", self.text)
        return [line for line in whole.splitlines() if line and not line.startswith("#")]

    @property
    def path(self) -> str:
        """Of a file: where it belongs, which its first line says."""
        return self.text.partition("\n")[0].removeprefix("# ")


def blocks(text: str = GUIDE) -> list[Block]:
    """All of them, in the order of the page."""
    found, section = [], ""
    for one in FENCED.finditer(text):
        section = one["title"] or section
        if one["kind"]:
            found.append(Block(section, one["kind"], one["text"]))
    return found


def reason_not_tried(command: str) -> str | None:
    """Why no test types it; None if one does."""
    reasons = (reason for start, reason in NOT_TRIED.items() if re.match(start, command))
    return next(reasons, None)


def for_an_ordinary_user(text: str = GUIDE) -> dict[str, str]:
    """What an ordinary user types instead, by the table under "Without root"."""
    table = text.partition("### Without root")[2].partition("\n\n## ")[0]
    instead = {}
    for row in re.findall(r"(?m)^\| (`.+) \| ?(.*?) ?\|$", table):
        for word in re.findall(r"`(.+?)`", row[0]):
            instead[word] = row[1].strip("`")
    return instead


def main() -> None:
    """Prints what is not tried, by reason."""
    commands = [line for block in blocks() if block.kind == "console" for line in block.commands]
    for reason in dict.fromkeys(NOT_TRIED.values()):
        print(f"Not tried: {reason}.")
        for line in commands:
            if reason_not_tried(line) == reason:
                print(f"    {line}")
    tried = sum(reason_not_tried(line) is None for line in commands)
    print(f"{tried} of {len(commands)} commands are tried.")


if __name__ == "__main__":
    main()
