"""Logs as JSON lines on standard error: short, escaped, without secrets or what people wrote."""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import UTC, datetime
from hashlib import sha256

from app.engine.errors import AdvisorError

LONGEST_LINE = 4_096
LONGEST_TEXT = 2_500  # escaping may lengthen it
LONGEST_CAUSE = 300
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
            if not isinstance(record.exc_info[1], AdvisorError):  # which are foreseen
                line["exception"] = mask(self.formatException(record.exc_info))[-LONGEST_TEXT:]
        return _shortened(line)


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
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
