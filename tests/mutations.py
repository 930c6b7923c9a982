"""Would a test notice? Breaks the engine in one place at a time and runs the tests beside it.

`.venv/bin/python -m tests.mutations` takes a few minutes and works on a copy in a temporary folder;
`.venv/bin/python -m tests.mutations gate` tries only the mutations with "gate" in their names.
The status is 1 if a mutation is not caught, or if the tests fail without any. test_mutations.py
sees to it that every mutation still finds its place.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COPIED = ("app", "tests", "alembic", "templates", "static", "pyproject.toml")
FIRST_FAILED = re.compile(r"^FAILED (\S+?::\w+)", re.MULTILINE)


@dataclass(frozen=True)
class Mutation:
    """A mistake to make: `old`, found once in `file` (below app), becomes `new`."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]

    @property
    def path(self) -> Path:
        """The file, from the root of the project."""
        return Path("app", self.file)

    def applied(self, source: str) -> str:
        """The source with the mistake; ValueError unless there is exactly one place for it."""
        if source.count(self.old) != 1:
            raise ValueError(f"{self.name}: {self.file} has no single {self.old!r}")
        return source.replace(self.old, self.new)


ACCEPTANCE = "tests/rulebooks/test_flask_fastapi.py"
SCORING = ("tests/engine/test_scoring.py", ACCEPTANCE)
ANSWERS = ("tests/engine/test_answers.py", *SCORING)


def analysis(*names: str) -> tuple[str, ...]:
    """The tests of these parts of the analysis."""
    return tuple(f"tests/analysis/test_{name}.py" for name in names)


COUNTS = analysis("counts")
FLIPS = analysis("flips")
NEXT = analysis("next_question")
SETTLED = analysis("settled")
WEIGHTINGS = analysis("weightings")
ADJUSTING = ("tests/engine/test_adjusting.py",)
COUNTED = ("tests/rulebooks/test_recount.py",)
OPINION = ("tests/rulebooks/test_second_opinion.py", "tests/rulebooks/test_field_evidence.py")
CONTEXTS = ("tests/rulebooks/test_flask_fastapi_analysis.py",)

