"""QR codes as one path, so that the template draws them and escapes as everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

QUIET_ZONE = 4


@dataclass(frozen=True, slots=True)
class QrCode:
    """A square of `size` units, margin included; `path` is the `d` of its dark modules."""

    size: int
    path: str


def qr_code(text: str) -> QrCode:
    """The code of a text, readable with up to 15 % of it hidden."""
    import segno  # rarely needed

    rows = [list(row) for row in segno.make_qr(text, error="m").matrix_iter(border=QUIET_ZONE)]
    strokes = (_row(row, y) for y, row in enumerate(rows))
    return QrCode(len(rows), "".join(strokes))


def _row(modules: list[int], y: int) -> str:
    """The dark runs of one row, each a bar one unit high."""
    strokes, x = [], 0
    for dark, run in groupby(modules, key=bool):
        width = len(list(run))
        if dark:
            strokes.append(f"M{x} {y}h{width}v1h-{width}z")
        x += width
    return "".join(strokes)
