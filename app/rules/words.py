"""The words of a rulebook, for templates that show the engine's own objects."""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import NamedTuple

from app.analysis.memo import memo
from app.engine.answers import Answers
from app.engine.questions import Condition
from app.engine.rules import Claim, Rulebook


class Given(NamedTuple):
    """What was answered, in words; state: answered, unknown or open."""

    text: str
    state: str


class Place(NamedTuple):
    """Where a claim can be read: the page of a rulebook, and the anchor there."""

    rulebook_id: str
    version: str
    anchor: str


def anchors(claims: Sequence[Claim]) -> dict[str, str]:
    """An anchor for each claim by its id, made of its place in the source; no two are alike."""
    made: dict[str, str] = {}
    for claim in claims:
        place = re.sub(r"\W+", "-", claim.where.casefold()).strip("-")
        anchor, number = f"claim-{place}", 2
        while anchor in made.values():
            anchor, number = f"claim-{place}-{number}", number + 1
        made[claim.id] = anchor
    return made


@memo
def places(rulebook: Rulebook) -> dict[str, Place]:
    """Where each of its claims can be read, by id."""
    return {
        name: Place(rulebook.id, rulebook.version, anchor)
        for name, anchor in anchors(rulebook.claims).items()
    }


class Words:
    """Looks up by id what a rulebook says; KeyError for an id that it does not have.

    Of several versions of a rulebook, the first one that has the id says it. Only `today` tells
    whether a claim is past its best-before date; without it, none is. `sides` are the ids of the
    alternatives, in file order.
    """

    def __init__(self, *versions: Rulebook, today: date | None = None) -> None:
        self._versions = versions
        self._questions = ChainMap(*(rulebook.question_by_id for rulebook in versions))
        self._alternatives = ChainMap(*(rulebook.alternative_by_id for rulebook in versions))
        self._rules = ChainMap(*(rulebook.rule_by_id for rulebook in versions))
        self._groups = ChainMap(*(rulebook.group_by_id for rulebook in versions))
        self._claims = ChainMap(*(rulebook.claim_by_id for rulebook in versions))
        self._verdicts = {
            verdict.id: verdict for rulebook in reversed(versions) for verdict in rulebook.verdicts
        }
        self.sides = tuple(versions[0].alternative_by_id)
        self._today = today

    def question(self, question_id: str) -> str:
        """The text of the question."""
        return self._questions[question_id].text

    def options(self, question_id: str, chosen: str | Collection[str]) -> tuple[str, ...]:
        """The texts of these options, or of this one, in file order."""
        ids = {chosen} if isinstance(chosen, str) else chosen
        options = self._questions[question_id].options
        return tuple(option.text for option in options if option.id in ids)

    def answer(self, question_id: str, chosen: str | Collection[str] | None) -> str:
        """An answer as one text; None is the answer of who does not know."""
        return "I do not know" if chosen is None else ", ".join(self.options(question_id, chosen))

    def given(self, question_id: str, answers: Answers) -> Given:
        """What these answers say to a question that was asked."""
        if question_id not in answers:
            return Given("Not answered", "open")
        chosen = answers[question_id]
        return Given(self.answer(question_id, chosen), "unknown" if chosen is None else "answered")

    def alternative(self, alternative_id: str) -> str:
        """The label of the alternative."""
        return self._alternatives[alternative_id].label

    def alternatives(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Their labels."""
        return tuple(map(self.alternative, ids))

    def rank(self, alternative_id: str) -> int:
        """The number of the alternative's colour, which it has on every page."""
        return self.sides.index(alternative_id)

    def rule(self, rule_id: str) -> str:
        """Why the rule gives its points."""
        return self._rules[rule_id].because

    def group(self, group_id: str) -> str:
        """The label of the group."""
        return self._groups[group_id].label

    def verdict(self, verdict_id: str) -> str:
        """The label of the verdict."""
        return self._verdicts[verdict_id].label

    def claims(self, ids: Iterable[str]) -> tuple[Claim, ...]:
        """The claims of these ids."""
        return tuple(self._claims[claim_id] for claim_id in ids)

    def place(self, claim: Claim) -> Place:
        """Where the claim can be read."""
        return self._places[claim.id]

    @cached_property
    def _places(self) -> Mapping[str, Place]:
        return ChainMap(*map(places, self._versions))

    def without_ids(self, text: str) -> str:
        """The text with the place of each claim that it names by its id, such as FC2."""
        return re.sub(r"\b[A-Z]+[0-9]+\b", self._named, text)

    def _named(self, found: re.Match[str]) -> str:
        claim = self._claims.get(found[0])
        return claim.where if claim else found[0]

    def is_aged(self, claim: Claim) -> bool:
        """Whether the claim may be out of date today."""
        return self._today is not None and claim.is_due(self._today)

    def condition(self, condition: Condition) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The text of each question of the condition, with those of the options that meet it."""
        for question_id, ids in condition.items():
            yield self.question(question_id), self.options(question_id, ids)
