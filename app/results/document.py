"""A result as Markdown, for whoever writes the decision down elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from app.engine.explaining import Term
from app.results.firmness import FirmnessView
from app.results.opinion_prose import HEADING, opinion_prose
from app.results.outlook import NotMade
from app.results.pages import ResultView
from app.store.records import Revision
from app.web.rendering import day, outcome, plural, sentence

MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+|~!&-])")
"""What may mean something to a reader of Markdown."""


def document(
    title: str, revision: Revision, view: ResultView, firmness: FirmnessView | NotMade | None
) -> str:
    """Verdict, reasons with points and sources, what would change it, what else, answers."""
    saved = f"Version {revision.n}, {day(revision.created_at)}, rules {revision.rulebook_version}."
    parts = [
        f"# {plain(title)}",
        f"**{plain(outcome(view.result))}**",
        *_in_short(view),
        "## Why",
        *_table(view),
        *_changes(view, firmness),
        *_adjusted(view),
        *_second(view),
        "## Answers",
        "\n".join(_answers(view)),
        plain(f"{saved} Source: {view.rulebook.source}."),
    ]
    return "\n\n".join(parts) + "\n"


def plain(text: str) -> str:
    """The text on one line, so that nothing in it is taken for markup."""
    return MARKUP.sub(r"\\\1", " ".join(text.split()))


def _in_short(view: ResultView) -> Iterator[str]:
    for said in view.taken_for_granted:
        yield plain(said)
    for gate in view.result.gates:
        places = _places(view, gate.claims)
        yield plain(f"{sentence(gate.because)} ({places}).")
    for argument in view.objections:
        against = "Speaking against it" if view.result.leader else "Speaking for it"
        side = view.words.alternative(argument.alternative)
        points = f"{side}, {plural(argument.points, 'point')}"
        condition = ""
        if argument.change:
            question = view.words.question(argument.change[0])
            condition = f", if “{question}” were judged “{view.words.answer(*argument.change)}”"
        yield plain(f"{against}: {argument.because} ({points}{condition}).")


def _table(view: ResultView) -> Iterator[str]:
    if not view.terms:
        yield "No answer speaks for either side."
        return
    left, right = map(plain, view.words.alternatives(view.pair))
    rows = [
        f"| Reason | {left} | {right} | Because | Source |",
        "| --- | ---: | ---: | --- | --- |",
        *(_row(view, term) for term in view.terms),
        _cells("**Together**", *(f"{view.result.scores[side]}" for side in view.pair), "", ""),
    ]
    yield "\n".join(rows)


def _row(view: ResultView, term: Term) -> str:
    line = term.contribution
    left, right = (line.credited.get(side, 0) for side in view.pair)
    answers = line.answers.items()
    said = "; ".join(f"{asked} {answer}" for asked, answer in view.sides.because_of(answers))
    return _cells(
        plain(sentence(line.because)),
        str(left or ""),
        str(right or ""),
        plain(said),
        plain(_places(view, line.claims)),
    )


def _cells(*texts: str) -> str:
    return f"| {' | '.join(texts)} |"


def _places(view: ResultView, claims: Iterable[str]) -> str:
    return "; ".join(claim.where for claim in view.words.claims(claims))


def _changes(view: ResultView, firmness: FirmnessView | NotMade | None) -> Iterator[str]:
    if not isinstance(firmness, FirmnessView) or not firmness.flips:
        return
    flip, words = firmness.flips[0], view.words
    yield "## What would change it"
    yield plain(f"{firmness.what_open_answers_can_do} {firmness.what_it_takes}".strip())
    changes = (
        f"- {plain(words.question(question))} **{plain(words.answer(question, options))}**"
        for question, options in flip.changes.items()
    )
    yield "\n".join(changes)
    yield plain(f"That would give “{words.verdict(flip.verdict)}”.")


def _adjusted(view: ResultView) -> Iterator[str]:
    """The second verdict, and what makes it another one."""
    adjusted = view.adjusted
    if adjusted is None or not adjusted.count:
        return
    yield "## With adjustments"
    adjustments = plural(adjusted.count, "adjustment")
    yield f"**{plain(f'With {adjustments}: {outcome(adjusted.result)}')}**"
    off = [gate.because for gate in adjusted.gates]
    off += [switched.line.because for switched in adjusted.off]
    lines = [f"- Switched off: {plain(because)}" for because in (*off, *adjusted.idle)]
    for line in adjusted.own:
        points = "; ".join(
            f"{plural(points, 'point')} for {adjusted.words.alternative(side)}"
            for side, points in line.credited.items()
        )
        lines.append(f"- {plain(line.because)} ({plain(points)})")
    yield "\n".join(lines)


def _second(view: ResultView) -> Iterator[str]:
    """The second opinion, with the answers that it alone reads."""
    if view.opinion is None:
        return
    prose = opinion_prose(view.opinion)
    yield f"## {HEADING}"
    yield plain(prose.said)
    if prose.reasons:
        yield "\n".join(f"- {plain(reason)}" for reason in prose.reasons)
    if prose.extra:
        yield "Extra answers, which it alone reads:"
        yield "\n".join(f"- {plain(asked)} **{plain(said)}**" for asked, said in prose.extra)
    yield plain(prose.source)


def _answers(view: ResultView) -> Iterator[str]:
    for question in view.given + view.unknown:
        said = view.words.given(question.id, view.answers).text
        yield f"- {plain(question.text)} **{plain(said)}**"
    if view.open:
        yield f"- Not answered: {plain('; '.join(question.text for question in view.open))}"
