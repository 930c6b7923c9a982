"""One-time codes: typed into another browser, they let it into the workspace."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from app.engine.errors import Invalid
from app.store.browsers import end_browser, insert_browser
from app.store.ids import hash_token, new_token
from app.store.session import WriterSession
from app.store.workspaces import WritableWorkspace
from app.workspaces.queries import use_up, workspace_of_code, write_code

# Without the letters that are taken for digits, and without u, so that no word comes about.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LOOKALIKES = str.maketrans("ilo", "110")
BITS = 120
LETTERS = BITS // 5
GROUP = 4
LIFETIME = timedelta(minutes=15)


class NewCode(NamedTuple):
    """A code in groups, as it is shown this once, and when it expires."""

    text: str
    expires_at: datetime


def make_code(workspace: WritableWorkspace) -> NewCode:
    """A new code for the workspace; the one before opens nothing any more."""
    number = int.from_bytes(workspace.session.random(BITS // 8), "big")
    code = "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(LETTERS)))
    expires_at = write_code(workspace, hash_token(code), LIFETIME)
    groups = [code[start : start + GROUP] for start in range(0, LETTERS, GROUP)]
    return NewCode("-".join(groups), expires_at)


def find_by_code(session: WriterSession, typed: str) -> WritableWorkspace:
    """The workspace that the code opens; Invalid if it is empty, and alike for any other fault."""
    if not typed.strip():
        raise Invalid("The code is empty. Enter the one that the other browser shows.")
    workspace = workspace_of_code(session, hash_token(_plain(typed)), LIFETIME)
    if workspace is None:
        raise _useless()
    return workspace


def enter_by_code(session: WriterSession, typed: str, here: WritableWorkspace | None) -> str:
    """The token with which this browser opens the workspace of the code, which is used up.

    Its token for the workspace it had, `here`, ends. Invalid as for `find_by_code`, or if it is
    the same workspace.
    """
    workspace = find_by_code(session, typed)
    if here is not None and workspace.id == here.id:
        raise Invalid(
            "This browser has that workspace already. Enter the code in the other browser."
        )
    if not use_up(workspace, hash_token(_plain(typed))):
        raise _useless()
    if here is not None:
        end_browser(here, here.browser)
    token = new_token(session.random)
    insert_browser(workspace, hash_token(token))
    return token


def _plain(typed: str) -> str:
    """The code without what people add and change when they copy it by hand."""
    letters = "".join(letter for letter in typed.casefold() if letter.isalnum())
    return letters.translate(LOOKALIKES)


def _useless() -> Invalid:
    return Invalid(
        "This code does not work. It is mistyped, was used already, or is older than 15 minutes. "
        "Make a new one in the browser that has the workspace."
    )
