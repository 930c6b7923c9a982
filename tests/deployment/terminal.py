"""A shell in which a test types the lines of a guide, one after the other."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

END = "-- typed, and ended with"


class Terminal:
    """A bash that lasts for a block: what a line sets or changes into holds for those below it."""

    def __init__(self, folder: Path, environment: dict[str, str], become: Sequence[str]) -> None:
        self.shell = subprocess.Popen(
            [*become, "bash", "--noprofile", "--norc"],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def __enter__(self) -> Terminal:
        return self

    def type(self, command: str) -> str:
        """What it answers; AssertionError if it fails."""
        assert self.shell.stdin
        assert self.shell.stdout
        self.shell.stdin.write(f'{{ {command}\n}} < /dev/null\necho "{END} $?"\n')
        self.shell.stdin.flush()
        told = []
        for line in self.shell.stdout:
            if END in line:
                rest, _, status = line.partition(END)
                answer = "".join([*told, rest])
                assert int(status) == 0, f"{command}\n{answer}"
                return answer
            told.append(line)
        raise AssertionError(f"The shell ended: {command}\n{''.join(told)}")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.shell.kill()
        self.shell.communicate()
