"""Disputing a source or offering a new one: the text of an issue, made of what was filled in.

Nothing of it is stored or sent: whoever wrote it pastes it where issues are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from app.engine.errors import Invalid
from app.engine.rules import Rulebook
from app.rulebooks.sources import Count, Source, Sources, is_date
from app.rules.words import Words
from app.web.forms import LONGEST, Fields
from app.web.rendering import Page

SOURCE, WRONG, RIGHT, WHERE = "_source", "_wrong", "_right", "_where"
CITE, DATE, DECISION, REASON, ABOUT = "_cite", "_date", "_decision", "_reason", "_about"
TEXTS = (RIGHT, REASON, ABOUT)
"""The fields that have several lines."""
ANOTHER = "another"

REMOVAL = "remove"
WRONGS = {
    "not_found": "It cannot be found",
    "decision": "It decided something else",
    "reason": "It gave another reason",
    "position": "The project was in another position",
    "twice": "It is the same project as another source",
    REMOVAL: "It is mine: please remove it",
}
"""What may be wrong with a source."""
NO_PLACE = ("not_found", REMOVAL)
"""What needs no more than to be said."""


@dataclass(slots=True)
class FilledIn:
    """What was filled in, by field; `problems` says what is wrong with it, control by control."""

    values: Mapping[str, str]
    problems: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")


@dataclass(frozen=True, kw_only=True)
class DisputePage(Page):
    """The form about a source and the counts it is part of; `issue` is the text once it is made."""

    template: ClassVar[str] = "rules/dispute.html"
    rulebook: Rulebook
    words: Words
    form: FilledIn
    sources: tuple[Source, ...]
    source: Source | None
    counts: tuple[tuple[Count, str], ...]
    wrongs: Mapping[str, str]
    issue: str = ""


@dataclass(frozen=True, kw_only=True)
class OfferPage(Page):
    """The form for a case that is not among the sources, and the text once it is made."""

    template: ClassVar[str] = "rules/offer.html"
    rulebook: Rulebook
    form: FilledIn
    decisions: Mapping[str, str]
    issue: str = ""


def dispute_page(
    rulebook: Rulebook, sources: Sources, form: FilledIn, issue: str = ""
) -> DisputePage:
    """The page; what is known of the source stands beside the form."""
    source = sources.sources.get(form[SOURCE])
    return DisputePage(
        title=f"Dispute {source.id}" if source else "Dispute a source",
        rulebook=rulebook,
        words=Words(rulebook),
        form=form,
        sources=tuple(sources.sources.values()),
        source=source,
        counts=tuple(_parts(source, sources)) if source else (),
        wrongs=WRONGS,
        issue=issue,
    )


def offer_page(rulebook: Rulebook, form: FilledIn, issue: str = "") -> OfferPage:
    """The page."""
    return OfferPage(
        title="Offer a case",
        rulebook=rulebook,
        form=form,
        decisions=decisions(rulebook),
        issue=issue,
    )


def decisions(rulebook: Rulebook) -> dict[str, str]:
    """What a case may have decided for."""
    sides = {side.id: side.label for side in rulebook.alternatives}
    return {**sides, ANOTHER: "Something else, or nothing yet"}


def asked_dispute(query: Fields) -> FilledIn:
    """What the address fills in: the source, and perhaps what is wrong."""
    return FilledIn({SOURCE: query.one("source"), WRONG: query.one("wrong")})


def read_dispute(fields: Fields, sources: Sources) -> FilledIn:
    """What was filled in and what is wrong with it; Invalid for a field we never had."""
    form = _read(fields, SOURCE, WRONG, RIGHT, WHERE)
    _check(form, "source", lambda: _one_of(fields, SOURCE, sources.sources, "Choose a source."))
    first = f"wrong-{next(iter(WRONGS))}"
    _check(form, first, lambda: _one_of(fields, WRONG, WRONGS, "Choose what is wrong."))
    needed = form[WRONG] not in NO_PLACE
    _check(form, "right", lambda: _text(fields, RIGHT, "Say what is right instead." * needed))
    _check(form, "where", lambda: _line(fields, WHERE, "Say where that can be read." * needed))
    return form


def read_offer(fields: Fields, rulebook: Rulebook, today: date) -> FilledIn:
    """The same for a new case."""
    form = _read(fields, CITE, DATE, DECISION, REASON, ABOUT)
    _check(form, "cite", lambda: _line(fields, CITE, "Say where it can be read."))
    _check(form, "date", lambda: _date(fields, today))
    known = decisions(rulebook)
    first = f"decision-{next(iter(known))}"
    _check(form, first, lambda: _one_of(fields, DECISION, known, "Choose what it decided for."))
    _check(form, "reason", lambda: _text(fields, REASON, "Name the reason that it gives."))
    _check(form, "about", lambda: _text(fields, ABOUT, ""))
    return form


def dispute_issue(rulebook: Rulebook, sources: Sources, form: FilledIn) -> str:
    """The text of the issue, in Markdown; a private source is named by its number alone."""
    source = sources.sources[form[SOURCE]]
    named = source.id if source.kind == "private" else f"{source.id}, {source.cite}"
    counted = [f"{count.claim} ({part})" for count, part in _parts(source, sources)]
    return "\n\n".join(
        [
            f"# {source.id} of {rulebook.id} {rulebook.version}: {WRONGS[form[WRONG]].casefold()}",
            f"Source: {named}, {source.date}. Recorded as: {source.decision}.",
            f"Counted in: {', '.join(counted) or 'nothing'}.",
            *_answered("What is right instead", form[RIGHT]),
            *_answered("Where that can be read", form[WHERE]),
            "",
        ]
    ).rstrip("\n")


def offer_issue(rulebook: Rulebook, form: FilledIn) -> str:
    """The text of the issue, in Markdown."""
    return "\n\n".join(
        [
            f"# A case for {rulebook.id} {rulebook.version}: {decisions(rulebook)[form[DECISION]]}",
            *_answered("Where it can be read", form[CITE]),
            f"Decided: {form[DATE]}, for {decisions(rulebook)[form[DECISION]]}.",
            *_answered("The reason it gives", form[REASON]),
            *_answered("What the project is like", form[ABOUT]),
        ]
    )


def _answered(asked: str, text: str) -> Iterable[str]:
    """What somebody wrote, as a quotation; nothing if it is empty."""
    if text:
        yield f"{asked}:\n\n" + "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _parts(source: Source, sources: Sources) -> Iterable[tuple[Count, str]]:
    """The counts that a source is part of, and as what."""
    for count in sources.counts.values():
        named = {"for": count.for_, "against": count.against, "other reason": count.other_reason}
        for part, ids in named.items():
            if source.id in ids:
                yield count, part


def _read(fields: Fields, *names: str) -> FilledIn:
    fields.refuse_others(*names)
    return FilledIn({name: _typed(fields, name) for name in names})


def _typed(fields: Fields, name: str) -> str:
    if name in TEXTS:
        return next(iter(fields.many(name)), "").strip()
    return fields.first(name)


def _check(form: FilledIn, control: str, read: Callable[[], object]) -> None:
    try:
        read()
    except Invalid as error:
        form.problems[control] = error.message


def _one_of(fields: Fields, name: str, known: Iterable[str], refusal: str) -> None:
    if fields.one(name) not in known:
        raise Invalid(refusal)


def _line(fields: Fields, name: str, refusal: str) -> None:
    if not fields.one(name, longest=LONGEST["place"]) and refusal:
        raise Invalid(refusal)


def _text(fields: Fields, name: str, refusal: str) -> None:
    if not fields.text(name, longest=LONGEST["remark"]) and refusal:
        raise Invalid(refusal)


def _date(fields: Fields, today: date) -> None:
    typed = fields.one(DATE, longest=LONGEST["place"])
    if not is_date(typed):
        raise Invalid("Write a date such as 2024, 2024-06 or 2024-06-30, or “undated”.")
    if typed != "undated" and typed > today.isoformat():
        raise Invalid("That day is still to come.")
