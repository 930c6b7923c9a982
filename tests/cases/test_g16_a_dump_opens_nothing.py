"""G16: whoever has a copy of the database has no key to it."""

from __future__ import annotations

import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator

from sqlalchemy import text

from app.store.key_texts import PATTERN
from app.store.tables import Row
from tests.cases.site import Site
from tests.cases.world import CANARY

TOKEN = re.compile(r"(?=([A-Za-z0-9_-]{43}))")


def values(site: Site) -> Iterator[str | bytes]:
    """Every value of every column of every row."""
    with site.database.reader() as session:
        for table in Row.metadata.tables:
            for row in session.execute(text(f'SELECT * FROM "{table}"')):
                yield from (one for one in row if isinstance(one, str | bytes))


def spellings(value: str | bytes) -> Iterator[str]:
    """The value as text, and raw bytes in every usual spelling."""
    if isinstance(value, str):
        yield value
        return
    yield from (value.hex(), b64encode(value).decode(), urlsafe_b64encode(value).decode())


def candidates(site: Site) -> set[str]:
    """Every string of 43 characters of a token that is anywhere in the dump."""
    texts = (text for value in values(site) for text in spellings(value))
    return {found[1] for text in texts for found in TOKEN.finditer(text)}


def secrets(site: Site) -> tuple[str, ...]:
    """What does open something."""
    world = site.world
    return (
        world.ada,
        world.ben,
        world.share_token,
        world.code,
        world.code.replace("-", ""),
        world.key,
        world.read_key,
        world.ben_key,
    )


def test_no_string_of_the_dump_is_a_cookie_or_a_link(site: Site) -> None:
    found = candidates(site)
    assert len(found) > 100
    for one in found:
        assert site.ask(f"/s/{one}").status == 404
        assert CANARY not in site.ask("/assessments", token=one).text


def test_no_string_of_the_dump_looks_like_a_key_of_a_program(site: Site) -> None:
    assert PATTERN.search(site.world.key)
    texts = [text for value in values(site) for text in spellings(value)]
    assert [text for text in texts if PATTERN.search(text)] == []


def test_what_does_open_is_not_in_the_dump(site: Site) -> None:
    dump = repr(list(values(site)))
    assert CANARY in dump
    for one in secrets(site):
        assert one not in dump
    assert CANARY in site.ask("/assessments", token=site.world.ada).text
    assert site.ask(f"/s/{site.world.share_token}").status == 200


def test_the_files_hold_no_token_either(site: Site) -> None:
    site.post("/assessments", b"_key=k", token=site.world.ada)
    raw = b"".join(one.read_bytes() for one in site.path.parent.glob(f"{site.path.name}*"))
    assert CANARY.encode() in raw
    for one in secrets(site):
        assert one.encode() not in raw