MUTATIONS = (
    Mutation(
        "a sign is flipped",
        "engine/scoring.py",
        "scores[alternative] += rule.points[alternative]",
        "scores[alternative] -= rule.points[alternative]",
        SCORING,
    ),
    Mutation(
        "a gate is dropped",
        "engine/scoring.py",
        "for gate in rulebook.gates",
        "for gate in rulebook.gates[1:]",
        SCORING,
    ),
    Mutation(
        "an unknown lifts a gate",
        "engine/rules.py",
        "not (self.unless and holds(self.unless, chosen))",
        "self.unless.keys() <= chosen.keys() and not (self.unless and holds(self.unless, chosen))",
        SCORING,
    ),
    Mutation(
        "the rules of a group add up",
        "engine/scoring.py",
        "place = (rule.group, alternative, points > 0)",
        "place = (rule.id, alternative, points > 0)",
        SCORING,
    ),
    Mutation(
        "a second rule of a group is credited",
        "engine/scoring.py",
        "credited=weighed.credited.get(rule.id, {})",
        "credited=weighed.credited.get(rule.id, rule.points)",
        SCORING,
    ),
    Mutation(
        "a lead of exactly too_close is too close",
        "engine/scoring.py",
        "if lead < rulebook.too_close",
        "if lead <= rulebook.too_close",
        SCORING,
    ),
    Mutation(
        "a lead of exactly too_close is too close by points alone",
        "engine/scoring.py",
        "lead >= rulebook.too_close",
        "lead > rulebook.too_close",
        SCORING,
    ),
    Mutation(
        "a strength needs more than its lead",
        "engine/scoring.py",
        "if lead >= band.lead",
        "if lead > band.lead or band is rulebook.bands[0]",
        SCORING,
    ),
    Mutation(
        "ask_when is ignored",
        "engine/answers.py",
        "if not question.ask_when or holds(question.ask_when, chosen)",
        "if True",
        ANSWERS,
    ),
    Mutation(
        "ask_when is ignored by the analysis",
        "analysis/structure.py",
        "asked = holds(question.ask_when, chosen)",
        "asked = True",
        COUNTS,
    ),
    Mutation(
        "the rules of a group add up in the tables",
        "analysis/tables.py",
        "max(0, *given) + min(0, *given)",
        "sum(given)",
        COUNTS,
    ),
    Mutation(
        "answers to hidden questions count in the analysis",
        "analysis/slots.py",
        "visible = visible_answers(rulebook, answers)",
        "visible = answers",
        SETTLED,
    ),
    Mutation(
        "the lowest lead is the highest",
        "analysis/bounds.py",
        "np.minimum, np.where(fits, space.contrast, FAR)",
        "np.maximum, np.where(fits, space.contrast, -FAR)",
        SETTLED,
    ),
    Mutation(
        "a lead of exactly too_close can be settled as too close",
        "analysis/bounds.py",
        "(high < close)",
        "(high <= close)",
        SETTLED,
    ),
    Mutation(
        "exactly too_close for the second can be settled as too close",
        "analysis/bounds.py",
        "(low > -close)",
        "(low >= -close)",
        SETTLED,
    ),
    Mutation(
        "a lead of exactly too_close does not settle",
        "analysis/bounds.py",
        "low >= close",
        "low > close",
        SETTLED,
    ),
    Mutation(
        "settled without a look at what a gate decides",
        "analysis/bounds.py",
        "ahead[space.by_rule[ways]] = FIRST",
        "pass",
        SETTLED,
    ),
    Mutation(
        "a lead of exactly too_close is counted as too close",
        "analysis/counts.py",
        "histogram.at_least(close)",
        "histogram.at_least(close + 1)",
        COUNTS,
    ),
    Mutation(
        "equal contrasts of two components overwrite each other",
        "analysis/histograms.py",
        "wider[:, value : value + width] +=",
        "wider[:, value : value + width] =",
        COUNTS,
    ),
    Mutation(
        "a hidden question of the cutset has a weight",
        "analysis/space.py",
        "if name in way.visible else 0",
        "if True else 0",
        NEXT,
    ),
    Mutation(
        "a hidden question of a component has a weight",
        "analysis/space.py",
        "if profile.visible[column]",
        "if True",
        NEXT,
    ),
    Mutation(
        "other answers to a fixed question keep their weight",
        "analysis/slots.py",
        "likely[block.slots] = 0",
        "likely[block.slots] = base_rates(block)",
        NEXT,
    ),
    Mutation(
        "a component is counted twice for the next question",
        "analysis/joint.py",
        "before[place], after,",
        "before[place + 1], after,",
        NEXT,
    ),
    Mutation(
        "a component that is fixed adds nothing for the next question",
        "analysis/joint.py",
        "np.where(self.moves, 0, settled[self.segments])",
        "np.where(self.moves, 0, 0 * settled[self.segments])",
        NEXT,
    ),
    Mutation(
        "a component that nobody asks about is left out for the next question",
        "analysis/joint.py",
        "if rows.moves[number]",
        "if rows.moves[number] and {*space.parts[number].questions} & {*asked}",
        NEXT,
    ),
    Mutation(
        "cutset assignments of different points share a row",
        "analysis/joint.py",
        "np.column_stack([arrays.fixed, arrays.segment_of])",
        "np.column_stack([0 * arrays.fixed, arrays.segment_of])",
        NEXT,
    ),
    Mutation(
        "a flip may change what is frozen",
        "analysis/slots.py",
        "for name in frozen:",
        "for name in ():",
        FLIPS,
    ),
    Mutation(
        "a flip may end in “I do not know”",
        "analysis/slots.py",
        "cost[space.unknown] = NEVER",
        "pass",
        FLIPS,
    ),
    Mutation(
        "a flip to exactly too_close is missed",
        "analysis/search.py",
        "(FIRST, close, FAR)",
        "(FIRST, close + 1, FAR)",
        FLIPS,
    ),
    Mutation(
        "a single change to exactly too_close is missed",
        "analysis/standing.py",
        "contrasts >= close",
        "contrasts > close",
        (*FLIPS, *analysis("pivotal")),
    ),
    Mutation(
        "a single change stays with the points of before",
        "analysis/standing.py",
        "self.contrasts[self.way] + moved",
        "self.contrasts[self.way] + 0 * moved",
        (*FLIPS, *analysis("pivotal")),
    ),
    Mutation(
        "an answer taken away leaves the bounds as they were",
        "analysis/bounds.py",
        "self.may[slots] = True",
        "pass",
        analysis("sufficient"),
    ),
    Mutation(
        "an answer taken away is not remembered",
        "analysis/bounds.py",
        "self.bounds, of_lows[:], of_highs[:] = wider, low, high",
        "pass",
        analysis("sufficient"),
    ),
    Mutation(
        "what a gate takes for granted counts as answered",
        "analysis/slots.py",
        "if q not in open_again",
        "if True",
        SETTLED,
    ),
    Mutation(
        "a gate whose exception is hidden counts as confirmed",
        "engine/presuming.py",
        "missing |= hidden_by or {question}",
        "missing |= {question} - hidden_by",
        ("tests/engine/test_presuming.py",),
    ),
    Mutation(
        "a gate whose exception is ruled out counts as unconfirmed",
        "engine/presuming.py",
        "elif options.isdisjoint(chosen[question]):",
        "elif False:",
        ("tests/engine/test_presuming.py",),
    ),
    Mutation(
        "an answer that can go is called sufficient",
        "analysis/sufficient.py",
        "in _least_supportive_first(space, answers)",
        "in _least_supportive_first(space, answers)[1:]",
        analysis("sufficient"),
    ),
    Mutation(
        "the rules of a group add up in the weightings",
        "analysis/weightings.py",
        "np.maximum(credit,",
        "np.add(credit,",
        WEIGHTINGS,
    ),
    Mutation(
        "a lead of exactly too_close is too close in the weightings",
        "analysis/weightings.py",
        "best - second < rulebook.too_close",
        "best - second <= rulebook.too_close",
        WEIGHTINGS,
    ),
    Mutation(
        "weightings with equal emphasis are swept, too",
        "analysis/weightings.py",
        "column[more] > column[less]",
        "column[more] >= column[less]",
        WEIGHTINGS,
    ),
    Mutation(
        "a rule may weigh nothing",
        "analysis/weightings.py",
        "np.maximum(1, sum(",
        "np.maximum(0, sum(",
        WEIGHTINGS,
    ),
    Mutation(
        "unknowns are counted among complete answers",
        "analysis/slots.py",
        "may[block.start] = False",
        "pass",
        COUNTS,
    ),
    Mutation(
        "the points available are the fewest over the cutset",
        "analysis/contexts.py",
        "max(_most(",
        "min(_most(",
        CONTEXTS,
    ),
    Mutation(
        "impact: answers that no longer fit are not told",
        "analysis/impact.py",
        "pair[0] != pair[1] or reassessment.misfits",
        "pair[0] != pair[1]",
        analysis("impact"),
    ),
    Mutation(
        "impact: old and new verdict change places",
        "analysis/impact.py",
        "reassessment.before.verdict, reassessment.after.verdict",
        "reassessment.after.verdict, reassessment.before.verdict",
        analysis("impact"),
    ),
    Mutation(
        "weightings that leave it too close count as reversed",
        "analysis/robustness.py",
        "(total - leading - counted[:, -1])",
        "(total - leading)",
        analysis("quality"),
    ),
    Mutation(
        "the weightings of all strengths count for each of them",
        "analysis/robustness.py",
        "band.strength, kept[strengths == band.strength], turned",
        "band.strength, kept, turned",
        analysis("quality"),
    ),
    Mutation(
        "own reasons share one group",
        "engine/adjusting.py",
        'group=f"{OWN}{number}"',
        "group=OWN",
        ADJUSTING,
    ),
    Mutation(
        "a gate that is switched off decides all the same",
        "engine/adjusting.py",
        "if gate.id not in changes.gates_off",
        "",
        ADJUSTING,
    ),
    Mutation(
        "counted: four for each one against need not be reached",
        "rulebooks/recount.py",
        "yes >= 8 and yes >= 4 * no",
        "yes >= 8 and yes >= 3 * no",
        COUNTED,
    ),
    Mutation(
        "counted: who chose neither is against",
        "rulebooks/recount.py",
        "if side != count.side and side in rulebook.alternative_by_id",
        "if side != count.side",
        COUNTED,
    ),
    Mutation(
        "counted: another reason is this reason",
        "rulebooks/recount.py",
        "same - set(count.other_reason)",
        "same",
        COUNTED,
    ),
    Mutation(
        "counted: voices are not heard",
        "rulebooks/recount.py",
        "sum(claim.voices for claim in claims) + ",
        "",
        COUNTED,
    ),
    Mutation(
        "one source may stand on both sides of a count",
        "rulebooks/sources.py",
        "elif source in seen:",
        "elif source is seen:",
        OPINION,
    ),
    Mutation(
        "a second opinion may be the default",
        "rulebooks/library.py",
        "startable = [rulebook.id for rulebook in self.startable]",
        "startable = [rulebook.id for rulebook in self]",
        OPINION,
    ),
    Mutation(
        "a group of the other rulebook may have no family",
        "rulebooks/families.py",
        "if found != 1:",
        "if found > 1:",
        OPINION,
    ),
    Mutation(
        "a point leaves the fingerprint of what scores as it is",
        "engine/fingerprint.py",
        "points=dict(rule.points), ",
        "",
        OPINION,
    ),
    Mutation(
        "a record outlives what it was tried beside",
        "rulebooks/library.py",
        "scoring_fingerprint(beside) == found.compared",
        "found.compared",
        OPINION,
    ),
)


