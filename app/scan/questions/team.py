"""What the code shows that those who wrote it know: type hints, and async."""

from __future__ import annotations

from app.scan.definitions import Function, Place
from app.scan.modules import Module
from app.scan.proposals import Confidence, Finding, Undecided, proposed
from app.scan.survey import Survey

TYPE_HINTS, ASYNC = "type_hints", "async_skill"
FEW_FUNCTIONS = 15
COMFORTABLE, LEARNING = 2 / 3, 1 / 10
CLEARLY = 0.7
"""From this share on the border is far enough away."""

IN_EARNEST = 3
"""So many functions that await leave no doubt."""

OF_BOTH_PYTHONS = {"print_function", "unicode_literals", "division", "absolute_import"}
MOST_SHOWN = 2


def _too_few(functions: int) -> str:
    if functions in (0, 1):
        return f"{'One function is' if functions else 'No function is'} too few to tell."
    return f"{functions} functions are too few to tell."


def type_hints(survey: Survey) -> Finding | None:
    """The share of functions with annotations; open for few functions, or code of Python 2."""
    functions = [
        (function, module) for module in survey.project.modules for function in module.functions
    ]
    if len(functions) < FEW_FUNCTIONS:
        return Undecided(TYPE_HINTS, _too_few(len(functions)))
    if _of_python_2(survey):
        return Undecided(TYPE_HINTS, "The code is written for Python 2, which has none.")
    annotated = [(function, module) for function, module in functions if function.is_annotated]
    share = len(annotated) / len(functions)
    words = f"is annotated, as {len(annotated)} of {len(functions)} functions are"
    shown, option, sure = annotated, "comfortable", "high" if share >= CLEARLY else "medium"
    if share < COMFORTABLE:
        option, sure = "learning" if share >= LEARNING else "unfamiliar", "medium"
    if share < LEARNING:
        bare = [(function, module) for function, module in functions if not function.is_annotated]
        shown, words = (
            bare,
            f"has no annotation; {len(annotated)} of {len(functions)} functions have",
        )
    evidence = (survey.evidence(_defined(*defined), words) for defined in shown[:MOST_SHOWN])
    return proposed(TYPE_HINTS, option, _confidence(sure), *evidence)


def _confidence(sure: str) -> Confidence:
    return "high" if sure == "high" else "medium"


def _defined(function: Function, module: Module) -> Place:
    return Place(module.path, function.node.lineno, function.name)


def _of_python_2(survey: Survey) -> bool:
    """Whether a quarter of the modules has what only Python 2 needs."""
    modules = survey.project.modules
    old = sum(module.python_2 or _imports_the_future(module) for module in modules)
    return old * 4 >= len(modules)


def _imports_the_future(module: Module) -> bool:
    return any(module.resolve(name) == f"__future__.{name}" for name in OF_BOTH_PYTHONS)


def async_skill(survey: Survey) -> Finding | None:
    """Familiar where own code awaits; that nothing does shows nothing."""
    awaiting = [
        (module, function.scope.awaits[0])
        for module in survey.project.modules
        for function in module.functions
        if function.scope.awaits
    ]
    sure: Confidence = "high" if len(awaiting) >= IN_EARNEST else "medium"
    words = f"waits, as {len(awaiting)} functions do" if len(awaiting) > 1 else "waits"
    evidence = (
        survey.evidence(module.waiting(node), words) for module, node in awaiting[:MOST_SHOWN]
    )
    return proposed(ASYNC, "familiar", sure, *evidence)
