"""A request as a line for a shell, to copy: what is one's own stands in variables of the shell."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.api.laid_out import laid_out

KEY = "ADVISOR_KEY"


@dataclass(frozen=True, slots=True)
class Request:
    """What a line asks for.

    `address` and the values of headers may name variables, as `$ASSESSMENT_ID`; `own` has the
    variable that takes the place of a text in the body.
    """

    method: str
    address: str
    headers: Sequence[tuple[str, str]]
    with_key: bool
    body: object
    own: Mapping[str, str]


def curl_line(asked: Request) -> str:
    """The line; it goes over several, each but the last with a backslash at its end."""
    words = [f"curl {_method(asked)}{_quoted(asked.address)}"]
    if asked.with_key:
        words.append(_header("Authorization", f"Bearer ${KEY}"))
    words += [_header(name, value) for name, value in asked.headers]
    if asked.body is not None:
        words += [_header("Content-Type", "application/json"), f"-d {_body(asked)}"]
    return " \\\n  ".join(words)


def _method(asked: Request) -> str:
    implied = "GET" if asked.body is None else "POST"
    return "" if asked.method == implied else f"-X {asked.method} "


def _header(name: str, value: str) -> str:
    return f"-H {_quoted(f'{name}: {value}')}"


def _quoted(text: str) -> str:
    """In double quotes if a variable is to be put in, else in single ones."""
    return f'"{text}"' if "$" in text else _single(text)


def _single(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _body(asked: Request) -> str:
    quoted = _single(laid_out(asked.body, depth=1, used=len("-d ''")))
    for value, variable in asked.own.items():
        # Out of the single quotes, into double ones, and back.
        quoted = quoted.replace(json.dumps(value), f'"\'"${variable}"\'"')
    return quoted
