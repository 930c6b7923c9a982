"""Re-scoring stored assessments under another rulebook version, read from SQLite; prints JSON.

`.venv/bin/python -m benchmarks.impact [number]`; 100,000 by default.
"""

from __future__ import annotations

import base64
import json
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from app.engine.answers import as_json, read_answers, visible_answers
from app.engine.rules import Rulebook
from app.engine.scoring import evaluate
from app.rules.impact import impact_on_stored
from app.store.browsers import create_workspace
from app.store.database import Database
from app.store.migrations import upgrade
from app.store.tables import assessments, revisions
from tests.versions import two_versions

TARGET_S = 60
CHUNK = 20_000
DIFFERENT = 50_000
RESULTS = 2_000


def answer_sets(rulebook: Rulebook, number: int = DIFFERENT) -> list[dict[str, Any]]:
    """So many, with most questions answered."""
    rng = random.Random(1)
    found = []
    for _ in range(number):
        raw = {
            question.id: [rng.choice(question.option_ids)]
            for question in rulebook.questions
            if rng.random() < 0.8
        }
        answers = visible_answers(rulebook, read_answers(rulebook, raw)[0])
        found.append(as_json(rulebook, answers))
    return found


def results(rulebook: Rulebook, sets: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of the first answer sets: they give the rows their true size; nobody reads them."""
    return [evaluate(rulebook, read_answers(rulebook, raw)[0]).record() for raw in sets[:RESULTS]]


def fill(database: Database, rulebook: Rulebook, number: int) -> None:
    """So many assessments with one revision each, in one workspace."""
    sets = answer_sets(rulebook)
    records = results(rulebook, sets)
    with database.writer() as session:
        workspace, _ = create_workspace(session)
        now = session.clock()
        shown = {"verdict": "flask", "label": "Flask", "leader": "flask", "lead": 5}
        for start in range(0, number, CHUNK):
            ids = [_id(one) for one in range(start, min(start + CHUNK, number))]
            head = {"workspace_id": workspace.id, "created_at": now, "strength": "slight", **shown}
            session.execute(
                insert(assessments),
                [
                    {**head, "id": one, "sequence": place + 1, "title": "Benchmark",
                     "title_key": "benchmark", "note": "", "title_edit": 1, "note_edit": 1,
                     "changed_at": now, "latest": 1, "has_draft": False}
                    for place, one in enumerate(ids, start)
                ],
            )  # fmt: skip
            session.execute(
                insert(revisions),
                [
                    {**head, "assessment_id": one, "n": 1, "rulebook_id": rulebook.id,
                     "rulebook_version": rulebook.version, "rulebook_sha256": rulebook.sha256,
                     "engine_version": "1.0.0", "answers": sets[place % DIFFERENT],
                     "result": records[place % RESULTS]}
                    for place, one in enumerate(ids, start)
                ],
            )  # fmt: skip


def _id(number: int) -> str:
    return base64.b32encode(number.to_bytes(10, "big")).decode().lower()


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    library = two_versions()
    old, new = library.get("flask-fastapi", "1.0.0"), library.get("flask-fastapi", "2.0.0")
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "advisor.db")
        upgrade(path)
        database = Database(path)
        fill(database, old, number)
        size = Path(path).stat().st_size
        begun, worked = time.perf_counter(), time.process_time()
        outcome = impact_on_stored(database, old, new, lambda number: None)
        seconds, worked = time.perf_counter() - begun, time.process_time() - worked
        database.close()
    figures = {
        "file_gb": round(size / 1e9, 1),
        "assessments": sum(outcome.verdicts.values()),
        "changed": outcome.changed,
        "seconds": round(seconds, 2),
        "of_the_processor": round(worked, 2),
        "target_s": TARGET_S,
    }
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
