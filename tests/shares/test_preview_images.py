"""The pictures of link previews: text that fits, whatever it is, drawn once."""

from __future__ import annotations

import struct

import pytest

from app.shares.pages import PreviewImage, typeset
from app.shares.preview_images import HEIGHT, WIDTH, draw, wrapped
from app.web.rendering import build_templates

TITLES = {
    "plain": "Booking service for the meeting rooms",
    "wide": "WM@%" * 50,
    "narrow": "il" * 100,
    "one long word": "a" * 200,
    "Cyrillic": "ЩЖЮ " * 50,
    "accents": "ÆŒŴ" * 60,
    "markup": '<img src=x onerror=alert(1)> & "><script>x</script> ]]> {{7*7}} <!-- -->',
    "entity": "&lt; &#0; &amp;",
    "no characters": "\ufffe\uffff \u0300",
    "marks": "e" + "\u0316" * 50,
    "right to left": "\u202e\u2066abc",
    "not in the font": "東京 😀 API",
    "empty": "",
}
environment = build_templates(static_url=str, url=str)


def svg(title: str, headline: str = "Move to FastAPI", part: str = "0 0 1200 630") -> str:
    """The picture, or a part of it: left, top, width, height."""
    _, _, width, height = part.split()
    box = f'width="{width}" height="{height}" viewBox="{part}"'
    image: PreviewImage = typeset(title, headline, title, "#1d68b8")
    lines = {"title": image.title, "headline": image.headline, "detail": image.detail}
    source = environment.get_template(image.template).render(**lines, colour=image.colour)
    return source.replace('width="1200" height="630" viewBox="0 0 1200 630"', box)


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES.keys())
def test_every_text_gives_a_picture_of_the_right_size(title: str) -> None:
    picture = draw(svg(title, title))
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", picture[16:24]) == (WIDTH, HEIGHT)


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES.keys())
@pytest.mark.parametrize("margin", ["1140 0 60 630", "24 0 60 630", "0 622 1200 8"])
def test_no_text_reaches_the_margins(title: str, margin: str) -> None:
    assert draw(svg(title, title, margin)) == draw(svg("", "", margin))


def test_a_text_is_drawn_at_all() -> None:
    assert draw(svg("Booking service")) != draw(svg(""))


def test_what_was_drawn_is_kept_and_no_more_than_a_few() -> None:
    draw.cache_clear()
    for title in ("one", "two", "one"):
        draw(svg(title))
    assert (draw.cache_info().misses, draw.cache_info().hits) == (2, 1)
    assert draw.cache_info().maxsize


def test_a_short_text_stays_as_it_is() -> None:
    assert wrapped("Flask or FastAPI?", 40, 1020, 2) == ("Flask or FastAPI?",)


def test_a_longer_one_is_broken_between_words() -> None:
    first, second = wrapped("one two three four five six seven", 92, 900, 2)
    assert f"{first} {second}" == "one two three four five six seven"


def test_what_does_not_fit_is_cut_and_shows_it() -> None:
    lines = wrapped("word " * 100, 40, 300, 2)
    assert (len(lines), lines[-1][-1]) == (2, "…")


def test_a_word_longer_than_a_line_is_broken() -> None:
    lines = wrapped("a" * 30, 40, 400, 3)
    assert ("".join(lines), len(lines) > 1) == ("a" * 30, True)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u202eb\u200bc\u00ad", ("abc",)),
        ("e\u0301\u0316", ("é",)),
        ("東京 API", ("… API",)),
        ("a\u3000b\u2028c", ("a b c",)),
        ("東京", ()),
        ("?!", ()),
        ("   ", ()),
    ],
)
def test_only_what_the_font_draws_is_left(text: str, shown: tuple[str, ...]) -> None:
    assert wrapped(text, 40, 1020, 2) == shown
