"""A second opinion in JSON types, as the command line prints it and the API tells it."""

from __future__ import annotations

from typing import Any

from app.results.opinion_reasons import CountedReason
from app.results.opinions import OpinionView


def opinion_record(view: OpinionView) -> dict[str, Any]:
    """The whole of it in JSON types.

    Points are for the first of the `pair`, below zero for the other.
    """
    return {
        "word": view.compared.word,
        "label": view.words.verdict(view.opinion.verdict),
        **view.opinion.record(),
        "pair": list(view.compared.pair),
        "families": [
            {
                "id": family.line.family.id,
                "kind": family.line.kind,
                "advice": family.line.other_points,
                "others": family.line.own_points,
                "reasons": [_reason(reason) for reason in family.reasons],
            }
            for family in view.families
        ],
    }


def _reason(reason: CountedReason) -> dict[str, Any]:
    counted = {"claim": reason.claim, "for": reason.in_favour, "against": reason.against}
    return {"rule": reason.rule.id} | (counted if reason.claim else {})
