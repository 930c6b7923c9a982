"""Settings are typed and documented; a bad one stops start-up with one plain sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import make_url

from app.settings import PREFIX, ROOT, Settings, SettingsError
from app.settings_loading import load_settings, variables

PUBLIC = "https://advisor.example"


@pytest.fixture(autouse=True)
def no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in variables():
        monkeypatch.delenv(name, raising=False)


def refusal(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> str:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    return str(caught.value)


def test_without_any_setting_it_serves_this_machine() -> None:
    settings = load_settings()
    assert settings.public_url == "http://127.0.0.1:8000"
    assert settings.hosts == ("127.0.0.1", "localhost", "[::1]")
    assert settings.database_url == str(ROOT / "data" / "advisor.db")
    assert not settings.https
    assert not settings.plain_http


def test_the_public_address_follows_the_port() -> None:
    assert load_settings(port=8123).public_url == "http://127.0.0.1:8123"


def test_what_is_given_overrules_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_PORT", "8001")
    monkeypatch.setenv("ADVISOR_HOST", "0.0.0.0")
    settings = load_settings(port=8002, host=None)
    assert (settings.port, settings.host) == (8002, "0.0.0.0")


def test_names_and_values_both_come_from_the_variables_that_are_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ADVISOR_PORT", "8001")
    monkeypatch.setenv("ADVISOR_ZZZ", "unknown, but not asked for")
    given = {"ADVISOR_HOST": "0.0.0.0", "advisor_log_level": "debug", "ADVISOR_DATABASE": ""}
    settings = load_settings(given, database="other.db")
    assert (settings.host, settings.log_level) == ("0.0.0.0", "debug")
    assert (settings.database, settings.port) == ("other.db", 8000)
    assert settings.model_fields_set == {"host", "log_level", "database"}


def test_a_bad_value_among_those_given_is_refused() -> None:
    with pytest.raises(SettingsError, match="The setting ADVISOR_PORT cannot be used: "):
        load_settings({"ADVISOR_PORT": "abc"})


def test_what_is_made_without_the_environment_does_not_read_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ADVISOR_PORT", "8001")
    assert Settings(host="0.0.0.0").port == 8000


def test_an_empty_variable_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_PORT", "")
    assert load_settings().port == 8000


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("https://Advisor.Example", PUBLIC),
        ("https://advisor.example/", PUBLIC),
        ("https://advisor.example:443", PUBLIC),
        ("https://advisor.example:8443", "https://advisor.example:8443"),
        ("http://localhost:80", "http://localhost"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("https://advisor.example/a", f"{PUBLIC}/a"),
        ("https://Advisor.example:443/A/b-c_d.e~/", f"{PUBLIC}/A/b-c_d.e~"),
    ],
)
def test_the_public_address_is_written_as_browsers_do(written: str, meant: str) -> None:
    assert Settings(public_url=written).public_url == meant


@pytest.mark.parametrize(
    "address",
    [
        "advisor.example",
        "ftp://advisor.example",
        "https://",
        "https://user@advisor.example",
        "https://advisor.example//",
        "https://advisor.example/a//b",
        "https://advisor.example/a/../b",
        "https://advisor.example/./",
        "https://advisor.example/a b",
        "https://advisor.example/%61",
        "https://advisor.example/é",
        "https://advisor.example/{name}/",
        "https://advisor.example/a'/",
        "https://advisor.example/a?x",
        "https://advisor.example/a#x",
        "https://advisor.example?x",
        "https://advisor.example:port",
        "https://advisor.example:99999",
        "https://*.example",
        "https://[",
    ],
)
def test_anything_else_is_no_public_address(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    told = refusal(monkeypatch, "ADVISOR_PUBLIC_URL", address)
    assert told.startswith("The setting ADVISOR_PUBLIC_URL cannot be used: ")


@pytest.mark.parametrize(
    ("public", "origin", "prefix"),
    [
        (PUBLIC, PUBLIC, ""),
        (f"{PUBLIC}:8443/", f"{PUBLIC}:8443", ""),
        (f"{PUBLIC}/a/b/", PUBLIC, "/a/b"),
        ("http://[::1]:8000/a", "http://[::1]:8000", "/a"),
    ],
)
def test_a_public_address_is_an_origin_and_a_path(public: str, origin: str, prefix: str) -> None:
    settings = Settings(public_url=public)
    assert (settings.origin, settings.prefix) == (origin, prefix)
    assert settings.public_url == origin + prefix


def test_http_from_other_machines_has_to_be_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    told = refusal(monkeypatch, "ADVISOR_PUBLIC_URL", "http://advisor.example")
    assert "ADVISOR_ALLOW_HTTP=true" in told
    monkeypatch.setenv("ADVISOR_ALLOW_HTTP", "true")
    assert load_settings().plain_http


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ADVISOR_PORT", "abc"),
        ("ADVISOR_PORT", "0"),
        ("ADVISOR_PORT", "65536"),
        ("ADVISOR_LOG_LEVEL", "loud"),
        ("ADVISOR_ALLOW_HTTP", "perhaps"),
        ("ADVISOR_PROXY_ADDRESS", "proxy"),
    ],
)
def test_a_bad_value_is_refused_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    told = refusal(monkeypatch, name, value)
    assert told.startswith(f"The setting {name} cannot be used: ")
    assert told.endswith(".")
    assert "\n" not in told


def test_a_misspelt_name_is_refused_with_the_nearest(monkeypatch: pytest.MonkeyPatch) -> None:
    told = refusal(monkeypatch, "ADVISOR_DATABSE", "x")
    assert told == "There is no setting ADVISOR_DATABSE; did you mean ADVISOR_DATABASE?"


def test_an_unknown_name_is_refused_with_all_names(monkeypatch: pytest.MonkeyPatch) -> None:
    told = refusal(monkeypatch, "ADVISOR_ZZZ", "x")
    assert all(name in told for name in variables())


@pytest.mark.parametrize("name", variables())
def test_every_setting_is_explained_and_in_the_readme(name: str) -> None:
    assert variables()[name]
    assert f"`{name}`" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_a_server_as_database_is_taken_as_written() -> None:
    assert Settings(database="postgresql://db/x").database_url == "postgresql://db/x"


@pytest.fixture
def password_file(tmp_path: Path) -> Path:
    path = tmp_path / "password"
    path.write_text("p@ss:/ wört%\n")
    return path


def test_a_password_comes_from_a_file(password_file: Path) -> None:
    settings = Settings(
        database="postgresql+psycopg://advisor@db/x?sslmode=require",
        database_password_file=password_file,
    )
    assert make_url(settings.database_url).password == "p@ss:/ wört%"
    assert make_url(settings.database_url).query == {"sslmode": "require"}
    assert "wört" not in repr(settings)


@pytest.mark.parametrize("address", ["postgresql://db/x", "postgresql://advisor:other@db/x"])
def test_an_address_without_a_user_or_with_a_password_takes_none(
    password_file: Path, address: str
) -> None:
    settings = Settings(database=address, database_password_file=password_file)
    with pytest.raises(SettingsError, match="needs a user and no password") as refused:
        _ = settings.database_url
    assert "other" not in str(refused.value)


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_password_file_that_cannot_be_read_is_one_sentence(
    tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "password"
    if content is not None:
        path.write_bytes(content)
    settings = Settings(database="postgresql://advisor@db/x", database_password_file=path)
    with pytest.raises(SettingsError, match="DATABASE_PASSWORD_FILE names cannot be read: "):
        _ = settings.database_url


def test_an_absolute_path_stays(tmp_path: Path) -> None:
    assert Settings(database=str(tmp_path / "a b.db")).database_url == str(tmp_path / "a b.db")


def test_settings_do_not_change() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().port = 1  # type: ignore[misc]


def test_all_names_have_the_prefix() -> None:
    assert all(name.startswith(PREFIX) for name in variables())


def test_what_run_py_reads_is_no_setting_of_ours_and_refused_in_a_file(tmp_path: Path) -> None:
    assert load_settings({"ADVISOR_VENV": "/opt/venv"}).model_fields_set == set()
    file = tmp_path / "settings"
    file.write_text("ADVISOR_PORT=1\nADVISOR_VENV=/opt/venv\n")
    with pytest.raises(SettingsError, match=r"Line 2 of .*: ADVISOR_VENV is read before any file;"):
        load_settings({"ADVISOR_SETTINGS": str(file)})
    assert "`ADVISOR_VENV`" in (ROOT / "README.md").read_text(encoding="utf-8")
