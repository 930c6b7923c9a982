"""The endpoint in both frameworks under the usual servers and a fast one, each with one process."""

from __future__ import annotations

from benchmarks.harness import Program

REFERENCE = "flask_threads"
"""What the others are compared with; it is started twice."""
AGAIN = "again"

_FLASK = "benchmarks.endpoint.flask_app:app"
_FASTAPI = "benchmarks.endpoint.fastapi_app"
_GUNICORN = (
    "-m",
    "gunicorn",
    "--bind",
    "127.0.0.1:{port}",
    "--no-control-socket",
    "--workers",
    "1",
)
_UVICORN = ("-m", "uvicorn", "--port", "{port}", "--log-level", "warning", "--no-access-log")
_GRANIAN = ("-m", "granian", "--port", "{port}", "--workers", "1", "--no-log")
_FAST = ("--http", "httptools", "--loop", "uvloop")
_THREADS = ("--worker-class", "gthread", "--threads")

SERVED: dict[str, tuple[str, ...]] = {
    REFERENCE: (*_GUNICORN, *_THREADS, "4", _FLASK),
    "flask_sync": (*_GUNICORN, "--worker-class", "sync", _FLASK),
    "flask_many_threads": (*_GUNICORN, *_THREADS, "64", _FLASK),
    "flask_gevent": (*_GUNICORN, "--worker-class", "gevent", _FLASK),
    "flask_granian": (*_GRANIAN, "--interface", "wsgi", "--blocking-threads", "64", _FLASK),
    "fastapi_async": (*_UVICORN, *_FAST, f"{_FASTAPI}:coroutines"),
    "fastapi_def": (*_UVICORN, *_FAST, f"{_FASTAPI}:functions"),
    "fastapi_bare": (*_UVICORN, "--http", "h11", "--loop", "asyncio", f"{_FASTAPI}:coroutines"),
    "fastapi_granian": (*_GRANIAN, "--interface", "asgi", f"{_FASTAPI}:coroutines"),
}
"""How each is started, by the name that the data file has for it."""


def endpoint_programs(python: str) -> list[Program]:
    """All of them, and the reference again, to be run by that Python."""
    again = {AGAIN: SERVED[REFERENCE]}
    return [Program(name, serve, python=python) for name, serve in (SERVED | again).items()]
