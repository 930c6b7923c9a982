"""The mutations still find their places, and what they report is true; they run by themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import mutations
from tests.mutations import MUTATIONS, ROOT, Mutation, caught_by

MISTAKE = Mutation("a mistake", "engine/sums.py", "a + b", "a - b", ("test_sums.py",))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one function and one test of it."""
    folder = tmp_path / "project"
    (folder / "app/engine").mkdir(parents=True)
    (folder / MISTAKE.path).write_text("def add(a, b):\n    return a + b\n\n\ntold = 'sum'\n")
    (folder / "test_sums.py").write_text(
        "from app.engine.sums import add\n\n\ndef test_adding():\n    assert add(1, 2) == 3\n"
    )
    return folder


def test_each_mutation_has_its_one_place_and_its_tests() -> None:
    for mutation in MUTATIONS:
        source = (ROOT / mutation.path).read_text("utf-8")
        assert mutation.applied(source) != source, mutation.name
        compile(mutation.applied(source), mutation.file, "exec")
        assert all((ROOT / test).is_file() for test in mutation.tests), mutation.name


def test_no_two_mutations_have_the_same_name() -> None:
    assert len({each.name for each in MUTATIONS}) == len(MUTATIONS)


@pytest.mark.parametrize("source", ["return b + a", "a + b + a + b"], ids=["none", "two"])
def test_a_mutation_without_its_one_place_is_refused(source: str) -> None:
    with pytest.raises(ValueError, match=r"a mistake: engine/sums.py has no single 'a \+ b'"):
        MISTAKE.applied(source)


def test_a_mistake_that_a_test_notices_is_caught_and_undone(project: Path) -> None:
    before = (project / MISTAKE.path).read_text()
    assert caught_by(project, MISTAKE) == "test_sums.py::test_adding"
    assert (project / MISTAKE.path).read_text() == before


def test_one_that_none_notices_is_not(project: Path) -> None:
    unseen = Mutation("unseen", "engine/sums.py", "'sum'", "'product'", ("test_sums.py",))
    assert caught_by(project, unseen) is None


def test_a_mistake_that_stops_the_tests_from_starting_proves_nothing(project: Path) -> None:
    spoilt = Mutation("spoilt", "engine/sums.py", "def add", "def adding", ("test_sums.py",))
    with pytest.raises(RuntimeError, match="spoilt: no test failed"):
        caught_by(project, spoilt)


@pytest.mark.parametrize(
    ("caught", "status", "told"),
    [
        ("test_sums.py::test_adding", 0, "caught by test_sums.py::test_adding"),
        (None, 1, "NOT CAUGHT"),
    ],
)
def test_the_status_says_whether_every_mutation_is_caught(
    caught: str | None,
    status: int,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(mutations, "MUTATIONS", (MISTAKE,))
    monkeypatch.setattr(mutations, "COPIED", ())
    monkeypatch.setattr(mutations, "run_tests", lambda copy, tests: (0, ""))
    monkeypatch.setattr(mutations, "caught_by", lambda copy, mutation: caught)
    assert mutations.main([]) == status
    assert told in capsys.readouterr().out


def test_nothing_is_tried_where_the_tests_fail_already(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(mutations, "COPIED", ())
    monkeypatch.setattr(mutations, "run_tests", lambda copy, tests: (1, "1 failed"))
    assert mutations.main([]) == 1
    assert "The tests fail without any mutation" in capsys.readouterr().out
