"""Addresses that hold answers: ids of options only, and no more than an address can carry."""

from __future__ import annotations

from app.engine.answers import Answers
from app.engine.rules import Rulebook
from app.questionnaire.forms import FormValues, address_of, form_values, what_is_usable
from app.web.forms import Fields, parse_fields
from app.web.visit import Visit, WritingVisit

LONGEST = 2_000
"""Characters of an address: what is longer, some programs cut off."""

MADE = {"_made": "show_assessment", "_begun": "edit_assessment"}
"""In an address: an assessment that was made of its answers in a new browser, and its page."""

CLEARED = "_cleared"
"""In an address: the answers that were removed a moment ago, as the query of another one."""


def filled_in(visit: Visit, rulebook_id: str, values: FormValues) -> str:
    """The address of a questionnaire filled in with the values."""
    return with_query(visit.url("fill_in", rulebook_id=rulebook_id), values)


def with_query(address: str, values: FormValues) -> str:
    """The address with the values behind a question mark, if there are any."""
    query = address_of(values)
    return f"{address}?{query}" if query else address


def fits(address: str) -> bool:
    """Whether it can be kept, sent and typed as it is."""
    return len(address) <= LONGEST


def after_first_save(
    visit: WritingVisit, assessment_id: str, rulebook: Rulebook, answers: Answers, to: str
) -> str:
    """Where to go once an assessment was made: to that page of it, at first by way of its answers.

    Whether a new browser keeps the cookie shows at its next request. If it does not, the address
    it is at has everything that nobody can open any more.
    """
    if visit.is_new:
        mark = next(mark for mark, handler in MADE.items() if handler == to)
        values = {mark: (assessment_id,), **pinned_values(rulebook, answers)}
        by_way_of = filled_in(visit, rulebook.id, values)
        if fits(by_way_of):
            return by_way_of
    return visit.url(to, assessment_id=assessment_id)


def pinned_values(rulebook: Rulebook, answers: Answers) -> FormValues:
    """The answers with the version of the rulebook that they are for."""
    return {"_rulebook": (rulebook.version,), **form_values(answers)}


def cleared(rulebook: Rulebook, query: Fields) -> FormValues:
    """The answers that were removed a moment ago, if the address has them."""
    removed = parse_fields(query.one(CLEARED, longest=LONGEST).encode())
    return what_is_usable(rulebook, removed)[0].values
