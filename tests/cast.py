"""The people in the tests: each has a browser with a token, and through it a workspace."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from app.engine.answers import Answers
from app.keys.actions import WantedKey, make_key
from app.questionnaire.actions import save_revision, start_assessment
from app.store.browsers import create_workspace, find_workspace
from app.store.database import Database
from app.store.ids import derived
from app.store.records import Scope
from app.store.session import Session
from app.store.workspaces import Workspace
from tests.factories import HUNGRY, breakfast, intent, toy_library


def starts(workspace: Workspace, answers: Answers = HUNGRY) -> str:
    """The id of a new assessment with a draft."""
    return start_assessment(workspace, breakfast(), answers, intent())


def saves(workspace: Workspace, assessment_id: str, answers: Answers = HUNGRY) -> int:
    """The number of a new revision."""
    return save_revision(workspace, toy_library(), assessment_id, answers, intent()).n


class Person:
    """Someone with a workspace of their own; every use of it is one transaction."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.writer() as session:
            workspace, self.token = create_workspace(session)
            self.workspace_id = workspace.id

    @contextmanager
    def reading(self) -> Iterator[Workspace]:
        """The workspace to read from."""
        with self.database.reader() as session:
            yield self._found(session)

    @contextmanager
    def writing(self) -> Iterator[Workspace]:
        """The workspace to write to."""
        with self.database.writer() as session:
            yield self._found(session)

    def starts(self, answers: Answers = HUNGRY) -> str:
        """The id of a new assessment with a draft."""
        with self.writing() as workspace:
            return starts(workspace, answers)

    def saves(self, assessment_id: str, answers: Answers = HUNGRY) -> int:
        """The number of a new revision."""
        with self.writing() as workspace:
            return saves(workspace, assessment_id, answers)

    def decides(self, answers: Answers = HUNGRY) -> str:
        """The id of a new assessment with one revision."""
        assessment_id = self.starts(answers)
        self.saves(assessment_id, answers)
        return assessment_id

    def key(self, scope: Scope = "write", lifetime: str = "never") -> str:
        """A new key by which a program uses the workspace."""
        sent = intent()
        with self.writing() as workspace:
            wanted = WantedKey("Of a test", scope, lifetime)
            return make_key(workspace, wanted, sent, partial(derived, self.token, sent.key)).text

    def _found(self, session: Session) -> Workspace:
        workspace = find_workspace(session, self.token)
        if workspace is None:
            raise LookupError("this person's workspace is gone")
        return workspace
