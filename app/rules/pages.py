"""A rulebook as a readable page: questions, rules, gates, verdicts and claims in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from app.engine.fingerprint import scoring_fingerprint
from app.engine.rules import MODIFIERS, Claim, Gate, Rule, Rulebook
from app.rulebooks.evidence import Topic
from app.rulebooks.library import Library
from app.rulebooks.record import Record
from app.rulebooks.sources import Count
from app.rulebooks.texts import CodePair, Texts
from app.rules.code_examples import CodeExample
from app.rules.evidence import topics_of
from app.rules.words import Words
from app.web.rendering import Page


@dataclass(frozen=True, kw_only=True)
class RulebooksPage(Page):
    """All rulebooks: the latest version of each, and the earlier ones, the newest first.

    Those that give a second opinion come last. `checked` are the ids of those whose source somebody
    checked, `counting` of those that count published decisions.
    """

    template: ClassVar[str] = "rules/list.html"
    rulebooks: tuple[tuple[Rulebook, tuple[Rulebook, ...]], ...]
    texts: Mapping[str, Texts]
    checked: frozenset[str]
    counting: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class RulebookPage(Page):
    """One rulebook, whole.

    `citing` has for each claim the rules and gates that rest on it, with the name of their table;
    `unused` says why there are none. `checked` has for claims and rules, by id, what was checked.
    Of a second opinion: `counts` by claim, how many decisions are `counted`, its `record`, and the
    rulebook it is `compared` with; of any other, the `second` opinion on it.
    """

    template: ClassVar[str] = "rules/page.html"
    rulebook: Rulebook
    texts: Texts
    words: Words
    modifiers: tuple[str, ...]
    scoring: str
    citing: Mapping[str, tuple[tuple[str, Rule | Gate], ...]]
    unused: Mapping[str, str]
    checked: Mapping[str, Topic]
    counts: Mapping[str, Count]
    counted: int
    record: Record | None
    compared: Rulebook | None
    second: Rulebook | None


def rulebooks_page(library: Library) -> RulebooksPage:
    """The page of all rulebooks."""
    return RulebooksPage(
        title="The rules",
        rulebooks=tuple(
            (latest, library.versions(latest.id)[-2::-1]) for latest in library.advice_first
        ),
        texts={rulebook_id: library.texts(rulebook_id) for rulebook_id in library.ids},
        checked=frozenset(id_ for id_ in library.ids if library.evidence(id_)),
        counting=frozenset(
            rulebook.id for rulebook in library.latest_of_each if library.sources(rulebook)
        ),
    )


@dataclass(frozen=True, kw_only=True)
class CodePairPage(Page):
    """One program, written for each alternative."""

    template: ClassVar[str] = "rules/code_pair.html"
    rulebook: Rulebook
    pair: CodePair
    examples: tuple[CodeExample, ...]


def rulebook_page(rulebook: Rulebook, library: Library, today: date) -> RulebookPage:
    """The page of a rulebook, with ways to what is known of its source besides.

    The day decides only which facts are said to be due.
    """
    sources = library.sources(rulebook)
    compared = library.latest(rulebook.compares) if rulebook.compares else None
    return RulebookPage(
        title=f"{rulebook.title} {rulebook.version}",
        rulebook=rulebook,
        texts=library.texts(rulebook.id),
        words=Words(rulebook, today=today),
        modifiers=MODIFIERS,
        scoring=scoring_fingerprint(rulebook),
        citing={claim.id: _citing(rulebook, claim) for claim in rulebook.claims},
        unused={claim.id: claim.why for claim in rulebook.unused_claims},
        checked=topics_of(rulebook, library.evidence(rulebook.compares or rulebook.id)),
        counts=sources.counts if sources else {},
        counted=len(sources.sources) if sources else 0,
        record=library.record(rulebook),
        compared=compared,
        second=library.second_opinion_on(rulebook.id),
    )


def _citing(rulebook: Rulebook, claim: Claim) -> tuple[tuple[str, Rule | Gate], ...]:
    rules = (("rule", rule) for rule in rulebook.rules if claim.id in rule.claims)
    gates = (("gate", gate) for gate in rulebook.gates if claim.id in gate.claims)
    return (*rules, *gates)
