"""A file of exported assessments, read from its beginning, one assessment after the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from app.engine.errors import Invalid
from app.exports.format import FORMAT, VERSION, header
from app.exports.stream import CHOOSE, FOREIGN, JsonStream
from app.files import release

ASSESSMENTS = "assessments"
EVERYTHING = "framework-advisor everything"
"""The format of a file with every table, which only the command line takes."""
_RELEASE = re.compile(r"\d{1,5}(\.\d{1,5}){2}", re.ASCII)
_HEADER = header("workspace").keys()


class Document:
    """An export in a binary file that can be read again from its beginning.

    Invalid, here and while it is read, for what is no such file, with its line or its place as a
    JSON pointer; the assessments themselves are looked at by whoever reads them.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.holds = str(_read_header(self._from_start())["holds"])

    def assessments(self) -> Iterator[Any]:
        """Each assessment as it stands in the file, in plain JSON types."""
        count, seen = None, set[str]()
        stream = self._from_start()
        for key in stream.members():
            _refuse_double(key, seen)
            if key == ASSESSMENTS:
                count = 0
                for assessment in stream.items():
                    yield assessment
                    count += 1
            else:
                stream.value()
        stream.end()
        if strange := seen - _HEADER - {ASSESSMENTS}:
            raise Invalid(f"/{min(strange)[:40]}: this key is not part of the format.", remedy="")
        if count is None:
            raise Invalid("/assessments: this is missing.", remedy=CHOOSE)
        if self.holds == "assessment" and count != 1:
            raise Invalid(
                f"/assessments: it says that it holds one assessment, and holds {count}.", remedy=""
            )

    def _from_start(self) -> JsonStream:
        self._file.seek(0)
        return JsonStream(self._file)


def _read_header(stream: JsonStream) -> Mapping[str, Any]:
    """What stands around the assessments; mostly before them, and then no more is read."""
    found: dict[str, Any] = {}
    for key in stream.members():
        _refuse_double(key, set(found))
        if key == ASSESSMENTS:
            found[key] = sum(1 for _ in stream.items())
        else:
            found[key] = stream.value()
        if "format" in found and found["format"] != FORMAT:
            raise _not_this_format(found["format"])
        if found.keys() >= _HEADER:
            break
    _require_header(found)
    return found


def _refuse_double(key: str, seen: set[str]) -> None:
    if key in seen:
        raise Invalid(f"/{key[:40]}: this key is there twice.", remedy="Keep one of them.")
    seen.add(key)


def _not_this_format(found: object) -> Invalid:
    if found == EVERYTHING:
        return Invalid(
            "This file holds everything of a server, not one workspace.",
            remedy="`import` on the command line takes it, into an empty database.",
        )
    return Invalid(FOREIGN, remedy=CHOOSE)


def _require_header(found: Mapping[str, Any]) -> None:
    if "format" not in found:
        raise Invalid(FOREIGN, remedy=CHOOSE)
    refuse_newer(found, VERSION)
    if missing := _HEADER - found.keys():
        raise Invalid(f"/{min(missing)}: this is missing.", remedy=CHOOSE)
    if not _RELEASE.fullmatch(str(found["readable_since"])):
        raise Invalid("/readable_since: write a release, as 0.1.0.", remedy="")
    if not _is_release(found["readable_since"]):
        raise Invalid("/readable_since: write a release here, such as 0.1.0.", remedy="")
    if found["holds"] not in ("workspace", "assessment"):
        raise Invalid("/holds: write workspace or assessment.", remedy="")


def _is_release(written: object) -> bool:
    return isinstance(written, str) and _RELEASE.fullmatch(written) is not None


def refuse_newer(found: Mapping[str, Any], newest: int) -> None:
    """Invalid for a version of the format beyond the newest known; it names who reads it."""
    version = found.get("version")
    if type(version) is not int or version < 1:
        raise Invalid("/version: write the version of the format, a number from 1 on.", remedy="")
    if version > newest:
        since = found.get("readable_since")
        reader = f"release {since}" if _is_release(since) else "a newer release"
        raise Invalid(
            f"This file is of format {version}, which {reader} of Framework Advisor reads; this is "
            f"release {release()}, which reads up to {newest}.",
            remedy="Install that release or a later one, then try again.",
        )
