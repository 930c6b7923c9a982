"""What the form of adjustments is told that another page has overtaken."""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.adjustments import Adjustments
from app.engine.texts import shortened
from app.questionnaire.actions import Opened
from app.questionnaire.overtaken import Overtaken
from app.results.adjusted import strange_words
from app.rules.changed_answers import ChangedAnswer
from app.web.visit import Visit

SHOWN = 60
HAS, COUNTS = ("no such reason", "a reason"), ("counts", "does not count")


def overtaken(visit: Visit, opened: Opened, sent: Adjustments, known: int) -> Overtaken:
    """Why what was sent is not kept: `known` is the latest revision that its page knew of."""
    assessment, draft = opened.answered.assessment, opened.answered.draft
    latest = assessment.latest or 0
    return Overtaken(
        saved=latest if latest != known else None,
        differences=tuple(_differences(visit, opened, draft.adjustments, sent)),
        theirs=visit.url("edit_adjustments", assessment_id=assessment.id),
        mark=draft.adjustments_mark,
        latest=latest,
    )


def _differences(
    visit: Visit, opened: Opened, there: Adjustments, here: Adjustments
) -> Iterator[ChangedAnswer]:
    """Each own reason that only one of both has, and each rule that only one switches off."""
    sides = (there, here)
    for own in dict.fromkeys((*there.own_reasons, *here.own_reasons)):
        has = [HAS[own in side.own_reasons] for side in sides]
        if has[0] != has[1]:
            yield ChangedAnswer("", f"“{shortened(own.text, SHOWN)}”:", *has)
    off = [{*side.rules_off, *side.gates_off} for side in sides]
    versions = visit.library.versions(opened.rulebook.id)
    for name in sorted(off[0] ^ off[1]):
        (because,) = strange_words(versions, Adjustments(rules_off=(name,)))
        yield ChangedAnswer("", f"“{because}”:", *(COUNTS[name in names] for names in off))
