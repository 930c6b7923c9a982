"""Hashed five-word shingles: tells whether a text shares five consecutive words with the article.

The hashes are kept, the article is not. They were made once, from the repository's root, by
`python -m tests.rulebooks.shingles ../shared/article.txt > tests/rulebooks/article-shingles.txt`.
"""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path

LENGTH = 5
ARTICLE = Path(__file__).with_name("article-shingles.txt")


def words(text: str) -> list[str]:
    """The words alone: no case, no punctuation, "don't" and "don’t" are one."""
    return re.findall(r"\w+", re.sub(r"['’]", "", text.casefold()).replace("_", " "))


def shingles(text: str) -> dict[str, str]:
    """Hash → the five words, for every run of five words."""
    spoken = words(text)
    runs = (" ".join(spoken[at : at + LENGTH]) for at in range(len(spoken) - LENGTH + 1))
    return {hashlib.sha256(run.encode()).hexdigest()[:16]: run for run in runs}


def shared(text: str, hashes: set[str]) -> list[str]:
    """The runs of five words whose hashes are among these."""
    return [run for digest, run in shingles(text).items() if digest in hashes]


def article_hashes() -> set[str]:
    return set(ARTICLE.read_text().split())


if __name__ == "__main__":
    print("\n".join(sorted(shingles(Path(sys.argv[1]).read_text()))))
