"""Keys for programs: list them, make one, end one."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from app.engine.texts import set_apart
from app.keys.actions import State, make_key
from app.keys.forms import KEY_LIFETIMES, SCOPE_TEXTS, KeyForm, read_key_form
from app.keys.pages import KeysPage, MadeKeyPage
from app.store.api_keys import MOST_KEYS, end_key, find_key, is_open, list_keys
from app.store.intents import Intent
from app.web.confirm import ConfirmPage
from app.web.forms import Form, Identifier, Misread
from app.web.kept import form_key
from app.web.rendering import NO_MORE, page, refused, see_other
from app.web.visit import Reader, ReadingVisit, Visit, Writer

router = APIRouter()

TITLES: dict[State, str] = {
    "open": "Your key is ready",
    "expired": "This key has expired",
    "ended": "This key was ended",
    "elsewhere": "This key cannot be shown again",
}


@router.get("/workspace/keys")
def show_keys(visit: Reader) -> HTMLResponse:
    """The keys by which programs use this workspace, and the form for another."""
    return page(visit, _keys_page(visit, KeyForm()))


@router.post("/workspace/keys")
def make_new_key(visit: Writer, form: Form) -> Response:
    """Makes a key and shows it; or shows the form again with what is wrong.

    The key is stored nowhere. The same form sent again shows it again, to the browser that made it
    and nobody else, as long as it opens something.
    """
    try:
        with visit.writing() as workspace:
            typed = read_key_form(form)
            if typed.problems:
                raise Misread
            intent = Intent(form.one("_key"), form.digest())
            own_bytes = partial(visit.own_bytes, "key", intent.key)
            made = make_key(workspace, typed.wanted(), intent, own_bytes)
    except Misread:
        return page(visit, _keys_page(visit, typed), 422)
    except NO_MORE as error:
        typed.problems["main"] = error.told
        return refused(visit, _keys_page(visit, typed), error)
    context = MadeKeyPage(
        title=TITLES[made.state],
        key=made.key,
        text=made.text,
        state=made.state,
        example=_example(visit, made.text) if made.text else "",
    )
    return page(visit, context)


@router.get("/workspace/keys/{key_id}/end")
def confirm_end_of_key(visit: Reader, key_id: Identifier) -> HTMLResponse:
    """Asks before a key is ended."""
    with visit.reading() as workspace:
        key = find_key(workspace, key_id)
    context = ConfirmPage(
        title=f"End the key {set_apart(key.name)}?",
        back=visit.url("show_keys"),
        back_words="Keys for programs",
        lede="Every program that uses it is refused from that moment on. What programs saved with "
        "it stays, and so do links they shared.",
        details=("An ended key cannot be brought back; you can always make another one.",),
        action=visit.url("end_this_key", key_id=key.id),
        button="End the key",
    )
    return page(visit, context)


@router.post("/workspace/keys/{key_id}/end")
def end_this_key(visit: Writer, key_id: Identifier, form: Form) -> Response:
    """Ends a key at once."""
    with visit.writing() as workspace:
        form.refuse_others()
        end_key(workspace, key_id)
    return see_other(visit, visit.url("show_keys"))


def _example(visit: Visit, text: str) -> str:
    address = visit.full_url("api_get_current_key")
    return f'curl -H "Authorization: Bearer {text}" {address}'


def _keys_page(visit: ReadingVisit, form: KeyForm) -> KeysPage:
    with visit.reading_if_any() as workspace:
        keys = list_keys(workspace) if workspace else ()
        has_workspace = workspace is not None
    return KeysPage(
        title="Keys for programs",
        has_workspace=has_workspace,
        keys=keys,
        expired={key.id for key in keys if not is_open(key, visit.now)},
        most=MOST_KEYS,
        scopes=SCOPE_TEXTS,
        lifetimes=KEY_LIFETIMES,
        form=form,
        intent=form_key(),
    )
