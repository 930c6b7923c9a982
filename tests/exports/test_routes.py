"""Download everything, import it in another browser: without a script, and nothing by surprise."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any, NoReturn

import pytest

from app.engine.errors import TooMany
from app.exports import pages
from app.main import create_app
from app.settings import Settings
from app.store.browsers import create_workspace
from app.store.quotas import Quotas
from app.store.session import WriterSession
from app.web import uploads, visit
from tests.factories import shipped
from tests.web.people import ada, app, ben
from tests.web.visitor import View, Visitor, filled_in, text_of, view_of

API = {"situation": "new", "kind": "public_api"}
TOOL = {"situation": "new", "kind": "internal_tool"}
ADDRESS = "/workspace/import"
TITLE = "Étude <b>"
LOOK, IMPORT = "See what it would add", "Import "


def downloaded(visitor: Visitor, path: str = "/workspace/export") -> bytes:
    """The file, by its address."""
    answer = visitor.client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    return answer.content


def looked_at(visitor: Visitor, file: bytes, **fields: str) -> View:
    """The page after that file was chosen and the button pressed."""
    form = visitor.get(ADDRESS).form(LOOK)
    assert form.get("enctype") == "multipart/form-data"
    return sent(visitor, str(form.get("action")), file, **fields)


def sent(visitor: Visitor, path: str, file: bytes | None, **fields: str) -> View:
    """A form with a file, as a browser sends it; None is what it sends where none was chosen."""
    chosen = ("export.json", file) if file is not None else ("", b"")
    files = {"_file": (*chosen, "application/json")}
    return view_of(visitor.client.post(path, data=fields, files=files))


def confirmed(visitor: Visitor, view: View, **values: str) -> View:
    """The page after the button to import was pressed."""
    form = view.form(IMPORT)
    fields = {name: value[0] for name, value in filled_in(form).items()} | values
    return sent(visitor, str(form.get("action")), None, **fields)


def imported(visitor: Visitor, file: bytes) -> View:
    return confirmed(visitor, looked_at(visitor, file))


def titles(visitor: Visitor) -> list[str]:
    return [one["title"] for one in json.loads(downloaded(visitor))["assessments"]]


@pytest.fixture(scope="module")
def file(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What somebody saved: a result of two versions with a note, and a draft."""
    database = shutil.copyfile(migrated_file, tmp_path_factory.mktemp("exports") / "a.db")
    made = create_app(Settings(database=str(database)), library=shipped())
    author = Visitor(made)
    with author.client:
        author.submit(author.save(API), "Save the name", {"_text": TITLE})
        assessment = author.get("/assessments").href(TITLE)
        author.submit(author.get(f"{assessment}/note"), "Save the note", {"_text": "By Ben"})
        author.submit(author.get(f"{assessment}/edit"), "Save and see the result", TOOL)
        author.start()
        return downloaded(author)


def test_everything_comes_into_a_new_browser_and_is_the_same_there(ben: Visitor, file: bytes):
    assert "no workspace yet" in ben.get("/workspace").text()
    preview = looked_at(ben, file)
    assert (preview.status, preview.heading) == (200, "What this file would add")
    assert "2 assessments with 2 versions would come into a new workspace" in preview.text()
    assert TITLE in preview.text()
    assert "no workspace yet" in ben.get("/workspace").text()
    done = confirmed(ben, preview)
    assert (done.status, done.heading) == (200, "Imported")
    result = ben.get(done.href(TITLE))
    assert (result.status, TITLE in result.title, "Version 2" in result.text()) == (200, True, True)
    assert downloaded(ben) == file


def test_the_links_stand_where_they_are_looked_for(ada: Visitor, ben: Visitor, file: bytes):
    imported(ada, file)
    page = ada.get("/workspace")
    assert page.href("Download everything") == "/workspace/export"
    assert page.href("Import a file") == ADDRESS
    assert ben.get("/workspace").href("import it") == ADDRESS
    result = ada.get(ada.get("/assessments").href(TITLE))
    one = json.loads(downloaded(ada, result.href("Download this assessment")))
    assert (one["holds"], [each["title"] for each in one["assessments"]]) == (
        "assessment",
        [TITLE],
    )
    name = ada.client.get("/workspace/export").headers["content-disposition"]
    assert re.fullmatch(r'attachment; filename="framework-advisor-20\d\d-\d\d-\d\d\.json"', name)


def test_what_is_there_is_left_out_and_a_file_that_comes_twice_comes_once(
    ada: Visitor, file: bytes
):
    imported(ada, file)
    again = looked_at(ada, file)
    assert again.heading == "This file would add nothing"
    assert "All that is in it is in your workspace already" in again.text()
    assert [text for text in again.all("button") if IMPORT in (text.text or "")] == []
    assert downloaded(ada) == file


def test_what_came_can_be_deleted_again_with_two_clicks(ben: Visitor, file: bytes):
    done = imported(ben, file)
    asked = ben.get(done.href("Undo"))
    assert asked.heading == "Delete 2 assessments?"
    ben.submit(asked, "Delete these 2")
    assert titles(ben) == []


