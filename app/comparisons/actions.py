"""Comparisons: several revisions side by side, and why they came out differently."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.comparisons.queries import RevisionKey, TitledRevision, find_titled_revisions
from app.engine.comparing import (
    Assessed,
    Difference,
    Line,
    Pair,
    comparable,
    difference,
    reference_pair,
    side_by_side,
)
from app.engine.errors import Invalid
from app.engine.rules import Rulebook
from app.results.judging import second_of
from app.rulebooks.library import Library
from app.store.records import Revision
from app.store.workspaces import Workspace

FEWEST, MOST = 2, 4


@dataclass(frozen=True, slots=True)
class Column:
    """One of the revisions compared, with its rulebook.

    `second` is the one that gave its second opinion, if it has one.
    """

    title: str
    revision: Revision
    assessed: Assessed
    second: Rulebook | None

    @property
    def rulebook(self) -> Rulebook:
        """The version of the rulebook that the revision was made with."""
        return self.assessed.rulebook


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two to four revisions; every difference is one to the first.

    `differences` has one entry for each column but the first, None where points do not compare.
    The `lines` hold points for the columns that do compare, the first included.
    """

    columns: tuple[Column, ...]
    pair: Pair
    differences: tuple[Difference | None, ...]
    lines: tuple[Line, ...]

    @property
    def comparable(self) -> tuple[bool, ...]:
        """For each column, whether its points compare with the first's."""
        return (True, *(difference is not None for difference in self.differences))

    @property
    def with_points(self) -> tuple[Column, ...]:
        """The columns whose points compare."""
        pairs = zip(self.columns, self.comparable, strict=True)
        return tuple(column for column, comparable in pairs if comparable)

    @property
    def share_second(self) -> bool:
        """Whether all have a second opinion by the same rules."""
        seconds = {column.second for column in self.columns}
        return len(seconds) == 1 and None not in seconds

    @property
    def leads(self) -> tuple[int | None, ...]:
        """The lead of the pair in each column."""
        leader, rival = self.pair
        scores = (column.assessed.result.scores for column in self.with_points)
        return self.in_columns(points[leader] - points[rival] for points in scores)

    def in_columns(self, points: Iterable[int]) -> tuple[int | None, ...]:
        """One entry for each column, None where points do not compare."""
        remaining = iter(points)
        return tuple(next(remaining) if comparable else None for comparable in self.comparable)


def require_choice(chosen: Sequence[str]) -> None:
    """Invalid unless two to four different revisions are named."""
    if not chosen:
        raise Invalid("You have not ticked any results yet.")
    if len(chosen) < FEWEST:
        raise Invalid("You ticked only one result.")
    if len(chosen) > MOST:
        raise Invalid(f"You ticked {len(chosen)} results; there is room for {MOST} side by side.")
    if len(set(chosen)) < len(chosen):
        raise Invalid("The same result is there twice.")


def require_saved(keys: Sequence[RevisionKey]) -> None:
    """Invalid if one of them is the number 0, by which lists name what has no revision yet."""
    if any(n == 0 for _, n in keys):
        raise Invalid("One of those you ticked has no saved result yet. Save its answers first.")


def compare_revisions(
    workspace: Workspace, library: Library, keys: Sequence[RevisionKey]
) -> Comparison:
    """Those revisions in that order; NotFound unless all of them are in this workspace."""
    revisions = find_titled_revisions(workspace, keys)
    columns = tuple(_column(library, revision) for revision in revisions)
    first, *others = (column.assessed for column in columns)
    alike = [first, *(other for other in others if comparable(first, other))]
    pair = reference_pair(first.result, (assessed.result for assessed in alike))
    return Comparison(
        columns=columns,
        pair=pair,
        differences=tuple(
            difference(first, other, pair) if comparable(first, other) else None for other in others
        ),
        lines=side_by_side([assessed.result for assessed in alike], pair),
    )


def _column(library: Library, titled: TitledRevision) -> Column:
    revision = titled.revision
    rulebook = library.stored(revision.rulebook_id, revision.rulebook_version)
    assessed = Assessed(rulebook, revision.answers, revision.result)
    return Column(titled.title, revision, assessed, second_of(library, revision))
