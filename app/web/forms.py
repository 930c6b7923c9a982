"""Reads what a form or an address carries: one kind of text, one kind of whole number.

Only URL-encoded forms are read, by the strict parser of the standard library: the framework's
form reader guesses at bytes that are not UTF-8. What has a file is read by `app.web.uploads`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Literal
from urllib.parse import parse_qsl

from fastapi import Depends, Path, Request
from pydantic import BeforeValidator

from app.engine.adjustments import LONGEST_REASON
from app.engine.errors import Invalid
from app.engine.texts import cleaned, cut, in_one_line, is_visible
from app.store.records import ANSWERER_LENGTH, NAME_LENGTH, NOTE_LENGTH, TITLE_LENGTH

FORM = "advisor.form"
FORM_TYPE = "application/x-www-form-urlencoded"
MOST_FIELDS = 1_000
MOST_NAMED = 3
"""How many of the names that mean nothing here an answer repeats; the others are counted."""

NUMBER = re.compile(r"0|[1-9][0-9]{0,8}")  # fits the integer columns of both databases
TRACKING = re.compile(
    r"(utm|mtm|hsa)_[a-z_]+|(fb|g|d|tt|y|tw|rdt|sc|epi)clid|msclkid|[gw]braid|mc_[ce]id|mkt_tok"
    r"|igshid?|li_fat_id|_gl|_ga|_hsenc|_hsmi|_openstat|__s|oly_(anon|enc)_id|srsltid|vero_id"
    r"|s_kwcid|ref_(src|url)|(gt|lt|quot|apos|nbsp|#[0-9]{1,5});",
    re.IGNORECASE,
)
"""The names of fields by which others follow a link, and signs of HTML behind one."""
FROM_FIRST_TO_LAST = re.compile(r"[A-Za-z0-9_](?:.*[A-Za-z0-9_])?", re.DOTALL)
LONGEST = {
    "title": TITLE_LENGTH,
    "note": NOTE_LENGTH,
    "label": TITLE_LENGTH,
    "answered_by": ANSWERER_LENGTH,
    "browser": NAME_LENGTH,
    "key": NAME_LENGTH,
    "reason": LONGEST_REASON,
    "words": 200,
    "code": 200,
    "place": 300,
    "remark": 1_500,
}
"""How many characters each text that people write may have.

