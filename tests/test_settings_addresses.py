"""Addresses and paths as operators write them, and the environment as platforms leave it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from app.settings import ROOT, Settings, SettingsError
from app.settings_addresses import read_proxies, where_it_answers, with_mapped
from app.settings_loading import load_settings, of_the_platform
from tests.cli.servers import run

KUBERNETES = {
    "ADVISOR_PORT": "tcp://10.96.0.11:8000",
    "ADVISOR_PORT_8000_TCP": "tcp://10.96.0.11:8000",
    "ADVISOR_PORT_8000_TCP_ADDR": "10.96.0.11",
    "ADVISOR_PORT_8000_TCP_PORT": "8000",
    "ADVISOR_PORT_8000_TCP_PROTO": "tcp",
    "ADVISOR_SERVICE_HOST": "10.96.0.11",
    "ADVISOR_SERVICE_PORT": "8000",
    "ADVISOR_SERVICE_PORT_HTTP": "8000",
    "ADVISOR_DATABASE_PORT": "tcp://10.96.0.12:5432",
    "ADVISOR_DATABASE_PORT_5432_TCP_ADDR": "10.96.0.12",
    "ADVISOR_DATABASE_SERVICE_HOST": "10.96.0.12",
    "ADVISOR_IPV6_PORT": "tcp://[fd00::7]:8000",
    "ADVISOR_DNS_PORT_53_UDP": "udp://10.96.0.10:53",
}
DOCKER = {"ADVISOR_NAME": "/web/advisor", "ADVISOR_DB_NAME": "/web/advisor_db"}
OTHERS = {
    "INVOCATION_ID": "1",
    "JOURNAL_STREAM": "8:1",
    "LISTEN_FDS": "1",
    "CI": "true",
    "PORT": "80",
    "HOST": "x",
    "DATABASE_URL": "postgres://db",
    "ADVISORY": "none of ours",
}


def test_what_a_platform_puts_there_is_not_read_and_named() -> None:
    found = load_settings(KUBERNETES | DOCKER | OTHERS)
    assert found.model_fields_set == set()
    assert of_the_platform(KUBERNETES | DOCKER | OTHERS) == sorted(KUBERNETES | DOCKER)


def test_doctor_names_what_is_not_ours(sqlite_url: str) -> None:
    Path(sqlite_url).chmod(0o600)
    done = run("doctor", "--database", sqlite_url, **KUBERNETES)
    assert done.returncode == 0
    assert f"Not ours     {', '.join(sorted(KUBERNETES))}: put there by a platform" in done.stdout
    assert "ADVISOR_PORT=8000 (default)" in done.stdout


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ADVISOR_PROT", "8000"),
        ("ADVISOR_SERVICE", "8000"),
        ("ADVISOR_PORTS", "tcp://10.96.0.11:8000"),
        ("ADVISOR_DATABASE_PORT", "5432"),
        ("ADVISOR_NAME", "advisor"),
        ("ADVISOR_PORT_8000", "tcp://10.96.0.11:8000"),
    ],
)
def test_a_misspelt_name_beside_them_is_still_refused(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"There is no setting {name}; "):
        load_settings(KUBERNETES | {name: value})


@pytest.mark.parametrize("value", ["tcp", "10.96.0.11:8000", "http://10.96.0.11:8000"])
def test_a_port_that_is_neither_number_nor_link_is_refused(value: str) -> None:
    with pytest.raises(SettingsError, match="The setting ADVISOR_PORT cannot be used: "):
        load_settings({"ADVISOR_PORT": value})


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("192.0.2.7", "192.0.2.7"),
        (" 192.0.2.7 , 10.1.0.0/16", "192.0.2.7,10.1.0.0/16"),
        ("192.0.2.7 ::1", "192.0.2.7,::1"),
        ("[2001:DB8:0::1]", "2001:db8::1"),
        ("fd00::/8", "fd00::/8"),
        ("", ""),
    ],
)
def test_several_proxies_and_networks_can_be_named(written: str, meant: str) -> None:
    assert Settings(proxy_address=written).proxy_address == meant


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("proxy", "proxy is no address of a proxy and no network, as in"),
        ("192.0.2.7, 10.1.0.1/16", r"10.1.0.1/16 is no address"),
        ("*", "is no address of a proxy"),
        ("0.0.0.0/0", "is everybody, and anybody could then say who they are"),
        ("::/0", "is everybody"),
        ("192.0.2.7:80", "is no address of a proxy"),
    ],
)
def test_anything_else_is_no_proxy(written: str, told: str) -> None:
    with pytest.raises(SettingsError, match=f"ADVISOR_PROXY_ADDRESS cannot be used: .*{told}"):
        load_settings({"ADVISOR_PROXY_ADDRESS": written})


@pytest.mark.parametrize(
    ("peer", "believed"),
    [
        ("10.1.2.3", True),
        ("::ffff:10.1.2.3", True),
        ("::ffff:192.0.2.7", True),
        ("2001:db8::7", True),
        ("10.2.0.1", False),
        ("::ffff:10.2.0.1", False),
        ("2001:db9::7", False),
    ],
)
def test_a_proxy_is_believed_however_its_address_arrives(peer: str, believed: bool) -> None:
    proxies = with_mapped(read_proxies("192.0.2.7, 10.1.0.0/16, 2001:db8::/32"))
    trusted = ProxyHeadersMiddleware(app=None, trusted_hosts=proxies).trusted_hosts  # type: ignore[arg-type]
    assert (peer in trusted) is believed


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("localhost", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::", "http://[::1]:8000"),
        ("0::0", "http://[::1]:8000"),
        ("[::1]", "http://[::1]:8000"),
        ("127.0.0.9", "http://127.0.0.9:8000"),
        ("192.0.2.1", "http://192.0.2.1:8000"),
        ("fe80::1%eth0", "http://[fe80::1%eth0]:8000"),
    ],
)
def test_the_address_follows_where_it_listens(host: str, address: str) -> None:
    assert where_it_answers(host, 8000) == address


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "advisor.internal"])
def test_listening_for_others_alone_is_http_that_has_to_be_meant(host: str) -> None:
    with pytest.raises(
        SettingsError, match=f"^Listening on {host}, other machines reach it by http"
    ):
        load_settings({"ADVISOR_HOST": host})
    assert load_settings({"ADVISOR_HOST": host, "ADVISOR_ALLOW_HTTP": "true"}).plain_http
    public = load_settings({"ADVISOR_HOST": host, "ADVISOR_PUBLIC_URL": "https://advisor.example"})
    assert public.https


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("https://BÜCHER.example:8443/", "https://xn--bcher-kva.example:8443"),
        ("https://straße.example", "https://xn--strae-oqa.example"),
        ("https://例え.テスト", "https://xn--r8jz45g.xn--zckzah"),
    ],
)
def test_a_name_with_other_letters_is_refused_with_what_to_type(written: str, typed: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings({"ADVISOR_PUBLIC_URL": written})
    assert str(refused.value).endswith(f", so type {typed}.")
    assert Settings(public_url=typed).public_url == typed


def test_letters_that_no_name_may_have_are_no_address() -> None:
    with pytest.raises(SettingsError, match=r"it has to look like https://advisor\.example"):
        load_settings({"ADVISOR_PUBLIC_URL": "https://☃️☃.-.example"})


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("http://[0:0:0:0:0:0:0:1]:8000", "http://[::1]:8000"),
        ("https://[2001:DB8::1]", "https://[2001:db8::1]"),
        ("http://127.0.0.9:8000", "http://127.0.0.9:8000"),
    ],
)
def test_an_address_is_written_as_browsers_do(written: str, meant: str) -> None:
    assert Settings(public_url=written).public_url == meant


def test_a_path_may_begin_at_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "password").write_text("secret")
    (tmp_path / "settings").write_text("ADVISOR_PORT=1\nADVISOR_DATABASE=~/é.db\n")
    settings = load_settings({"ADVISOR_SETTINGS": "~/settings"})
    assert (settings.database_url, settings.port) == (str(tmp_path / "é.db"), 1)
    server = Settings(database="postgresql://me@db/x", database_password_file=Path("~/password"))
    assert server.database_url == "postgresql://me:secret@db/x"
    assert Settings(database="./~/a.db").database_url == str(ROOT / "~/a.db")


def test_a_home_that_nobody_has_is_refused() -> None:
    for name in ("DATABASE", "DATABASE_PASSWORD_FILE", "SETTINGS"):
        with pytest.raises(SettingsError, match=f"ADVISOR_{name} cannot be used: nobody here is"):
            load_settings({f"ADVISOR_{name}": "~nobody-at-all/x"})


def test_a_database_behind_links_is_the_file_itself(sqlite_url: str, tmp_path: Path) -> None:
    (tmp_path / "links").symlink_to(tmp_path)
    link = tmp_path / "link.db"
    link.symlink_to("links/advisor.db")
    told = run("doctor", "--database", str(link)).stdout
    assert f"Database     sqlite {os.path.realpath(sqlite_url)}, schema" in told
    assert run("migrate", "--database", str(tmp_path / "links/new.db")).returncode == 0
    assert (tmp_path / "new.db").is_file()
