"""Schemathesis finds nothing: what every operation answers to what it makes up is as documented."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from app.api.openapi import operations
from tests.api.served import Site, site
from tests.rounds import rounds

PROGRAM = (sys.executable, "-m", "schemathesis.cli")  # its script names where it was installed
CONFIGURATION = Path(__file__).with_name("schemathesis.toml")
ALWAYS_THE_SAME = () if rounds(1) > 1 else ("--seed", "1")
"""Unless more is looked for than usual."""
PATIENCE = "120"
"""Seconds for an answer; how long the quality of a rulebook takes to work out is not tested."""
ANSWERS = {"situation": "new", "kind": "public_api"}


def things_that_are_there(site: Site, key: str, doomed: str) -> dict[str, str]:
    """What the configuration names; the second key and the second assessment may be deleted."""
    with site.program(doomed) as other:
        key_id = other.get("/keys/current").json()["id"]
    with site.program(key) as program:
        kept, deleted = (
            program.post("/assessments", json={"answers": ANSWERS}).json()["id"] for _ in range(2)
        )
        link = program.post(f"/assessments/{kept}/shares", json={"version": 1}).json()
    return {
        "ASSESSMENT_ID": kept,
        "SHARE_ID": link["share"]["id"],
        "TOKEN": link["token"],
        "DOOMED_ASSESSMENT_ID": deleted,
        "DOOMED_KEY_ID": key_id,
    }


def test_schemathesis_finds_no_answer_that_is_not_as_documented(site: Site, tmp_path: Path) -> None:
    owner = site.person()
    key = owner.key()
    named = things_that_are_there(site, key, owner.key("read"))
    done = subprocess.run(
        [
            *(*PROGRAM, "--config-file", str(CONFIGURATION), "run", site.document),
            *("--header", f"Authorization: Bearer {key}", "--max-examples", str(rounds(2))),
            *("--no-color", *ALWAYS_THE_SAME, "--request-timeout", PATIENCE),
        ],
        env={"PATH": os.environ["PATH"], **named},
        cwd=tmp_path,  # where it leaves what it found
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    with site.program(key) as program:
        every = len(list(operations(program.get("/openapi.json").json())))
    assert f"Tested: {every}" in done.stdout
