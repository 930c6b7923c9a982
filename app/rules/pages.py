"""A rulebook as a readable page: questions, rules, gates, verdicts and claims in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from app.engine.rules import MODIFIERS, Claim, Gate, Rule, Rulebook
from app.rulebooks.texts import Texts
from app.rules.words import Words
from app.web.rendering import Page


@dataclass(frozen=True, kw_only=True)
class RulebooksPage(Page):
    """All rulebooks in the package."""

    template: ClassVar[str] = "rules/list.html"
    rulebooks: tuple[Rulebook, ...]


@dataclass(frozen=True, kw_only=True)
class RulebookPage(Page):
    """One rulebook, whole.

    `citing` has for each claim the rules and gates that rest on it, with the name of their table;
    `unused` says why there are none.
    """

    template: ClassVar[str] = "rules/page.html"
    rulebook: Rulebook
    texts: Texts
    words: Words
    modifiers: tuple[str, ...]
    citing: Mapping[str, tuple[tuple[str, Rule | Gate], ...]]
    unused: Mapping[str, str]


def rulebook_page(rulebook: Rulebook, texts: Texts) -> RulebookPage:
    """The page of a rulebook."""
    return RulebookPage(
        title=f"{rulebook.title} {rulebook.version}",
        rulebook=rulebook,
        texts=texts,
        words=Words(rulebook),
        modifiers=MODIFIERS,
        citing={claim.id: _citing(rulebook, claim) for claim in rulebook.claims},
        unused={claim.id: claim.why for claim in rulebook.unused_claims},
    )


def _citing(rulebook: Rulebook, claim: Claim) -> tuple[tuple[str, Rule | Gate], ...]:
    rules = (("rule", rule) for rule in rulebook.rules if claim.id in rule.claims)
    gates = (("gate", gate) for gate in rulebook.gates if claim.id in gate.claims)
    return (*rules, *gates)
