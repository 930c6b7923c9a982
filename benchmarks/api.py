"""`POST /api/v1/evaluate` beside plain FastAPI: the same requests, the same bytes in the answers.

    .venv/bin/python -m benchmarks.api [--before CHECKOUT] [--rounds 11] [--requests 600]

*plain* takes a Pydantic model, calls our engine and returns the result through a response model,
as a coroutine and, *plain def*, as a function; *ready* reads the body and answers with as many
bytes that are ready. Thousands of different answers, so nothing can be kept; each side gets the
same ones in the same order. Wanted: at least 1.5 times as fast as plain, 0.35 of ready. Writes
benchmarks/results/api.json.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from app.engine.answers import as_json, read_answers, visible_questions
from app.engine.rules import Rulebook
from app.rulebooks.library import load_library
from benchmarks.client import ask, post
from benchmarks.harness import (
    Case,
    Figures,
    Program,
    Server,
    advisor,
    alternate,
    cores,
    keep,
    running,
)

JSON = {"Content-Type": "application/json"}
PATH = "/api/v1/evaluate"
BODIES = 6_000
COMPARED = 200
"""Answers that have to be the same, byte by byte, before anything is measured."""
PLAIN, DEF, READY = "plain", "plain def", "ready"
LINE = "{:<10} {:>9} {:>18} {:>9} {:>9}"


def bodies(rulebook: Rulebook, number: int) -> list[bytes]:
    """So many different sets of answers, as people give them: most of what is asked."""
    rng = random.Random(17)
    found: dict[bytes, None] = {}
    while len(found) < number:
        found[json.dumps({"answers": one_set(rulebook, rng)}).encode()] = None
    return list(found)


def one_set(rulebook: Rulebook, rng: random.Random) -> dict[str, str | list[str] | None]:
    raw: dict[str, object] = {}
    for question in rulebook.questions:
        answers, _ = read_answers(rulebook, raw)
        if question not in visible_questions(rulebook, answers) or rng.random() < 0.2:
            continue
        ordinary = [option.id for option in question.options if not option.exclusive]
        if rng.random() < 0.05:
            raw[question.id] = None
        elif question.kind == "one":
            raw[question.id] = rng.choice(question.option_ids)
        else:
            raw[question.id] = rng.sample(ordinary, rng.randint(1, len(ordinary)))
    return as_json(rulebook, read_answers(rulebook, raw)[0])


def case(path: str, sent: list[bytes]) -> Case:
    """Asked again and again, from wherever the last round ended."""

    def requests(server: Server) -> Iterator[bytes]:
        while True:
            place = int(server.world.get(path, "0"))
            server.world[path] = str(place + 1)
            yield post(path, sent[place % len(sent)], **JSON)

    return Case(path, requests)


def require_same(sides: list[Server], sent: list[bytes]) -> int:
    """Fails unless all sides answer alike; how long an answer usually is."""
    lengths = []
    for body in sent[:COMPARED]:
        answers = {side.program.name: ask(side.port, post(PATH, body, **JSON)) for side in sides}
        assert {answer.status for answer in answers.values()} == {200}, answers
        assert len({answer.body for answer in answers.values()}) == 1, answers
        lengths.append(len(next(iter(answers.values())).body))
    return round(statistics.mean(lengths))


def plain(length: int) -> Program:
    return Program(PLAIN, ("-m", "benchmarks.peers.plain_api", "{port}", str(length)))


def also(server: Server, name: str) -> Server:
    """The same process under another name, for another of its endpoints."""
    return Server(Program(name, ()), server.folder, server.port, server.process)


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.api", description=__doc__)
    parser.add_argument("--before", type=Path, help="another checkout to compare with")
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--requests", type=int, default=600, help="in each round")
    parser.add_argument("--connections", type=int, default=8)
    wanted = parser.parse_args()
    client, core = cores()
    os.sched_setaffinity(0, {client})
    sent = bodies(load_library().default, BODIES)
    load = os.getloadavg()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))

        def start(program: Program) -> Server:
            return stack.enter_context(running(program, folder / program.name, core))

        ours = [start(advisor("now")), start(advisor("again"))]
        if wanted.before:
            ours.append(start(advisor("before", wanted.before.resolve())))
        length = require_same(ours, sent)
        peer = start(plain(length))
        require_same([ours[0], peer], sent)
        others = ((DEF, "/functions/evaluate"), (READY, "/ready"))
        sides = [
            *((side, case(PATH, sent)) for side in [*ours, peer]),
            *((also(peer, name), case(path, sent)) for name, path in others),
        ]
        figures = alternate(sides, wanted.rounds, wanted.requests, wanted.connections)
    figures["ratios"] = ratios(figures)
    show(figures)
    keep("api", {"load": [*load, *os.getloadavg()], "bodies": BODIES, "figures": figures})


def ratios(figures: dict[str, Figures]) -> Figures:
    """How many times as fast we are, by processor time; `noise` is that of ourselves."""
    now = figures["now"]["cpu_us"]
    named = {"noise": "again", "before": "before", "of_plain": PLAIN, "of_plain_def": DEF}
    named |= {"of_ready": READY}
    return {
        name: round(figures[side]["cpu_us"] / now, 2)
        for name, side in named.items()
        if side in figures
    }


def show(figures: dict[str, Figures]) -> None:
    print(LINE.format("program", "CPU µs", "rounds", "per s", "bytes"))
    for name, one in figures.items():
        if name != "ratios":
            spread = "{} to {}".format(*one["cpu_us_spread"])
            print(LINE.format(name, one["cpu_us"], spread, one["per_second"], one["bytes"]))
    print(json.dumps(figures["ratios"]))


if __name__ == "__main__":
    main()
