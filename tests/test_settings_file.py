"""A file of settings is read as systemd reads an EnvironmentFile; what it would drop is refused."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from app.cli import build_commands
from app.settings import SettingsError
from app.settings_file import LONGEST, parse_settings
from app.settings_loading import load_settings
from tests.cli.servers import free_port, run, run_as_process, serving

COMMANDS = [
    command.name or str(command.callback and command.callback.__name__).replace("_", "-")
    for command in build_commands().registered_commands
]


def values(text: str) -> dict[str, str]:
    return {name: line.value for name, line in parse_settings(text).items()}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("A=b", "b"),
        ("A=b # c ; d", "b # c ; d"),
        ("  A \t=  b c \t\r\n", "b c"),
        ("A=", ""),
        ("A='b  c' ", "b  c"),
        ('A=" b\\"\\\\\\`\\$\\n\\\'"', " b\"\\`$\\n\\'"),
        ("A='b\nc'", "b\nc"),
        ('A="b\\\nc"', "bc"),
        ("A=b\\\n  c", "b  c"),
        ("A=b\\ \\\\c\\ ", "b \\c "),
        ("A='b'\"c\" d", "bcd"),
        ("A=b'c'", "b'c'"),
        ("A=b=c", "b=c"),
        ("# x\n\n;y\nA=b\nA=c", "c"),
    ],
)
def test_a_value_means_what_it_means_to_systemd(written: str, meant: str) -> None:
    assert values(written) == {"A": meant}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "-set tings\n.env"


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_file_of_an_editor_of_windows_says_the_same(file: Path, mark: bytes) -> None:
    text = 'ADVISOR_PORT=1\n# é\nADVISOR_DATABASE=" a b\\\n é.db"\nADVISOR_RULEBOOK=mi\\\nne\n'
    file.write_bytes(mark + text.replace("\n", "\r\n").encode())
    settings = load_settings({"ADVISOR_SETTINGS": str(file)})
    assert (settings.port, settings.database, settings.rulebook) == (1, " a b é.db", "mine")


def test_the_environment_overrules_the_file_and_the_command_line_both(file: Path) -> None:
    file.write_text(
        "ADVISOR_PORT=1\nADVISOR_HOST=127.0.0.1\nADVISOR_THREADS=20\nadvisor_rulebook=mine\n"
    )
    environ = {"ADVISOR_SETTINGS": str(file), "ADVISOR_PORT": "2", "ADVISOR_HOST": "127.0.0.2"}
    settings = load_settings(environ | {"ADVISOR_THREADS": ""}, host="127.0.0.3")
    assert (settings.port, settings.host, settings.threads) == (2, "127.0.0.3", 20)
    assert (settings.rulebook, settings.settings) == ("mine", file)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\nADVISOR_PORT\n", "line 2 has no ="),
        (b"ADVISOR_PORT=1\n\nADVISOR_HOST='x\n\n", "line 3 begins a value that does not end"),
        (b'ADVISOR_HOST="x\\"\n', "line 1 begins a value that does not end"),
        (b"ADVISOR_HOST=x\\", "line 1 begins a value that does not end"),
        (b"# for Windows: C:\\\nADVISOR_PORT=1", "line 1 is a comment that ends in a backslash"),
        (b"\nADVISOR_HOST=a\x00b", "line 2 has a control character"),
        (b"\nADVISOR_HOST=\xff", "line 2 is not UTF-8"),
        (b"#" * (LONGEST + 1), "more than 65536 bytes"),
        (b"\nADVISOR_PROT=1", "Line 2 of {}: there is no setting ADVISOR_PROT; did you mean ADV"),
        (b"\xc3\x9f=1", "there is no setting \u00df; known are ADVISOR_DATABASE, ADVISOR_"),
        (b"DATABASE=x", "there is no setting DATABASE; did you mean ADVISOR_DATABASE?"),
        (b"export ADVISOR_PORT=1", "Line 1 of {}: there is no setting export ADVISOR_PORT; "),
        (b"ADVISOR_SETTINGS=x", "Line 1 of {}: there is no setting ADVISOR_SETTINGS; "),
        (b"\n\nADVISOR_PORT=x", "Line 3 of {}: The setting ADVISOR_PORT cannot be used: "),
        (None, "The settings of {} cannot be read: No such file or directory."),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_line(
    file: Path, content: bytes | None, told: str
) -> None:
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SettingsError) as refused:
        load_settings({"ADVISOR_SETTINGS": str(file)})
    assert told.format(file) in str(refused.value)


def test_a_bad_value_that_was_overruled_is_not_read(file: Path) -> None:
    file.write_text("ADVISOR_PORT=x")
    assert load_settings({}, settings=file, port=3).port == 3


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_takes_a_file(command: str) -> None:
    assert "--settings" in run(command, "--help").stdout


def test_doctor_names_the_file_and_uses_it(file: Path, sqlite_url: str) -> None:
    Path(sqlite_url).chmod(0o600)
    file.write_text(f"ADVISOR_DATABASE='{sqlite_url}'\n")
    given = run_as_process("doctor", "--settings", str(file))
    named = run("doctor", ADVISOR_SETTINGS=str(file))
    for done in (given, named):
        assert (done.returncode, f"ADVISOR_SETTINGS={file}\n" in done.stdout) == (0, True)
        assert f"ADVISOR_DATABASE={sqlite_url}\n" in done.stdout


def test_a_server_names_the_file_and_works_by_it(
    file: Path, sqlite_url: str, tmp_path: Path
) -> None:
    port = free_port()
    file.write_text(f"ADVISOR_PUBLIC_URL=https://advisor.example\nADVISOR_PORT={port + 1}\n")
    named = {"ADVISOR_SETTINGS": str(file)}
    with serving(sqlite_url, port, tmp_path / "log", **named) as server:
        told = "\n".join(server.output)
        server.stop()
    assert f"Settings     of {file}, unless" in told
    assert "Ready        https://advisor.example/" in told


def test_a_file_that_is_not_there_stops_the_command(tmp_path: Path) -> None:
    done = run("migrate", "--settings", str(tmp_path / "none"))
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "cannot be read: No such file" in done.stderr


@pytest.mark.parametrize("command", ["serve", "backup", "doctor"])
def test_what_to_do_names_the_same_file_of_settings(command: str, tmp_path: Path) -> None:
    file = tmp_path / "the service's.conf"
    file.write_text(f"ADVISOR_DATABASE={tmp_path}/advisor.db\n", encoding="utf-8")
    told = run(command, "--settings", str(file))
    advice = next(line for line in (told.stdout + told.stderr).splitlines() if "migrate" in line)
    (option,) = re.findall(r"python -m app migrate (--settings .*?)[`.]? to make", advice)
    typed = run("migrate", *shlex.split(option.removesuffix("`")))
    assert (typed.returncode, (tmp_path / "advisor.db").exists()) == (0, True)


@pytest.mark.parametrize("command", ["serve", "backup", "doctor"])
def test_what_to_do_names_the_database_that_was_typed(command: str, tmp_path: Path) -> None:
    given = tmp_path / "the other's.db"
    file = tmp_path / "advisor.conf"
    file.write_text(f"ADVISOR_DATABASE={tmp_path}/advisor.db\n", encoding="utf-8")
    told = run(command, "--settings", str(file), "--database", str(given))
    advice = next(line for line in (told.stdout + told.stderr).splitlines() if "migrate" in line)
    (options,) = re.findall(r"python -m app migrate (--settings .*?)` to make", advice)
    typed = run("migrate", *shlex.split(options))
    made = [path.name for path in tmp_path.glob("*.db")]
    assert (typed.returncode, made) == (0, [given.name])


def test_without_either_what_to_do_is_typed_as_ever(tmp_path: Path) -> None:
    run("doctor", "--database", str(tmp_path / "another.db"))  # of which nothing stays
    told = run("backup", ADVISOR_DATABASE=str(tmp_path / "advisor.db"))
    assert "Run `python -m app migrate` to make it." in told.stderr
