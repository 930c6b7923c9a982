"""What an operator is warned of."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from app import settings_addresses
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


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "[::]"])
def test_a_port_that_is_open_but_answers_this_machine_alone_is_one(
    tmp_path: Path, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(database=str(tmp_path / "a.db"), host=host, port=8080)
    monkeypatch.setattr(settings_addresses.socket, "socket", Asked)
    (warning,) = warnings(settings)
    assert f"It listens on {settings.host}, so other machines reach the port" in warning
    assert f"it answers only who asks for this machine by {settings.public_url}" in warning
    others = "http://[2001:db8::7]:8080" if ":" in host else "http://192.0.2.7:8080"
    assert f"let ADVISOR_PUBLIC_URL name what they type, such as {others};" in warning
    monkeypatch.setattr(settings_addresses.socket, "socket", Alone)
    assert "name what they type; for nobody else" in next(warnings(settings))


class Asked:
    """A socket on a machine of a network."""

    def __init__(self, family: int, _: int) -> None:
        self.found = "2001:db8::7" if family == socket.AF_INET6 else "192.0.2.7"

    def __enter__(self) -> Asked:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def connect(self, to: tuple[str, int]) -> None:
        assert to[0] in ("192.0.2.1", "2001:db8::1")

    def getsockname(self) -> tuple[str, int]:
        return self.found, 1


class Alone(Asked):
    """A socket on a machine of none."""

    def connect(self, to: tuple[str, int]) -> None:
        raise OSError("Network is unreachable")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "advisor.internal"])
def test_a_port_that_is_open_to_others_without_tls_is_one(tmp_path: Path, host: str) -> None:
    usual = {"database": str(tmp_path / "a.db"), "host": host}
    public = {"public_url": "http://advisor.example", "allow_http": True}
    (warning,) = warnings(Settings(**usual, **public))
    assert warning.startswith(f"It listens on {host} without TLS in front")
    https = {"public_url": "https://advisor.example"}
    assert list(warnings(Settings(**usual, **https, proxy_address="192.0.2.2"))) == []


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
