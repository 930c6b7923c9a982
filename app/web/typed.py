"""The texts of a form that an error page gives back: whatever went wrong, nobody types twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.web.forms import Fields

LABELS = {"_text": "Text", "_name": "Name", "_label": "Label", "_answered_by": "Who answered"}
OWN_REASON = re.compile(r"_text-(\d{1,3})")
SHOWN = "_shown"
"""The name as the page came with it: nobody typed that."""


def typed_texts(form: Fields) -> tuple[tuple[str, str], ...]:
    """What the texts of the form are called, and what was typed into them; not what is empty."""
    return tuple(_typed(form))


def _typed(form: Fields) -> Iterator[tuple[str, str]]:
    for name, value in form.pairs:
        reason = OWN_REASON.fullmatch(name)
        label = f"Reason {reason[1]}" if reason else LABELS.get(name)
        if label and value.strip() and not (name == "_name" and value in form.many(SHOWN)):
            yield label, value
