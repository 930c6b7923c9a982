"""Answer sets by question, as re-scoring many of them takes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def columns_of(raws: Sequence[Mapping[str, object]]) -> dict[str, list[object]]:
    """Question → the answer to it in each set, None where there is none."""
    names = {name for raw in raws for name in raw}
    return {name: [raw.get(name) for raw in raws] for name in sorted(names)}
