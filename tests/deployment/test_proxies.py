"""The examples for Caddy and nginx bound times and sizes, and fit the application."""

from __future__ import annotations

import re

import pytest

from app.main import LARGEST_BODY
from app.web.uploads import ADDRESSES, LARGEST_UPLOAD
from tests.deployment.dockerfile import ROOT

CADDY = (ROOT / "docs/Caddyfile").read_text(encoding="utf-8")
NGINX = (ROOT / "docs/nginx.conf").read_text(encoding="utf-8")
GUIDE = (ROOT / "docs/deployment.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "bound",
    [
        *("read_header 10s", "read_body 20s", "write 30s", "idle 2m", "max_header_size 16KB"),
        *("max_size 100KB", "dial_timeout 3s", "response_header_timeout 30s"),
        "health_uri /readyz",
    ],
)
def test_caddy_bounds(bound: str) -> None:
    assert re.search(rf"(?m)^\s+{bound}$", CADDY)


@pytest.mark.parametrize(
    "bound",
    [
        *("client_header_timeout 10s", "client_body_timeout 10s", "send_timeout 30s"),
        *("keepalive_timeout 60s", "large_client_header_buffers 4 8k"),
        *("client_max_body_size 100k", "proxy_connect_timeout 2s", "proxy_read_timeout 30s"),
        *("limit_req_status 429", "limit_conn advisor_connections 64", "server_tokens off"),
    ],
)
def test_nginx_bounds(bound: str) -> None:
    assert re.search(rf"(?m)^\s*{bound};$", NGINX)


def test_both_take_more_than_the_application_so_that_its_page_explains() -> None:
    assert LARGEST_BODY < 100_000


def test_both_take_a_file_where_the_application_does() -> None:
    for address in ADDRESSES:
        assert re.search(r"location ~ (\S+) \{\s+client_max_body_size 27m;", NGINX)
        assert re.fullmatch(re.findall(r"location ~ (\S+) \{", NGINX)[0], address)
    forms, files = f"@forms not path {' '.join(ADDRESSES)}", f"@files path {' '.join(ADDRESSES)}"
    assert forms in CADDY
    assert files in CADDY
    assert re.search(r"request_body @files \{\s+max_size 27MB", CADDY)
    assert LARGEST_UPLOAD < 27_000_000


def test_neither_passes_on_a_host_that_the_visitor_made_up() -> None:
    assert "header_up -X-Forwarded-Host" in CADDY
    assert 'proxy_set_header X-Forwarded-Host "";' in NGINX
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in NGINX


def test_a_share_link_is_in_no_log_of_the_proxy() -> None:
    assert not re.search(r"(?m)^\s*log\b", CADDY)
    assert "~^/s/ /s/...;" in NGINX
    assert "$request " not in NGINX
    assert "$request_uri" not in NGINX.partition("log_format")[2].partition(";")[0]


@pytest.mark.parametrize("braces", [CADDY, NGINX], ids=["Caddy", "nginx"])
def test_every_brace_is_closed(braces: str) -> None:
    assert braces.count("{") == braces.count("}")


@pytest.mark.parametrize("name", ["Caddyfile", "nginx.conf", "compose.yaml", "Dockerfile"])
def test_the_guide_speaks_of_each_file(name: str) -> None:
    assert name in GUIDE
