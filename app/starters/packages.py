"""Which packages a project needs, and their exact versions."""

from __future__ import annotations

from app.starters.kinds import Kind
from app.starters.pins import pins
from app.starters.shape import Shape


def direct(shape: Shape) -> list[str]:
    """What it imports or is served by."""
    found = ["pydantic"]
    found += ["fastapi", "uvicorn"] if shape.kind.is_fastapi else ["flask", "gunicorn"]
    if shape.kind is Kind.MOVE:
        found += ["flask", "a2wsgi"]
    if shape.has_docs_library:
        found.append("spectree")
    if shape.has_settings:
        found.append("pydantic-settings")
    if shape.sqlite:
        found.append("sqlalchemy")
    if shape.is_slow:
        found.append("httpx2")
    if shape.has_pages and shape.kind is Kind.FASTAPI:
        found += ["jinja2", "python-multipart"]
    return sorted(found)


def direct_dev(shape: Shape) -> list[str]:
    """What checks it beside that."""
    found = ["pytest"]
    if shape.kind.is_fastapi and not shape.is_slow:  # else it is there already
        found.append("httpx2")
    if shape.size != "quick":
        found += ["mypy", "ruff"]
    return sorted(found)


def at_least(names: list[str]) -> list[str]:
    """The same as a project asks for them: the version of the lock, or a newer one."""
    return [f"{name}>={pins().versions[name]}" for name in names]


def requirements(shape: Shape, *, dev: bool) -> str:
    """The file of pins, with the day on which they were current."""
    names = direct(shape) + (direct_dev(shape) if dev else [])
    return f"# Current on {pins().day}. The README says how to renew it.\n" + pins().requirements(
        names
    )
