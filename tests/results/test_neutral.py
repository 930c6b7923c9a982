"""Nobody has said anything yet, so no page may lean to a side: its words, its order, its looks.

The pages are read as served, under the shipped rulebook, under the same rulebook with its two
alternatives in the other order, and under one where they have changed names.
"""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from itertools import filterfalse
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import pytest

from app.engine.rules import Rulebook
from app.main import create_app
from app.rulebooks.library import SHIPPED, Library
from app.rulebooks.loader import parse_rulebook
from app.rulebooks.texts import SUFFIX, read_texts
from app.settings import ROOT, Settings
from tests.factories import shipped
from tests.web.visitor import View, Visitor, text_of

FILE = "flask-fastapi-1.0.1.toml"
RULEBOOK = shipped().default
SECOND = shipped().second_opinion_on(RULEBOOK.id)
assert SECOND
TEXTS = {RULEBOOK.id: shipped().texts(RULEBOOK.id)}
NAMES = tuple(alternative.label for alternative in RULEBOOK.alternatives)
UNKNOWN = {question.id: "unknown" for question in RULEBOOK.questions if not question.ask_when}
MOMENT = re.compile(r"\d{1,2} \w+ \d{4}(, \d\d:\d\d UTC)?")
ENDS = re.compile(r"(\w+ \d+|level) to (\w+ \d+|level)")
"""How far the points can go: data, whoever is named in it."""
SWAP = str.maketrans({"\0": "FastAPI", "\1": "fastapi"})


def swapped(text: str) -> str:
    """The text with the names of the two alternatives exchanged, large or small."""
    marked = text.replace("Flask", "\0").replace("flask", "\1")
    return marked.replace("FastAPI", "Flask").replace("fastapi", "flask").translate(SWAP)


def beside(second: Rulebook) -> dict[str, Any]:
    """What the shipped library has beside its rulebooks."""
    every = shipped()
    return {
        "sources": {(second.id, second.version): every.sources(SECOND)},
        "records": {second.id: every.record(SECOND)},
        "evidence": {RULEBOOK.id: every.evidence(RULEBOOK.id)},
    }


def as_shipped() -> Library:
    return shipped()


def in_the_other_order() -> Library:
    """FastAPI stands first in the file; nothing else is different."""
    reversed_ = replace(RULEBOOK, alternatives=RULEBOOK.alternatives[::-1])
    second = replace(SECOND, alternatives=SECOND.alternatives[::-1])
    return Library([reversed_, second], texts=TEXTS, **beside(second))


def with_changed_names() -> Library:
    """Whatever was said of Flask is said of FastAPI, and the other way round."""
    text = (SHIPPED / FILE).read_text("utf-8").replace('id = "flask-fastapi"', 'id = "both"')
    text = swapped(text).replace('id = "both"', 'id = "flask-fastapi"')
    mirror = parse_rulebook(FILE, text.encode())
    around = swapped((SHIPPED / f"{RULEBOOK.id}{SUFFIX}").read_text("utf-8"))
    texts = read_texts(f"{RULEBOOK.id}{SUFFIX}", around.encode(), [mirror])
    return Library([mirror, SECOND], texts={RULEBOOK.id: texts}, **beside(SECOND))


def home(visitor: Visitor) -> View:
    return visitor.get("/")


def questionnaire(visitor: Visitor) -> View:
    return visitor.start()


def all_unknown(visitor: Visitor) -> View:
    return visitor.get("/questionnaire?" + "&".join(f"{question}=unknown" for question in UNKNOWN))


def result(visitor: Visitor) -> View:
    return visitor.save({})


def result_all_unknown(visitor: Visitor) -> View:
    return visitor.save(UNKNOWN)


def report(visitor: Visitor) -> View:
    """What a colleague reads behind a link."""
    made = visitor.submit(visitor.get(result(visitor).href("Share")), "Create the link")
    (link,) = made.all("input", id="link")
    return visitor.get(urlsplit(link.get("value")).path)


def about(visitor: Visitor) -> View:
    return visitor.get("/about")


Reach = Callable[[Visitor], View]
Read = Callable[[Callable[[], Library], Reach], View]
RESULTS = [result, result_all_unknown, report]
NEUTRAL = [questionnaire, all_unknown, *RESULTS]
EVERY = [home, *NEUTRAL]


@pytest.fixture
def read(migrated_file: Path, tmp_path: Path) -> Iterator[Read]:
    """A page as a new visitor gets it under a library."""
    with ExitStack() as open_sites:

        def page(library: Callable[[], Library], reach: Reach) -> View:
            database = tmp_path / f"{library.__name__}.db"
            if not database.exists():
                shutil.copyfile(migrated_file, database)
            visitor = Visitor(create_app(Settings(database=str(database)), library=library()))
            open_sites.enter_context(visitor.client)
            return reach(visitor)

        yield page


