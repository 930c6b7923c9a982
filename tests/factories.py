"""Makes what tests need: a toy rulebook whose ids occur nowhere in the application, and more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from itertools import count
from types import ModuleType

from app.engine.answers import Answers
from app.engine.questions import Option, Question, Section
from app.engine.rules import (
    Alternative,
    Band,
    Claim,
    Gate,
    Group,
    Rule,
    Rulebook,
    Verdict,
)
from app.rulebooks.library import Library, load_library
from app.store.intents import Intent
from app.store.sqlite import connection as sqlite

Version = tuple[int, int, int]
Pretend = Callable[[Version], None]

_numbers = count(1)

HUNGRY: Answers = {"hunger": frozenset({"much"}), "guests": frozenset({"alone"})}
SWEET_COMPANY: Answers = {
    "hunger": frozenset({"little"}),
    "guests": frozenset({"company"}),
    "wishes": frozenset({"sweet", "salty"}),
}
HIDDEN_WISHES: Answers = {**HUNGRY, "wishes": frozenset({"sweet"})}
UNSURE: Answers = {"hunger": None}


@dataclass
class FrozenClock:
    """A clock that moves only when told."""

    now: datetime = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)


class Pretender(ModuleType):
    """The SQLite library of this process, which says that it has another version."""

    def __init__(self, version: Version) -> None:
        real = sqlite.driver()
        super().__init__("pretender")
        vars(self).update(vars(real))
        self.sqlite_version_info = version
        self.sqlite_version = ".".join(map(str, version))


def intent(key: str | None = None, body: str = "") -> Intent:
    """A new intent, or the one of that key; another body makes it a changed form."""
    return Intent(key or f"key-{next(_numbers)}", sha256(body.encode()).digest())


def breakfast(version: str = "1.0.0") -> Rulebook:
    """Porridge or toast: a question for company only, two groups, a gate."""
    return Rulebook(
        id="breakfast",
        version=version,
        sha256=sha256(version.encode()).hexdigest(),
        title="Porridge or toast?",
        source="A cook's notebook",
        unit="points",
        too_close=5,
        bands=(Band(5, "mild"), Band(10, "plain")),
        weights={"bold": 12, "plain": 6, "faint": 1},
        sections=(Section("table", "At the table"),),
        alternatives=(Alternative("porridge", "Porridge"), Alternative("toast", "Toast")),
        questions=(
            _question("hunger", "How hungry are you?", "little", "much"),
            _question("guests", "Who is there?", "alone", "company"),
            Question(
                id="wishes",
                section="table",
                text="What do they like?",
                kind="many",
                type="fact",
                options=(Option("sweet", "Sweet"), Option("salty", "Salty")),
                ask_when={"guests": frozenset({"company"})},
            ),
        ),
        claims=(Claim("c1", "Page 1", "Oats last.", "plain", "fact"),),
        groups=(Group("filling", "Filling"), Group("liking", "Liking")),
        rules=(
            _rule("oats_last", "filling", {"porridge": 12}, hunger="much"),
            _rule("bread_is_quick", "filling", {"toast": 6}, hunger="little"),
            _rule("jam", "liking", {"toast": 4}, wishes="sweet"),
        ),
        gates=(),
        verdicts=(
            Verdict("eat_porridge", "Porridge", "porridge"),
            Verdict("eat_toast", "Toast", "toast"),
            Verdict("eat_either", "Either will do"),
        ),
    )


def breakfast_with_gate() -> Rulebook:
    """The same with a rule that leaves only toast."""
    gate = Gate(
        id="no_oats",
        blocks=("porridge",),
        when={"guests": frozenset({"alone"})},
        because="There are no oats.",
        claims=("c1",),
    )
    plain = breakfast("1.1.0")
    return Rulebook(**{**vars(plain), "gates": (gate,)})


def toy_library() -> Library:
    """A library of the toy rulebooks."""
    return Library([breakfast(), breakfast_with_gate()])


@cache
def shipped() -> Library:
    """The rulebooks that come with the application: reading and checking them takes a while."""
    return load_library()


def _question(question_id: str, text: str, *options: str) -> Question:
    return Question(
        id=question_id,
        section="table",
        text=text,
        kind="one",
        type="fact",
        options=tuple(Option(one, one.capitalize()) for one in options),
    )


def _rule(rule_id: str, group: str, points: dict[str, int], **when: str) -> Rule:
    return Rule(
        id=rule_id,
        when={question: frozenset({option}) for question, option in when.items()},
        points=points,
        group=group,
        tier="plain",
        because=f"Because of {rule_id}.",
        claims=("c1",),
    )
