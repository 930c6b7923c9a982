"""What the neighbours have for breakfast: a toy second opinion on the toy rulebook."""

from __future__ import annotations

from dataclasses import replace

from app.engine.questions import Option, Question
from app.engine.rules import SECOND_OPINION, Family, Group, Rule, Rulebook
from app.rulebooks.library import Library
from tests.factories import breakfast, breakfast_with_gate

SUNNY = {"weather": "sun"}
RAINY = {"weather": "rain"}
QUICK = {"hurry": "much"}


def neighbours(version: str = "1.0.0", sun: int = 20) -> Rulebook:
    """Toast in the sun; asked of the weather, and of taste."""
    plain = breakfast()
    return replace(
        plain,
        id="neighbours",
        version=version,
        sha256=version.replace(".", "a").ljust(64, "0"),
        title="What the neighbours have",
        source="Over the fence",
        questions=(
            *plain.questions,
            _question("weather", "What is the weather?", ("rain", "sun"), taste=False),
            _question("hurry", "Do you like to hurry?", ("much", "little"), taste=True),
        ),
        groups=(*plain.groups, Group("outside", "Outside"), Group("pace", "Pace")),
        rules=(
            *(rule for rule in plain.rules if rule.id != "oats_last"),
            _rule("oats_here", "filling", {"porridge": 6}, hunger="much"),
            _rule("sun_shines", "outside", {"toast": sun}, weather="sun"),
            _rule("off_we_go", "pace", {"toast": 12}, hurry="much"),
        ),
        role=SECOND_OPINION,
        compares=plain.id,
        families=(
            Family("filling", "What fills", ("filling",), ("filling",)),
            Family("liking", "What they like", ("liking",), ("liking",)),
            Family("outside", "What it is like outside", ("outside",), ()),
            Family("pace", "How fast", ("pace",), ()),
        ),
    )


def library_with(*second: Rulebook) -> Library:
    """The toy rulebooks, and those."""
    return Library([breakfast(), breakfast_with_gate(), *second])


def _question(id_: str, text: str, options: tuple[str, ...], *, taste: bool) -> Question:
    return Question(
        id=id_,
        section="table",
        text=text,
        kind="one",
        type="fact",
        options=tuple(Option(one, one.capitalize()) for one in options),
        taste=taste,
    )


def _rule(id_: str, group: str, points: dict[str, int], **when: str) -> Rule:
    return Rule(
        id=id_,
        when={question: frozenset({option}) for question, option in when.items()},
        points=points,
        group=group,
        tier="plain",
        because=f"because of {id_}",
        claims=("c1",),
    )
