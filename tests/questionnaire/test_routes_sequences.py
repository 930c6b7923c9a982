"""Random ways through two tabs with one draft: ticks, preview and what is stored always agree.

The model beside the real thing knows only who wrote last and what each tab has seen.
"""

from __future__ import annotations

import re
from random import Random

from tests.questionnaire.test_routes import SAVE, preview, ticked
from tests.rounds import rounds
from tests.web.people import ada, app
from tests.web.visitor import PARTIAL, View, Visitor, filled_in

QUESTIONS = {
    "kind": ("public_api", "website", "unknown"),
    "load": ("high", "low", "unknown"),
    "docs": ("others", "nobody"),
    "horizon": ("quick", "long"),
}
STEPS = 14
Answers = dict[str, str]


def controls(answers: Answers) -> set[str]:
    return {f"{question}--{option}" for question, option in answers.items()}


class Tab:
    """A page that is open, as its script or the lack of one leaves it."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.load()

    def load(self) -> None:
        """Opened anew, by reload, Back or a link."""
        self.view = self.story.visitor.get(self.story.address)
        self.ticks = dict(self.story.stored)
        self.seen = self.story.writes
        assert ticked(self.view) == controls(self.ticks)
        self.counts(preview(self.view))

    def answers(self, question: str, option: str) -> None:
        """With a script: each answer is sent at once, and the preview comes back."""
        self.ticks[question] = option
        self.turn += 1
        draft = self.story.address.replace("/edit", "/draft")
        part = self.story.visitor.post(draft, self.form(), **PARTIAL)
        self.told(part)
        self.counts(" ".join(part.source.split()))

    def updates(self, button: str) -> None:
        """Without a script: the button sends all of it, and a new page comes back."""
        view = self.story.visitor.submit(self.view, button, self.form())
        if self.told(view):
            assert ticked(view) == controls(self.ticks)
            self.load()
        else:
            assert ticked(view) == controls(self.ticks)
            self.view, self.seen = view, self.story.writes  # who was told has seen it

    def told(self, view: View) -> bool:
        """Whether it was kept; not if it would replace what the tab has not seen."""
        story = self.story
        unseen = story.writer is not self and story.writes > self.seen
        refused = unseen and self.ticks != story.stored
        assert view.status == (409 if refused else 200), story.log
        if not refused and self.ticks != story.stored:
            story.stored, story.writer = dict(self.ticks), self
            story.writes += 1
        return not refused

    def form(self) -> dict[str, str | list[str]]:
        own = {name: value for name, value in self.fields.items() if name.startswith("_")}
        return {**own, "_turn": str(self.turn), **self.ticks}

    @property
    def fields(self) -> dict[str, list[str]]:
        return filled_in(self.view.form(SAVE))

    def counts(self, words: str) -> None:
        """The preview has counted what is ticked."""
        known = sum(option != "unknown" for option in self.ticks.values())
        assert re.search(rf"\b{known} of 14 answered", words), self.story.log
        unknown = len(self.ticks) - known
        assert (f"{unknown} not known" in words) == (unknown > 0), self.story.log

    @property
    def view(self) -> View:
        return self._view

    @view.setter
    def view(self, view: View) -> None:
        """A new page has a form of its own, in which nothing was changed yet."""
        self._view, self.turn = view, 0
        if self.story.writer is self:
            self.story.writer = None


class Story:
    """A draft, the two tabs that show it, and what should be stored."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.stored: Answers = {}
        self.writer: Tab | None = None
        self.writes = 0
        self.log: list[str] = []
        self.address = visitor.start().path
        self.tabs = [Tab(self), Tab(self)]

    def goes_on(self, rng: Random) -> None:
        tab = rng.choice(self.tabs)
        step = rng.choice(("answer", "answer", "answer", "reload", "update"))
        question = rng.choice(list(QUESTIONS))
        self.log.append(f"tab {self.tabs.index(tab)}: {step} {question}")
        if step == "answer":
            tab.answers(question, rng.choice(QUESTIONS[question]))
        elif step == "reload":
            tab.load()
        else:
            tab.updates("Update the preview")
        assert ticked(self.visitor.get(self.address)) == controls(self.stored), self.log


def test_ticks_preview_and_store_agree_whatever_two_tabs_do(ada: Visitor):
    for seed in range(rounds(4)):
        rng, story = Random(seed), Story(ada)
        for _ in range(STEPS):
            story.goes_on(rng)
