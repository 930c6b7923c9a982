"""What the store takes for a page, without the page: of this checkout and of an older one.

    .venv/bin/python -m benchmarks.store [--before ../old] [--rounds 15]

Each side works in a process of its own, on an SQLite file of its own; rounds alternate. This
checkout works twice, which shows the noise. A case is one transaction, begun with the cookie.
Prints the processor time of each in µs and how many statements it sends.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import event

from app.assessments.listing import list_page
from app.assessments.queries import Wanted, find_labels
from app.engine.answers import read_answers
from app.questionnaire import actions
from app.rulebooks.library import load_library
from app.store import drafts
from app.store.assessments import find_assessment
from app.store.browsers import create_workspace, find_workspace
from app.store.database import Database
from app.store.intents import Intent
from app.store.migrations import upgrade

ROOT = Path(__file__).resolve().parents[1]
CALLS = 100
SAME_TITLES = 200
CASES = ("access", "edit", "labels", "list", "words, none", "draft", "draft, save", "save new")
LINE = "{:<12} {:<7} {:>8} {:>7} {:>11}"
ANSWERS = {
    "situation": "existing_flask",
    "limits": ["throughput", "validation"],
    "kind": "public_api",
    "load": "high",
    "docs": "others",
}

old: Any = actions  # whatever of it a checkout has


def without_bounds() -> dict[str, Any]:
    """Quotas that no benchmark reaches, for a checkout that has them."""
    with suppress(ImportError):
        from app.store.quotas import Quotas

        return {"quotas": Quotas(assessments=10**9, versions=10**9, saves=10**9)}
    return {}


class Work:
    """One side: somebody with saved results, and one call for each case."""

    def __init__(self, folder: Path) -> None:
        url = str(folder / "advisor.db")
        upgrade(url)
        self.database = Database(url, **without_bounds())
        self.library = load_library()
        self.keys = count()
        self.calls = count()
        with self.database.writer() as session:
            _, self.token = create_workspace(session)
        for _ in range(SAME_TITLES):
            self.made = self.save_new()

    @contextmanager
    def reading(self) -> Iterator[Any]:
        with self.database.reader() as session:
            yield find_workspace(session, self.token)

    @contextmanager
    def writing(self) -> Iterator[Any]:
        with self.database.writer() as session:
            yield find_workspace(session, self.token)

    def answers(self, **more: str) -> Any:
        """Others with each call, as in a form that is filled in."""
        load = ("high", "low")[next(self.calls) % 2]
        return read_answers(self.library.default, {**ANSWERS, "load": load, **more})[0]

    def intent(self) -> Intent:
        return Intent(f"key-{next(self.keys)}", bytes(32))

    def opened(self, workspace: Any) -> None:
        """What the handlers of a questionnaire read first."""
        if hasattr(drafts, "find_answered"):
            drafts.find_answered(workspace, self.made)
        else:
            find_assessment(workspace, self.made)
            old.pinned_rulebook(workspace, self.library, self.made)

    def access(self) -> None:
        with self.reading():
            pass

    def edit(self) -> None:
        with self.reading() as workspace:
            self.opened(workspace)
            if not hasattr(drafts, "find_answered"):
                drafts.find_draft(workspace, self.made)

    def labels(self) -> None:
        with self.reading() as workspace:
            find_labels(workspace)

    def list_first(self, wanted: Wanted) -> None:
        with self.reading() as workspace:
            list_page(workspace, wanted)

    def draft(self) -> None:
        with self.writing() as workspace:
            self.opened(workspace)
            rulebook, answers = self.library.default, self.answers(extensions="many")
            old.save_draft(workspace, self.library, self.made, answers, rulebook=rulebook)

    def draft_and_save(self) -> None:
        self.draft()
        with self.writing() as workspace:
            self.opened(workspace)
            old.save_revision(workspace, self.library, self.made, self.answers(), self.intent())

    def save_new(self) -> str:
        intent, answers, rulebook = self.intent(), self.answers(), self.library.default
        with self.writing() as workspace:
            if hasattr(old, "save_new_assessment"):
                return str(old.save_new_assessment(workspace, rulebook, answers, intent))
            made = old.start_assessment(workspace, rulebook, answers, intent)
            old.save_revision(workspace, self.library, made, answers, intent)
        return str(made)

    def call(self, case: str) -> Callable[[], object]:
        calls: dict[str, Callable[[], object]] = {
            "access": self.access,
            "edit": self.edit,
            "labels": self.labels,
            "list": partial(self.list_first, Wanted()),
            "words, none": partial(self.list_first, Wanted(words="nothing like it")),
            "draft": self.draft,
            "draft, save": self.draft_and_save,
            "save new": self.save_new,
        }
        return calls[case]

    def statements(self, case: str) -> int:
        """How many one call sends."""
        sent: list[object] = []
        engines = (self.database._engines.reader, self.database._engines.writer)
        for engine in engines:
            event.listen(engine, "before_cursor_execute", lambda *sql: sent.append(sql[2]))
        self.call(case)()
        return len([sql for sql in sent if not str(sql).startswith("BEGIN")])


def work(folder: str) -> None:
    """Does what it is told by each line, and answers with the µs of a call."""
    side = Work(Path(folder))
    for line in sys.stdin:
        case = line.strip()
        if case.startswith("count "):
            print(side.statements(case.removeprefix("count ")), flush=True)
            continue
        call, begun = side.call(case), time.process_time()
        for _ in range(CALLS):
            call()
        print((time.process_time() - begun) / CALLS * 1e6, flush=True)


class Worker:
    """The process of one side."""

    def __init__(self, name: str, checkout: Path, folder: Path) -> None:
        self.name = name
        folder.mkdir()
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).resolve()), "--work", str(folder)],
            cwd=checkout,
            env={**os.environ, "PYTHONPATH": str(checkout)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, line: str) -> float:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        return float(self._process.stdout.readline())

    def close(self) -> None:
        with suppress(BrokenPipeError):
            self._process.communicate(timeout=20)


def compare(before: Path | None, rounds: int, folder: Path) -> None:
    """A line for each case and side, as soon as it is there."""
    checkouts = {"now": ROOT, "again": ROOT, **({"before": before} if before else {})}
    workers = [Worker(name, checkout, folder / name) for name, checkout in checkouts.items()]
    print(LINE.format("case", "side", "CPU µs", "of now", "statements"))
    for case in CASES:
        taken = [[worker.ask(case) for worker in workers] for _ in range(rounds + 1)][1:]
        medians = [statistics.median(side) for side in zip(*taken, strict=True)]
        for worker, median in zip(workers, medians, strict=True):
            told = (f"{median:.0f}", f"{median / medians[0]:.2f}")
            print(LINE.format(case, worker.name, *told, f"{worker.ask(f'count {case}'):.0f}"))
    for worker in workers:
        worker.close()


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.store", description=__doc__)
    parser.add_argument("--before", type=lambda text: Path(text).resolve(), help="another checkout")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--work", help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.work:
        work(wanted.work)
        return
    with tempfile.TemporaryDirectory() as folder:
        compare(wanted.before, wanted.rounds, Path(folder))


if __name__ == "__main__":
    main()