The same number is the `maxlength` of its field. Browsers count an emoji as two there, so what they
let through is never too long.
"""

OfBytes = Literal["strict", "replace"]
UNREADABLE = "Part of what was sent cannot be read."


class Misread(Invalid):
    """What was typed cannot be used: nothing is stored, and the form is shown again with it."""

    def __init__(self) -> None:
        super().__init__("Part of what was typed cannot be used.")


@dataclass(frozen=True, slots=True)
class Fields:
    """Names and values as sent, in order, as `app.engine.texts` cleans them."""

    pairs: tuple[tuple[str, str], ...] = ()

    def __contains__(self, name: str) -> bool:
        return any(key == name for key, _ in self.pairs)

    @property
    def names(self) -> tuple[str, ...]:
        """Each name once, in the order sent."""
        return tuple(dict.fromkeys(key for key, _ in self.pairs))

    def many(self, name: str) -> tuple[str, ...]:
        """All values of the name, in the order sent."""
        return tuple(value for key, value in self.pairs if key == name)

    def text(self, name: str, *, longest: int) -> str:
        """The value in several lines, "" if absent; Invalid if sent twice or too long."""
        return in_lines(self.typed(name), longest)

    def one(self, name: str, *, longest: int = 200) -> str:
        """The value, its lines made one, "" if absent; Invalid if sent twice or too long."""
        return as_line(self.typed(name), longest)

    def first(self, name: str) -> str:
        """The same of any length, and however often it was sent, to be shown again."""
        value = next(iter(self.many(name)), "")
        return in_one_line(value) if is_visible(value) else ""

    def typed(self, name: str) -> str:
        """The value of any length; "" if absent or with nothing to be seen in it.

        Invalid if it was sent twice.
        """
        values = self.many(name)
        if len(values) > 1:
            raise Invalid("The form holds the same field twice.")
        return seen(values[0]) if values else ""

    def number(self, name: str) -> int:
        """The whole number, in plain digits; Invalid if it is anything else or absent."""
        return read_number(self.one(name), refusal=Invalid("The form holds no usable number."))

    def refuse_others(self, *known: str) -> None:
        """Invalid, naming the field, if anything but these was sent."""
        for name in self.names:
            if name not in known:
                raise Invalid(f"The form has no field “{cut(name, 40)}”.")

    def digest(self) -> bytes:
        """The SHA-256 of all names and values, to tell whether the same form came twice."""
        return sha256(repr(self.pairs).encode()).digest()


def read_number(value: object, refusal: Exception | None = None) -> int:
    """The number that the ASCII digits spell, in its one spelling and of at most nine digits."""
    if not isinstance(value, str) or NUMBER.fullmatch(value) is None:
        raise refusal or ValueError("not a whole number")
    return int(value)


def few(names: Iterable[str]) -> tuple[str, ...]:
    """The first of the names, cut short, and how many more there are: `a`, `b`, `c`, `7 more`."""
    every = tuple(cut(name, 40) for name in names)
    rest = len(every) - MOST_NAMED
    return (*every[:MOST_NAMED], f"{rest} more") if rest > 0 else every


def parse_fields(encoded: bytes, *, errors: OfBytes = "strict") -> Fields:
    """The fields of a URL-encoded form or query; Invalid if it is not UTF-8 or has too many.

    With `errors="replace"` what is not UTF-8 becomes the sign for that.
    """
    try:
        pairs = parse_qsl(
            encoded.decode(errors=errors),
            keep_blank_values=True,
            errors=errors,
            max_num_fields=MOST_FIELDS,
        )
    except UnicodeDecodeError:
        raise Invalid(UNREADABLE) from None
    except ValueError:
        raise Invalid(f"More than {MOST_FIELDS} fields were sent.") from None
    return Fields(tuple(_clean(pairs)))


def _clean(pairs: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for name, value in pairs:
        yield cleaned(name), cleaned(value)


def seen(text: str) -> str:
    """A cleaned text, "" if there is nothing to be seen in it."""
    return text if is_visible(text) else ""


def as_line(text: str, longest: int) -> str:
    """A cleaned text with its lines made one; Invalid if that is too long."""
    return _within(longest, in_one_line(text))


def in_lines(text: str, longest: int) -> str:
    """A cleaned text in several lines; Invalid if it is too long."""
    return _within(longest, text.strip())


def _within(longest: int, value: str) -> str:
    if len(value) > longest:
        raise Invalid(f"This can have at most {longest} characters; yours has {len(value)}.")
    return value


async def form(request: Request) -> Fields:
    """Dependency: the fields of the form in the body; no body is a form without fields.

    They are read once: who writes has read them before the handler gets them.
    """
    if FORM not in request.scope:
        request.scope[FORM] = read_form(await request.body(), kind_of(request))
    fields: Fields = request.scope[FORM]
    return fields


def kind_of(request: Request) -> str:
    """The content type of the body, without its parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def read_form(body: bytes, kind: str) -> Fields:
    """The fields of a body of that content type; Invalid if it is no plain form."""
    if body and kind != FORM_TYPE:
        raise Invalid("This address takes only plain forms.", remedy="Use the form on our page.")
    return parse_fields(body)


def read_query(request: Request, *, errors: OfBytes = "strict") -> Fields:
    """The fields of the address, after the question mark, without what links pick up on their way.

    That is a space or a break in the line around a name or value, an `&` written as in HTML, and
    the marks by which mail programs and networks follow who clicks.
    """
    pairs = parse_fields(request.scope["query_string"], errors=errors).pairs
    sent = ((in_one_line(name).removeprefix("amp;"), in_one_line(value)) for name, value in pairs)
    return Fields(tuple(pair for pair in sent if TRACKING.fullmatch(pair[0]) is None))


async def query(request: Request) -> Fields:
    """Dependency: the same; asynchronous, as it would cost more to send it to a thread."""
    return read_query(request)


async def pasted_query(request: Request) -> Fields:
    """Dependency: the same where all values are ids, which have no punctuation behind them."""
    return Fields(tuple((name, _bare(value)) for name, value in read_query(request).pairs))


def _bare(value: str) -> str:
    """The value without what stands around it; in one look, however much that is."""
    found = FROM_FIRST_TO_LAST.search(value)
    return found[0] if found else ""


async def search(request: Request) -> Fields:
    """Dependency: the same of an address that people write words into, whatever its bytes are."""
    return read_query(request, errors="replace")


Form = Annotated[Fields, Depends(form)]
Query = Annotated[Fields, Depends(query)]
PastedQuery = Annotated[Fields, Depends(pasted_query)]
Search = Annotated[Fields, Depends(search)]
Number = Annotated[int, BeforeValidator(read_number)]
Identifier = Annotated[str, Path(pattern="^[A-Za-z0-9_-]{1,64}$")]
