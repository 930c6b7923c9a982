"""This browser's workspace: its browsers, a code for another one, forgetting, deleting."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from app.engine.errors import Invalid
from app.services.codes import enter_by_code, find_by_code, make_code
from app.services.listing import Listing, list_page
from app.services.workspaces import (
    NAME_LENGTH,
    delete_workspace,
    end_browser,
    list_browsers,
    name_browser,
)
from app.store.workspaces import Workspace
from app.web.contexts.assessments import counted
from app.web.contexts.workspaces import CodePage, DeletePage, ForgetPage, OpenPage, WorkspacePage
from app.web.dependencies import (
    JoinedParts,
    LeavableWorkspace,
    MaybeWorkspace,
    OpenDoorway,
    OwnWorkspace,
    WritableWorkspace,
    policy,
)
from app.web.forms import Form, Identifier
from app.web.limits import CODES, limited
from app.web.rendering import address, page, see_other

router = APIRouter()

CODE_LENGTH = 200
# Not "cookies": that would clear those of every other site under the same domain.
CLEAR = '"cache", "storage"'


@router.get("/workspace")
@policy("workspace-read")
def show_workspace(request: Request, workspace: MaybeWorkspace) -> HTMLResponse:
    """The browsers that have this workspace, and what can be done with it."""
    return page(request, _workspace_page(workspace))


@router.post("/workspace/name")
@policy("workspace-write")
def name_this_browser(request: Request, workspace: WritableWorkspace, form: Form) -> Response:
    """Gives this browser a name, so that people can tell theirs apart."""
    form.refuse_others("_name")
    try:
        name_browser(workspace, form.one("_name", longest=NAME_LENGTH))
    except Invalid as error:
        typed = form.text("_name", longest=65_536)
        return page(request, _workspace_page(workspace, typed, error.message), 422)
    return see_other(address(request, "show_workspace"))


@router.post("/workspace/browsers/{browser_id}/end")
@policy("workspace-write")
def end_access(
    request: Request, workspace: WritableWorkspace, browser_id: Identifier, form: Form
) -> Response:
    """Ends another browser's access at once; this one's own is ended by forgetting."""
    form.refuse_others()
    if browser_id == workspace.browser:
        return see_other(address(request, "confirm_forget"))
    end_browser(workspace, browser_id)
    return see_other(address(request, "show_workspace"))


@router.post("/workspace/code")
@policy("workspace-write")
def show_code(
    request: Request, parts: JoinedParts, workspace: WritableWorkspace, form: Form
) -> HTMLResponse:
    """Makes a one-time code and shows it, this once."""
    form.refuse_others()
    made = make_code(workspace)
    context = CodePage(
        title="Your one-time code",
        code=made.text,
        expires_at=made.expires_at,
        enter_at=parts.settings.public_url + address(request, "ask_code"),
    )
    return page(request, context)


@router.get("/workspace/open")
@policy("workspace-read")
def ask_code(request: Request, workspace: MaybeWorkspace) -> HTMLResponse:
    """The form for a code from another browser."""
    return page(request, _open_page(workspace))


@router.post("/workspace/open", dependencies=[Depends(limited(CODES))])
@policy("workspace-write")
def enter(request: Request, doorway: OpenDoorway, form: Form) -> Response:
    """Lets this browser into the workspace of the code, in exchange for the one it has."""
    form.refuse_others("_code", "_leave")
    here, typed, leaves = (
        doorway.workspace,
        form.one("_code", longest=CODE_LENGTH),
        "_leave" in form,
    )
    shown = _open_page(here)
    problems = {}
    if shown.counted and not leaves:
        problems["leave"] = "Tick the box to confirm that this browser will lose its own workspace."
    try:
        find_by_code(doorway.session, typed)
        if not problems:
            doorway.token = enter_by_code(doorway.session, typed, here)
    except Invalid as error:
        problems = {"code": error.message, **problems}
    if problems:
        return page(request, _open_page(here, typed, leaves, problems), 422)
    return see_other(address(request, "show_workspace"))


@router.get("/workspace/forget")
@policy("workspace-read")
def confirm_forget(request: Request, workspace: OwnWorkspace) -> HTMLResponse:
    """Asks before this browser forgets the workspace."""
    context = ForgetPage(
        title="Forget this browser?",
        counted=_counted(list_page(workspace)),
        others=_others(workspace),
    )
    return page(request, context)


@router.post("/workspace/forget")
@policy("workspace-write")
def forget(request: Request, workspace: LeavableWorkspace, form: Form) -> Response:
    """Ends this browser's token and makes it forget it."""
    form.refuse_others()
    end_browser(workspace, workspace.browser)
    return _cleared(request)


@router.get("/workspace/delete")
@policy("workspace-read")
def confirm_delete(request: Request, workspace: OwnWorkspace) -> HTMLResponse:
    """Names what goes with the workspace."""
    listing = list_page(workspace)
    context = DeletePage(
        title="Delete the workspace?",
        counted=counted(listing.total),
        titles=tuple(one.title for one in listing.rows),
        others=_others(workspace),
    )
    return page(request, context)


@router.post("/workspace/delete")
@policy("workspace-write")
def delete_all(request: Request, workspace: LeavableWorkspace, form: Form) -> Response:
    """Deletes the workspace for good, with all in it; every browser's token ends."""
    form.refuse_others()
    delete_workspace(workspace)
    return _cleared(request)


def _cleared(request: Request) -> Response:
    answer = see_other(address(request, "show_workspace"))
    answer.headers["clear-site-data"] = CLEAR
    return answer


def _workspace_page(
    workspace: Workspace | None, typed: str | None = None, problem: str = ""
) -> WorkspacePage:
    browsers = list_browsers(workspace) if workspace else ()
    this = workspace.browser if workspace else ""
    name = next((one.name for one in browsers if one.id == this), "")
    return WorkspacePage(
        title="Your workspace",
        counted=counted(list_page(workspace).total) if workspace else "",
        browsers=browsers,
        this=this,
        name=name if typed is None else typed,
        problem=problem,
    )


def _open_page(
    workspace: Workspace | None,
    typed: str = "",
    leaves: bool = False,
    problems: dict[str, str] | None = None,
) -> OpenPage:
    return OpenPage(
        title="Open a workspace from another browser",
        counted=_counted(list_page(workspace)) if workspace else "",
        others=_others(workspace) if workspace else 0,
        code=typed,
        leaves=leaves,
        problems=problems or {},
    )


def _counted(listing: Listing) -> str:
    """How many assessments there are, in words; nothing for none."""
    return counted(listing.total) if listing.total else ""


def _others(workspace: Workspace) -> int:
    """How many browsers have the workspace besides this one."""
    return len(list_browsers(workspace)) - 1
