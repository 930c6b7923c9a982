"""C33: parts of static files within reason; pages have no parts."""

from __future__ import annotations

import pytest

from tests.cases.site import Site
from tests.web.asgi import Answer

FILE = "/static/app.css"


@pytest.fixture
def site(shared_site: Site) -> Site:
    """Nothing here changes anything."""
    return shared_site


def get(site: Site, value: str, path: str = FILE) -> Answer:
    return site.ask(path, headers=[("range", value)])


def parts(number: int) -> str:
    return "bytes=" + ",".join(f"{one * 3}-{one * 3}" for one in range(number))


def test_a_part_is_that_part(site: Site) -> None:
    whole = site.ask(FILE).body
    answer = get(site, "bytes=5-14")
    assert (answer.status, answer.body) == (206, whole[5:15])
    assert get(site, "bytes=-10").body == whole[-10:]


@pytest.mark.parametrize(
    "value",
    [
        *(parts(90), parts(5_000), "bytes=0-,0-,0-,0-", "bytes=0-1,0-1", "bytes=-0", "bytes="),
        *("bytes=99999999-", "bytes=5-1", "bytes=a-b", "lines=0-1", "bytes= 0 - 1", "x" * 4_000),
        *("bytes=" + "0-," * 2_000, "bytes=0-" + "9" * 1_000),
    ],
)
def test_odd_parts_never_cost_more_than_the_whole(site: Site, value: str) -> None:
    whole = len(site.ask(FILE).body)
    answer = get(site, value)
    assert answer.status in (200, 206, 400, 416)
    assert len(answer.body) <= 2 * whole + 100 * 200


@pytest.mark.parametrize("path", ["/", "/about", "/rulebooks/flask-fastapi/1.0.0"])
def test_pages_ignore_it(site: Site, path: str) -> None:
    assert get(site, "bytes=0-9", path).status == 200
