"""Small repositories made by a test, and what a scan says of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from app.scan.proposals import Evidence, Proposal, Undecided
from app.scan.scanning import Scan, scan

Tree = Mapping[str, str]
"""Path → text of each file."""

QUOTED = re.compile(r"^`([^`]+)` ")

FLASK = "from flask import Flask\napp = Flask(__name__)\n"
FASTAPI = "from fastapi import FastAPI\napp = FastAPI()\n"


def make(top: Path, tree: Tree) -> Path:
    """Writes the files below the folder, which may be there already."""
    for path, text in tree.items():
        file = top / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return top


def scanned(top: Path, tree: Tree) -> Scan:
    """What a scan says of these files; every reason in it is looked up."""
    found = scan(make(top, tree))
    for one in (*found.proposals, *found.undecided):
        for evidence in one.evidence:
            look_up(top, evidence)
    return found


def look_up(top: Path, evidence: Evidence) -> None:
    """Fails unless the reason begins with what stands in its line."""
    lines = (top / evidence.path).read_text(encoding="utf-8", errors="replace").split("\n")
    named = QUOTED.match(evidence.why)
    assert named, evidence
    assert named[1] in lines[evidence.line - 1], evidence


def said(found: Scan, question: str) -> str:
    """What is said to the question: `option`, `option?` where it is not sure, `open`, nothing."""
    for one in found.proposals:
        if one.question == question:
            return one.option + ("" if one.confidence == "high" else "?")
    return "open" if any(one.question == question for one in found.undecided) else ""


def proposal(found: Scan, question: str) -> Proposal:
    """The proposal for the question; StopIteration if there is none."""
    return next(one for one in found.proposals if one.question == question)


def undecided(found: Scan, question: str) -> Undecided:
    """What is said of the question that stays open; StopIteration if nothing is."""
    return next(one for one in found.undecided if one.question == question)


def places(found: Scan, question: str) -> list[str]:
    """Where the reasons of a proposal stand: `path:line`."""
    return [f"{one.path}:{one.line}" for one in proposal(found, question).evidence]
