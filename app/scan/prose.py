"""What the words of a repository say: its README, its documentation, what its API is called."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.scan.definitions import Place
from app.scan.repository import Repository
from app.scan.roles import Role, role_of

README = re.compile(r"readme(\.(md|rst|txt|markdown))?", re.IGNORECASE)
DOCUMENT = re.compile(r".*\.(md|rst|markdown)", re.IGNORECASE)
MOST_DOCUMENTS = 300
FENCES = ("```", "~~~")

OFFERED = re.compile(
    r"\b(?:consume|use|using|call|calling|query|access|to) (?:our|the public|this public|this free)"
    r" (?:\w+ )?API\b|\bour (?:public |free |open |REST |JSON )+API\b"
    r"|\b(?:a|the|free|open) public (?:\w+ )?API\b|\bfree and open API\b",
    re.IGNORECASE,
)
"""How a README offers an API to strangers."""

GIVEN_UP = re.compile(
    r"\b(?:this |the )?(?:project|repository|repo|app|application|site) (?:is|has been) "
    r"(?:(?:now|currently|officially|hereby) )?"
    r"(?:archived|unmaintained|no longer (?:actively )?(?:maintained|developed)|deprecated"
    r"|in maintenance mode|only maintained|not (?:actively )?maintained)\b",
    re.IGNORECASE,
)
"""How a README says that nothing new will come."""

TITLE = re.compile(r"^(?:#+\s+|title:\s*|=+\s*)(.*)$", re.IGNORECASE)
OF_AN_API = re.compile(r"\bAPIs?\b(?! (?:keys?|tokens?)\b)", re.IGNORECASE)


def readme_lines(repository: Repository) -> Iterator[tuple[Place, str]]:
    """The lines of the README at the top, code and quotations included."""
    for path in repository.files:
        if "/" not in path and README.fullmatch(path):
            for number, line in enumerate(repository.lines(path), start=1):
                yield Place(path, number, ""), line


def offering(repository: Repository) -> Iterator[Place]:
    """Lines of the README that offer the API to strangers."""
    return _matching(repository, OFFERED)


def given_up(repository: Repository) -> Iterator[Place]:
    """Lines of the README that say the project is looked after at most."""
    return _matching(repository, GIVEN_UP)


def _matching(repository: Repository, words: re.Pattern[str]) -> Iterator[Place]:
    for place, line in readme_lines(repository):
        if found := words.search(line):
            yield Place(place.path, place.line, found[0])


def api_documents(repository: Repository) -> Iterator[tuple[Place, str]]:
    """Titles of documents, kept in a folder of documentation, that name an API; with what they are.

    A document's own title says what it is about. A section says less: it takes two of them.
    """
    documents = [
        path
        for path in repository.files
        if DOCUMENT.fullmatch(path) and role_of(path) is Role.DOCUMENTATION
    ]
    for path in documents[:MOST_DOCUMENTS]:
        titles = [*_titles(repository.lines(path))]
        of_an_api = [
            Place(path, number, word[0])
            for number, title in titles
            if (word := OF_AN_API.search(title))
        ]
        if of_an_api and of_an_api[0].line == titles[0][0]:
            yield of_an_api[0], "is what this document is about"
        elif len(of_an_api) > 1:
            yield of_an_api[0], f"has a section here, one of {len(of_an_api)} about an API"


def _titles(lines: list[str]) -> Iterator[tuple[int, str]]:
    """The lines of titles, the document's own first; code in fences has none."""
    fenced = False
    for number, line in enumerate(lines, start=1):
        if line.lstrip().startswith(FENCES):
            fenced = not fenced
        elif not fenced and (title := TITLE.match(line)) and title[1].strip():
            yield number, title[1]
