"""What an operator is warned of."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.cli.warnings import warnings
from app.settings import Settings
from app.store.sqlite import file


def test_the_usual_setting_up_gives_no_warning(tmp_path: Path) -> None:
    assert list(warnings(Settings(database=str(tmp_path / "a.db")))) == []


def test_plain_http_is_one(tmp_path: Path) -> None:
    open_to_all = Settings(
        database=str(tmp_path / "a.db"), public_url="http://advisor.example", allow_http=True
    )
    (warning,) = warnings(open_to_all)
    assert warning.startswith("Plain http: whoever shares the network")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "advisor.internal"])
def test_a_port_that_is_open_to_others_without_tls_is_one(tmp_path: Path, host: str) -> None:
    usual = {"database": str(tmp_path / "a.db"), "host": host}
    for public in ({}, {"public_url": "http://advisor.example", "allow_http": True}):
        (warning,) = warnings(Settings(**usual, **public))
        assert warning.startswith(f"It listens on {host} without TLS in front")
    https = {"public_url": "https://advisor.example"}
    for front in ({"proxy_address": "192.0.2.2"}, {"proxy_address": "192.0.2.2", **https}):
        assert list(warnings(Settings(**usual, **front))) == []


def test_a_proxy_that_is_not_named_is_one(tmp_path: Path) -> None:
    behind = Settings(database=str(tmp_path / "a.db"), public_url="https://advisor.example")
    (warning,) = warnings(behind)
    assert "ADVISOR_PROXY_ADDRESS does not name it" in warning


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.9", "::1", "localhost"])
def test_a_port_of_this_machine_alone_is_none(tmp_path: Path, host: str) -> None:
    assert list(warnings(Settings(database=str(tmp_path / "a.db"), host=host))) == []


def test_a_network_file_system_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"server:/export {tmp_path} nfs4 rw 0 0\n")
    monkeypatch.setattr(file.network_file_system, "__defaults__", (mounts,))
    (warning,) = warnings(Settings(database=str(tmp_path / "a.db")))
    assert "is on a network file system (nfs4)" in warning


def test_a_server_has_no_file_system_of_ours() -> None:
    assert list(warnings(Settings(database="postgresql://db/advisor"))) == []
