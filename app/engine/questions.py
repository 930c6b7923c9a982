"""What a rulebook asks: sections, questions and their options."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

UNKNOWN = "unknown"
"""Reserved option id: in forms and addresses it means "I do not know"."""


class OptionSet(frozenset[str]):
    """The options a condition lists: a set, which remembers the order in which they were written.

    Only the fingerprint of what scores asks for that order.
    """

    written: tuple[str, ...]

    def __new__(cls, options: Iterable[str]) -> OptionSet:
        """The set of these."""
        written = tuple(options)
        made = super().__new__(cls, written)
        made.written = written
        return made


Condition = Mapping[str, frozenset[str]]
"""Question id → option ids; holds if every question's answer meets its listed options."""

Chosen = Mapping[str, frozenset[str]]
"""What is known: question id → the chosen options, for each visible question with an answer."""


def holds(condition: Condition, chosen: Chosen) -> bool:
    """Whether every question of the condition was answered with one of its listed options."""
    for question, options in condition.items():  # a loop: twice as fast as all() over a generator
        if question not in chosen or options.isdisjoint(chosen[question]):
            return False
    return True


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the questionnaire page."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Option:
    """A possible reply to a question."""

    id: str
    text: str
    exclusive: bool = False
    no_effect: str | None = None
    prior: float | None = None


@dataclass(frozen=True)
class Question:
    """One thing that is asked; `ask_when` names earlier questions that make it visible.

    `help` says how to answer, `why` what depends on it; where both are short, `more` says the rest.
    `taste` marks a question that is close to asking for the outcome.
    """

    id: str
    section: str
    text: str
    kind: Literal["one", "many"]
    type: Literal["fact", "judgement"]
    options: tuple[Option, ...]
    ordinal: bool = False
    ask_when: Condition = field(default_factory=dict)
    help: str | None = None
    why: str | None = None
    more: str | None = None
    taste: bool = False

    def __hash__(self) -> int:
        return hash(self.id)  # the rest is compared, but takes long to hash

    @cached_property
    def option_ids(self) -> tuple[str, ...]:
        """The ids of the options, in file order."""
        return tuple(option.id for option in self.options)

    @cached_property
    def single(self) -> dict[str, frozenset[str]]:
        """Each option as the only one chosen."""
        return {option.id: frozenset({option.id}) for option in self.options}

    def option(self, option_id: str) -> Option:
        """The option of that id; KeyError if there is none."""
        for option in self.options:
            if option.id == option_id:
                return option
        raise KeyError(option_id)
