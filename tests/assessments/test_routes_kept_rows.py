"""Lists whose rows are kept say what lists say whose rows are made each time."""

from __future__ import annotations

from fastapi import FastAPI

from app.main import finish
from tests.web.rendering_twice import KEY, ada, nothing_kept, pages, without_keys
from tests.web.visitor import Visitor

API = {"situation": "new", "kind": "public_api"}
TOOL = {"situation": "new", "kind": "internal_tool", "load": "high"}
LISTS = ("/", "/assessments", "/assessments?sort=created", "/assessments?q=a&sort=title")


def shown(visitor: Visitor, address: str) -> str:
    return without_keys(visitor.get(address).source)


def compare(pages: FastAPI, visitor: Visitor, *more: str) -> None:
    """Each page twice, so that the second time it is kept, and once as it is."""
    for address in (*LISTS, *more):
        kept = [shown(visitor, address) for _ in range(2)]
        with nothing_kept(pages):
            assert kept == [shown(visitor, address)] * 2, address


def test_after_every_change_lists_say_what_is_so_now(pages: FastAPI, ada: Visitor):
    compare(pages, ada)
    draft = ada.start()
    compare(pages, ada, draft.path)
    result = ada.submit(draft, "Save and see the result", API)
    compare(pages, ada)
    result = ada.submit(result, "Save the name", {"_text": "a <b> & “c”"})
    compare(pages, ada)
    result = ada.submit(result, "Save the note", {"_text": "Of mine"})
    compare(pages, ada)
    ada.post(f"{result.path}/draft", {**TOOL, "_key": "k", "_latest": "1"})
    compare(pages, ada, f"{result.path}/edit")
    ada.submit(ada.get(f"{result.path}/edit"), "Save and see the result", TOOL)
    compare(pages, ada)
    shares = ada.get(f"{result.path}/shares")
    ada.submit(shares, "Create the link")
    compare(pages, ada)
    assert "shared" in ada.get("/assessments").text("tbody")
    revoking = ada.get(ada.get(f"{result.path}/shares").href("Revoke"))
    ada.submit(revoking, "Revoke")
    compare(pages, ada)
    assert "shared" not in ada.get("/assessments").text("tbody")
    other = ada.save(API)
    compare(pages, ada)
    ada.submit(ada.get(other.href("Delete …")), "Delete")
    compare(pages, ada)
    assert ada.get("/assessments").source.count('class="tick"') == 1


def test_two_people_share_no_row(pages: FastAPI, ada: Visitor):
    ben = Visitor(finish(pages))
    for visitor, title in ((ada, "Of Ada"), (ben, "Of Ben")):
        visitor.submit(visitor.save(API), "Save the name", {"_text": title})
    texts = [visitor.get("/assessments").text("tbody") for visitor in (ada, ben, ada)]
    assert [("Of Ada" in text, "Of Ben" in text) for text in texts] == [
        (True, False),
        (False, True),
        (True, False),
    ]


def test_each_time_a_list_is_shown_its_forms_have_another_key(ada: Visitor):
    ada.save(API)
    keys = [set(KEY.findall(ada.get("/assessments").source)) for _ in range(3)]
    assert [len(one) for one in keys] == [1, 1, 1]
    assert len(set.union(*keys)) == 3
