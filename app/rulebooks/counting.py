"""Do the sources of a rulebook and the rulebook itself say the same?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.engine.answers import read_answers
from app.engine.rules import Claim, Rulebook
from app.rulebooks.checks import Finding
from app.rulebooks.faults import Faults
from app.rulebooks.sources import Count, Source, Sources, SourcesReading, named_sources

Where = tuple[str, str]
"""A table of the file of sources and the id in it."""


def check_sources(reading: SourcesReading, rulebook: Rulebook) -> None:
    """RulebookError unless counts and sources fit the rulebook: claims, sides, answers, numbers."""
    faults = Faults(reading.file)
    for where, message in (*_counts(reading.sources, rulebook), *_answers(reading, rulebook)):
        faults.add(reading.places[where], "sources", message)
    faults.raise_if_any()


def source_faults(rulebook: Rulebook, sources: Sources | None) -> Iterator[Finding]:
    """Claims that name a source there is not; without a file of sources they may say anything."""
    if sources is None:
        return
    for claim in rulebook.claims:
        for named in named_sources((claim.where, claim.says)):
            if named not in sources.sources:
                message = f'names "{named}", and there is no such source; correct it'
                yield Finding("claim", claim.id, "sources", message)


def _counts(sources: Sources, rulebook: Rulebook) -> Iterator[tuple[Where, str]]:
    for count in sources.counts.values():
        for message in _count_faults(count, rulebook):
            yield ("count", count.claim), message


def _count_faults(count: Count, rulebook: Rulebook) -> Iterator[str]:
    claim = rulebook.claim_by_id.get(count.claim)
    if claim is None:
        yield "there is no such claim in the rulebook; name one that is there"
    else:
        yield from _number_faults(count, claim)
    if count.side not in rulebook.alternative_by_id:
        yield f'side "{count.side}" is no alternative; use {", ".join(rulebook.alternative_by_id)}'
    for name, options in count.when.items():
        question = rulebook.question_by_id.get(name)
        if question is None:
            yield f'when names the question "{name}", which there is not'
        elif unknown := sorted(options.difference(question.option_ids)):
            yield f'when: question "{name}" has no option "{unknown[0]}"'


def _number_faults(count: Count, claim: Claim) -> Iterator[str]:
    """What a claim says in numbers is what was counted: for, then against."""
    said = [int(number) for number in re.findall(r"\d+", claim.says)]
    counted = [len(count.for_), len(count.against)]
    if said != counted:
        yield (
            f"the claim says {said}, and the lists hold {counted}, for and against; "
            "let it say {for:ID} and {against:ID}".replace("ID", claim.id)
        )


def _answers(reading: SourcesReading, rulebook: Rulebook) -> Iterator[tuple[Where, str]]:
    for source in reading.sources.sources.values():
        for message in _answer_faults(source, rulebook):
            yield ("source", source.id), message


def _answer_faults(source: Source, rulebook: Rulebook) -> Iterator[str]:
    _, problems = read_answers(rulebook, source.answers, hidden="refuse")
    for problem in problems:
        yield f'answer to "{problem.question}": {problem.message}'
