"""run.py: what can be told without making an environment."""

from __future__ import annotations

import ast
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

import run
from setup.environment import Environment, Tell
from tests import chromium

SOURCE = Path(run.__file__).read_text(encoding="utf-8")
REPORT = """
<testsuites><testsuite>
  <testcase classname="tests.web.test_home" name="test_a" time="1.5"/>
  <testcase classname="tests.web.test_home" name="test_b"><failure message="no"/></testcase>
  <testcase classname="tests.web.test_home" name="test_c"><error message="no"/></testcase>
  <testcase classname="tests.e2e.test_journey" name="test_d" time="70"/>
  <testcase classname="tests.test_run" name="test_h" time="0.5"><failure message="no"/></testcase>
  <testcase classname="tests.web.routes.test_it" name="test_i" time="2"><failure/></testcase>
  <testcase classname="tests.store.test_it" name="test_e"><skipped message="no file"/></testcase>
  <testcase classname="tests.e2e.test_it" name="test_f">
    <error message='failed on setup with "Failed: not run: no browser"'/>
  </testcase>
  <testcase classname="tests.e2e.test_it" name="test_g">
    <error message='failed on setup with "Failed: not run: no browser"'/>
  </testcase>
</testsuite></testsuites>
"""


def test_an_old_python_can_read_it_and_is_turned_away() -> None:
    tree = ast.parse(SOURCE, feature_version=(3, 6))
    first = next(node for node in tree.body if isinstance(node, ast.If))
    before = [node for node in tree.body[: tree.body.index(first)] if isinstance(node, ast.stmt)]
    assert ast.unparse(first.test) == "sys.version_info < (3, 11)"
    assert all(isinstance(node, ast.Expr | ast.Import | ast.ImportFrom) for node in before)


def test_an_old_python_gets_one_plain_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.version_info", (3, 6, 9))
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer, and this is 3\.6;"):
        exec(compile(SOURCE, "run.py", "exec"), {"__name__": "run", "__file__": run.__file__})


@pytest.mark.parametrize(("seconds", "told"), [(0.2, "0 s"), (14, "14 s"), (192, "3 min 12 s")])
def test_durations_are_told_in_minutes_and_seconds(seconds: float, told: str) -> None:
    assert run.spent(seconds) == told


def test_options_become_settings() -> None:
    given = ["--host", "0.0.0.0", "--port", "8001", "--database", "postgresql://db/x"]
    assert run.serve_options(given) == {
        "ADVISOR_HOST": "0.0.0.0",
        "ADVISOR_PORT": "8001",
        "ADVISOR_DATABASE": "postgresql://db/x",
    }


def test_a_path_counts_from_where_it_was_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run.serve_options(["--database", "my data.db", "--settings", "my settings"]) == {
        "ADVISOR_DATABASE": str(tmp_path / "my data.db"),
        "ADVISOR_SETTINGS": str(tmp_path / "my settings"),
    }


def test_without_options_nothing_is_overruled() -> None:
    assert run.serve_options([]) == {}


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An environment of our own whose Python is whatever a test makes of it."""
    made = Environment(tmp_path / "venv")
    made.python.parent.mkdir(parents=True)
    monkeypatch.setattr(run, "ENVIRONMENT", made)
    monkeypatch.setattr(run, "PYTHON", made.python)
    return made.python


def test_whoever_is_read_by_programs_says_what_takes_long_aside(
    environment: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def set_up(self: Environment, lock: Path, tell: Tell) -> str:
        tell("Environment", "waiting")
        return "1 package"

    monkeypatch.setattr(Environment, "set_up", set_up)
    run.set_up(run.LOCK, run.say_aside)
    assert capsys.readouterr() == ("", "Environment  waiting\n")
    run.set_up(run.LOCK)
    name = environment.parents[1]
    told = f"Environment  waiting\nEnvironment  {name} ready (1 package)\n"
    assert capsys.readouterr() == (told, "")


def test_what_ran_is_counted_and_what_did_not_is_named() -> None:
    cases = ElementTree.fromstring(REPORT).iter("testcase")
    assert run.count(cases) == (1, 1, {"no file": 1, "no browser": 2})


def test_thorough_and_everywhere_are_ours_and_everything_else_is_for_pytest() -> None:
    options, rest = run.test_options(
        ["-k", "words", "--thorough", "tests/engine", "-x", "--everywhere"]
    )
    assert (options.thorough, options.everywhere) == (True, True)
    assert rest == ["-k", "words", "tests/engine", "-x"]
    options, _ = run.test_options(["--durations=9"])
    assert (options.thorough, options.everywhere) == (False, False)


def test_below_a_path_the_pages_are_asked_and_it_is_told_what_was_left_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(run, "set_up", lambda lock: None)
    monkeypatch.setattr(run, "run_tests", lambda arguments: asked.append(arguments) or [])
    monkeypatch.setenv("TEST_PREFIX", "")
    assert run.test(["--prefix", "/advisor/", "-x"]) == 0
    assert run.os.environ["TEST_PREFIX"] == "/advisor"
    assert "tests/shares/test_routes.py" in asked[0]
    assert asked[0][-1] == "-x"
    assert not [one for one in asked[0] if one.startswith("tests/") and "/test_routes" not in one]
    assert "below /advisor/: nothing failed" in capsys.readouterr().out


def test_what_tests_start_need_not_compile_the_application_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(run.UNCOMPILED, "1")
    monkeypatch.setattr(run, "test_everything", lambda rest: int(run.UNCOMPILED in os.environ))
    assert run.main(["test"]) == 0


@pytest.mark.parametrize(("cores", "number"), [(2, "2"), (8, "8"), (64, "8")])
def test_tests_run_on_all_cores_up_to_a_bound(cores: int, number: str) -> None:
    assert run.workers(cores) == ["-n", number, "--dist", "worksteal"]


def test_on_one_core_no_further_process_is_started() -> None:
    assert run.workers(1) == []
    assert run.available_cores() >= 1


def test_the_time_is_told_by_folder_the_longest_first() -> None:
    told = run.times(ElementTree.fromstring(REPORT).iter("testcase"))
    assert list(told.items()) == [("e2e", 70), ("web", 3.5), ("tests", 0.5), ("store", 0)]


@pytest.fixture
def folder_of_tests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of tests by layer and by noun."""
    for name in (
        *("engine/test_rules.py", "shares/test_routes.py", "web/routes/test_shares.py"),
        *("services/test_copied_shares.py", "services/test_codes.py", "web/test_templates.py"),
        *("test_template_lint.py", "shares/helper.py", "cases/test_g21_headers.py"),
    ):
        (tmp_path / "tests" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "tests" / name).touch()
    monkeypatch.setattr(run, "ROOT", tmp_path)
    return tmp_path


