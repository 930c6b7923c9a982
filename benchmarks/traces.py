"""How often deleted text is still in an SQLite file: `secure_delete` does not find all of it.

    .venv/bin/python -m benchmarks.traces [runs]

Each run fills a database by turns for two people and deletes what the first one has, one assessment
after the other or the whole workspace, while the other goes on saving; then the bytes of the file
and its log are searched for what the first one wrote. Prints in how many runs something was left.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from app.assessments.actions import delete_assessments, rename_assessment, write_note
from app.store import purging
from app.store.database import Database
from app.store.migrations import upgrade
from app.store.workspaces import delete_workspace
from tests.cast import Person
from tests.factories import intent

MARK = "zzleakcanaryzz"
DECISIONS = 40

Delete = Callable[[Person, Person, list[str], random.Random], None]


def traces(path: Path) -> int:
    """How often the mark stands in the file and its log."""
    files = (path, Path(f"{path}-wal"))
    return sum(file.read_bytes().count(MARK.encode()) for file in files if file.exists())


def fill(ada: Person, ben: Person, chance: random.Random) -> list[str]:
    """Decisions of both in turns; the ids of Ada's, which bear the mark."""
    marked = []
    for number in range(DECISIONS):
        person = chance.choice((ada, ben))
        made = person.decides()
        if person is ada:
            with ada.writing() as workspace:
                rename_assessment(workspace, made, f"{MARK} {number}", 1)
                write_note(workspace, made, f"{MARK} {'x' * chance.randrange(800)}", 1)
            marked.append(made)
    return marked


def delete_singly(ada: Person, ben: Person, marked: list[str], chance: random.Random) -> None:
    for assessment_id in marked:
        with ada.writing() as workspace:
            delete_assessments(workspace, {assessment_id: 1}, intent())
        for _ in range(chance.randrange(3)):
            ben.decides()
    ada.database.erase(deleted=True)


def delete_whole(ada: Person, ben: Person, marked: list[str], chance: random.Random) -> None:
    with ada.writing() as workspace:
        delete_workspace(workspace)
    while purging.PORTIONS["rows"](ada.database):
        if chance.random() < 0.7:
            ben.decides()
    ada.database.erase(deleted=True)


def left(delete: Delete, seed: int) -> bool:
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "advisor.db")
        upgrade(str(path))
        database = Database(str(path))
        ada, ben = Person(database), Person(database)
        marked = fill(ada, ben, chance)
        delete(ada, ben, marked, chance)
        count = traces(path)
        database.close()
    return count > 0


if __name__ == "__main__":
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 150
    kinds = {"assessments, one by one": delete_singly, "the whole workspace": delete_whole}
    figures = {
        kind: sum(left(delete, seed) for seed in range(runs)) for kind, delete in kinds.items()
    }
    print(json.dumps({"runs": runs, "with text left": figures}, indent=2))