def test_what_a_file_tells_of_a_link_is_said_where_it_is_downloaded(ada: Visitor):
    ada.submit(
        ada.get(f"{ada.save(API).path}/shares"), "Create the link", {"_label": "For the board"}
    )
    (one,) = json.loads(downloaded(ada))["assessments"]
    assert [share["label"] for share in one["shares"]] == ["For the board"]
    assert "with the label of the link" in ada.get("/workspace").text()
    assert "of each link its label and its dates" in ada.get("/privacy").text()


def test_a_link_that_came_with_a_file_is_not_called_revoked(ada: Visitor, ben: Visitor):
    shares_at = f"{ada.save(API).path}/shares"
    ada.submit(ada.get(shares_at), "Create the link", {"_label": "For the board"})
    imported(ben, downloaded(ada))
    page = ben.get(shares_at)
    (row,) = page.all("tr", class_="share-elsewhere")
    assert "Stays where it was made" in text_of(row)
    assert "here it opens nothing" in page.text()
    assert ("Revoke" in page.text(), "never" in text_of(row)) == (False, False)
    assert "where it was made" not in ada.get(shares_at).text()


def test_what_is_too_much_to_be_deleted_in_one_step_says_so_before_and_after(
    ben: Visitor, file: bytes, monkeypatch: pytest.MonkeyPatch
):
    assert "in one step" not in looked_at(ben, file).text()
    monkeypatch.setattr(pages, "MOST_UNDONE", 1)
    preview = looked_at(ben, file)
    assert "So many cannot be deleted again in one step" in preview.text()
    done = confirmed(ben, preview)
    assert "To delete them again, tick them there" in done.text()
    assert "Undo" not in done.text()
    monkeypatch.undo()
    assert "Undo" in ben.get(done.address).text()


def test_the_page_of_what_came_can_be_opened_again_and_is_nobody_elses(
    ada: Visitor, ben: Visitor, file: bytes
):
    done = imported(ben, file)
    assert done.path == "/workspace/import/done"
    assert "2 assessments came into your workspace" in ben.get(done.address).text()
    assert ada.get(done.address).status == 404
    ben.submit(ben.get(done.href("Undo")), "Delete these 2")
    assert ben.get(done.address).heading == "Nothing of this import is left"
    assert ben.get("/workspace/import/done?after=x").status == 422


def test_a_button_pressed_twice_imports_once(ben: Visitor, file: bytes):
    preview = looked_at(ben, file)
    confirmed(ben, preview)
    second = confirmed(ben, preview)
    assert second.status == 409
    assert "All that is in it is in your workspace already" in second.text()
    assert len(titles(ben)) == 2


def changed(file: bytes, **fields: Any) -> bytes:
    """The file with other values in its first assessment."""
    value = json.loads(file)
    value["assessments"][0] |= fields
    return json.dumps(value).encode()


def test_other_content_under_the_same_id_is_refused_or_comes_as_a_copy(ada: Visitor, file: bytes):
    imported(ada, file)
    view = looked_at(ada, changed(file, title="Changed elsewhere"))
    assert (view.status, view.title[:6]) == (422, "Error:")
    assert "One assessment of this file cannot come in, so nothing of it does" in view.text()
    assert "Changed elsewhere" in view.text("ul", class_="refusals")
    assert "/assessments/0/id" in view.text("ul", class_="refusals")
    assert "tick the box below" in view.text()
    assert downloaded(ada) == file
    form = view.form("Look once more")
    packed = filled_in(form)["_packed"][0]
    copies = sent(ada, ADDRESS, None, _packed=packed, _copies="on")
    assert "1 assessment with" in copies.text()
    confirmed(ada, copies)
    assert sorted(titles(ada))[0] == "Changed elsewhere"
    assert len(titles(ada)) == 3


def test_a_file_that_was_tampered_with_is_refused_by_its_place(ben: Visitor, file: bytes):
    value = json.loads(file)
    value["assessments"][0]["versions"][0]["result"]["label"] = "Django"
    view = looked_at(ben, json.dumps(value).encode())
    assert view.status == 422
    assert "/assessments/0/versions/0/result" in view.text()
    assert "tick the box below" not in view.text()
    assert ben.get("/workspace/export").status == 404


WRONG = {
    "nothing": (b"", "the file is empty"),
    "a ZIP": (b"PK\x03\x04rest", "a ZIP archive"),
    "gzip": (b"\x1f\x8b\x08rest", "packed by gzip"),
    "a mark before it": (b"\xef\xbb\xbf{}", "UTF-8 with a mark"),
    "the list as CSV": (b"\xef\xbb\xbfTitle,Verdict\r\n", "the CSV of the list is none"),
    "UTF-16": ("{}".encode("utf-16"), "UTF-16"),
    "something else": (b'{"format": "other"}', "no export of Framework Advisor"),
    "another document": (b"%PDF-1.7", "Choose a file that “Download everything”"),
    "no JSON": (b"{a}", "not JSON"),
    "newer": (
        b'{"format": "framework-advisor export", "version": 9, "readable_since": "4.0.0", '
        b'"holds": "workspace", "assessments": []}',
        "release 4.0.0",
    ),
}