@pytest.mark.usefixtures("folder_of_tests")
def test_a_noun_is_its_folder_and_the_files_named_after_it_and_the_checks_of_pages() -> None:
    assert [path.as_posix() for path in run.files_about("shares")] == [
        "tests/services/test_copied_shares.py",
        "tests/shares/test_routes.py",
        "tests/test_template_lint.py",
        "tests/web/routes/test_shares.py",
        "tests/web/test_templates.py",
    ]


@pytest.mark.usefixtures("folder_of_tests")
def test_a_noun_without_tests_is_refused() -> None:
    with pytest.raises(run.Stop, match="No folder and no file of tests is named after share"):
        run.main(["test", "share"])


@pytest.mark.usefixtures("folder_of_tests")
def test_quick_is_the_core_and_a_way_through_all_routes_and_names_what_it_left_out() -> None:
    quick = run.quick_files()
    assert [path.as_posix() for path in quick] == [
        "tests/cases/test_g21_headers.py",
        "tests/engine/test_rules.py",
        "tests/test_template_lint.py",
    ]
    assert run.left_out(quick) == ["services", "shares", "web"]


def test_everything_that_quick_names_is_there() -> None:
    names = {part for path in run.test_files() for part in path.parts}
    assert names >= run.QUICK_FOLDERS | run.QUICK_FILES | run.PAGE_FILES


@pytest.mark.parametrize(
    ("failed", "last"),
    [([], "quick: nothing failed (after "), (["Tests"], "quick: FAILED: Tests (after ")],
)
def test_the_last_line_of_a_part_is_no_verdict_on_everything(
    failed: list[str],
    last: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(run, "set_up", lambda lock: None)
    monkeypatch.setattr(run, "run_tests", lambda arguments: asked.extend(arguments) or failed)
    assert run.main(["test", "--quick", "-x"]) == len(failed)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(
        "Left out     PostgreSQL, the browser, the checks; of adjustments, api, assessments"
    )
    assert lines[-1].startswith(last)
    assert lines[-1].endswith("and not everything ran: python3 run.py test")
    assert "PASSED" not in lines[-1]
    assert (asked[:2], asked[-1]) == (run.SLOW_TO_START, "-x")


@pytest.mark.parametrize("arguments", [["-k", "shares"], ["tests/engine"], ["run.py"], []])
def test_whatever_is_no_noun_is_passed_on_to_pytest(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(run, "test_everything", lambda rest: asked.append(rest) or 0)
    assert run.main(["test", *arguments]) == 0
    assert asked == [arguments]


SLOW_TO_TIDY_UP = """
import os, pathlib, signal, sys, time
signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches it, too
os.kill(os.getppid(), signal.SIGINT)
time.sleep(0.6)
pathlib.Path(sys.argv[1]).touch()
"""


@pytest.fixture
def ctrl_c_is_heard() -> Iterator[None]:
    """Who was started in the background was told to ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ctrl_c_is_heard")
def test_after_ctrl_c_the_tests_may_take_down_what_they_set_up(tmp_path: Path) -> None:
    tidy = tmp_path / "tidy"
    with pytest.raises(KeyboardInterrupt):
        run.run_to_its_end([sys.executable, "-c", SLOW_TO_TIDY_UP, str(tidy)])
    assert tidy.exists()


def test_how_the_tests_ended_is_told() -> None:
    assert run.run_to_its_end([sys.executable, "-c", "raise SystemExit(3)"]) == 3


def test_a_report_of_releases_that_breaks_off_is_a_failure(
    environment: Path,
) -> None:
    for status, failed in [(0, []), (1, ["Release report"])]:
        environment.write_text(f"#!/bin/sh\nexit {status}\n")
        environment.chmod(0o755)
        assert run.report_releases() == failed


def test_an_unknown_command_is_refused_with_all_commands() -> None:
    with pytest.raises(run.Stop, match="There is no command tset; there are serve, test"):
        run.main(["tset"])


def test_the_chosen_chromium_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = tmp_path / "my chromium"
    chosen.write_text("#!/bin/sh\necho Chromium 156.0.1 built for us\n")
    chosen.chmod(0o755)
    monkeypatch.setenv("CHROMIUM", str(chosen))
    assert chromium.find("python") == str(chosen)
    assert chromium.version(str(chosen)) == "156.0.1"


def test_a_chosen_chromium_that_is_not_there_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "absent"))
    assert chromium.find("python") is None


@pytest.mark.parametrize("name", chromium.NAMES)
def test_a_chromium_on_the_path_is_found(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / name).touch(mode=0o755)
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path) + os.pathsep)
    assert chromium.find("python") == str(tmp_path / name)
