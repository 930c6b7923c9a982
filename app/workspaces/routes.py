"""This browser's workspace: its browsers, a code for another one, forgetting, deleting."""

from __future__ import annotations

from secrets import token_urlsafe

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response
from starlette.background import BackgroundTask

from app.assessments.listing import Listing, list_page
from app.assessments.pages import counted
from app.engine.errors import Invalid
from app.engine.texts import set_apart
from app.shares.qr_codes import qr_code
from app.store.api_keys import count_keys
from app.store.browsers import end_browser, list_browsers
from app.store.faults import missing
from app.store.intents import Intent
from app.store.records import NAME_LENGTH
from app.store.workspaces import Workspace, delete_workspace
from app.web.confirm import ConfirmPage
from app.web.forms import LONGEST, Form, Identifier, Misread, Query
from app.web.limits import CODES, limited
from app.web.rendering import NO_MORE, page, refused, see_other
from app.web.visit import Doorway, Reader, Visit, Writer
from app.workspaces.actions import name_browser, what_is_left
from app.workspaces.codes import (
    code_of,
    enter_by_code,
    entered_before,
    find_by_code,
    make_code,
)
from app.workspaces.pages import (
    CodePage,
    DeletePage,
    EndedCodePage,
    ForgetPage,
    OpenPage,
    WorkspacePage,
)

router = APIRouter()

ENTERED = "entered"
"""In an address: a code was entered; now it shows whether the browser kept its cookie."""
KEYS_STAY = (
    "Keys for programs go on working, whichever browser made them. If somebody uses that browser "
    "who should not, look at the keys of the workspace, too."
)
# Not "cookies": that would clear those of every other site under the same domain.
CLEAR = '"cache", "storage"'


@router.get("/workspace")
def show_workspace(visit: Reader, query: Query) -> Response:
    """The browsers that have this workspace, and what can be done with it.

    With `entered` in the address it says so, where the browser that entered a code kept no cookie.
    """
    entered = ENTERED in query
    with visit.reading_if_any() as workspace:
        is_open = workspace is not None
        context = _workspace_page(workspace, kept_no_cookie=entered and not is_open)
    if entered and is_open:
        return see_other(visit, visit.url("show_workspace"))
    return page(visit, context)


@router.post("/workspace/name")
def name_this_browser(visit: Writer, form: Form) -> Response:
    """Gives this browser a name, so that people can tell theirs apart."""
    typed = form.text("_name", longest=65_536)
    try:
        with visit.writing() as workspace:
            form.refuse_others("_name")
            name_browser(workspace, form.one("_name", longest=NAME_LENGTH))
    except NO_MORE as error:
        with visit.reading() as workspace:
            again = _workspace_page(workspace, typed, error.told)
        return refused(visit, again, error)
    except Invalid as error:
        with visit.reading() as workspace:
            again = _workspace_page(workspace, typed, error.message)
        return page(visit, again, 422)
    return see_other(visit, visit.url("show_workspace"))


@router.get("/workspace/browsers/{browser_id}/end")
def confirm_end(visit: Reader, browser_id: Identifier) -> HTMLResponse:
    """Asks before another browser's access is ended."""
    with visit.reading() as workspace:
        browsers, keys = list_browsers(workspace), count_keys(workspace)
    called = {
        browser.id: browser.name or f"Browser {n}" for n, browser in enumerate(browsers, start=1)
    }
    if browser_id not in called:
        raise missing()
    context = ConfirmPage(
        title=f"End the access of {set_apart(called[browser_id])}?",
        back=visit.url("show_workspace"),
        back_words="Your workspace",
        lede="That browser will no longer open this workspace. Nothing that is saved is deleted; "
        "a new code lets it in again.",
        details=(KEYS_STAY,) if keys else (),
        action=visit.url("end_access", browser_id=browser_id),
        button="End its access",
    )
    return page(visit, context)


@router.post("/workspace/browsers/{browser_id}/end")
def end_access(visit: Writer, browser_id: Identifier, form: Form) -> Response:
    """Ends another browser's access at once; this one's own is ended by forgetting."""
    with visit.writing() as workspace:
        form.refuse_others()
        is_this_one = browser_id == workspace.browser
        if not is_this_one:
            end_browser(workspace, browser_id)
    return see_other(visit, visit.url("confirm_forget" if is_this_one else "show_workspace"))


@router.post("/workspace/code")
def show_code(visit: Writer, form: Form) -> HTMLResponse:
    """Makes a one-time code and shows it; the same form sent again shows it again.

    A form from before an upgrade has no key: each time it is sent, it makes another code.
    """
    key = form.one("_key")
    with visit.writing() as workspace:
        form.refuse_others("_key")
        random = visit.own_bytes("code", key)
        intent = Intent(key, form.digest())
        made = code_of(workspace, intent, random) if key else make_code(workspace)
    if made is None:
        return page(visit, EndedCodePage(title="This code opens nothing any more"))
    enter_at = visit.full_url("ask_code")
    context = CodePage(
        title="Your one-time code",
        code=made.text,
        expires_at=made.expires_at,
        enter_at=enter_at,
        qr=qr_code(enter_at),
    )
    return page(visit, context)


@router.get("/workspace/open")
def ask_code(visit: Reader) -> HTMLResponse:
    """The form for a code from another browser."""
    with visit.reading_if_any() as workspace:
        context = _open_page(workspace)
    return page(visit, context)