@pytest.mark.parametrize(("sent_file", "told"), WRONG.values(), ids=list(WRONG))
def test_what_is_no_export_is_refused_with_what_to_do(ben: Visitor, sent_file: bytes, told: str):
    view = looked_at(ben, sent_file)
    assert view.status == 422
    assert told in view.text(class_="summary", tag="div")
    assert view.all("input", id="file")


def test_a_file_cut_off_is_told_with_its_line(ben: Visitor, file: bytes):
    view = looked_at(ben, file[: len(file) // 2])
    assert (view.status, "cut off" in view.text(), "line " in view.text()) == (422, True, True)


def test_no_file_and_strange_forms_are_told(ben: Visitor, file: bytes):
    assert "No file was chosen" in sent(ben, ADDRESS, None).text()
    assert "The form has no field" in looked_at(ben, file, _more="x").text()
    assert "did not come back whole" in sent(ben, ADDRESS, None, _packed="x" * 50).text()
    broken = {"content-type": "multipart/form-data; boundary=x"}
    assert ben.client.post(ADDRESS, content=b"--y", headers=broken).status_code == 422
    twice = {"_packed": ["a", "b"]}
    files = {"_file": ("", b"", "application/json")}
    assert ben.client.post(ADDRESS, data=twice, files=files).status_code == 422
    assert ben.post(ADDRESS, {"_packed": "ä"}).status == 422


def test_a_preview_that_is_not_true_any_more_comes_again(ben: Visitor, file: bytes):
    preview = looked_at(ben, file)
    imported(ben, downloaded_part(file))
    again = confirmed(ben, preview)
    assert (again.status, "workspace changed meanwhile" in again.text()) == (409, True)
    assert len(titles(ben)) == 1
    confirmed(ben, again)
    assert len(titles(ben)) == 2


def downloaded_part(file: bytes) -> bytes:
    """The file with its first assessment alone."""
    value = json.loads(file)
    return json.dumps(value | {"assessments": value["assessments"][:1]}).encode()


def test_a_file_too_large_for_the_page_is_chosen_once_more(
    ben: Visitor, file: bytes, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(uploads, "MOST_CARRIED", 100)
    preview = looked_at(ben, file)
    form = preview.form(IMPORT)
    assert (preview.all("input", name="_packed"), "once more" in preview.text()) == ([], True)
    fields = {name: value[0] for name, value in filled_in(form).items() if name != "_file"}
    other = sent(ben, str(form.get("action")), downloaded_part(file), **fields)
    assert (other.status, titles_there(ben)) == (409, 0)
    done = sent(ben, str(form.get("action")), file, **fields)
    assert (done.heading, titles_there(ben)) == ("Imported", 2)


def titles_there(visitor: Visitor) -> int:
    return len(visitor.get("/assessments").all("th", scope="row"))


def test_a_file_over_the_limit_is_told_so_and_not_kept(ben: Visitor, file: bytes):
    large = b" " * (uploads.LARGEST_FILE + 1)
    view = looked_at(ben, large)
    assert (view.status, "larger than 20 MB" in view.text()) == (413, True)
    far = sent(ben, ADDRESS, b" " * (uploads.LARGEST_UPLOAD + 1))
    assert (far.status, "larger than 20 MB" in far.text()) == (413, True)


def test_quotas_hold(ben: Visitor, file: bytes, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Settings, "quotas", Quotas(assessments=1))
    view = looked_at(ben, file)
    assert (view.status, "room for 1 more assessment" in view.text()) == (422, True)
    assert ben.get("/workspace/export").status == 404


def test_too_many_saves_leave_the_file_in_the_form(
    ben: Visitor, file: bytes, monkeypatch: pytest.MonkeyPatch
):
    preview = looked_at(ben, file)
    made = create_workspace

    def refuse(session: WriterSession) -> NoReturn:
        raise TooMany("Your network made too many changes.", retry_after=7)

    monkeypatch.setattr(visit, "create_workspace", refuse)
    view = confirmed(ben, preview)
    assert (view.status, view.headers["retry-after"]) == (429, "7")
    assert "too many changes" in view.text()
    monkeypatch.setattr(visit, "create_workspace", made)
    again = filled_in(view.form("Look once more"))
    preview = sent(ben, ADDRESS, None, _packed=again["_packed"][0])
    assert confirmed(ben, preview).heading == "Imported"


def test_an_export_is_only_for_who_has_the_workspace(ada: Visitor, ben: Visitor, file: bytes):
    imported(ada, file)
    assert ben.get("/workspace/export").status == 404
    assessment = ada.get("/assessments").href(TITLE)
    assert ben.get(f"{assessment}/export").status == 404
    assert ada.get(f"/assessments/{'a' * 16}/export").status == 404
