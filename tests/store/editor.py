"""A process that edits one assessment again and again: python -m tests.store.editor URL TOKEN ID N.

Prints how many of its edits were accepted; the others were refused as conflicts.
"""

from __future__ import annotations

import os
import sys

from app.assessments.actions import rename_assessment
from app.engine.errors import Conflict
from app.store.assessments import find_assessment
from app.store.browsers import find_workspace
from app.store.database import Database


def edit_once(database: Database, token: str, assessment_id: str, title: str) -> bool:
    """Whether the edit was accepted: read as a page does, then save with it."""
    with database.reader() as session:
        seen = find_workspace(session, token)
        edit = find_assessment(seen, assessment_id).title_edit if seen else 0
    try:
        with database.writer() as session:
            workspace = find_workspace(session, token)
            if workspace is not None:
                rename_assessment(workspace, assessment_id, title, edit)
    except Conflict:
        return False
    return True


def main(url: str, token: str, assessment_id: str, edits: str) -> None:
    """Edit that often."""
    database = Database(url)
    accepted = sum(
        edit_once(database, token, assessment_id, f"Edit {n} of {os.getpid()}")
        for n in range(int(edits))
    )
    database.close()
    print(accepted)


if __name__ == "__main__":
    main(*sys.argv[1:])
