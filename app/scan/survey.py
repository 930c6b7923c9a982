"""All that the questions are asked of: the project, and how its handlers answer."""

from __future__ import annotations

from functools import cached_property

from app.scan.definitions import Place
from app.scan.handlers import Handlers
from app.scan.project import Project
from app.scan.proposals import Evidence
from app.scan.repository import Repository
from app.scan.roles import Role


class Survey:
    """A repository with what follows from it; everything is found when it is first asked for."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self.project = Project(repository)
        self.handlers = Handlers(self.project)

    def evidence(self, place: Place, words: str) -> Evidence | None:
        """The place as a reason; None where its word does not stand in its line."""
        return self.repository.evidence(place, words)

    @cached_property
    def lines(self) -> int:
        """Lines of the modules that run in production."""
        return sum(module.text.count("\n") for module in self.project.modules)

    @property
    def has_template_of_projects(self) -> bool:
        """Whether there are modules whose paths a generator of projects fills in."""
        return bool(self.repository.passed_over[Role.TEMPLATE])
