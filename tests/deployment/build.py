"""Does the steps of the Dockerfile one by one, without a Docker engine, and tries the result.

sudo python -m tests.deployment.build: on Linux, as root, with the package registry in reach. Each
stage is a layer over this machine's own system, in a mount namespace that ends with the program:
the machine is left as it was. Its Python stands in for the one of the base image.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.deployment.dockerfile import (
    ROOT,
    Instruction,
    command,
    copy,
    health_check,
    settings,
    stages,
)

INSIDE = "ADVISOR_BUILD_INSIDE"
PATH = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"
PATIENCE = 30
PYTHON = Path(os.path.realpath(sys.executable))


class Image:
    """A stage under way: a folder that looks like this machine and keeps its own changes."""

    def __init__(self, folder: Path) -> None:
        for part in ("changes", "work", "root"):
            (folder / part).mkdir(parents=True)
        self.root = folder / "root"
        layers = f"lowerdir=/,upperdir={folder / 'changes'},workdir={folder / 'work'}"
        run(["mount", "-t", "overlay", "overlay", "-o", layers, str(self.root)])
        for system in ("proc", "dev"):
            run(["mount", "--rbind", f"/{system}", str(self.root / system)])
        self.environment = {"PATH": f"{PYTHON.parent}:{PATH}", "HOME": "/root"}
        self.workdir = "/"
        self.user = "0:0"
        self._open_python_to_all()

    def _open_python_to_all(self) -> None:
        """`python` is on the path and for every user, as in the base image."""
        link = self.root / PYTHON.parent.relative_to("/") / "python"
        if not link.exists():
            link.symlink_to(PYTHON.name)
        for folder in PYTHON.parents[:-1]:
            place = self.root / folder.relative_to("/")
            place.chmod(place.stat().st_mode | 0o555)

    def words(self, words: list[str]) -> list[str]:
        """The words as a command inside the image, as its user, in its folder."""
        inside = ["chroot", f"--userspec={self.user}", str(self.root), "env", "-i"]
        given = [f"{name}={value}" for name, value in self.environment.items()]
        return [*inside, *given, "sh", "-c", f'cd "{self.workdir}" && exec "$@"', "sh", *words]

    def do(self, one: Instruction, earlier: dict[str, Image]) -> None:
        """One step."""
        if one.name == "RUN":
            run(self.words(["sh", "-c", one.text]))
        elif one.name == "COPY":
            named = [word.removeprefix("--from=") for word in one.words if word[:7] == "--from="]
            copy(one, self.workdir, self.root, earlier[named[0]].root if named else ROOT)
        elif one.name == "ENV":
            self.environment |= settings([one])
        elif one.name == "WORKDIR":
            self.workdir = one.text
            (self.root / one.text.lstrip("/")).mkdir(parents=True, exist_ok=True)
        elif one.name == "USER":
            self.user = one.text


def run(words: list[str]) -> None:
    """Runs it, or stops the whole attempt."""
    if subprocess.run(words, check=False).returncode != 0:
        sys.exit(f"FAILED: {' '.join(words)}")


def build(folder: Path) -> Image:
    """All steps of all stages; the last image."""
    done: dict[str, Image] = {}
    for number, stage in enumerate(stages()):
        image = Image(folder / str(number))
        for one in stage[1:]:
            print(f"{one.name:<12} {one.text[:100]}", flush=True)
            image.do(one, done)
        done[stage[0].words[-1]] = image
    return image


def try_out(image: Image) -> None:
    """Migrates, serves, asks for its health, looks at its rights, stops it."""
    stage = stages()[-1]
    serve = command(stage)
    run(image.words([*serve[:-1], "migrate"]))
    if subprocess.run(image.words(["touch", "/srv/advisor/app/x"]), check=False).returncode == 0:
        sys.exit("FAILED: it may change its own code")
    server = subprocess.Popen(image.words(serve))
    for _ in range(PATIENCE):
        time.sleep(1)
        if subprocess.run(image.words(health_check(stage)), capture_output=True).returncode == 0:
            break
    else:
        sys.exit("FAILED: it did not become healthy")
    user = os.stat(f"/proc/{server.pid}").st_uid
    server.terminate()
    print(f"healthy as user {user}; ended with {server.wait(PATIENCE)}", flush=True)
    run(image.words([*serve[:-1], "doctor"]))


def main() -> None:
    """Goes into a mount namespace of its own, builds, tries, and leaves nothing behind."""
    if INSIDE not in os.environ:
        inside = ["unshare", "--mount", sys.executable, "-m", "tests.deployment.build"]
        sys.exit(subprocess.run(inside, env={**os.environ, INSIDE: "1"}, check=False).returncode)
    folder = Path(tempfile.mkdtemp(prefix="advisor-image-"))
    run(["mount", "-t", "tmpfs", "tmpfs", str(folder)])
    try:
        try_out(build(folder))
        print("PASSED", flush=True)
    finally:
        subprocess.run(["umount", "--recursive", str(folder)], check=False)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
