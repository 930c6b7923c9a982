"""One-time codes: typed into another browser, they let it into the workspace."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from app.engine.errors import Invalid
from app.store.browsers import end_browser, find_workspace, insert_browser
from app.store.ids import RandomBytes, derived, hash_token, new_token
from app.store.intents import Intent, once
from app.store.session import WriterSession
from app.store.title_keys import fold
from app.store.workspaces import WritableWorkspace
from app.workspaces.queries import find_expiry, use_up, workspace_of_code, write_code

# Without the letters that are taken for digits, and without u, so that no word comes about.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LOOKALIKES = str.maketrans("ilo", "110")
BITS = 120
LETTERS = BITS // 5
GROUP = 4
LIFETIME = timedelta(minutes=15)


class NewCode(NamedTuple):
    """A code in groups, as it is shown where it was made, and when it expires."""

    text: str
    expires_at: datetime


def make_code(workspace: WritableWorkspace) -> NewCode:
    """A new code for the workspace; the one before opens nothing any more."""
    code = _letters(workspace.session.random)
    return NewCode(_grouped(code), write_code(workspace, hash_token(code), LIFETIME))


def code_of(workspace: WritableWorkspace, intent: Intent, random: RandomBytes) -> NewCode | None:
    """The same; the same intent again, with the same random bytes: the same code once more.

    None if that one opens nothing any more: used, expired, or another was made since.
    """
    code = _letters(random)

    def make() -> str:
        write_code(workspace, hash_token(code), LIFETIME)
        return ""

    once(workspace, "code", intent, make)
    expires_at = find_expiry(workspace, hash_token(code))
    return NewCode(_grouped(code), expires_at) if expires_at else None


def _letters(random: RandomBytes) -> str:
    number = int.from_bytes(random(BITS // 8), "big")
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(LETTERS)))


def _grouped(code: str) -> str:
    return "-".join(code[start : start + GROUP] for start in range(0, LETTERS, GROUP))


def find_by_code(session: WriterSession, typed: str) -> WritableWorkspace:
    """The workspace that the code opens; Invalid if it is empty, and alike for any other fault."""
    if not typed.strip():
        raise Invalid("The code is empty. Enter the one that the other browser shows.")
    workspace = workspace_of_code(session, hash_token(_plain(typed)), LIFETIME)
    if workspace is None:
        raise _useless()
    return workspace


def entered_before(session: WriterSession, typed: str, key: str) -> str | None:
    """The token that this very form got for that code before; None if it got none.

    Its answer may not have arrived. A code opens nothing a second time to any other form: nobody
    knows its key but the browser that it was made for.
    """
    token = _token_for(typed, key) if key else None
    return token if token and find_workspace(session, token) else None


def enter_by_code(
    session: WriterSession, typed: str, here: WritableWorkspace | None, key: str = ""
) -> str:
    """The token with which this browser opens the workspace of the code, which is used up.

    Its token for the workspace it had, `here`, ends. Invalid as for `find_by_code`, or if it is
    the same workspace. `key` is that of the form the code was typed into.
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
    token = _token_for(typed, key) if key else new_token(session.random)
    insert_browser(workspace, hash_token(token))
    return token


def _token_for(typed: str, key: str) -> str:
    """Neither code nor key of the form is stored, and each has more than 100 random bits."""
    return new_token(derived(_plain(typed), "enter", key))


def _plain(typed: str) -> str:
    """The code without what people add and change when they copy it by hand, on any keyboard."""
    letters = "".join(letter for letter in fold(typed) if letter.isalnum())
    return letters.translate(LOOKALIKES)


def _useless() -> Invalid:
    return Invalid(
        "This code does not work. It is mistyped, was used already, or is older than 15 minutes. "
        "Make a new one in the browser that has the workspace."
    )
