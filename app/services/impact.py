"""What another version of a rulebook does to the assessments that are stored."""

from __future__ import annotations

from app.engine.analysis.impact import Impact, impact
from app.engine.rules import Rulebook
from app.store.database import Database
from app.store.stored_answers import stored_answers


def impact_on_stored(database: Database, old: Rulebook, new: Rulebook) -> Impact:
    """Assessments whose latest revision was made under `old`, judged by both; writes nothing."""
    return impact(old, new, stored_answers(database, old.id, old.version))
