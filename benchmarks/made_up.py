"""Makes up assessments as rows of the tables, as the advisor itself would have stored them.

A few hundred sets of answers are evaluated and used again and again, each time under another id,
title and moment. They come in the order of time, so the rows of a workspace lie apart from each
other, as they do where many people save.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from app.engine.answers import read_answers
from app.engine.scoring import ENGINE_VERSION, evaluate
from app.questionnaire.naming import made_name
from app.results.queries import outcome_of
from app.rulebooks.library import load_library
from app.store.ids import hash_token, new_id, new_token
from app.store.intents import REMEMBERED_FOR
from app.store.sqlite.connection import to_json
from app.store.title_keys import fold
from benchmarks.impact import answer_sets

KINDS = 400
EACH = 100  # assessments of a workspace, on average; most have fewer, some a hundred times as many
LARGEST = 10  # the largest workspace has one in so many of all
PORTION = 10_000
PERIOD = timedelta(days=360)  # in which all of them were saved; after 400 days they would be purged
TYPED, NOTED = 0.75, 0.1  # parts of all
ONLY_STARTED, CHANGED, SECOND, SHARED = 0.05, 0.05, 0.1, 0.05
SUBJECTS = ("Intranet", "Billing", "Étude", "Search", "Public API", "Müller & Co")
NOTE = "Discussed with the team; we look again when the second customer is on board. " * 3
Row = dict[str, object]
Rows = dict[str, list[Row]]


@dataclass(frozen=True)
class Kind:
    """Answers and what came of them, as they lie in a row."""

    name: str
    answers: str
    outcome: Row
    result: object


def token(name: str) -> str:
    """The secret of that name, always the same: so a kept file can be opened again."""
    return new_token(lambda _: sha256(name.encode()).digest())


class Maker:
    """Makes the rows of one assessment after the other; `made` counts them."""

    def __init__(self, number: int, packed: Callable[[Any], object]) -> None:
        self._rng = random.Random(2)
        self._number = number
        self._rulebook = load_library().default
        self._kinds = _kinds(packed)
        self._now = datetime.now(UTC).replace(tzinfo=None)
        self._last = [0] * max(number // EACH, 2)  # the last change of each workspace
        self.made = 0

    def portions(self) -> Iterator[Rows]:
        """Thousands of assessments at a time, with all that belongs to them."""
        owners = self._owners()
        while self.made < self._number:
            rows: Rows = defaultdict(list)
            for owner in owners[self.made : self.made + PORTION]:
                self._add(rows, owner)
                self.made += 1
            yield rows

    def workspaces(self) -> Rows:
        """The workspaces of those that were made, each with a browser."""
        now, today = _text(self._now), f"{self._now:%Y-%m-%d}"
        rows: Rows = defaultdict(list)
        for owner, last in enumerate(self._last):
            if last:
                workspace = {"id": owner + 1, "sequence": last, "created_at": now}
                rows["workspaces"].append(workspace | {"changed_at": now})
                browser = {"workspace_id": owner + 1, "id": new_id(self._rng.randbytes)}
                browser |= {"token_hash": hash_token(token(f"browser {owner}")), "name": ""}
                rows["browsers"].append(browser | {"created_at": now, "seen_on": today})
        return rows

    def _owners(self) -> Sequence[int]:
        """Whose each one is: the first workspace has its part exactly, the others by chance."""
        of_largest = self._number // LARGEST
        others, rng = len(self._last) - 1, self._rng
        owners = [1 + int(others * rng.random() ** 2) for _ in range(self._number - of_largest)]
        owners += [0] * of_largest
        rng.shuffle(owners)
        return owners

    def _add(self, rows: Rows, owner: int) -> None:
        rng = self._rng
        kind, chance = rng.choice(self._kinds), rng.random()
        when = self._now - PERIOD * (1 - self.made / self._number)
        here = {"workspace_id": owner + 1, "assessment_id": new_id(rng.randbytes)}
        latest = 0 if chance < ONLY_STARTED else 1 + (chance > 1 - SECOND)
        has_draft = chance < ONLY_STARTED + CHANGED
        rows["assessments"].append(self._assessment(here, kind, when, latest, has_draft))
        for n in range(1, latest + 1):
            rows["revisions"].append(self._revision(here, kind, when, n))
        if has_draft:
            rows["drafts"].append(self._draft(here, when))
        if latest and rng.random() < SHARED:
            rows["shares"].append(self._share(here, when, latest))
        if when > self._now - REMEMBERED_FOR:
            rows["intents"].append(self._intent(here, when))

    def _assessment(
        self, here: Row, kind: Kind, when: datetime, latest: int, has_draft: bool
    ) -> Row:
        rng, sequence = self._rng, self._next(here, 2)
        title = f"{kind.name} ({sequence})"
        if rng.random() < TYPED:
            title = f"{rng.choice(SUBJECTS)} {rng.randrange(10**6)} of team {rng.randrange(50)}"
        return {
            "workspace_id": here["workspace_id"],
            "id": here["assessment_id"],
            "sequence": sequence,
            "title": title,
            "title_key": fold(title),
            "note": NOTE if rng.random() < NOTED else "",
            "title_edit": 1,
            "note_edit": 1,
            "created_at": _text(when),
            "changed_at": _text(when),
            "latest": latest or None,
            **(kind.outcome if latest else dict.fromkeys(kind.outcome)),
            "has_draft": has_draft,
        }

    def _revision(self, here: Row, kind: Kind, when: datetime, n: int) -> Row:
        return {
            **here,
            "n": n,
            "replaces": n - 1 or None,
            "created_at": _text(when),
            **self._pinned,
            "engine_version": ENGINE_VERSION,
            **kind.outcome,
            "answers": kind.answers,
            "result": kind.result,
        }

    def _draft(self, here: Row, when: datetime) -> Row:
        answers = self._rng.choice(self._kinds).answers
        changed = {"answers": answers, "changed_at": _text(when)}
        return here | self._pinned | changed | {"page": new_id(self._rng.randbytes), "turn": 3}

    def _share(self, here: Row, when: datetime, n: int) -> Row:
        return {
            **here,
            "id": new_id(self._rng.randbytes),
            "n": n,
            "sequence": self._next(here, 1),
            "token_hash": hash_token(token(f"share {here['assessment_id']}")),
            "label": "For the team",
            "detailed_preview": False,
            "created_at": _text(when),
        }

    def _intent(self, here: Row, when: datetime) -> Row:
        return {
            "workspace_id": here["workspace_id"],
            "action": "start",
            "key": new_id(self._rng.randbytes),
            "body_hash": self._rng.randbytes(32),
            "result": here["assessment_id"],
            "created_at": _text(when),
        }

    def _next(self, here: Row, steps: int) -> int:
        """The number of a change of that workspace, so many steps after the last one."""
        owner = int(str(here["workspace_id"])) - 1
        self._last[owner] += steps
        return self._last[owner]

    @property
    def _pinned(self) -> Row:
        book = self._rulebook
        names = ("rulebook_id", "rulebook_version", "rulebook_sha256")
        return dict(zip(names, (book.id, book.version, book.sha256), strict=True))


def _kinds(packed: Callable[[Any], object]) -> list[Kind]:
    library = load_library()
    rulebook, texts = library.default, library.texts(library.default.id)
    found = []
    for stored in answer_sets(rulebook, KINDS):
        answers, _ = read_answers(rulebook, stored)
        result = evaluate(rulebook, answers)
        name = made_name(rulebook, texts, answers)
        found.append(Kind(name, to_json(stored), outcome_of(result), packed(result.record())))
    return found


def _text(moment: datetime) -> str:
    """A moment in UTC as SQLite keeps it, and PostgreSQL understands it."""
    return moment.isoformat(" ", "microseconds")
