"""What we took from others is listed with its licence, and is what was taken."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path

STATIC = Path(__file__).resolve().parents[2] / "static"
ROW = re.compile(
    r"^\| (?P<file>\S+) \| (?P<package>[^|]+) \| (?P<version>[^|]+) "
    r"\| \S+, (?P<licence>\S+) \| (?P<hash>[0-9a-f]{64}) \|$",
    re.MULTILINE,
)
LISTED = list(ROW.finditer((STATIC / "vendor" / "VENDORED.md").read_text("utf-8")))


def test_every_file_is_what_was_taken() -> None:
    found = {row["file"]: sha256((STATIC / row["file"]).read_bytes()).hexdigest() for row in LISTED}
    assert found == {row["file"]: row["hash"] for row in LISTED}


def test_no_file_of_others_is_missing_from_the_list() -> None:
    files = {
        path.relative_to(STATIC).as_posix()
        for folder in ("vendor", "fonts")
        for path in (STATIC / folder).iterdir()
    }
    told = {row["file"] for row in LISTED} | {row["licence"] for row in LISTED}
    assert files == told | {"vendor/VENDORED.md"}
