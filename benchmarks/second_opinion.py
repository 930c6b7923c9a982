"""What a second opinion costs: a cold result, its bytes and a save, beside the same without it.

Run by hand: `.venv/bin/python -m benchmarks.second_opinion`. Prints JSON. Two applications in one
process, one with the rulebook that gives the opinion, take turns; each page is asked for once, as a
browser asks, and nothing that was worked out for the other side is left to it. `run twice` is the
side without it against itself. All of it is one task: at its end threads end, and the next request
would pay for a new one, as none does on a server.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import random
import re
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from starlette.types import ASGIApp, Message

from app.engine.answers import as_json, visible_answers
from app.engine.rules import SECOND_OPINION
from app.main import create_app
from app.results import firmness
from app.rulebooks.library import Library, load_library
from app.settings import Settings
from app.store.migrations import upgrade

CASES, ROUNDS = 40, 5
SITE = [(b"host", b"127.0.0.1:8000"), (b"sec-fetch-site", b"same-origin")]
FORM = (b"content-type", b"application/x-www-form-urlencoded")


class Side:
    """An application with a database of its own, and one visitor of it."""

    def __init__(self, library: Library, folder: Path) -> None:
        path = str(folder / "advisor.db")
        upgrade(path)
        self.app: ASGIApp = create_app(Settings(database=path), library=library)
        self.cookie = b""
        self.headers: dict[bytes, bytes] = {}

    async def ask(
        self, path: str, form: list[tuple[str, str]] | None = None
    ) -> tuple[float, bytes]:
        """CPU in ms, and what came back, unpacked."""
        sent = [*SITE, (b"accept-encoding", b"gzip"), (b"cookie", self.cookie)]
        sent += [FORM] if form is not None else []
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1",
            "method": "GET" if form is None else "POST", "scheme": "http", "path": path,
            "raw_path": path.encode(), "query_string": b"", "root_path": "", "headers": sent,
            "client": ("127.0.0.1", 50_000), "server": ("127.0.0.1", 8000), "state": {},
        }  # fmt: skip
        begun = time.process_time()
        body = await self._exchange(scope, urlencode(form or []).encode())
        spent = (time.process_time() - begun) * 1000
        packed = self.headers.get(b"content-encoding") == b"gzip"
        return spent, gzip.decompress(body) if packed else body

    async def _exchange(self, scope: dict[str, Any], sent: bytes) -> bytes:
        parts: list[bytes] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": sent, "more_body": False}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.headers = dict(message["headers"])
                self.cookie = self.headers.get(b"set-cookie", self.cookie).partition(b";")[0]
            parts.append(message.get("body", b""))

        await self.app(scope, receive, send)
        return b"".join(parts)

    async def save(self, answers: list[tuple[str, str]], key: str) -> tuple[float, str]:
        """CPU in ms of a save, and the address of the result."""
        firmness._analysis.cache_clear()
        form = [("_key", key), ("_rulebook", ""), *answers]
        spent, _ = await self.ask("/questionnaire/flask-fastapi", form)
        made = re.search(rb"made=([a-z0-9]+)|/assessments/([a-z0-9]+)", self.headers[b"location"])
        assert made, self.headers
        return spent, f"/assessments/{(made[1] or made[2]).decode()}"

    async def page(self, path: str) -> tuple[float, int, int]:
        """CPU in ms of a page that nothing was worked out for, its bytes, and those sent."""
        firmness._analysis.cache_clear()
        spent, body = await self.ask(path)
        assert b'id="why-title"' in body
        return spent, len(body), int(self.headers[b"content-length"])


def cases(library: Library) -> Iterator[list[tuple[str, str]]]:
    """Answers that people might give, as the fields of a form."""
    rng, rulebook = random.Random(15), library.default
    for _ in range(CASES):
        some = {
            question.id: frozenset({rng.choice(question.option_ids)})
            for question in rulebook.questions
            if rng.random() < 0.7
        }
        given = as_json(rulebook, visible_answers(rulebook, some))
        yield [
            (name, option)
            for name, chosen in given.items()
            for option in ([chosen] if isinstance(chosen, str) else chosen or [])
        ]


async def main() -> None:
    whole = load_library()
    alone = Library([one for one in whole if one.role != SECOND_OPINION])
    cold: dict[str, list[float]] = {}
    saves: dict[str, list[float]] = {}
    sizes: dict[str, list[tuple[int, int]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        sides = {}
        for name, library in (("without", alone), ("with", whole), ("without, again", alone)):
            (place := Path(folder) / name).mkdir()
            sides[name] = Side(library, place)
        for turn in range(ROUNDS):
            for number, answers in enumerate(cases(whole)):
                for name, side in sides.items():
                    spent, path = await side.save(answers, f"key-{turn}-{number}")
                    time_cold, plain, packed = await side.page(path)
                    if turn:  # the first one compiles templates
                        saves.setdefault(name, []).append(spent)
                        cold.setdefault(name, []).append(time_cold)
                        sizes.setdefault(name, []).append((plain, packed))
    print(json.dumps(figures(cold, saves, sizes), indent=2))


def figures(
    cold: dict[str, list[float]],
    saves: dict[str, list[float]],
    sizes: dict[str, list[tuple[int, int]]],
) -> dict[str, object]:
    """Medians in ms and bytes, and what they are beside the side without."""
    told: dict[str, object] = {}
    for name, measured in (("cold result", cold), ("first save", saves)):
        middle = {side: statistics.median(times) for side, times in measured.items()}
        told[name] = {
            **{f"{side}, ms of CPU": round(one, 3) for side, one in middle.items()},
            "ratio": round(middle["with"] / middle["without"], 3),
            "run twice": round(middle["without, again"] / middle["without"], 3),
        }
    for place, name in enumerate(("bytes of the page", "bytes sent")):
        middle = {side: statistics.median(one[place] for one in sizes[side]) for side in sizes}
        told[name] = {
            "without": middle["without"],
            "with": middle["with"],
            "ratio": round(middle["with"] / middle["without"], 3),
        }
    return told


if __name__ == "__main__":
    asyncio.run(main())
