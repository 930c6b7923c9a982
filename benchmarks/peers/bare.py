"""The reference: FastAPI alone, one `async def` route for each size, answering from memory.

`python -m benchmarks.peers.bare PORT SIZE…`; `/51000` is a page of 51,000 bytes.
"""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, Response

from benchmarks.peers.serving import serve


def build(sizes: list[int]) -> FastAPI:
    app = FastAPI(openapi_url=None)
    app.get("/healthz")(_page(5))
    for size in sizes:
        app.get(f"/{size}")(_page(size))
    return app


def _page(size: int) -> Callable[[], Awaitable[Response]]:
    body = b"x" * size

    async def page() -> Response:
        return HTMLResponse(body)

    return page


def main() -> None:
    port, *sizes = map(int, sys.argv[1:])
    serve(build(sizes), port)


if __name__ == "__main__":
    main()
