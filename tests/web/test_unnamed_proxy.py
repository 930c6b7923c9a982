"""A proxy that no setting names is told of in the log, once, with its address."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from app.web.unnamed_proxy import MESSAGE, UnnamedProxy

FORWARDED = [(b"x-forwarded-for", b"203.0.113.9, 198.51.100.4")]


async def answer(scope: Any, receive: Any, send: Any) -> None:
    """Says nothing."""


def forward(caplog: pytest.LogCaptureFixture, believed: str, headers: Any, times: int = 3) -> Any:
    """What is logged of requests that the proxy 192.0.2.2 sends."""
    app = ProxyHeadersMiddleware(UnnamedProxy(answer), trusted_hosts=believed)
    for _ in range(times):
        scope = {"type": "http", "scheme": "http", "client": ("192.0.2.2", 5), "headers": headers}
        asyncio.run(app(scope, None, None))  # type: ignore[arg-type]
    return [(record.message, vars(record)["fields"]) for record in caplog.records]


@pytest.mark.parametrize("believed", ["", "192.0.2.1"])
def test_a_proxy_that_is_not_named_is_told_once(
    caplog: pytest.LogCaptureFixture, believed: str
) -> None:
    assert forward(caplog, believed, FORWARDED) == [(MESSAGE, {"sender": "192.0.2.2"})]


def test_the_one_that_is_named_is_not(caplog: pytest.LogCaptureFixture) -> None:
    assert forward(caplog, "192.0.2.2", FORWARDED) == []


def test_who_forwards_nothing_is_no_proxy(caplog: pytest.LogCaptureFixture) -> None:
    assert forward(caplog, "", []) == []
