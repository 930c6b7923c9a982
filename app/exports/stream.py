"""Reads a large JSON document piece by piece, as strictly as `app.json_reader` reads a small one.

Only one value of a list is in memory at a time. Whatever is wrong is an Invalid that names its
line and column. How deeply a value may be nested is for whoever knows what it has to be.
"""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from collections.abc import Iterator
from itertools import count
from json import JSONDecodeError
from typing import Any, BinaryIO

from app.engine.errors import Invalid
from app.json_reader import QUICKLY, WHOLLY, InvalidJson, Suspicious, json_pointer, refuse_faults

PIECE = 2**16
LARGEST_VALUE = 2**26
"""Characters of one value: of one assessment with all its versions."""
BLANKS = b" \t\n\r"
_SPACE = re.compile(r"[ \t\n\r]*")
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_WORD_END = 16
"""So near to the end of what was read, an error may only mean that more has to be read."""
FOREIGN = "This is no export of Framework Advisor."
CHOOSE = "Choose a file that “Download everything” or `export` made; the CSV of the list is none."

KINDS = {
    b"PK\x03\x04": ("a ZIP archive", "Unpack it first, and import the file in it."),
    b"\x1f\x8b": ("packed by gzip", "Unpack it first (gunzip)."),
    b"\xef\xbb\xbf{": ("UTF-8 with a mark before it", "Save it as UTF-8 without BOM."),
    b"{\x00": ("UTF-16", "Save it as UTF-8."),
    b"\x00{": ("UTF-16", "Save it as UTF-8."),
    b"\xff\xfe": ("UTF-16", "Save it as UTF-8."),
    b"\xfe\xff": ("UTF-16", "Save it as UTF-8."),
    b"SQLite format 3\x00": ("an SQLite database", "A backup is put back by `restore`."),
}


class JsonStream:
    """A JSON document in a binary file, from where that stands."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._decoder = getincrementaldecoder("utf-8")()
        self._text, self._at, self._ended = "", 0, False
        self._line, self._column, self._bytes = 1, 1, 0
        self._began = False  # blanks alone are no beginning, however many
        self._path: list[str | int] = []

    def members(self) -> Iterator[str]:
        """The keys of the object that comes next; the caller reads the value of each."""
        self._expect("{")
        for _ in self._each("}"):
            key = self._key()
            self._path.append(key)
            yield key
            self._path.pop()

    def items(self) -> Iterator[Any]:
        """The values of the list that comes next."""
        self._expect("[")
        for number in self._each("]"):
            self._path.append(number)
            yield self.value()
            self._path.pop()

    def value(self) -> Any:
        """The value that comes next, whole."""
        self._skip_space()
        size = PIECE
        while True:
            try:
                value, end = self._read_value()
            except JSONDecodeError as error:
                if self._is_final(error):
                    raise self._wrong(error.msg, error.pos) from None
            except RecursionError:
                raise self._placed(InvalidJson("This is nested too deeply.")) from None
            except InvalidJson as error:
                raise self._placed(error) from None
            except ValueError:
                raise self._placed(InvalidJson("A number has too many digits.")) from None
            else:
                if end < len(self._text) or self._ended:
                    self._at = end
                    return value
            if len(self._text) - self._at > LARGEST_VALUE:
                raise self._wrong("this is too large for one piece", self._at)
            self._read(size)
            size *= 2

    def _read_value(self) -> tuple[Any, int]:
        """The value and where it ends; halves of characters can only come by escapes."""
        start = self._at
        try:
            value, end = QUICKLY.raw_decode(self._text, start)
            if _HALF.search(self._text, start, end) is None:
                return value, end
        except Suspicious:
            pass
        found, end = WHOLLY.raw_decode(self._text, start)
        refuse_faults(found)
        return QUICKLY.raw_decode(self._text, start)

    def end(self) -> None:
        """Invalid unless nothing but white space is left."""
        self._skip_space()
        if self._at < len(self._text):
            raise self._wrong("there is more after its end", self._at)

    def _each(self, closing: str) -> Iterator[int]:
        """Counts what stands between commas; the caller reads it."""
        if self._peek() == closing:
            self._at += 1
            return
        for number in count():
            yield number
            found = self._peek()
            if found not in (",", closing):
                raise self._wrong(f"a comma or {closing} is missing", self._at)
            self._at += 1
            if found == closing:
                return

    def _key(self) -> str:
        if self._peek() != '"':
            raise self._wrong("a key in quotation marks is missing", self._at)
        key = self.value()
        self._expect(":")
        return str(key)

    def _expect(self, sign: str) -> None:
        if self._peek() != sign:
            raise self._wrong(f"{sign} is missing", self._at)
        self._at += 1

    def _peek(self) -> str:
        """The next sign that is no white space; "" at the end."""
        self._skip_space()
        return self._text[self._at : self._at + 1]

    def _skip_space(self) -> None:
        while True:
            match = _SPACE.match(self._text, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._text) or self._ended:
                return
            self._read(PIECE)

    def _is_final(self, error: JSONDecodeError) -> bool:
        if self._ended:
            return True
        unfinished = error.msg.startswith("Unterminated")
        return not unfinished and error.pos < len(self._text) - _WORD_END

    def _forget(self) -> None:
        """Drop what was used, and keep its lines in mind."""
        gone, self._text, self._at = self._text[: self._at], self._text[self._at :], 0
        if lines := gone.count("\n"):
            self._line += lines
            self._column = len(gone) - gone.rindex("\n")
        else:
            self._column += len(gone)

    def _read(self, size: int) -> None:
        self._forget()
        data = self._file.read(size)
        if not self._began and (not data or data.strip(BLANKS)):
            refuse_other_kinds(data)
            self._began = True
        try:
            self._text += self._decoder.decode(data, final=not data)
        except UnicodeDecodeError as error:
            waiting = len(error.object) - len(data)
            place = self._bytes - waiting + error.start + 1
            raise Invalid(
                f"This is not UTF-8, from byte {place} on.", remedy="Save it as UTF-8."
            ) from None
        self._bytes += len(data)
        self._ended = not data

    def _wrong(self, what: str, at: int) -> Invalid:
        cut_off = self._ended and at >= len(self._text.rstrip())
        if cut_off or (self._ended and what.startswith("Unterminated")):
            return Invalid(
                f"The file is cut off: it ends in the middle of something, {self._where(at)}.",
                remedy="Get the whole file again.",
            )
        said = what[:1].lower() + what[1:]
        return Invalid(
            f"This is not JSON: {said}, {self._where(at)}.", remedy="Get the file again."
        )

    def _placed(self, error: InvalidJson) -> Invalid:
        place = f"{json_pointer(self._path) or ''}{error.pointer or ''}"
        return Invalid(f"{place or self._where(self._at)}: {error.message}", remedy=error.remedy)

    def _where(self, at: int) -> str:
        before = self._text[:at]
        line = self._line + before.count("\n")
        column = at - before.rindex("\n") if "\n" in before else self._column + at
        return f"line {line}, column {column}"


def refuse_other_kinds(data: bytes) -> None:
    """Invalid for an empty file, and for what by its first bytes is something else."""
    begins = data.lstrip(BLANKS)
    if not begins:
        raise Invalid("Nothing came in: the file is empty.", remedy="Choose another file.")
    for mark, (kind, remedy) in KINDS.items():
        if data.startswith(mark):
            raise Invalid(f"This file is {kind}, not an export.", remedy=remedy)
    if not begins.startswith(b"{"):
        raise Invalid(FOREIGN, remedy=CHOOSE)
