"""Sets up and runs Framework Advisor, with nothing but Python 3.11 or newer and pip.

python3 run.py [--host H] [--port P] [--database D]   serve (set up first, if need be)
python3 run.py test [pytest arguments]                everything that is checked
python3 run.py test --thorough                        and ten times as many random cases
python3 run.py test --everywhere                      and every way of setting up, each Python
python3 run.py test --prefix /advisor                 the pages once more, below that path
python3 run.py test --quick                           the core and every route, in a minute
python3 run.py test shares                            what is about shares, or another noun
python3 run.py check                                  only what needs no running: format, types ...
python3 run.py setup                                  set up and stop
python3 run.py setup --tests                          and with what the tests install, offline then
python3 run.py cli ...                                the command line, python -m app
"""
# An old Python has to be able to read this file, so that it can say that it is too old: no syntax
# newer than 3.6 here, and no annotation is evaluated before the check of the version.

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from xml.etree import ElementTree

if sys.version_info < (3, 11):  # noqa: UP036  (whoever starts this may not have looked)
    sys.exit(
        "Framework Advisor needs Python 3.11 or newer, and this is "
        f"{sys.version_info[0]}.{sys.version_info[1]}; start run.py with a newer one."
    )

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT))  # where PYTHONSAFEPATH is set, it is not there
from setup.environment import LOCK, OF_SOMEWHERE, Environment, Stop, chosen_folder, spent  # noqa: E402

DEV_LOCK = ROOT / "requirements-dev.lock"
ENVIRONMENT = Environment(chosen_folder(os.environ))
PYTHON = ENVIRONMENT.python
LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"
CHECKS = {
    "Format": ["-m", "ruff", "format", "--check", "."],
    "Lint": ["-m", "ruff", "check", "."],
    "Types": ["-m", "mypy"],
    "Imports": ["-c", LINT_IMPORTS],
    "Templates": ["-m", "djlint", "--lint", "templates"],
    "Locks": ["-m", "pytest", "-q", "tests/test_locks.py"],
}
PROBLEMS = ("skipped", "failure", "error")
NOT_RUN = "not run: "  # how a fixture starts its failure when what it needs is not there
THOROUGH = "10"  # times as many random cases as usual
NOUN = re.compile("[a-z_]+")
QUICK_FOLDERS = {"engine", "analysis", "rulebooks", "store"}
QUICK_FILES = {"test_layout.py", "test_template_lint.py", "test_g21_headers.py"}  # every route
PAGE_FILES = {"test_templates.py", "test_template_lint.py"}
SLOW_TO_START = ["-m", "not browser and not postgresql"]
UNCOMPILED = "PYTHONDONTWRITEBYTECODE"
"""With it, each of the hundred processes that tests start would compile the application anew."""
MOST_WORKERS = 8  # each starts a PostgreSQL, a server and a browser of its own


def say(label: str, text: str) -> None:
    """One line of the report."""
    print(f"{label:<12} {text}", flush=True)


def say_aside(label: str, text: str) -> None:
    """For commands whose output is read by programs."""
    print(f"{label:<12} {text}", file=sys.stderr, flush=True)


# The environment


def set_up(lock: Path, tell: Callable[[str, str], None] = say) -> None:
    """Makes sure that the environment holds the packages of the lock; quick if it does already."""
    note = ENVIRONMENT.set_up(lock, tell)
    if tell is say:
        say("Environment", f"{ENVIRONMENT.name} ready ({note})")


# Serving and the command line


def serve(arguments: list[str]) -> int:
    """Migrates the database, then serves until Ctrl+C."""
    options = serve_options(arguments)
    set_up(LOCK)
    os.environ.update(options)
    migrated = subprocess.run(app("migrate"), env=app_environment(), check=False)
    return migrated.returncode or become(app("serve"))


def serve_options(arguments: list[str]) -> dict[str, str]:
    """The options as the settings they overrule; a path counts from where it was typed."""
    parser = argparse.ArgumentParser(
        prog="run.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--host", help="the address to listen on")
    parser.add_argument("--port", type=int, help="the port to listen on")
    parser.add_argument("--database", help="path of an SQLite file, or a PostgreSQL address")
    parser.add_argument("--settings", help="a file of settings, lines NAME=value")
    given = vars(parser.parse_args(arguments))
    for name in ("database", "settings"):
        if given[name] and "://" not in given[name]:
            given[name] = os.path.abspath(os.path.expanduser(given[name]))
    return {f"ADVISOR_{name.upper()}": str(value) for name, value in given.items() if value}


def app(*arguments: str) -> list[str]:
    """The command line of the application; -P, since the folder we are in is none of its own."""
    return [str(PYTHON), "-P", "-m", "app", *arguments]