@router.post("/workspace/open", dependencies=[Depends(limited(CODES))])
def enter(visit: Writer, form: Form) -> Response:
    """Lets this browser into the workspace of the code, in exchange for the one it has."""
    form.refuse_others("_code", "_leave", "_key")
    key = form.one("_key")
    typed, leaves = form.text("_code", longest=65_536), "_leave" in form
    problems: dict[str, str] = {}
    try:
        form.one("_code", longest=LONGEST["code"])
        with visit.moving() as doorway:
            before = entered_before(doorway.session, typed, key)
            problems = {} if before else _problems(doorway, typed, leaves)
            if problems:
                raise Misread
            token = before or enter_by_code(doorway.session, typed, doorway.workspace, key)
    except NO_MORE as error:
        with visit.reading_if_any() as workspace:
            full = _open_page(workspace, typed, leaves, {"code": error.told})
        return refused(visit, full, error)
    except Invalid as error:
        with visit.reading_if_any() as workspace:
            again = _open_page(workspace, typed, leaves, problems or {"code": error.message})
        return page(visit, again, 422)
    visit.keep(token)
    return see_other(visit, f"{visit.url('show_workspace')}?{ENTERED}")


def _problems(doorway: Doorway, typed: str, leaves: bool) -> dict[str, str]:
    """What is wrong with the form for a code, control by control."""
    problems = {}
    try:
        find_by_code(doorway.session, typed)
    except Invalid as error:
        problems["code"] = error.message
    if doorway.workspace and what_is_left(doorway.workspace) and not leaves:
        problems["leave"] = "Tick the box to confirm that this browser will lose its own workspace."
    return problems


@router.get("/workspace/forget")
def confirm_forget(visit: Reader) -> HTMLResponse:
    """Asks before this browser forgets the workspace."""
    with visit.reading() as workspace:
        context = ForgetPage(
            title="Forget this browser?",
            back=visit.url("show_workspace"),
            back_words="Your workspace",
            lede="This browser will no longer open the workspace, and the key in its cookie stops "
            "working.",
            action=visit.url("forget"),
            button="Forget this browser",
            counted=_counted(list_page(workspace)),
            others=_others(workspace),
            keys=count_keys(workspace),
        )
    return page(visit, context)


@router.post("/workspace/forget")
def forget(visit: Writer, form: Form) -> Response:
    """Ends this browser's token and makes it forget it."""
    with visit.writing() as workspace:
        form.refuse_others()
        end_browser(workspace, workspace.browser)
    visit.forget()
    return _cleared(visit)


@router.get("/workspace/delete")
def confirm_delete(visit: Reader) -> HTMLResponse:
    """Names what goes with the workspace."""
    with visit.reading() as workspace:
        listing, others = list_page(workspace), _others(workspace)
        keys = count_keys(workspace)
    context = DeletePage(
        title="Delete the workspace?",
        back=visit.url("show_workspace"),
        back_words="Your workspace",
        lede="This cannot be undone. Nobody can bring back what is deleted.",
        action=visit.url("delete_all"),
        button="Delete the workspace and all in it",
        counted=counted(listing.total),
        titles=tuple(assessment.title for assessment in listing.rows),
        others=others,
        keys=keys,
    )
    return page(visit, context)


@router.post("/workspace/delete")
def delete_all(visit: Writer, form: Form) -> Response:
    """Deletes the workspace for good: access ends at once, and the purge takes what is in it."""
    with visit.writing() as workspace:
        form.refuse_others()
        delete_workspace(workspace)
    visit.forget()
    visit.afterwards = BackgroundTask(visit.parts.alarm.ring)
    return _cleared(visit)


def _cleared(visit: Visit) -> Response:
    answer = see_other(visit, visit.url("show_workspace"))
    if not visit.settings.prefix:  # it would clear what is others' on the same host, too
        answer.headers["clear-site-data"] = CLEAR
    return answer


def _workspace_page(
    workspace: Workspace | None,
    typed: str | None = None,
    problem: str = "",
    *,
    kept_no_cookie: bool = False,
) -> WorkspacePage:
    browsers = list_browsers(workspace) if workspace else ()
    this = workspace.browser if workspace else ""
    name = next((browser.name for browser in browsers if browser.id == this), "")
    return WorkspacePage(
        title="Your workspace",
        counted=counted(list_page(workspace).total) if workspace else "",
        browsers=browsers,
        keys=count_keys(workspace) if workspace else 0,
        this=this,
        name=name if typed is None else typed,
        intent=token_urlsafe(16),
        problem=problem,
        kept_no_cookie=kept_no_cookie,
    )


def _open_page(
    workspace: Workspace | None,
    typed: str = "",
    leaves: bool = False,
    problems: dict[str, str] | None = None,
) -> OpenPage:
    return OpenPage(
        title="Open a workspace from another browser",
        counted=_left(workspace) if workspace else "",
        others=_others(workspace) if workspace else 0,
        keys=count_keys(workspace) if workspace else 0,
        intent=token_urlsafe(16),
        code=typed,
        leaves=leaves,
        problems=problems or {},
    )


def _left(workspace: Workspace) -> str:
    """What this browser would leave, in words; nothing for what nobody entered anything in."""
    left = what_is_left(workspace)
    return counted(left) if left else ""


def _counted(listing: Listing) -> str:
    """How many assessments there are, in words; nothing for none."""
    return counted(listing.total) if listing.total else ""


def _others(workspace: Workspace) -> int:
    """How many browsers have the workspace besides this one."""
    return len(list_browsers(workspace)) - 1
