"""The quick reader of pages says what html5lib says, also of what only looks like a known page."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest
from starlette.testclient import TestClient

from tests.rounds import rounds
from tests.web import markup
from tests.web.markup import alike, by_html5lib, markup_faults, parsed

PART = (
    '<div id="a"><p class="b">One &amp; <b>two</b><br>three</p><ul><li>x</li></ul>'
    '<form><label for="c">C</label><input type="text" id="c" disabled value="&#34;d\n&#39;">'
    "<textarea>\n\n e</textarea><button>f</button></form>"
    '<svg viewBox="0 0 1 1"><svg><path d="M0 0"></path></svg></svg>'
    "<table><tbody><tr><td>g</td></tr></tbody></table></div> h"
)
FAULTY = {
    "a block in a paragraph": '<div id="a"><p class="b"><ul><li>x</li></ul></p></div>',
    "a form in a form": "<div><form><form><button>f</button></form></form></div>",
    "a field in a table": '<div><table><input type="text"></table></div>',
    "an end without a start": "<div>One</b></div>",
    "a start that is closed": '<div id="a"><p/></div>',
    "an attribute twice": '<div id="a" id="b"></div>',
    "no space between attributes": '<div id="a"class="b"></div>',
    "an unknown reference": "<div>&none;</div>",
    "a control character": "<div>\x85</div>",
    "a reference to one": "<div>&#128;</div>",
    "what is no element": "<div><!x></div>",
}
UNUSUAL = {
    "an end that is missing": "<div><p>One</div>",
    "a text in a table": "<div><table>g<tbody><tr><td>g</td></tr></tbody></table></div>",
    "rows without a body": "<div><table><tr><td>g</td></tr></table></div>",
    "capitals": '<div><P CLASS="b">One</P></div>',
    "a comment": "<div>a<!-- <b> -->c</div>",
    "a script": "<div><script>1 &amp; <b></script></div>",
    "an address of another kind": '<svg viewBox="0 0 1 1"><a xlink:href="#x"></a></svg>',
    "a tab in a value": '<div id="a\tb"></div>',
    "no quotes": "<div id=a></div>",
}
PIECES = (
    "<p>",
    "</p>",
    "<a>",
    "</a>",
    "<li>",
    "</form>",
    "<table>",
    "<tr>",
    " x=y",
    "&",
    '"',
    "<br>",
)


@pytest.fixture
def nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """As at the beginning of a run."""
    monkeypatch.setattr(markup, "known", set())
    parsed.cache_clear()


def same(source: str) -> None:
    """One reader and the other come to the same tree, or the same faults."""
    (tree, faults), (right, told) = parsed(source), by_html5lib(source)
    assert faults == told, source
    assert alike(tree, right), source


def test_what_was_right_once_is_read_without_html5lib(
    nothing_known: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    right, _ = parsed(PART)
    monkeypatch.setattr(markup, "by_html5lib", None)
    other = PART.replace("One", "Another").replace('id="a"', 'id="z"')
    assert markup_faults(other) == []
    tree, _ = parsed(other)
    assert [one.tag for one in tree.iter()] == [one.tag for one in right.iter()]
    assert [one.text for one in tree.iter("textarea")] == ["\n e"]
    assert [one.get("value") for one in tree.iter("input")] == ["\"d\n'"]


@pytest.mark.parametrize("name", FAULTY)
def test_what_is_wrong_is_told_whatever_is_known(nothing_known: None, name: str) -> None:
    parsed(PART)
    before = set(markup.known)
    assert parsed(FAULTY[name])[1]
    same(FAULTY[name])
    assert markup.known == before


@pytest.mark.parametrize("name", UNUSUAL)
def test_what_means_something_else_in_html_is_read_as_html(nothing_known: None, name: str) -> None:
    parsed(PART)
    parsed('<div><p class="b"></p><script></script><svg><a></a></svg></div>')
    for _ in range(2):
        same(UNUSUAL[name])
        parsed.cache_clear()


def spoilt(page: str, rng: Random) -> Iterator[str]:
    """The page with a piece put in, a piece taken out, or the same piece put in twice."""
    for _ in range(rounds(4)):
        at, until = sorted(rng.sample(range(len(page)), 2))
        piece = rng.choice(PIECES)
        yield page[:at] + piece + page[at:]
        yield page[:at] + page[at + 5 :]
        yield page[:at] + piece + page[at:until] + piece + page[until:]


def test_pages_that_are_spoilt_at_random(client: TestClient) -> None:
    rng = Random(8)
    for path in ("/", "/assessments", "/nowhere"):
        page = client.get(path).text
        same(page)
        for source in spoilt(page, rng):
            same(source)
