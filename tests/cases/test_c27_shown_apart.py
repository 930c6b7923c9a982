"""C27: wherever a text of somebody's is shown, its direction turns nothing around it."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from app.rulebooks.library import Library
from tests.cases.site import Site
from tests.cases.test_c34_hostile_text import pages, shown_with, write
from tests.web.asgi import Answer
from tests.web.markup import parsed

TURNED = "הזמנות (2)!"
PLAIN_TEXT = ("title", "option", "optgroup", "textarea")  # hold no elements
FSI, PDI = "\u2068", "\u2069"


def loose(one: Element, apart: bool = False) -> Iterator[str]:
    """What stands in the middle of other text without being set apart from it."""
    tag = str(one.tag).rpartition("}")[2]
    inside = apart or tag == "bdi" or one.get("dir") == "auto" or tag in PLAIN_TEXT
    if not inside and TURNED in (one.text or "") and f"{FSI}{TURNED}{PDI}" not in (one.text or ""):
        yield f"<{tag}>{one.text}"
    for child in one:
        yield from loose(child, inside)
        if not inside and TURNED in (child.tail or "").replace(f"{FSI}{TURNED}{PDI}", ""):
            yield f"<{tag}>…{child.tail}"


def found_loose(answer: Answer) -> list[str]:
    return list(loose(parsed(answer.text)[0]))


def test_a_text_is_set_apart_on_every_page_that_shows_it(site: Site, rules: Library) -> None:
    token = write(site, TURNED)
    seen = set()
    for one, answer in pages(site, rules, token):
        assert found_loose(answer) == [], one.name
        if TURNED in answer.text:
            seen.add(one.name)
    assert len(seen) >= 12, seen
    for answer in shown_with(site, TURNED, "apart"):
        assert TURNED in answer.text
        assert found_loose(answer) == []
