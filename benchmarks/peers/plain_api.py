"""Evaluating answers as one would write it in FastAPI: a Pydantic model in, a response model out.

`python -m benchmarks.peers.plain_api PORT BYTES` serves three endpoints: `/api/v1/evaluate` calls
our engine in a coroutine, `/functions/evaluate` in a function, which the framework gives a thread;
`/ready` reads the body and answers with as many bytes that are ready.
"""

from __future__ import annotations

import sys
from typing import Any

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import Response
from pydantic import BaseModel

from app.engine.answers import read_answers
from app.engine.scoring import evaluate
from app.results.api_models import Evaluation
from app.rulebooks.library import load_library
from benchmarks.peers.serving import serve


class Asked(BaseModel):
    """What is sent."""

    answers: dict[str, str | list[str] | None]


def build(length: int) -> FastAPI:
    app = FastAPI()
    rulebook = load_library().default
    ready_bytes = b"x" * length

    @app.get("/healthz")
    async def healthy() -> str:
        return "well"

    @app.post("/functions/evaluate", response_model=Evaluation)
    def evaluated(asked: Asked) -> dict[str, Any]:
        answers, problems = read_answers(rulebook, asked.answers, hidden="refuse")
        if problems:
            raise HTTPException(422, [problem.message for problem in problems])
        beside = {"adjustments": None, "adjusted": None, "second_opinion": None}
        return {"result": evaluate(rulebook, answers), **beside}

    @app.post("/api/v1/evaluate", response_model=Evaluation)
    async def evaluate_answers(asked: Asked) -> dict[str, Any]:
        return evaluated(asked)

    @app.post("/ready")
    async def ready(request: Request) -> Response:
        await request.body()
        return Response(ready_bytes, media_type="application/json")

    return app


def main() -> None:
    port, length = map(int, sys.argv[1:])
    serve(build(length), port)


if __name__ == "__main__":
    main()
