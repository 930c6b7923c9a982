"""Static files are kept for ever under their hashed names, and never under plain ones."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from app.web.headers import ResponseFinisher
from app.web.static import IMMUTABLE, HashedFiles
from tests.web.asgi import Answer, ask

STYLE = b"p { color: red }"


@pytest.fixture
def files(tmp_path: Path) -> HashedFiles:
    (tmp_path / "vendor").mkdir()
    (tmp_path / "app.css").write_bytes(STYLE)
    (tmp_path / "vendor" / "lib-1.0.min.js").write_bytes(b"1")
    return HashedFiles(tmp_path)


def get(files: HashedFiles, path: str) -> Answer:
    app = Starlette(routes=[Mount("/static", files)])
    return ask(ResponseFinisher(app, https=False), path)


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


@pytest.mark.parametrize("name", ["app.00000000.css", "other.css", "other.12345678.css", "../x"])
def test_a_wrong_hash_or_name_is_not_found(files: HashedFiles, name: str) -> None:
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