def texts(view: View) -> list[str]:
    """Every piece of text of title and main part, in order, without code examples and dates."""
    (main,) = view.all("main")
    pieces = (" ".join(one.split()) for one in [view.title, *_pieces(main)])
    return [MOMENT.sub("now", piece) for piece in pieces if piece]


def _pieces(element: Element) -> Iterator[str]:
    if element.tag != "pre":
        yield element.text or ""
        for child in element:
            yield from _pieces(child)
            yield child.tail or ""


def own_words(view: View) -> list[str]:
    """The texts that are the page's own: nothing quoted from the rulebook."""
    asked = "|".join(re.escape(question.text) for question in RULEBOOK.questions)
    said = {question.text for question in RULEBOOK.questions}
    said |= {
        text
        for question in RULEBOOK.questions
        for text in (question.help, f"{question.help} {question.why}", question.why, question.more)
    }
    said |= {option.text for question in RULEBOOK.questions for option in question.options}
    said |= {text for claim in RULEBOOK.claims for text in (claim.says, claim.where)}
    said |= {rule.because for rule in RULEBOOK.rules} | {
        example.title for example in RULEBOOK.examples
    }
    said |= {
        RULEBOOK.source,
        *(verdict.label for verdict in RULEBOOK.verdicts if verdict.label not in NAMES),
    }
    around = TEXTS[RULEBOOK.id]
    said |= {text for door in around.doors for text in (door.title, door.says)}
    said |= {way.says for way in around.exits}
    known = {part.rstrip(".").casefold() for part in said if part}
    own = (one for one in texts(view) if not _quotes(one, known) and not ENDS.fullmatch(one))
    return [re.sub(asked, "…", one) for one in own]


def _quotes(text: str, known: set[str]) -> bool:
    bare = text.lstrip(":“ ").rstrip(".” ").casefold()
    return bare in known


def mentions(words: list[str]) -> list[str]:
    """The alternatives in the order they are named."""
    return re.findall("|".join(NAMES), " · ".join(words))


def rects(view: View) -> list[Element]:
    return [bar for bar in view.all("rect") if bar.get("class", "").startswith("side-")]


@pytest.mark.parametrize("reach", EVERY)
def test_both_are_named_equally_often(read: Read, reach: Reach):
    mentioned = Counter(mentions(own_words(read(as_shipped, reach))))
    assert mentioned[NAMES[0]] == mentioned[NAMES[1]] > 0


@pytest.mark.parametrize("reach", EVERY)
def test_changing_the_names_changes_nothing_but_the_names(read: Read, reach: Reach):
    """So no word outside the rulebook was written with one of the two in mind."""
    words, mirror = (texts(read(one, reach)) for one in (as_shipped, with_changed_names))
    own_id = RULEBOOK.id  # names both, and is the same in the mirror
    before = [swapped(word).replace(swapped(own_id), own_id) for word in words]
    assert list(filterfalse(_is_fingerprint, mirror)) == list(filterfalse(_is_fingerprint, before))


def _is_fingerprint(text: str) -> bool:
    return re.fullmatch("[0-9a-f]{12}", text) is not None


@pytest.mark.parametrize("reach", NEUTRAL)
def test_the_order_in_the_rulebook_changes_the_order_and_nothing_else(read: Read, reach: Reach):
    """Every text is there as often as before, so whoever stands first gets nothing for it."""
    first, second = texts(read(as_shipped, reach)), texts(read(in_the_other_order, reach))
    assert Counter(map(_unsigned, first)) == Counter(map(_unsigned, second))


def _unsigned(text: str) -> str:
    """Without what only an order can tell: who is named first, where an axis begins."""
    if mentions([text]) in ([*NAMES], [*NAMES[::-1]]):
        numbers = sorted(re.findall(r"\d+", text))
        return " ".join([re.sub("|".join(NAMES) + r"|\d+", "…", text), *numbers])
    plain = re.sub("[+−←→]", "", text).strip()
    ends = ENDS.fullmatch(plain)
    return " to ".join(sorted(ends.groups())) if ends else plain


@pytest.mark.parametrize("reach", NEUTRAL)
def test_both_look_alike(read: Read, reach: Reach):
    view = read(as_shipped, reach)
    for needle in view.all("svg", class_="needle"):
        assert needle.get("x") == "50.0%"
    if reach in RESULTS:
        assert " 0, ".join([*NAMES, ""]).strip(" ,") in view.text("dl", class_="facts")
    by_side: dict[str, list[str]] = {"side-0": [], "side-1": []}
    for bar in rects(view):
        if bar.get("x") is None:  # the meters of the scores, the colours of a legend
            by_side[bar.get("class", "")].append(f"{bar.get('width')} × {bar.get('height')}")
    assert by_side["side-0"] == by_side["side-1"]
    coloured = {name for element in view.all("main")[0].iter() for name in _classes(element)}
    assert not coloured & {f"side-{part}-{rank}" for part in ("border", "text") for rank in (0, 1)}


