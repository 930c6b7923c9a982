"""The lines of the page about the API, as people copy them: a shell runs them, and curl asks."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.web.markup import parsed

MARK = "\n#status "


@dataclass(frozen=True)
class Came:
    """What came back."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def value(self) -> Any:
        """The JSON that came back; None if nothing did."""
        return json.loads(self.text) if self.text else None


@dataclass
class Shell:
    """A shell that knows a key, and the lines that a page offers, by operation."""

    page: str
    folder: Path
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def lines(self) -> dict[str, str]:
        """The line of each operation, as the button beside it copies it."""
        tree = parsed(self.page)[0]
        copied = {button.get("data-copy", "") for button in tree.iter("button")}
        return {
            name.removesuffix("-curl"): "".join(code.itertext())
            for code in tree.iter("code")
            if (name := code.get("id", "")) in copied and name.endswith("-curl")
        }

    def run(self, operation: str) -> Came:
        """Runs the line of an operation; behind it stands only what makes curl tell the status."""
        heads = self.folder / "headers"
        told = f" --silent --show-error --dump-header '{heads}' --write-out '{MARK}%{{http_code}}'"
        done = subprocess.run(
            ["sh", "-uc", self.lines[operation] + told],
            env={"PATH": os.environ["PATH"], **self.variables},
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, f"{operation}: {done.stderr}"
        text, _, status = done.stdout.rpartition(MARK)
        pairs = (line.partition(": ") for line in heads.read_text("utf-8").splitlines())
        return Came(int(status), {name.lower(): value for name, _, value in pairs}, text)

    def keep(self, **variables: str) -> None:
        """Sets variables, as somebody does who goes on with what came back."""
        self.variables |= variables
