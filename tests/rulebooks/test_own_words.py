"""No text of a rulebook shares five consecutive words with the article."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.rulebooks.library import SHIPPED
from tests.rulebooks.shingles import article_hashes, shared, shingles, words


def texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.toml")), ids=lambda path: path.stem)
def test_every_text_is_in_our_own_words(path: Path):
    hashes = article_hashes()
    document = tomllib.loads(path.read_text())
    copied = {text: shared(text, hashes) for text in texts(document) if shared(text, hashes)}
    assert copied == {}


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.toml")), ids=lambda path: path.stem)
def test_so_is_the_file_as_a_whole_with_its_comments(path: Path):
    assert shared(path.read_text(), article_hashes()) == []


def test_the_hashes_cover_the_article():
    assert len(article_hashes()) > 300


def test_case_and_punctuation_hide_no_copy():
    hashes = set(shingles("The cat doesn't like it; never did."))
    assert shared("“the CAT doesn’t -- like it”", hashes) == ["the cat doesnt like it"]


def test_four_words_are_no_copy():
    assert shared("the cat doesn't like him", set(shingles("The cat doesn't like it."))) == []


def test_words_are_told_apart_by_anything_but_letters_and_digits():
    assert words("when_i_use: 2-3x, isn't it?") == ["when", "i", "use", "2", "3x", "isnt", "it"]
