"""Reads a page or a part of one as a browser does, and tells what is wrong with its markup.

html5lib takes longer for a page than the application for making it. So what is well-formed as XML,
too, is read by Python's own XML parser, but only if every place in it is known: a place is an
element below its ancestors, and it is known once html5lib has read a faultless page with it and
came to the same tree. Whatever is new or odd goes to html5lib.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers.expat import ExpatError, ParserCreate

import html5lib

DOCTYPE = "<!doctype html>\n"
PART = "DOCUMENT_FRAGMENT"
"""What html5lib calls the root of a part of a page."""
SVG = "{http://www.w3.org/2000/svg}"
EMPTY = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr")
)
RAW = frozenset(
    ("iframe", "noembed", "noframes", "noscript", "plaintext", "script", "style", "template", "xmp")
)
"""Elements whose text is not read as markup, or not always."""
WITHIN = r"""(?:\s[^"'<>]*(?:"[^"<]*"[^"'<>]*|'[^'<]*'[^"'<>]*)*)?"""
START = re.compile(rf"<([a-z][a-z0-9-]*)({WITHIN})>")
LEADING = re.compile(rf"(<(?:pre|textarea|listing){WITHIN}>)\n")
ATTRIBUTE = re.compile(
    r"""\s+((?!xml|xlink)[a-z][a-z0-9:-]*|viewBox|preserveAspectRatio)(=(?:"[^"<]*"|'[^'<]*'))?(?=[\s/]|$)"""
)
ODD = re.compile(
    r"<[!?A-Z]|&(?!(?:amp|lt|gt|quot|#3[49]);)"
    r"|[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U0001fffe-\U0010ffff]"
)
"""What XML and HTML do not read alike, or what an HTML parser complains of."""

NO_VALUE = '=""'
Tree = tuple[Element, tuple[str, ...]]
known: set[str] = set()
"""The places that html5lib has found faultless."""


class Odd(Exception):  # noqa: N818
    """Only html5lib can tell what this is."""


def markup_faults(source: str) -> list[str]:
    """What is wrong with the HTML of a page or fragment: every page a test visits is checked."""
    tree, faults = parsed(source)
    ids = Counter(element.get("id") for element in tree.iter() if element.get("id"))
    pointed = {
        (name, target)
        for element in tree.iter()
        for name in ("for", "aria-labelledby", "aria-describedby")
        for target in (element.get(name) or "").split()
    }
    return [
        *faults,
        *(f"id {name} twice" for name, number in sorted(ids.items()) if number > 1),
        *(f"{name} points to no {target}" for name, target in sorted(pointed) if target not in ids),
    ]


@lru_cache(maxsize=64)
def parsed(source: str) -> Tree:
    """The tree of a page or fragment, for reading only, and what is wrong with its syntax."""
    try:
        tree = by_xml(source)
    except (ExpatError, Odd):
        return by_html5lib(source)
    places = set(placed(tree))
    if places <= known:
        return tree, ()
    right, faults = by_html5lib(source)
    if not faults and alike(tree, right):
        known.update(places)
    return right, faults


def by_html5lib(source: str) -> Tree:
    """The same by a parser that does all that the standard says."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    whole = source.lstrip().lower().startswith("<!doctype")
    tree = parser.parse(source) if whole else parser.parseFragment(source)
    return tree, tuple(f"{position}: {code} {details}" for position, code, details in parser.errors)


def by_xml(source: str) -> Element:
    """The tree, if all of it is well-formed; whether HTML means the same is for `placed` to say."""
    body = source.removeprefix(DOCTYPE)
    if ODD.search(body):
        raise Odd
    if body is source:
        body = f"<{PART}>{source}</{PART}>"
    builder = TreeBuilder()
    parser = ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    parser.Parse(START.sub(lambda tag: _as_xml(tag[0]), LEADING.sub(r"\1", body)), True)
    return _as_html(builder.close())


@lru_cache(maxsize=20_000)
def _as_xml(tag: str) -> str:
    """A start tag with a value for each attribute, and closed where nothing closes it."""
    whole = START.fullmatch(tag)
    assert whole
    name, rest = whole.groups()
    rest = rest.rstrip()
    if name in EMPTY:
        rest = rest.removesuffix("/").rstrip()
    if ATTRIBUTE.sub("", rest):
        raise Odd
    written = [
        f" {attribute}{value or NO_VALUE}".replace("\n", "&#10;").replace("\t", "&#9;")
        for attribute, value in ATTRIBUTE.findall(rest)
    ]
    return f"<{name}{''.join(written)}{'/' if name in EMPTY else ''}>"


def _as_html(tree: Element) -> Element:
    """The tree with the white space around head and body where an HTML parser leaves it."""
    if tree.tag == "html":
        tree.text = None
        for part in tree:
            part.tail = None
    for svg in list(tree.iter("svg")):
        for element in svg.iter():
            element.tag = SVG + element.tag.removeprefix(SVG)
    return tree


def placed(tree: Element, above: str = "") -> Iterator[str]:
    """All places in a tree: what could make an HTML parser build another one, or complain."""
    here = f"{above}>{tree.tag}"
    if tree.tag in RAW and (len(tree) or tree.text):
        raise Odd
    yield f"{here} {_has_text(tree.text)}"
    before = ""
    for child in tree:
        yield f"{here} {before} {child.tag} {child.get('type')} {_has_text(child.tail)}"
        yield from placed(child, here)
        before = child.tag if tree.tag in ("html", "table") else ""


def _has_text(text: str | None) -> bool:
    return bool(text and not text.isspace())


def alike(one: Element, other: Element) -> bool:
    """Whether two trees are the same, but for white space around head and body."""
    return (
        (one.tag, one.attrib, one.text or "") == (other.tag, other.attrib, other.text or "")
        and _tails(one) == _tails(other)
        and all(alike(*pair) for pair in zip(one, other, strict=True))
    )


def _tails(tree: Element) -> list[str]:
    """The texts between the children of an element, and after the last."""
    tails = [child.tail or "" for child in tree]
    if tree.tag == "html":
        return [tail.strip() for tail in tails]
    if tree.tag == "body" and tails:
        tails[-1] = tails[-1].rstrip()
    return tails
