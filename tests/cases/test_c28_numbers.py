"""C28: a number is its plain digits, and fits both engines; anything else is refused."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from tests.cases.site import Site

WRONG = (
    *("", "-1", "+1", "01", "1_000", " 7 ", "7 ", "\t7", "٧", "７", "²", "7.0", "7e0", "0x7"),
    *("true", "NaN", "Infinity", "None", "[]", str(2**31), str(2**63), str(10**30), "7" * 4_000),
)


@pytest.fixture
def site(shared_site: Site) -> Site:
    """Nothing here changes anything."""
    return shared_site


@pytest.mark.parametrize(
    ("path", "field", "rest"),
    [
        ("title", "_version", {"_text": "x"}),
        ("note", "_version", {"_text": "x"}),
        ("edit", "_latest", {"_key": "k", "situation": "new"}),
        ("shares", "_revision", {"_key": "k", "_lifetime": "90", "_label": ""}),
    ],
)
def test_a_number_in_a_form(site: Site, path: str, field: str, rest: dict[str, str]) -> None:
    for value in WRONG:
        if value.strip() == "7":
            continue  # spaces around a field are dropped, as from every text
        sent = urlencode({**rest, field: value}).encode()
        answer = site.post(
            f"/assessments/{site.world.assessment_id}/{path}", sent, token=site.world.ada
        )
        assert answer.status == 422, repr(value[:40])


@pytest.mark.parametrize("value", [one for one in WRONG if one and one.strip() != "7"])
def test_a_number_in_an_address(site: Site, value: str) -> None:
    marked = urlencode([("r", f"{site.world.assessment_id}.{value}")] * 2)
    for path in (f"/comparisons?{marked}", f"/deletion?{marked}"):
        assert site.ask(path, token=site.world.ada).status in (404, 422)
