"""What pages and programs take away alike: a workspace or an assessment as a file."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from fastapi.responses import Response
from limits import RateLimitItemPerMinute

from app.exports.actions import export_assessment, export_workspace
from app.store.workspaces import Workspace
from app.web.downloads import Attached, download, set_aside
from app.web.limits import Rate
from app.web.visit import Visit

Reading = Callable[[], AbstractContextManager[Workspace]]
"""How a visit, of a person or of a program, opens its workspace."""

JSON = "application/json"
EXPORTS = Rate(
    RateLimitItemPerMinute(20, namespace="exports"),
    "Too many exports were made for your network within a minute.",
    "Wait a minute and try again.",
)


def workspace_file(visit: Visit, reading: Reading) -> Response:
    """Everything that is saved in the workspace."""
    with reading() as workspace:
        aside = set_aside(export_workspace(workspace))
    return download(visit, aside, Attached(f"framework-advisor-{visit.today}.json", JSON))


def assessment_file(visit: Visit, reading: Reading, assessment_id: str) -> Response:
    """One assessment with all its versions; NotFound if it is not in the workspace."""
    with reading() as workspace:
        aside = set_aside(export_assessment(workspace, assessment_id))
    return download(visit, aside, Attached(f"assessment-{assessment_id}.json", JSON))
