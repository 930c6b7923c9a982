"""The tables of a rulebook file: which keys each may have, and what their values look like."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.engine.questions import Condition, Option, OptionSet, Question, Section
from app.engine.rules import (
    ADVICE,
    SECOND_OPINION,
    Acknowledgement,
    Alternative,
    Band,
    Claim,
    Example,
    Family,
    Gate,
    Group,
    Rule,
    Sweep,
    UnusedClaim,
    Verdict,
)


@dataclass(frozen=True, slots=True)
class Shape:
    """What a value must be, in words and as a test; how it is kept; which refusal it belongs to."""

    words: str
    fits: Callable[[Any], bool]
    keep: Callable[[Any], Any] = lambda value: value
    kind: str = "key"


@dataclass(frozen=True, slots=True)
class Table:
    """The keys of a table (a `?` at the end marks an optional one) and what it becomes."""

    becomes: Callable[..., Any]
    keys: Mapping[str, Shape]

    @property
    def shapes(self) -> dict[str, Shape]:
        """The shape of each key, without the marks."""
        return {key.rstrip("?"): shape for key, shape in self.keys.items()}

    @property
    def required(self) -> list[str]:
        """The keys that must be there."""
        return [key for key in self.keys if not key.endswith("?")]


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_date(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _is_list_of(fits: Callable[[Any], bool], value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(fits, value))


def _is_ids(value: Any) -> bool:
    return _is_list_of(_is_text, value)


def _is_table_of(fits: Callable[[Any], bool], value: Any) -> bool:
    return isinstance(value, dict) and bool(value) and all(map(fits, value.values()))


def _is_band(value: Any) -> bool:
    return (
        isinstance(value, list) and len(value) == 2 and _is_whole(value[0]) and _is_text(value[1])
    )


def _is_range(value: Any) -> bool:
    return _is_list_of(_is_whole, value) and len(value) == 2 and value[0] <= value[1]


def _is_sweep(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and {"ranges"} <= value.keys() <= {"ranges", "equal", "above", "at_least"}
        and _is_table_of(_is_range, value["ranges"])
        and all(_is_list_of(_is_ids, value[key]) for key in value.keys() - {"ranges"})
        and all(len(pair) == 2 for key in ("above", "at_least") for pair in value.get(key, ()))
    )


def _keep_condition(value: Mapping[str, list[str]]) -> Condition:
    return {question: OptionSet(options) for question, options in value.items()}


def _keep_sweep(value: Mapping[str, Any]) -> Sweep:
    ranges = {key: tuple(ends) for key, ends in value["ranges"].items()}
    orders = {key: tuple(map(tuple, value[key])) for key in value if key != "ranges"}
    return Sweep(ranges, **orders)


def one_of(*words: str) -> Shape:
    """One of these words."""
    return Shape(" or ".join(f'"{word}"' for word in words), lambda value: value in words)


_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
ID = Shape(
    "letters, digits, - and _, beginning with a letter, at most 64 of them",
    lambda value: isinstance(value, str) and _ID.fullmatch(value) is not None,
    kind="id",
)
TEXT = Shape("a text that is not empty", _is_text)
REASON = Shape(TEXT.words, _is_text, kind="source")
FLAG = Shape("true or false", lambda value: isinstance(value, bool))
WHOLE = Shape("a whole number", _is_whole)
COUNT = Shape("a whole number from 1", lambda value: _is_whole(value) and value > 0)
SHARE = Shape(
    "a number from 0 to 1",
    lambda value: (_is_whole(value) or isinstance(value, float)) and 0 <= value <= 1,
)
DATE = Shape("a date such as 2028-06-30, without quotes", _is_date)
IDS = Shape("a list of ids that is not empty", _is_ids, tuple)
TEXTS = Shape("a list of texts", _is_ids, tuple)
CITED = Shape(IDS.words, _is_ids, tuple, kind="source")
CONDITION = Shape(
    "a table of question = [options], with an option at least",
    lambda value: _is_table_of(_is_ids, value),
    _keep_condition,
    kind="condition",
)
POINTS = Shape("a table of alternative = points", lambda value: isinstance(value, dict))
POLICY = Shape("a table of tier = whole number", lambda value: _is_table_of(_is_whole, value), dict)
BANDS = Shape(
    'a list of [lead, "strength"]',
    lambda value: _is_list_of(_is_band, value),
    lambda value: tuple(Band(*band) for band in value),
    kind="bands",
)
SWEEP = Shape(
    "a table of ranges and, where needed, equal, above and at_least", _is_sweep, _keep_sweep
)
ANSWERS = Shape(
    'a table of question = "option" or [options]',
    lambda value: _is_table_of(lambda answer: _is_text(answer) or _is_ids(answer), value),
)
OPTIONS = Shape(
    "a list of tables, one for each option",
    lambda value: _is_list_of(lambda option: isinstance(option, dict), value),
    lambda value: tuple(Option(**option) for option in value),
)

OPTION = Table(
    Option,
    {"id": ID, "text": TEXT, "exclusive?": FLAG, "no_effect?": TEXT, "prior?": SHARE},
)

RULEBOOK = Table(
    dict,
    {
        "id": ID,
        "version": TEXT,
        "title": TEXT,
        "source": TEXT,
        "unit": one_of("decibans"),
        "too_close": WHOLE,
        "bands": BANDS,
        "policy": POLICY,
        "sweep?": SWEEP,
        "role?": one_of(ADVICE, SECOND_OPINION),
        "compares?": ID,
    },
)

TABLES = {
    "section": Table(Section, {"id": ID, "title": TEXT}),
    "alternative": Table(Alternative, {"id": ID, "label": TEXT}),
    "question": Table(
        Question,
        {
            "id": ID,
            "section": TEXT,
            "text": TEXT,
            "kind": one_of("one", "many"),
            "type": one_of("fact", "judgement"),
            "options": OPTIONS,
            "ordinal?": FLAG,
            "ask_when?": CONDITION,
            "help?": TEXT,
            "why?": TEXT,
            "more?": TEXT,
            "taste?": FLAG,
        },
    ),
    "claim": Table(
        Claim,
        {
            "id": ID,
            "where": TEXT,
            "says": TEXT,
            "tier": TEXT,
            "nature": one_of("fact", "advice"),
            "best_before?": DATE,
            "rests_on?": one_of("documentation"),
            "voices?": COUNT,
        },
    ),
    "unused_claim": Table(UnusedClaim, {"id": ID, "why": TEXT}),
    "group": Table(Group, {"id": ID, "label": TEXT}),
    "family": Table(Family, {"id": ID, "label": TEXT, "own?": IDS, "other?": IDS}),
    "rule": Table(
        Rule,
        {
            "id": ID,
            "when": CONDITION,
            "points": POINTS,
            "group": TEXT,
            "tier": TEXT,
            "because": REASON,
            "claims": CITED,
            "both_sides?": FLAG,
            "hedged?": FLAG,
            "presumption?": FLAG,
            "weight_note?": TEXT,
        },
    ),
    "gate": Table(
        Gate,
        {
            "id": ID,
            "blocks": IDS,
            "when": CONDITION,
            "unless?": CONDITION,
            "because": REASON,
            "claims": CITED,
        },
    ),
    "verdict": Table(
        Verdict,
        {
            "id": ID,
            "label": TEXT,
            "leader?": TEXT,
            "when?": CONDITION,
            "note?": TEXT,
            "outside?": FLAG,
        },
    ),
    "example": Table(Example, {"id": ID, "title": TEXT, "answers": ANSWERS}),
    "acknowledge": Table(Acknowledgement, {"code": TEXT, "subject": TEXT, "why": TEXT}),
}

OPTIONAL_TABLES = frozenset({"unused_claim", "family", "gate", "example", "acknowledge"})
