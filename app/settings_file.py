"""Reads a file of settings: lines NAME=value, as systemd reads an EnvironmentFile.

What is read: blank lines; comments, which begin with # or ;; a name, =, and a value to the end of
the line, where

* 'single quotes' keep everything, "double quotes" all but a backslash before one of " \\ ` $ and
  before the end of a line,
* outside quotes a backslash keeps the next character, and one at the end of a line goes on with the
  next; spaces around the value do not count, while # and ; within it do,
* quotes count only at the beginning of the value, and after other quotes.

Of two lines with one name the last counts. What systemd passes over in silence is refused instead:
a line without =, a quote that nobody closes, control characters, text that is not UTF-8. So is a
comment that ends in a backslash, which some releases of systemd continue and others do not.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

LONGEST = 65_536
BYTE_ORDER_MARK = b"\xef\xbb\xbf"  # editors of Windows begin with it, and end lines with CR LF
COMMENT = re.compile(r"[#;]([^\r\n]*)")
BLANK = re.compile(r"[ \t\r\n]+")
NAME = re.compile(r"([^=\r\n]*)=")
QUOTED = re.compile(r"""[ \t]*(?:'([^']*)'|"((?:[^"\\]|\\[\s\S])*)")""")
PLAIN = re.compile(
    r"[ \t]*((?:[^\\\r\n \t]|\\[\s\S]|[ \t](?![ \t]*(?:[\r\n]|\Z)))*)[ \t]*(?=[\r\n]|\Z)"
)
ESCAPED = re.compile(r"\\([\s\S])")
KEPT_BY_A_BACKSLASH = '"\\`$'
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class SettingsFileError(ValueError):
    """It or a line of it cannot be read; the message is the reason, which names the line."""


class Line(NamedTuple):
    """A value and the number of the line it begins on, counted from 1."""

    value: str
    number: int


def read_settings_file(path: Path) -> dict[str, Line]:
    """Name → line; SettingsFileError says why not."""
    try:
        with path.open("rb") as file:
            data = file.read(LONGEST + 1)
    except OSError as error:
        raise SettingsFileError(error.strerror) from None
    if len(data) > LONGEST:
        raise SettingsFileError(f"it has more than {LONGEST} bytes")
    data = data.removeprefix(BYTE_ORDER_MARK).replace(b"\r\n", b"\n")
    try:
        return parse_settings(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        number = data.count(b"\n", 0, error.start) + 1
        raise SettingsFileError(f"line {number} is not UTF-8") from None


def parse_settings(text: str) -> dict[str, Line]:
    """The same of a text."""
    found: dict[str, Line] = {}
    position = 0
    while position < len(text):
        number = text.count("\n", 0, position) + 1
        if blank := BLANK.match(text, position):
            position = blank.end()
        elif comment := COMMENT.match(text, position):
            if comment[1].endswith("\\"):
                raise SettingsFileError(f"line {number} is a comment that ends in a backslash")
            position = comment.end()
        else:
            name, value, position = _assignment(text, position, number)
            found[name] = Line(value, number)
    return found


def _assignment(text: str, position: int, number: int) -> tuple[str, str, int]:
    """Name, value, and where what follows begins."""
    name = NAME.match(text, position)
    if name is None:
        raise SettingsFileError(f"line {number} has no =")
    value, position = "", name.end()
    while quoted := QUOTED.match(text, position):
        value += quoted[1] if quoted[1] is not None else ESCAPED.sub(_in_quotes, quoted[2])
        position = quoted.end()
    plain = PLAIN.match(text, position)
    if plain is None or plain[1].startswith(("'", '"')):
        raise SettingsFileError(f"line {number} begins a value that does not end")
    value += ESCAPED.sub(_outside, plain[1])
    if CONTROL.search(value):
        raise SettingsFileError(f"line {number} has a control character in its value")
    return name[1].strip(" \t"), value, plain.end()


def _in_quotes(escaped: re.Match[str]) -> str:
    if escaped[1] == "\n":
        return ""
    return escaped[1] if escaped[1] in KEPT_BY_A_BACKSLASH else escaped[0]


def _outside(escaped: re.Match[str]) -> str:
    return "" if escaped[1] in "\r\n" else escaped[1]
