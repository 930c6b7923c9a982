"""The files of a project: which there are, from which templates, shaped by which answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from app.starters.kinds import Kind
from app.starters.shape import Shape

PACKAGE = "service"
RECORD = "docs/decisions/0001-framework.md"
DATABASE = "database"
"""The choice that is made at the download, beside the questions."""


class File(NamedTuple):
    """A file of a project; `what` it is, in a few words.

    `shaped_by` are the questions, and DATABASE, of which another answer makes another content.
    """

    path: str
    template: str
    what: str
    shaped_by: tuple[str, ...] = ()
    is_executable: bool = False


ALL = ("kind", "validation", "docs", "concurrency", "horizon", DATABASE)


def files(shape: Shape) -> list[File]:
    """The files of this variant, sorted by path, without the decision record."""
    parts = [_around(shape), _core(shape), _optional(shape)]
    parts.append(_fastapi(shape) if shape.kind.is_fastapi else _flask(shape))
    parts += [_of_kind(shape), _tests(shape)]
    return sorted(file for part in parts for file in part)


def things(shape: Shape) -> str:
    """What it makes, many of them, in file names and addresses."""
    return "predictions" if shape.has_model else "quotes"


def module(shape: Shape) -> str:
    """Where the sum is done."""
    return "predicting" if shape.has_model else "pricing"


def routes_file(shape: Shape) -> str:
    """Where its first endpoint is."""
    if shape.kind.is_fastapi:
        name = f"routes/{things(shape)}.py" if shape.size == "long" else "main.py"
    else:
        name = f"views/{things(shape)}.py" if shape.size == "long" else "views.py"
    return f"{PACKAGE}/{name}"


def _shaping_packages(shape: Shape) -> tuple[str, ...]:
    """What decides which packages it runs with."""
    more = {Kind.FASTAPI: ("kind",), Kind.FLASK: ("docs",)}
    return ("concurrency", DATABASE, *more.get(shape.kind, ()))


def _together(*names: str) -> tuple[str, ...]:
    """Each once, in the order in which they are asked."""
    return tuple(name for name in ALL if name in names)


def _around(shape: Shape) -> Iterator[File]:
    needs = _shaping_packages(shape)
    yield File("README.md", "common/README.md", "how to run it, what shaped it", ALL)
    yield File(
        "pyproject.toml",
        "common/pyproject.toml",
        "packages, and settings of tools",
        _together("kind", "horizon", *needs),
    )
    yield File("requirements.txt", "", "what it runs with, in exact versions", needs)
    yield File(
        "requirements-dev.txt", "", "the same, with what tests need", _together("horizon", *needs)
    )
    yield File("delivery.json", "common/delivery.json", "a request to try", ("validation",))
    yield File(".gitignore", "common/gitignore", "what git leaves out", ("horizon", DATABASE))
    yield File(".dockerignore", "common/dockerignore", "what the image leaves out")
    yield File("Dockerfile", "common/Dockerfile", "an image of it", (DATABASE,))
    if shape.size != "quick":
        yield File("check.sh", "common/check.sh", "format, lint, types, tests", ("horizon",), True)
    if shape.size == "long":
        yield File(
            ".github/workflows/ci.yml", "common/ci.yml", "the checks at each push", ("horizon",)
        )


def _core(shape: Shape) -> Iterator[File]:
    models = ("kind", "validation", "docs", DATABASE)
    yield File(f"{PACKAGE}/models.py", "common/models.py", "what is sent and answered", models)
    name, shaped = module(shape), ("kind", "validation", "concurrency")
    what = "the model" if shape.has_model else "the sum, without the web"
    yield File(f"{PACKAGE}/{name}.py", f"common/{name}.py", what, shaped)
    if shape.has_model:
        yield File(
            f"{PACKAGE}/model.json", "common/model.json", "its parameters", ("kind", "validation")
        )


def _optional(shape: Shape) -> Iterator[File]:
    if shape.has_settings:
        yield File(
            f"{PACKAGE}/settings.py",
            "common/settings.py",
            "what differs from place to place",
            ("concurrency", DATABASE),
        )
    if shape.sqlite:
        yield File(f"{PACKAGE}/store.py", "common/store.py", "what is kept", ("kind", DATABASE))
    if shape.has_pages and shape.kind is not Kind.MOVE:
        yield File(f"{PACKAGE}/forms.py", "common/forms.py", "reads a form", ("kind", "validation"))
        yield File(
            f"{PACKAGE}/templates/page.html",
            "common/page.html",
            "the page",
            ("kind", "validation", DATABASE),
        )
    if shape.is_slow:
        yield File(
            f"{PACKAGE}/traffic.py",
            "common/traffic.py",
            "asks another service that may be slow",
            ("concurrency",),
        )


def _fastapi(shape: Shape) -> Iterator[File]:
    main = ("kind", "docs", "concurrency", "horizon", DATABASE)
    yield File(f"{PACKAGE}/__init__.py", "", "marks the package")
    yield File(f"{PACKAGE}/main.py", "fastapi/main.py", "the app", main)
    yield File(f"{PACKAGE}/errors.py", "fastapi/errors.py", "how wrong input is refused")
    if shape.has_settings or shape.has_model:
        yield File(
            f"{PACKAGE}/dependencies.py",
            "fastapi/dependencies.py",
            "what handlers ask for",
            ("kind", "concurrency", DATABASE),
        )
    if shape.size == "long":
        yield File(f"{PACKAGE}/routes/__init__.py", "", "marks the package", ("horizon",))
        yield File(
            f"{PACKAGE}/routes/health.py",
            "fastapi/routes_health.py",
            "whether it runs",
            ("horizon",),
        )
        yield File(routes_file(shape), "fastapi/routes_things.py", "the routes", main)
    if shape.has_pages and shape.kind is not Kind.MOVE:
        yield File(
            f"{PACKAGE}/pages.py",
            "fastapi/pages.py",
            "the page for people",
            ("kind", "concurrency", DATABASE),
        )


def _flask(shape: Shape) -> Iterator[File]:
    views = ("kind", "docs", "concurrency", "horizon", DATABASE)
    init = views if shape.kind is Kind.FLASK else tuple(view for view in views if view != "docs")
    yield File(f"{PACKAGE}/__init__.py", "flask/init.py", "makes the app", init)
    yield File(f"{PACKAGE}/errors.py", "flask/errors.py", "how wrong input is refused")
    yield File("gunicorn.conf.py", "flask/gunicorn.conf.py", "how it is served", ("concurrency",))
    if shape.size == "long":
        yield File(f"{PACKAGE}/views/__init__.py", "", "marks the package", ("horizon",))
        yield File(
            f"{PACKAGE}/views/health.py", "flask/views_health.py", "whether it runs", ("horizon",)
        )
        yield File(routes_file(shape), "flask/views_things.py", "the views", views)
    else:
        yield File(routes_file(shape), "flask/views.py", "the views", views)
    if shape.sqlite:
        yield File(f"{PACKAGE}/session.py", "flask/session.py", "one transaction", (DATABASE,))
    if shape.has_docs_library:
        yield File(
            f"{PACKAGE}/documentation.py",
            "flask/documentation.py",
            "checks and documents views",
            ("kind", "docs"),
        )
    if shape.has_pages:
        yield File(
            f"{PACKAGE}/pages.py",
            "flask/pages.py",
            "the page for people",
            ("kind", "concurrency", DATABASE),
        )


def _of_kind(shape: Shape) -> Iterator[File]:
    if shape.kind is Kind.KEEP:
        yield File(f"{PACKAGE}/existing.py", "keep/existing.py", "stands for your other views")
    if shape.kind is Kind.MOVE:
        yield File(
            "legacy/__init__.py",
            "move/legacy.py",
            "stands for your Flask app",
            ("kind", "validation", "concurrency", DATABASE),
        )
        yield File(
            "measure.py", "move/measure.py", "measures how long answers take", ("kind",), True
        )
        if shape.has_pages:
            yield File("legacy/templates/home.html", "move/home.html", "its page", ("kind",))


def _tests(shape: Shape) -> Iterator[File]:
    shared = ("concurrency", DATABASE)
    common = ("kind", "validation", DATABASE)
    yield File("tests/conftest.py", "tests/conftest.py", "what tests share", shared)
    api = (*common, "docs") if shape.kind.is_fastapi else common
    yield File("tests/test_api.py", "tests/test_api.py", "what the API answers", api)
    if shape.is_slow:
        yield File(
            "tests/test_traffic.py",
            "tests/test_traffic.py",
            "the other service, slow or gone",
            ("kind", "validation", "concurrency"),
        )
    if shape.has_pages and shape.kind is not Kind.MOVE:
        yield File(
            "tests/test_pages.py",
            "tests/test_pages.py",
            "what the page shows",
            ("kind", "validation", DATABASE),
        )
    if shape.option("docs") == "others":
        yield File(
            "tests/test_documentation.py",
            "tests/test_documentation.py",
            "that the documentation is whole",
            ("kind", "docs", *(("validation",) if shape.kind.is_fastapi else ())),
        )
    if shape.kind is Kind.MOVE:
        yield File(
            "tests/test_moved.py", "tests/test_moved.py", "that old and new answer alike", common
        )
    if shape.kind is Kind.KEEP:
        yield File(
            "tests/test_documented.py",
            "tests/test_documented.py",
            "which views are documented",
            ("kind", DATABASE),
        )
