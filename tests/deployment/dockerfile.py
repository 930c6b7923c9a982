"""Reads the Dockerfile and .dockerignore, and does what COPY says."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONTINUED = re.compile(r"\\\n")


@dataclass(frozen=True)
class Instruction:
    """One line of the Dockerfile."""

    name: str
    text: str

    @property
    def words(self) -> list[str]:
        """The words, of the JSON form or of the plain one."""
        return json.loads(self.text) if self.text.startswith("[") else self.text.split()


def stages(path: Path = ROOT / "Dockerfile") -> list[list[Instruction]]:
    """The instructions of each stage, FROM first."""
    found: list[list[Instruction]] = []
    for line in CONTINUED.sub(" ", path.read_text(encoding="utf-8")).splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        name, _, text = line.partition(" ")
        if name == "FROM":
            found.append([])
        found[-1].append(Instruction(name, text.strip()))
    return found


def settings(stage: list[Instruction]) -> dict[str, str]:
    """The environment variables that the stage sets."""
    pairs = (word for one in stage if one.name == "ENV" for word in one.words)
    return dict(pair.split("=", 1) for pair in pairs)


def command(stage: list[Instruction]) -> list[str]:
    """What a container runs when it is told nothing."""
    last = {one.name: one.words for one in stage}
    return last["ENTRYPOINT"] + last["CMD"]


def health_check(stage: list[Instruction]) -> list[str]:
    """What is run to see whether it is healthy."""
    (check,) = [one.text for one in stage if one.name == "HEALTHCHECK"]
    words: list[str] = json.loads(check.partition("CMD ")[2])
    return words


def is_sent(path: str) -> bool:
    """Whether .dockerignore lets the file, relative to the repository, into the build."""
    sent = True
    for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines():
        pattern = line.strip().removeprefix("!")
        if pattern and not pattern.startswith("#") and _matches(path, pattern):
            sent = line.startswith("!")
    return sent


def _matches(path: str, pattern: str) -> bool:
    parents = path.split("/")
    heads = ["/".join(parents[:length]) for length in range(1, len(parents) + 1)]
    if pattern.startswith("**/"):
        return any(fnmatch(part, pattern.removeprefix("**/")) for part in parents)
    return any(fnmatch(head, pattern) and "/" not in pattern for head in heads)


def copy(one: Instruction, workdir: str, target: Path, source: Path = ROOT) -> None:
    """Does a COPY: into the root `target`, from the repository, or from another root `source`."""
    *origins, destination = [word for word in one.words if not word.startswith("--")]
    into = target / Path(workdir, destination).as_posix().lstrip("/")
    for origin in origins:
        taken = source / origin.lstrip("/")
        end = into if not destination.endswith("/") else into / taken.name
        end.parent.mkdir(parents=True, exist_ok=True)
        if taken.is_file():
            shutil.copy2(taken, end)
            continue
        shutil.copytree(taken, end, symlinks=True, ignore=_ignored if source == ROOT else None)


def _ignored(folder: str, names: list[str]) -> set[str]:
    here = Path(folder).relative_to(ROOT).as_posix()
    return {name for name in names if not is_sent(f"{here}/{name}")}


def copies(stage: list[Instruction]) -> Iterator[tuple[str, Instruction]]:
    """Each COPY from the repository with the folder it counts from."""
    workdir = "/"
    for one in stage:
        if one.name == "WORKDIR":
            workdir = one.text
        if one.name == "COPY" and "--from" not in one.text:
            yield workdir, one
