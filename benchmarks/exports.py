"""Exporting 10,000 assessments ≤ 5 s of CPU and ≤ 64 MB above rest; importing them ≤ 15 s; JSON.

    .venv/bin/python -m benchmarks.exports [number] [--postgresql ADDRESS]

Each step is a process of its own, so that its memory is its own; the address is of an empty,
migrated database, and SQLite files are made where none is given. Each assessment has the answers of
another and one version; half of them have a second opinion. What comes out is compared with what
went in, byte by byte.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.cli.exports import NO_QUOTAS
from app.engine.answers import read_answers
from app.exports.actions import carry_out, export_workspace, plan_import
from app.exports.document import ASSESSMENTS, Document
from app.exports.everything import count_everything, export_everything, import_everything
from app.exports.format import header
from app.exports.queries import workspace_numbered
from app.results.judging import judge
from app.rulebooks.library import load_library
from app.store.browsers import create_workspace
from app.store.database import Database
from app.store.ids import derived, new_id
from app.store.migrations import upgrade
from app.store.sqlite.connection import to_json
from app.store.types import written_moment
from benchmarks.harness import ROOT
from benchmarks.impact import answer_sets

NUMBER = 10_000
WANTED = {"export": 5.0, "import": 15.0}
WANTED_MB = 64.0


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.exports", description=__doc__)
    parser.add_argument("number", type=int, nargs="?", default=NUMBER)
    parser.add_argument("--postgresql", metavar="ADDRESS")
    parser.add_argument("--step", nargs=3, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.step:
        name, url, file = wanted.step
        print(json.dumps(measured(lambda: STEPS[name](url, Path(file)))))
        return
    with tempfile.TemporaryDirectory() as folder:
        figures = steps(Path(folder), wanted.number, wanted.postgresql)
    print(json.dumps(figures, indent=1))


def steps(folder: Path, number: int, address: str | None) -> dict[str, Any]:
    made, out = folder / "made.json", folder / "out.json"
    everything, again = folder / "everything.jsonl", folder / "again.jsonl"
    with made.open("wb") as file:
        file.writelines(made_up(number))
    url, other = address or str(folder / "one.db"), str(folder / "other.db")
    upgrade(url)
    upgrade(other)
    figures: dict[str, Any] = {"assessments": number, "bytes": made.stat().st_size}
    figures["import"] = step("import", url, made)
    figures["export"] = step("export", url, out)
    figures["export_everything"] = step("export_everything", url, everything)
    figures["import_everything"] = step("import_everything", other, everything)
    step("export_everything", other, again)
    if made.read_bytes() != out.read_bytes() or everything.read_bytes() != again.read_bytes():
        raise AssertionError("what came out is not what went in")
    if number == NUMBER:
        figures["reached"] = {
            **{name: figures[name]["cpu_s"] <= most for name, most in WANTED.items()},
            "memory": figures["export"]["above_rest_mb"] <= WANTED_MB,
        }
    return figures


def step(name: str, url: str, file: Path) -> dict[str, float]:
    """The figures of that step, measured in a process of its own."""
    words = [sys.executable, "-m", "benchmarks.exports", "--step", name, url, str(file)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def measured(act: Callable[[], None]) -> dict[str, float]:
    load_library()
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew, on Linux
    rest, cpu, clock = megabytes("VmRSS"), time.process_time(), time.perf_counter()
    act()
    return {
        "cpu_s": round(time.process_time() - cpu, 2),
        "seconds": round(time.perf_counter() - clock, 2),
        "above_rest_mb": round(megabytes("VmHWM") - rest, 1),
    }


def megabytes(name: str) -> float:
    """The memory of this process: VmRSS now, VmHWM the most of it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    (found,) = (line for line in lines if line.startswith(f"{name}:"))
    return int(found.split()[1]) / 1024


def export_one(url: str, file: Path) -> None:
    with closing(Database(url)) as database, database.reader() as session, file.open("wb") as out:
        out.writelines(export_workspace(workspace_numbered(session, 1)))


def import_one(url: str, file: Path) -> None:
    with closing(Database(url, quotas=NO_QUOTAS)) as database, file.open("rb") as data:
        with database.writer() as session:
            create_workspace(session)
        with database.reader() as session:
            here = workspace_numbered(session, 1)
            plan = plan_import(here, Document(data), load_library(), quotas=NO_QUOTAS)
        with database.writer() as session:
            carry_out(workspace_numbered(session, 1), plan)


def export_all(url: str, file: Path) -> None:
    with file.open("wb") as out:
        out.writelines(export_everything(url))


def import_all(url: str, file: Path) -> None:
    with file.open("rb") as data:
        import_everything(url, data, count_everything(data))


STEPS = {
    "export": export_one,
    "import": import_one,
    "export_everything": export_all,
    "import_everything": import_all,
}


def made_up(number: int) -> Iterator[bytes]:
    """An export with so many assessments, in pieces."""
    library = load_library()
    rulebook = library.default
    second = library.second_opinion_on(rulebook.id)
    rules = {"id": rulebook.id, "version": rulebook.version, "sha256": rulebook.sha256}
    at = written_moment(datetime(2026, 11, 29, 12, tzinfo=UTC))
    yield f'{to_json(header("workspace"))[:-1]},"{ASSESSMENTS}":['.encode()
    for place, raw in enumerate(answer_sets(rulebook, number)):
        answers, _ = read_answers(rulebook, raw)
        judged = judge(rulebook, answers, second=second if place % 2 else None)
        version = {
            "n": 1,
            "replaces": None,
            "created_at": at,
            "rulebook": rules,
            "engine_version": judged.engine_version,
            "answers": judged.answers,
            "result": judged.result.record(),
            "adjustments": None,
            "adjusted_result": None,
            "second_opinion": judged.opinion.record() if judged.opinion else None,
        }
        assessment = {
            "id": new_id(derived("benchmark", str(place))),
            "title": f"Benchmark {place}",
            "note": "",
            "created_at": at,
            "changed_at": at,
            "draft": None,
            "versions": [version],
            "shares": [],
        }
        yield f"{',' if place else ''}\n{to_json(assessment)}".encode()
    yield b"\n]}\n"


if __name__ == "__main__":
    main()
