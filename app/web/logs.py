"""Logs as JSON lines on standard error: short, escaped, without secrets or what people wrote."""

from __future__ import annotations

import json
import logging
import re
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256

from app.engine.errors import AdvisorError

LONGEST_LINE = 4_096
LONGEST_TEXT = 2_500  # escaping may lengthen it
LONGEST_CAUSE = 300
AGAIN_AFTER = 1.0  # seconds
MOST_KINDS = 100
TOKEN_LIKE = re.compile(r"[A-Za-z0-9_-]{43,}")


def fingerprint(token: str) -> str:
    """What a log may hold of a token: the first 8 hex digits of its hash."""
    return sha256(token.encode()).hexdigest()[:8]


def mask(text: str) -> str:
    """The text with everything that could be a token replaced by its fingerprint."""
    return TOKEN_LIKE.sub(lambda match: f"token:{fingerprint(match[0])}", text)


class JsonLines(logging.Formatter):
    """One JSON object a line, of at most 4 KB, in ASCII."""

    def format(self, record: logging.LogRecord) -> str:
        """The line for a record; `record.fields`, if there are any, stand beside the message."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": mask(record.getMessage())[:LONGEST_TEXT],
            "logger": record.name,
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[1]:
            line["cause"] = mask(_cause(record.exc_info[1]))[:LONGEST_CAUSE]
            # Ours are foreseen; the pool of connections tells only of servers that went away.
            foreseen = isinstance(record.exc_info[1], AdvisorError)
            if not foreseen and not record.name.startswith("sqlalchemy."):
                line["exception"] = mask(self.formatException(record.exc_info))[-LONGEST_TEXT:]
        return _shortened(line)


class Repeats(logging.Filter):
    """Lets of warnings and worse one of a kind through, and the next AGAIN_AFTER later.

    That one says how many were left out between the two. However many people run into a fault,
    or try to, the log does not grow by more than a line a second for it.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._now = now
        self._kinds: dict[object, tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is written."""
        if record.levelno < logging.WARNING:
            return True
        fields = getattr(record, "fields", {})
        cause = type(record.exc_info[1]) if record.exc_info else None
        kind = record.name, record.msg, repr(fields), cause
        told_at, left_out = self._kinds.get(kind, (float("-inf"), 0))
        if self._now() - told_at < AGAIN_AFTER:
            self._kinds[kind] = told_at, left_out + 1
            return False
        if kind not in self._kinds and len(self._kinds) >= MOST_KINDS:
            self._kinds.clear()
        self._kinds[kind] = self._now(), 0
        if left_out:
            record.fields = {**fields, "left_out_before": left_out}
        return True


def _cause(error: BaseException) -> str:
    """What was at the bottom of it, in one line: the traceback may have to be cut there."""
    while error.__cause__ is not None:
        error = error.__cause__
    return f"{type(error).__name__}: {error}".partition("\n")[0]


def _shortened(line: dict[str, object]) -> str:
    text = json.dumps(line)
    if len(text) <= LONGEST_LINE:
        return text
    kept = {name: line[name] for name in ("time", "level", "logger", "cause") if name in line}
    return json.dumps(kept | {"event": str(line["event"])[:200], "shortened": True})


def configure_logs(level: str) -> None:
    """Sends every log line of the process to standard error, as JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    handler.addFilter(Repeats())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