def _classes(one: Element) -> list[str]:
    return one.get("class", "").split()


@pytest.mark.parametrize("reach", RESULTS)
def test_a_result_without_an_answer_takes_no_side(read: Read, reach: Reach):
    view = read(as_shipped, reach)
    assert view.heading == "Verdict: Too close to call"
    assert [section.get("class") for section in view.all("section", class_="verdict")] == [
        "verdict side-border-none"
    ]
    headings = [text_of(element) for tag in ("h1", "h2", "h3") for element in view.all(tag)]
    named = [heading for heading in headings if set(NAMES) & set(mentions([heading]))]
    assert named == []
    assert view.all("p", class_="argument") == []


@pytest.mark.parametrize("reach", RESULTS)
def test_what_is_worth_finding_out_leads_to_each_side_as_often(read: Read, reach: Reach):
    (part,) = read(as_shipped, reach).all("section", class_="firmness")
    led = [item.get("data-verdict") for item in part.iter("li") if item.get("data-verdict")]
    assert led == ["flask", "fastapi"] * (len(led) // 2) != []


def test_the_situations_at_home_are_as_many_for_each_side(read: Read):
    colours = Counter(strong.get("class") for strong in read(as_shipped, home).all("strong"))
    assert colours["side-text-0"] == colours["side-text-1"] > 0


def test_the_order_is_said_to_be_that_of_the_rulebook(read: Read):
    assert "in the order of the rulebook" in read(as_shipped, about).text()
    for library, (first, last) in ((as_shipped, NAMES), (in_the_other_order, NAMES[::-1])):
        words = read(library, home).text()
        assert f"from the clearest for {first} to the clearest for {last};" in words


PRAISE_OR_BLAME = (
    "modern|legacy|old|outdated|ageing|new|newer|better|best|worse|worst|superior|inferior|faster|"
    "slower|fast|slow|easy|easier|simple|simpler|complex|powerful|limited|popular|proven|mature|"
    "elegant|clumsy|great|poor|bad|good|unfortunately|sadly|luckily|only|just|merely|even|still|"
    "actually|obviously|clearly|of course|should|must|recommended|winner|loser|wins|loses|beats"
)
NEAR = 4
"""Words between the name of a framework and a word that judges it."""


def sources() -> list[Path]:
    """Everything a page's own words can come from."""
    files = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "app" / "web").rglob("*.py")]
    return sorted([*files, ROOT / "static" / "app.js"])


def test_no_page_praises_or_blames_a_framework():
    """The rulebook may, with its source; the pages have no opinion, nor a framework by name."""
    opinions = {path: opinions_in(path) for path in sources()}
    assert len(opinions) > 1
    assert {path: words for path, words in opinions.items() if words} == {}


def opinions_in(path: Path) -> list[str]:
    """Where a source judges a framework, and where a template or a script names one."""
    text = re.sub(r"(?m)^(from|import) .*$|\bfastapi\.\w+", "", path.read_text("utf-8"))
    name = r"\b(Flask|FastAPI)\b"
    named = re.findall(name, text) if path.suffix in {".html", ".js"} else []
    between = rf"(\W+\w+){{0,{NEAR}}}\W+"
    judged = rf"{name}{between}({PRAISE_OR_BLAME})\b|\b({PRAISE_OR_BLAME}){between}{name}"
    words = re.sub(r"\(app: FastAPI.*|-> FastAPI.*|FastAPI\(.*", "", text)
    return [*named, *(match[0] for match in re.finditer(judged, words))]


@pytest.mark.parametrize("reach", EVERY)
def test_no_page_shouts(read: Read, reach: Reach):
    view = read(as_shipped, reach)
    assert [text for text in texts(view) if "!" in text] == []
    shown = [element for tag in ("header", "footer") for element in view.all(tag)]
    assert not any("!" in text_of(element) for element in shown)


def test_no_template_and_no_message_shouts():
    for path in sources():
        text = path.read_text("utf-8")
        visible = re.sub(r"(?s){[{%#].*?[%#}]}|<[^>]*>", "", text) if path.suffix == ".html" else ""
        quoted = re.findall(r'"([^"\n]*)"', text) if path.suffix != ".html" else []
        assert not re.search(r"\w!", visible), path
        assert [one for one in quoted if re.search(r"\w!(\s|$)", one)] == [], path
