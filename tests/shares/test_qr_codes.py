"""QR codes: one path that holds exactly the dark modules."""

from __future__ import annotations

import re

import pytest
import segno

from app.shares.qr_codes import QUIET_ZONE, qr_code

LINK = "https://advisor.example/s/" + "x" * 43


def dark(path: str) -> set[tuple[int, int]]:
    """The modules that the path covers."""
    bars = re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", path)
    assert all(right == left for _, _, right, left in bars)
    return {(int(x) + step, int(y)) for x, y, width, _ in bars for step in range(int(width))}


@pytest.mark.parametrize("text", [LINK, "", "é😀" * 20, "a" * 1_000])
def test_the_path_covers_the_dark_modules(text: str) -> None:
    code = qr_code(text)
    rows = enumerate(segno.make_qr(text, error="m").matrix_iter(border=QUIET_ZONE))
    assert dark(code.path) == {(x, y) for y, row in rows for x, one in enumerate(row) if one}


def test_the_margin_stays_light() -> None:
    code = qr_code(LINK)
    edge = {at for module in dark(code.path) for at in module}
    assert (min(edge), max(edge)) == (QUIET_ZONE, code.size - QUIET_ZONE - 1)


def test_the_path_is_nothing_but_a_path() -> None:
    assert re.fullmatch(r"[Mhvz0-9 -]+", qr_code("'\"><script>").path)
