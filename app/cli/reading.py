"""Reads what commands about answers are given: a rulebook's name, and answers as JSON."""

from __future__ import annotations

import os
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, NoReturn
from urllib.parse import urlsplit

from app.cli import plain
from app.engine.adjustments import Adjustments, own_weights, read_adjustments
from app.engine.answers import Answers, Problem, read_answers
from app.engine.changes import deciding_questions, single_changes
from app.engine.errors import Invalid
from app.engine.rules import Rulebook
from app.engine.second_opinion import own_questions
from app.json_reader import read_json
from app.rulebooks.library import Library
from app.rulebooks.loader import load_with_sources
from app.rulebooks.sources import Sources

BAD_INPUT = 2
"""The exit status when answers could not be used."""


class Format(StrEnum):
    """How one result is printed."""

    TEXT = "text"
    JSON = "json"


AnswersFile = Annotated[
    plain.InputFile,
    plain.Argument(help="JSON: question → option, list or null; - is standard input."),
]
AdjustmentsFile = Annotated[
    plain.InputFile | None,
    plain.Option(
        help='JSON: {"rules_off": […], "gates_off": […], "own_reasons": [{"text": …, "side": …, '
        '"weight": …}]}; a second result stands beside the first.',
        flag="--adjustments",
    ),
]
PrintedAs = Annotated[Format, plain.Option(help="How to print the result.", flag="--format")]
RulebookName = Annotated[
    str | None,
    plain.Option(help="The rulebook to use: id, or id@version."),
]


def default_rulebook() -> str | None:
    """The id of the rulebook that the settings name; None for the usual one.

    Loading settings takes longer than all the rest, so they are read only where there are any.
    """
    if not any(name.upper().startswith("ADVISOR_") for name in os.environ):
        return None
    from app.settings_loading import load_settings

    return load_settings().rulebook


def is_address(url: str) -> bool:
    """Whether it is an address of the web that can stand in a text as it is, without a password."""
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname)
        good = good and parts.username is None and parts.password is None
    except ValueError:
        return False
    return good and url.isprintable() and not {*" <>"} & {*url}


def find_rulebook(library: Library, wanted: str | None) -> Rulebook:
    """The rulebook of this name, else the default; a usage error lists those at hand."""
    if wanted is None:
        return library.default
    rulebook_id, _, version = wanted.partition("@")
    try:
        return library.get(rulebook_id, version) if version else library.latest(rulebook_id)
    except KeyError:
        known = ", ".join(f"{rulebook.id}@{rulebook.version}" for rulebook in library)
        raise plain.BadParameter(f"There is no {wanted}; use one of {known}.") from None


def version_named(library: Library, named: str) -> Rulebook:
    """The version written as id@version, or the one in the file of that path."""
    return version_with_sources(library, named)[0]


def version_with_sources(library: Library, named: str) -> tuple[Rulebook, Sources | None]:
    """The same with the decisions it counts, if it counts any."""
    if named.endswith(".toml"):
        return load_with_sources(Path(named))
    rulebook = find_rulebook(library, named)
    return rulebook, library.sources(rulebook)


def second_on(library: Library, rulebook: Rulebook) -> Rulebook:
    """The second opinion on this rulebook; a usage error where there is none."""
    second = library.second_opinion_on(rulebook.id)
    if second is None:
        raise plain.BadParameter(
            f"{rulebook.id} has no second opinion: leave this out, or take --rulebook "
            f"{rulebook.compares or library.default.id}.",
            flag="--second-opinion",
        )
    return second


def deciding(rulebook: Rulebook, answers: Answers) -> str:
    """The open questions that can still change the verdict, by name; empty if none can.

    With them the options of the first, so that it can be written into the answers.
    """
    questions = deciding_questions(single_changes(rulebook, answers), answers)
    if not questions:
        return ""
    first = questions[0]
    names = ", ".join(question.id for question in questions)
    return f"{names}. Begin with {first.id}: {first.text} ({', '.join(first.option_ids)})"


def answers_in(rulebook: Rulebook, data: bytes) -> Answers:
    """The answers in this JSON document; status 2 and what is wrong if they cannot be used."""
    try:
        return understood(rulebook, _value(data))
    except Invalid as error:
        _refuse(error)


def second_answers_in(
    first: Rulebook, second: Rulebook, data: bytes
) -> tuple[Answers, Mapping[str, object]]:
    """The answers to the first rulebook, and what stands there for own questions of the second.

    Status 2 and what is wrong if they cannot be used.
    """
    try:
        raw = _value(data)
        own = {question.id for question in own_questions(second, first)}
        every = raw if isinstance(raw, Mapping) else {}
        extra = {name: chosen for name, chosen in every.items() if name in own}
        asked = {name: chosen for name, chosen in every.items() if name not in own}
        answers = understood(first, asked if isinstance(raw, Mapping) else raw)
        shared = {name: asked[name] for name in asked if name in second.question_by_id}
        understood(second, {**shared, **extra})
    except Invalid as error:
        _refuse(error)
    return answers, extra


def _value(data: bytes) -> Any:
    """The value of this JSON document; one that is empty has no line and column to name."""
    if not data.strip():
        raise Invalid("Nothing came in: the input is empty.", remedy="")
    return read_json(data)


def _refuse(error: Invalid) -> NoReturn:
    plain.echo(f"{error.message}\n{error.remedy}".rstrip(), err=True)
    plain.leave(BAD_INPUT)


def adjustments_in(rulebook: Rulebook, data: bytes) -> Adjustments:
    """The adjustments in this JSON document; status 2 and what is wrong if they cannot be used."""
    try:
        raw = _value(data)
    except Invalid as error:
        _refuse(error)
    adjustments, problems = read_adjustments(rulebook, raw)
    for problem in problems:
        place = f"own reason {problem.number}: " if problem.number else ""
        plain.echo(f"{place}{problem.message}", err=True)
    if problems:
        weights, sides = ", ".join(own_weights(rulebook)), ", ".join(rulebook.alternative_by_id)
        plain.echo(f"The weights are {weights}; the sides are {sides}.", err=True)
        plain.leave(BAD_INPUT)
    return adjustments


def understood(rulebook: Rulebook, raw: object) -> Answers:
    """The answers; Invalid names each question with a problem, and its options."""
    if not isinstance(raw, Mapping):
        raise Invalid("Answers are an object: question → option, list of options, or null.")
    answers, problems = read_answers(rulebook, raw, hidden="refuse")
    if problems:
        raise Invalid(
            "\n".join(_described(rulebook, problem) for problem in problems),
            remedy=f"The questions are {', '.join(rulebook.question_by_id)}.",
        )
    return answers


def _described(rulebook: Rulebook, problem: Problem) -> str:
    if problem.code == "unknown_question":
        return problem.message
    text = f"{problem.question}: {problem.message}"
    if problem.code == "unknown_option":
        return text  # the message lists the options
    options = rulebook.question_by_id[problem.question].option_ids
    return f"{text} Options: {', '.join(options)}."