def app_environment() -> dict[str, str]:
    """The environment variables with which the application is found from any folder."""
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def become(command: list[str]) -> int:
    """Goes on as the command, so that Ctrl+C and signals reach it and nothing else is left."""
    if os.name != "nt":
        os.execve(command[0], command, app_environment())
    process = subprocess.Popen(command, env=app_environment())
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


# Testing


def check() -> list[str]:
    """Runs the static checks side by side; prints what failed and returns its names."""
    running = {
        name: subprocess.Popen(
            [str(PYTHON), *rest], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        for name, rest in CHECKS.items()
    }
    output = {name: process.communicate()[0].decode() for name, process in running.items()}
    failed = [name for name, process in running.items() if process.returncode != 0]
    for name in failed:
        print(f"--- {name} ---\n{output[name].strip()}", flush=True)
    print("   ".join(f"{name} {'FAILED' if name in failed else 'ok'}" for name in CHECKS))
    return failed


def test(arguments: list[str]) -> int:
    """What was asked for: everything, the quick part, or what is about a noun."""
    options, rest = test_options(arguments)
    os.environ.pop(UNCOMPILED, None)
    if options.thorough:
        os.environ["TEST_ROUNDS"] = THOROUGH
    if options.everywhere:
        os.environ["TEST_EVERYWHERE"] = "1"
    if options.prefix:
        os.environ["TEST_PREFIX"] = options.prefix.rstrip("/")
        return test_part(f"below {options.prefix}", page_files(), rest)
    if options.quick:
        return test_part("quick", quick_files(), rest)
    if rest and NOUN.fullmatch(rest[0]) and not Path(rest[0]).exists():
        return test_part(rest[0], files_about(rest[0]), rest[1:])
    return test_everything(rest)


def test_part(name: str, files: list[Path], arguments: list[str]) -> int:
    """Some of the tests, and what was left out; the last line never looks like a verdict on all."""
    started = time.monotonic()
    set_up(DEV_LOCK)
    say("Left out", f"PostgreSQL, the browser, the checks; of {', '.join(left_out(files))}")
    failed = run_tests([*SLOW_TO_START, *map(str, files), *arguments])
    took = spent(time.monotonic() - started)
    result = f"FAILED: {', '.join(failed)}" if failed else "nothing failed"
    print(f"{name}: {result} (after {took}), and not everything ran: python3 run.py test")
    return 1 if failed else 0


def test_files() -> list[Path]:
    """All files with tests, from the folder of run.py."""
    return sorted(path.relative_to(ROOT) for path in (ROOT / "tests").rglob("test_*.py"))


def quick_files() -> list[Path]:
    """The tests of the core, of the layout, and one way through all routes."""
    return [
        path for path in test_files() if QUICK_FOLDERS & set(path.parts) or path.name in QUICK_FILES
    ]


def page_files() -> list[Path]:
    """The tests of pages: those that ask over HTTP, as a visitor without JavaScript."""
    return [path for path in test_files() if path.name.startswith("test_routes")]


def files_about(noun: str) -> list[Path]:
    """The tests in a folder of that name or in a file named after it, and those of all pages."""
    files = test_files()
    about = {path for path in files if noun in path.parts or f"_{noun}_" in f"{path.stem[4:]}_"}
    if not about:
        raise Stop(f"No folder and no file of tests is named after {noun}.")
    return [path for path in files if path in about or path.name in PAGE_FILES]


def left_out(files: list[Path]) -> list[str]:
    """The folders of tests, some or all of whose files are not among these."""
    return sorted({path.parts[1] for path in set(test_files()) - set(files) if len(path.parts) > 2})


def test_everything(arguments: list[str]) -> int:
    """Everything: checks, tests, tests in a browser; the last line is the verdict."""
    started = time.monotonic()
    set_up(DEV_LOCK)
    os.environ["CHROMIUM"] = provide_chromium()
    say("Firefox", ask_tests("firefox", "provide"))
    say("PostgreSQL", ask_tests("postgresql", "describe"))
    say("Proxies", ask_tests("deployment.proxies", "provide"))
    say("Packages", ask_tests("package.wheels", "provide"))
    failed = check() + run_tests(arguments) + report_releases() + try_every_python()
    took = spent(time.monotonic() - started)
    print(f"FAILED: {', '.join(failed)} (after {took})" if failed else f"PASSED in {took}")
    return 1 if failed else 0


def test_options(arguments: list[str]) -> tuple[argparse.Namespace, list[str]]:
    """What the tests are asked to be, and the arguments that are pytest's."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--thorough", action="store_true")
    parser.add_argument("--everywhere", action="store_true")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--prefix", default="", help="as /advisor")
    return parser.parse_known_args(arguments)


def provide_chromium() -> str:
    """The path of a Chromium, installed if there is none; empty if that failed, too."""
    sys.path.insert(0, str(ROOT))
    from tests import chromium  # only a checkout with tests has it

    path = chromium.find(str(PYTHON)) or chromium.install(str(PYTHON), say)
    say("Chromium", f"{chromium.version(path)} ({path})" if path else chromium.MISSING)
    return path or ""


def ask_tests(module: str, function: str) -> str:
    """What a function of a module of the tests returns, run by the environment's Python."""
    asked = subprocess.run(
        [str(PYTHON), "-c", f"from tests.{module} import {function}; print({function}())"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=True,
    )
    return asked.stdout.decode().strip()


def run_tests(arguments: list[str]) -> list[str]:
    """Runs pytest, whose own report is shown, and counts what ran; returns what failed."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.xml")
        options = [f"--junitxml={report}", *workers(available_cores())]
        command = [str(PYTHON), "-m", "pytest", *options, *arguments]
        status = run_to_its_end(command)
        cases = list(ElementTree.parse(report).iter("testcase")) if report.exists() else []
    passed, browser, not_run = count(cases)
    say("Time", "   ".join(f"{name} {spent(took)}" for name, took in times(cases).items()))
    for reason, number in not_run.items():
        say("Not run", f"{number}: {reason}")
    say("Tests", f"{passed} passed   Browser {browser} passed   Not run {not_run.total()}")
    failed = ["Tests"] if status else []
    return failed + (["Not run"] if not_run and os.environ.get("CI") else [])


def run_to_its_end(command: list[str]) -> int:
    """The exit status; Ctrl+C reaches the command, too, which then takes down what it set up."""
    process = subprocess.Popen(command, cwd=ROOT)
    interrupted = False
    while process.poll() is None:
        try:
            process.wait()
        except KeyboardInterrupt:
            interrupted = True
    if interrupted:
        raise KeyboardInterrupt
    return process.returncode


def available_cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def workers(cores: int) -> list[str]:
    """What makes pytest use the cores; on a single one it does without further processes."""
    number = min(cores, MOST_WORKERS)
    return ["-n", str(number), "--dist", "worksteal"] if number > 1 else []


def count(cases: Iterable[ElementTree.Element]) -> tuple[int, int, Counter[str]]:
    """How many tests passed, outside a browser and in one, and how many did not run, by reason."""
    passed = browser = 0
    not_run: Counter[str] = Counter()
    for case in cases:
        problem = next((part for part in case if part.tag in PROBLEMS), None)
        told = "" if problem is None else problem.get("message", "")
        if problem is None:
            in_browser = case.get("classname", "").startswith("tests.e2e")
            passed, browser = passed + (not in_browser), browser + in_browser
        elif problem.tag == "skipped" or NOT_RUN in told:
            not_run[told.rpartition(NOT_RUN)[2].strip(' "')] += 1
    return passed, browser, not_run


def times(cases: Iterable[ElementTree.Element]) -> dict[str, float]:
    """The seconds that the tests of each folder took, all workers together; the longest first."""
    seconds: dict[str, float] = {}
    for case in cases:
        _, folder, *deeper = case.get("classname", "").split(".")
        name = folder if deeper else "tests"
        seconds[name] = seconds.get(name, 0) + float(case.get("time", "0"))
    return dict(sorted(seconds.items(), key=lambda entry: -entry[1]))


def report_releases() -> list[str]:
    """Prints what a rulebook version that is just released changes; returns what failed."""
    command = [str(PYTHON), "-m", "tests.release_report"]
    status = subprocess.run(command, cwd=ROOT, check=False).returncode
    return ["Release report"] if status else []


def try_every_python() -> list[str]:
    """Where everything is asked for: sets up and serves with each Python of this machine."""
    if not os.environ.get("TEST_EVERYWHERE"):
        return []
    command = [str(PYTHON), "-m", "tests.setup.every_python"]
    return ["Every Python"] if subprocess.run(command, cwd=ROOT, check=False).returncode else []


def main(arguments: list[str]) -> int:
    """Does what the command line says and returns the exit status."""
    for name in OF_SOMEWHERE:
        os.environ.pop(name, None)
    named = bool(arguments) and not arguments[0].startswith("-")
    command, rest = (arguments[0], arguments[1:]) if named else ("serve", arguments)
    if command == "serve":
        return serve(rest)
    if command == "test":
        return test(rest)
    if command == "cli":
        set_up(LOCK, say_aside)
        return become(app(*rest))
    if command in ("setup", "check"):
        with_tests = command == "check" or "--tests" in rest
        set_up(DEV_LOCK if with_tests else LOCK)
        if command == "setup" and with_tests:
            say("Packages", ask_tests("package.wheels", "provide"))
        return 1 if command == "check" and check() else 0
    raise Stop(f"There is no command {command}; there are serve, test, check, setup and cli.")


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Stop as reason:
        sys.exit(str(reason))
    except KeyboardInterrupt:
        sys.exit(130)
