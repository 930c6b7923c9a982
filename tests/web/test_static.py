"""Static files are kept for ever under their hashed names, and never under plain ones.

What is answered from memory is what the disk would have answered.
"""

from __future__ import annotations

import gzip
from hashlib import sha256
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Mount
from starlette.types import ASGIApp

from app.settings import ROOT, Settings
from app.web.headers import ResponseFinisher
from app.web.static import IMMUTABLE, HashedFiles, KeptFiles
from tests.web.asgi import Answer, Header, ask

STYLE = b"p { color: red }"
LONG = b"p { color: red }\n" * 100
GZIP = ("accept-encoding", "gzip, br")
LATE = "Sat, 28 Nov 2099 12:00:00 GMT"


@pytest.fixture
def files(tmp_path: Path) -> HashedFiles:
    (tmp_path / "vendor").mkdir()
    (tmp_path / "app.css").write_bytes(STYLE)
    (tmp_path / "vendor" / "lib-1.0.min.js").write_bytes(b"1")
    return HashedFiles(tmp_path)


def get(files: HashedFiles, path: str) -> Answer:
    app = Starlette(routes=[Mount("/static", files)])
    return ask(ResponseFinisher(app, Settings()), path)


def test_the_address_holds_the_hash(files: HashedFiles) -> None:
    assert files.url("app.css") == f"/static/app.{sha256(STYLE).hexdigest()[:8]}.css"
    assert files.url("vendor/lib-1.0.min.js").startswith("/static/vendor/lib-1.0.min.")


def test_a_hashed_name_may_be_kept_for_ever(files: HashedFiles) -> None:
    answer = get(files, files.url("app.css"))
    assert (answer.status, answer.body) == (200, STYLE)
    assert answer.header("cache-control") == IMMUTABLE
    assert answer.header("content-type") == "text/css; charset=utf-8"


def test_a_plain_name_may_not_be_kept(files: HashedFiles) -> None:
    answer = get(files, "/static/app.css")
    assert (answer.status, answer.body) == (200, STYLE)
    assert answer.header("cache-control") == "no-store"


def test_the_hash_of_another_release_gives_the_file_of_this_one_but_not_for_ever(
    files: HashedFiles,
) -> None:
    answer = get(files, "/static/app.00000000.css")
    assert (answer.status, answer.body) == (200, STYLE)
    assert answer.header("cache-control") == "no-store"


@pytest.mark.parametrize("name", ["other.css", "other.12345678.css", "../x"])
def test_a_name_that_is_none_is_not_found(files: HashedFiles, name: str) -> None:
    answer = get(files, f"/static/{name}")
    assert answer.status == 404
    assert answer.header("cache-control") == "no-store"


def test_an_unknown_name_in_a_template_is_a_fault(files: HashedFiles) -> None:
    with pytest.raises(KeyError):
        files.url("absent.css")


def test_while_developing_the_hash_follows_the_file(tmp_path: Path) -> None:
    (tmp_path / "app.css").write_bytes(b"old")
    files = HashedFiles(tmp_path, fresh=True)
    before = files.url("app.css")
    (tmp_path / "app.css").write_bytes(b"new")
    assert files.url("app.css") != before
    assert get(files, files.url("app.css")).body == b"new"


def asked(etag: str) -> list[list[Header]]:
    """What a browser may send along with its request for a file."""
    return [
        [],
        [GZIP],
        [("if-none-match", etag)],
        [GZIP, ("if-none-match", f'"other", W/{etag}')],
        [("if-none-match", '"other"')],
        [("if-none-match", "*")],
        [("if-modified-since", LATE)],
        [("range", "bytes=0-3")],
        [GZIP, ("range", "bytes=99999-")],
        [("range", "bytes=0-3"), ("if-range", etag)],
    ]


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
@pytest.mark.parametrize("name", ["app.css", "long.css", "vendor/lib-1.0.min.js", "other.css"])
def test_from_memory_comes_what_the_disk_would_answer(
    tmp_path: Path, files: HashedFiles, name: str, method: str
) -> None:
    (tmp_path / "long.css").write_bytes(LONG)
    files = HashedFiles(tmp_path)
    disk = GZipMiddleware(Starlette(routes=[Mount("/static", files)]))
    kept = KeptFiles(disk, files)
    hashed = [files.url(name)] if name in files.digests else []
    for path in [f"/static/{name}", *hashed]:
        for headers in asked(ask(disk, path).header("etag") or ""):
            ours, theirs = (ask(app, path, method, headers) for app in (kept, disk))
            assert told(ours) == told(theirs), (path, headers)


def told(answer: Answer) -> tuple[object, ...]:
    """All that a browser sees of an answer; of a packed one, what it unpacks."""
    packed = answer.header("content-encoding") == "gzip"
    headers = {pair for pair in answer.headers if not (packed and pair[0] == "content-length")}
    return answer.status, headers, gzip.decompress(answer.body) if packed else answer.body


def test_what_pages_load_is_answered_without_the_disk(tmp_path: Path) -> None:
    (tmp_path / "app.css").write_bytes(STYLE)
    files = HashedFiles(tmp_path)
    kept = KeptFiles(Starlette(), files)
    (tmp_path / "app.css").unlink()
    assert ask(kept, files.url("app.css")).body == STYLE


def test_nothing_is_kept_while_developing(tmp_path: Path) -> None:
    (tmp_path / "app.css").write_bytes(b"old")
    files = HashedFiles(tmp_path, fresh=True)
    app = KeptFiles(Starlette(routes=[Mount("/static", files)]), files)
    (tmp_path / "app.css").write_bytes(b"new")
    assert ask(app, files.url("app.css")).body == b"new"


def test_another_host_gets_no_file(pages: FastAPI, app: ASGIApp) -> None:
    path = pages.state.parts.templates.globals["static_url"]("app.css")
    assert ask(app, path).status == 200
    assert ask(app, path, host="evil.example").status == 400


def test_all_that_is_kept_is_small() -> None:
    kept = KeptFiles(Starlette(), HashedFiles(ROOT / "static"))._kept.values()
    assert sum(len(file.body) + len(file.packed[1]) for file in kept) < 2_000_000