def main(words: Iterable[str]) -> int:
    """Tries the mutations with all these words in their names; prints a table."""
    chosen = [each for each in MUTATIONS if all(word in each.name for word in words)]
    width = max((len(each.name) for each in chosen), default=0)
    with tempfile.TemporaryDirectory() as folder:
        copy = copied(Path(folder, "project"))
        every_test = sorted({test for each in chosen for test in each.tests})
        status, output = run_tests(copy, every_test)
        if status != 0:
            print(f"The tests fail without any mutation:\n{output}")
            return 1
        missed = 0
        for each in chosen:
            test = caught_by(copy, each)
            missed += test is None
            told = f"caught by {test}" if test else "NOT CAUGHT"
            print(f"{each.name:<{width}}  {each.file:<25} {told}", flush=True)
    print(f"{len(chosen) - missed} of {len(chosen)} mutations are caught")
    return 1 if missed else 0


def copied(target: Path) -> Path:
    """What the tests need of the project, in this new folder, which is returned."""
    target.mkdir()
    for name in COPIED:
        if (ROOT / name).is_dir():
            skipped = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, target / name, ignore=skipped)
        else:
            shutil.copy2(ROOT / name, target / name)
    return target


def caught_by(copy: Path, mutation: Mutation) -> str | None:
    """The first test that fails with this mistake in the copy, None if all pass; undoes it."""
    path = copy / mutation.path
    source = path.read_text("utf-8")
    path.write_text(mutation.applied(source), "utf-8")
    try:
        status, output = run_tests(copy, mutation.tests)
    finally:
        path.write_text(source, "utf-8")
    if status == 0:
        return None
    failed = FIRST_FAILED.search(output)
    if failed is None:  # a mistake that stops the tests from starting proves nothing
        raise RuntimeError(
            f"{mutation.name}: no test failed, and yet the status is {status}\n{output}"
        )
    return failed[1]


def run_tests(copy: Path, tests: Iterable[str]) -> tuple[int, str]:
    """Status and output of pytest up to the first failure, on the code of the copy.

    Nothing is compiled into files: a mutation can have the size and the second of the last one.
    """
    given = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [sys.executable, "-B", "-m", "pytest", "-x", "-q", "--tb=line", *tests]
    done = subprocess.run(
        [*command, f"--basetemp={copy.parent / 'pytest'}"],
        cwd=copy,
        env=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
