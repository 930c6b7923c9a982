"""What an assessment is called: as somebody typed it, or else by its answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from app.engine.answers import Answers, visible_questions
from app.engine.rules import Rulebook
from app.engine.texts import cut
from app.rulebooks.texts import Texts
from app.store.records import TITLE_LENGTH
from app.store.title_numbers import ROOM_FOR_A_NUMBER

MOST_PARTS = 2
LONGEST_PART = 40
NUMBER = re.compile(r"( \([0-9]+\))?")
WAITS = "…"


@dataclass(frozen=True, slots=True)
class Naming:
    """What a form says about the name; nothing was typed where it still reads as it was shown."""

    typed: str = ""
    shown: str = ""
    problem: str = ""

    @property
    def changed(self) -> bool:
        """Whether this page is where the name was typed: another tab may have changed it, too."""
        return self.typed != self.shown


def made_name(rulebook: Rulebook, texts: Texts, answers: Answers) -> str:
    """A name by the answers, in the words of the rulebook; its title while they make none."""
    return _made_name(rulebook, texts, frozenset(answers.items()))


@lru_cache(1_024)
def _made_name(
    rulebook: Rulebook, texts: Texts, given: frozenset[tuple[str, frozenset[str] | None]]
) -> str:
    """Worked out once for the same answers: each change asks for the name before and after it."""
    answers = dict(given)
    pieces = list(_named(rulebook, texts, answers) if texts.naming else _facts(rulebook, answers))
    name = ", ".join(pieces[:MOST_PARTS]) or rulebook.title
    return cut(name[:1].upper() + name[1:], TITLE_LENGTH - ROOM_FOR_A_NUMBER).strip()


def is_made(title: str, made: str) -> bool:
    """Whether the title is that name, with or without a number."""
    return title.startswith(made) and NUMBER.fullmatch(title, len(made)) is not None


def new_title(title: str, naming: Naming, before: str, now: str) -> str | None:
    """What the title has to become, as typed or by the answers (`now`); None if it may stay.

    A name that was made of the answers `before` follows them; one that was typed stays.
    """
    if naming.changed and naming.typed:
        return naming.typed if naming.typed != title else None
    if naming.changed or is_made(title, before):
        return None if is_made(title, now) else now
    return None


def _named(rulebook: Rulebook, texts: Texts, answers: Answers) -> Iterator[str]:
    """The words that the texts have for answers; a piece that waits needs the next question's."""
    order = list(dict.fromkeys(key.partition(".")[0] for key in texts.naming))
    visible = {question.id for question in visible_questions(rulebook, answers)}
    waiting = ""
    for question in order:
        chosen = (answers.get(question) or frozenset()) if question in visible else frozenset()
        words = [texts.naming.get(f"{question}.{option}") for option in sorted(chosen)]
        piece = next(filter(None, words), "")
        if piece.endswith(WAITS):
            waiting = f"{piece.removesuffix(WAITS).strip()} "
            continue
        if piece:
            yield waiting + piece
        waiting = ""


def _facts(rulebook: Rulebook, answers: Answers) -> Iterator[str]:
    """The texts of the options that were chosen for facts, cut at a word."""
    for question in visible_questions(rulebook, answers):
        chosen = answers.get(question.id)
        if chosen and question.type == "fact":
            text = next(option.text for option in question.options if option.id in chosen)
            yield text if len(text) <= LONGEST_PART else f"{_cut(text)}…"


def _cut(text: str) -> str:
    beginning = cut(text, LONGEST_PART)
    return beginning.rpartition(" ")[0] or beginning
