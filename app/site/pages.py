"""The pages around everything: home, about and privacy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from app.assessments.rows import ListedRow
from app.engine.answers import read_answers
from app.engine.explaining import leader_and_rival
from app.engine.rules import Example, Rulebook
from app.engine.scoring import evaluate
from app.questionnaire.addresses import with_query
from app.questionnaire.forms import FormValues, form_values
from app.questionnaire.panel import Preview
from app.rulebooks.texts import Texts
from app.site.taste import Taste
from app.web.rendering import Page


@dataclass(frozen=True, slots=True)
class Outcome:
    """A ready-made situation, the address that opens it and the verdict it comes to.

    `towards` tells where it stands among the others: the lead, negative for the first alternative
    of the rulebook, 0 by rule. `rank` is the leader's colour, None if it is too close.
    """

    example: Example
    address: str
    label: str
    strength: str | None
    lead: int | None
    towards: int
    rank: int | None


@dataclass(frozen=True, slots=True)
class Entrance:
    """A way into the questionnaire, and where it leads."""

    title: str
    says: str
    address: str


@dataclass(frozen=True, kw_only=True)
class HomePage(Page):
    """The home page; `others` are the rulebooks beside the one it is about."""

    template: ClassVar[str] = "site/home.html"
    rulebook: Rulebook
    texts: Texts
    others: tuple[Rulebook, ...]
    intent: str
    unfinished: tuple[ListedRow, ...]
    recent: tuple[ListedRow, ...]
    outcomes: tuple[Outcome, ...]
    doors: tuple[Entrance, ...]
    taste: Taste
    preview: Preview


@dataclass(frozen=True, kw_only=True)
class AboutPage(Page):
    """What this is and what it does not know.

    `checked` are the ids of the rulebooks whose source somebody checked, `seconds` has the second
    opinion on each.
    """

    template: ClassVar[str] = "site/about.html"
    rulebooks: tuple[Rulebook, ...]
    checked: frozenset[str]
    seconds: Mapping[str, Rulebook | None]
    texts: Mapping[str, Texts]


@dataclass(frozen=True, kw_only=True)
class PrivacyPage(Page):
    """What is stored, where and how long."""

    template: ClassVar[str] = "site/privacy.html"


def entrances(rulebook: Rulebook, texts: Texts, form: str) -> tuple[Entrance, ...]:
    """The doors of the rulebook, with the answers that its latest version still has."""
    return tuple(
        Entrance(door.title, door.says, with_query(form, _understood(rulebook, door.answers)))
        for door in texts.doors
    )


def _understood(rulebook: Rulebook, raw: Mapping[str, object]) -> FormValues:
    answers, _ = read_answers(rulebook, raw)
    return form_values(answers)


@lru_cache(16)
def outcomes(rulebook: Rulebook, form: str) -> tuple[Outcome, ...]:
    """The examples of a rulebook and what they come to, from its first alternative to its last.

    So neither side stands first because somebody likes it; verdicts by rule stand at their ends.
    Worked out once, as a rulebook never changes.
    """
    every = (_outcome(rulebook, example, form) for example in rulebook.examples)
    return tuple(sorted(every, key=_place))


def _place(outcome: Outcome) -> tuple[int, int]:
    if outcome.lead is None:
        return (1 if outcome.rank else -1), 0
    return 0, outcome.towards


def _outcome(rulebook: Rulebook, example: Example, form: str) -> Outcome:
    answers, _ = read_answers(rulebook, example.answers)
    result = evaluate(rulebook, answers)
    ranks = {side: rank for rank, side in enumerate(rulebook.alternative_by_id)}
    ahead, _ = leader_and_rival(result)
    lead = result.lead or 0
    return Outcome(
        example=example,
        address=with_query(form, form_values(answers)),
        label=result.label,
        strength=result.strength,
        lead=result.lead,
        towards=lead if ranks[ahead] else -lead,
        rank=ranks[result.leader] if result.leader else None,
    )
