"""What was checked of a source: shipped whole, refused with every fault, filled in from the run."""

import dataclasses
import shutil
from pathlib import Path

import pytest

from app.rulebooks.evidence import BLANK, FOLDER, Evidence, read_evidence, times
from app.rulebooks.faults import RulebookError
from app.rulebooks.library import SHIPPED, load_library
from app.rulebooks.measured import Run, read_run
from tests.factories import shipped

NAME = "flask-fastapi.toml"
WORDS = (SHIPPED / FOLDER / NAME).read_text("utf-8")
RUN = """
cell = [
  { work = "at_once", connections = 64, program = "PROGRAM", cpu_us = 100, per_second = 9000, ratio = 2.0, low = 1.9, high = 2.1 },
]
[run]
date = 2026-11-29
time = "11:00 UTC"
command = "python -m benchmarks.article_claim"
machine = "2 cores"
cores = 2
load = [0.1, 0.2]
rounds = 5
noise = 0.1
versions = { flask = "3.1.3" }
"""  # noqa: E501


def evidence(name: str = "flask-fastapi") -> Evidence:
    found = shipped().evidence(name)
    assert found
    return found


def read(words: str, run: Run | None = None) -> Evidence:
    measured = evidence().measurement
    assert measured
    versions = [one for one in shipped() if "flask-fastapi" in (one.id, one.compares)]
    return read_evidence(NAME, words.encode(), versions, run or measured.run)


def refusal(words: str) -> str:
    with pytest.raises(RulebookError) as refused:
        read(words)
    return str(refused.value)


def test_every_topic_has_claims_of_the_newest_rules_and_facts_with_their_source():
    library = shipped()
    second = library.second_opinion_on("flask-fastapi")
    assert second
    claims = {*library.default.claim_by_id, *second.claim_by_id}
    topics = evidence().topics
    assert [topic.id for topic in topics] == ["speed", "documentation", "code", "ecosystem", "age"]
    for topic in topics:
        assert set(topic.claims) <= claims
        assert topic.facts
        assert all(fact.source and fact.when for fact in topic.facts)


def test_what_was_looked_up_in_an_index_says_until_when_it_is_good():
    facts = [fact for topic in evidence().topics for fact in topic.facts]
    undated = [fact for fact in facts if fact.how == "looked up" and not fact.best_before]
    assert [fact.says for fact in undated] == [
        "First in the package index: Flask 0.1 in April 2010, FastAPI in December 2018"
    ]


def test_each_figure_of_a_text_is_that_of_the_run():
    measured = evidence().measurement
    assert measured
    blanks = list(BLANK.finditer(WORDS))
    assert len(blanks) > 4
    topics = evidence().topics
    said = [*(topic.found for topic in topics), *(f.says for topic in topics for f in topic.facts)]
    texts = " ".join(said)
    assert "{" not in texts
    for blank in blanks:
        work, connections, first, other = blank.groups()
        cells = measured.run.cells
        own, others = (cells[work, int(connections), one] for one in (first, other))
        assert times(own.ratio / others.ratio) in texts


def test_another_run_says_another_figure_and_leaves_every_point():
    measured = evidence().measurement
    assert measured
    key = ("at_once", 64, "fastapi_async")
    faster = dataclasses.replace(measured.run.cells[key], ratio=7.0)
    run = dataclasses.replace(measured.run, cells={**measured.run.cells, key: faster})
    again = read(WORDS, run)
    assert "did 7.0 times" in again.topics[0].found
    assert "did 7.0 times" not in evidence().topics[0].found
    assert again.topics[1:] == evidence().topics[1:]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('claims = ["AW4"', 'claims = ["ZZ9", "AW4"', 'no version has the claim "ZZ9"'),
        ('topic = "speed"\nsays = "As', 'topic = "sped"\nsays = "As', 'there is no topic "sped"'),
        (
            "at_once.64.fastapi_async/",
            "at_once.65.fastapi_async/",
            "names nothing that was measured",
        ),
        ('first = "fastapi_async"', 'first = "django"', '"django" was not measured'),
        ("[[program]]", "[[programs]]", "unknown table"),
        ("best_before = 2027-11-30", 'best_before = "soon"', '"best_before" must be a date'),
        ("low = 2", "low = 0", '"low" must be a number above 0'),
        ('how = "measured"\n', "", '"how" is missing'),
    ],
)
def test_a_fault_is_named(old: str, new: str, says: str):
    assert old in WORDS
    assert says in refusal(WORDS.replace(old, new, 1))


def test_a_run_with_a_fault_is_refused_by_its_name():
    whole = RUN.replace("PROGRAM", "one")
    assert read_run("run.toml", whole.encode()).programs == ("one",)
    busy = read_run("run.toml", whole.replace("load = [0.1", "load = [7.5").encode())
    assert (read_run("run.toml", whole.encode()).is_rough, busy.is_rough) == (False, True)
    for old, new in [("ratio = 2.0", "ratio = 0"), ("noise = 0.1\n", ""), ("cpu_us", "cpu")]:
        with pytest.raises(RulebookError) as refused:
            read_run("run.toml", whole.replace(old, new).encode())
        assert str(refused.value).startswith("run.toml: ")


def test_a_run_that_was_edited_is_refused(tmp_path: Path):
    shutil.copytree(
        SHIPPED, tmp_path / "rules", ignore=shutil.ignore_patterns("*.py", "__pycache__")
    )
    run = max((tmp_path / "rules" / FOLDER).glob("*-measured-*.toml"))
    run.write_text(run.read_text("utf-8").replace("rounds = ", "rounds = 1"), "utf-8")
    with pytest.raises(RulebookError, match="differs from what was released"):
        load_library(tmp_path / "rules")


def test_what_lies_within_the_noise_of_a_bound_counts_as_claimed():
    measured = evidence().measurement
    assert measured
    noise = 1 + measured.run.noise
    low, high = measured.low, measured.high
    for ratio, place in [
        (low / noise * 1.001, 0),
        (low / noise * 0.99, -1),
        (high * noise * 0.999, 0),
        (high * noise * 1.01, 1),
    ]:
        assert measured.place(ratio) == place


@pytest.mark.parametrize(
    ("ratio", "text"), [(0.58, "0.58"), (0.996, "1.0"), (2.27, "2.3"), (9.96, "10"), (16.6, "17")]
)
def test_a_ratio_is_written_as_exactly_as_it_is_known(ratio: float, text: str):
    assert times(ratio) == text
