"""Start a project: the page says what there is, and its links download what it says."""

from __future__ import annotations

import io
import zipfile
from urllib.parse import parse_qs, urlsplit

import pytest

from app.starters import project
from tests.web.people import ada, app, ben
from tests.web.visitor import View, Visitor, text_of

API = {"situation": "new", "kind": "public_api", "docs": "others"}
CLOSE = {"situation": "new"}
KEEP = {"situation": "existing_flask", "limits": ["none"]}


def starter(visitor: Visitor, answers: dict[str, str | list[str]]) -> View:
    """The page that the result leads to."""
    result = visitor.save(answers)
    (link,) = (one for one in result.all("a") if text_of(one) == "Start a project")
    return visitor.get(link.get("href", ""))


def downloads(page: View) -> list[str]:
    return [one.get("href", "") for one in page.all("a") if "download" in one.attrib]


def unpacked(visitor: Visitor, address: str) -> zipfile.ZipFile:
    answer = visitor.client.get(address)
    assert answer.headers["content-type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(answer.content))


def listed(page: View) -> dict[str, bool]:
    """The files that the page names, and whether each is there with SQLite only."""
    return {
        text_of(row).split()[0]: "only with SQLite" in text_of(row)
        for row in page.all("th", scope="row")
    }


def test_the_page_lists_just_the_files_that_each_download_has(ada: Visitor):
    page = starter(ada, API)
    assert page.heading == "Start a project"
    assert "A FastAPI service" in page.text()
    files = listed(page)
    with_sqlite, without = (
        {name.partition("/")[2] for name in unpacked(ada, one).namelist()}
        for one in downloads(page)
    )
    assert with_sqlite == set(files)
    assert without == {path for path, only in files.items() if not only}


def test_the_same_link_downloads_the_same_bytes_which_nobody_keeps(ada: Visitor):
    address = downloads(starter(ada, API))[0]
    first, second = ada.client.get(address), ada.client.get(address)
    assert first.content == second.content
    assert first.headers["cache-control"] == "no-store"
    assert first.headers["content-disposition"] == 'attachment; filename="fastapi-starter.zip"'


def test_what_the_page_offers_is_compiled_before_it_is_asked_for(
    ada: Visitor, monkeypatch: pytest.MonkeyPatch
):
    project._environment.cache_clear()
    project.make_ready.cache_clear()
    offered = downloads(starter(ada, API))
    compiled = []
    monkeypatch.setattr(
        project._environment(), "compile", lambda source, *_: compiled.append(source)
    )
    assert len(offered) == 2
    assert all(unpacked(ada, one).namelist() for one in offered)
    assert compiled == []


def test_the_decision_is_inside_with_the_way_back(ada: Visitor):
    result = ada.save({**API, "_name": "An <b>API</b> for Ben"})
    page = ada.get(f"{result.path}/revisions/1/starter")
    packed = unpacked(ada, downloads(page)[1])
    record = packed.read("fastapi-starter/docs/decisions/0001-framework.md").decode()
    assert record == ada.get(f"{result.path}/revisions/1/decision.md").source
    assert f"{result.path}/revisions/1" in record
    assert all(
        b"for Ben" not in packed.read(name) for name in packed.namelist() if "0001" not in name
    )


def test_where_it_is_too_close_to_call_there_is_a_project_for_each_side(ada: Visitor):
    page = starter(ada, CLOSE)
    assert [text_of(one) for one in page.all("h2")][:2] == ["A FastAPI service", "A Flask app"]
    kinds = [parse_qs(urlsplit(one).query)["kind"] for one in downloads(page)]
    assert kinds == [["fastapi"]] * 2 + [["flask"]] * 2
    names = [text_of(one) for one in page.all("a") if "download" in one.attrib]
    assert len(set(names)) == 4  # read out one by one, each says which project it is


def test_what_is_open_is_said_to_be_taken_as_usual(ada: Visitor):
    text = starter(ada, KEEP).text()
    assert "Your Flask app with OpenAPI" in text
    assert "A few plain fields (taken as usual, since it is open)" in text


@pytest.mark.parametrize(
    "query",
    ["", "kind=fastapi", "kind=django&database=none", "kind=flask&database=none",
     "kind=fastapi&database=mysql", "kind=fastapi&kind=fastapi&database=none"],
)  # fmt: skip
def test_an_address_that_names_no_offered_project_is_refused_in_words(ada: Visitor, query: str):
    address = downloads(starter(ada, API))[0].partition("?")[0]
    refused = ada.get(f"{address}?{query}")
    assert refused.status == 422
    assert "That cannot be used" in refused.text()


def test_nobody_else_gets_it(ada: Visitor, ben: Visitor):
    address = downloads(starter(ada, API))[0]
    ben.save(API)
    assert ben.get(address).status == 404
    assert ben.get(address.partition("?")[0].removesuffix(".zip")).status == 404


def test_own_reasons_that_change_the_verdict_offer_their_project_too(ada: Visitor):
    result = ada.save({"situation": "new", "kind": "public_api"})
    (link,) = (one for one in result.all("a") if text_of(one).startswith("Disagree or add"))
    reason = {"_text-1": "We run Flask", "_side-1": "flask", "_weight-1": "bottom_line"}
    form = ada.get(link.get("href", ""))
    adjusted = ada.submit(form, "Save as version", {"_rule": "new-api", **reason})
    (link,) = (one for one in adjusted.all("a") if text_of(one) == "Start a project")
    page = ada.get(link.get("href", ""))
    assert [text_of(one) for one in page.all("h2")][:2] == ["A FastAPI service", "A Flask app"]
