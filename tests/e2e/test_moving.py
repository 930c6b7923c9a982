"""Everything downloaded in one browser and imported in another, in a real Chromium."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.web.uploads import LARGEST_FILE
from tests.e2e.conftest import OpenPage
from tests.e2e.journeys import decide

API = {"situation": "new", "kind": "public_api"}
Pair = tuple[Page, Page]


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def pair(request: pytest.FixtureRequest, open_page: OpenPage) -> Pair:
    """Two browsers, once with JavaScript and once without."""
    first, second = (open_page(java_script_enabled=request.param) for _ in range(2))
    return first, second


def downloaded(page: Page, path: Path) -> Path:
    """What the button of the workspace page gives."""
    page.goto("/workspace")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download everything").click()
    assert download.value.suggested_filename.startswith("framework-advisor-20")
    download.value.save_as(path)
    return path


def look_at(page: Page, path: Path) -> None:
    page.locator("#file").set_input_files(path)
    page.get_by_role("button", name="See what it would add").click()


def test_while_a_file_is_looked_at_the_page_says_so(open_page: OpenPage, tmp_path: Path):
    here = open_page()
    decide(here, API)
    file = downloaded(here, tmp_path / "all.json")
    here.goto("/workspace/import")
    here.route("**/workspace/import", lambda route: route.abort("aborted"), times=1)  # as by Stop
    here.locator("#file").set_input_files(file)
    with here.expect_event("requestfailed"):
        here.get_by_role("button", name="See what it would add").click(no_wait_after=True)
    form = here.locator("form.stack")
    expect(here.get_by_role("button", name="Looking at the file")).to_be_disabled()
    expect(form).to_have_attribute("aria-busy", "true")
    expect(here.get_by_role("status")).to_have_text("Looking at the file …")
    here.keyboard.press("Escape")
    expect(form).not_to_have_attribute("aria-busy", "true")
    here.get_by_role("button", name="See what it would add").click()
    expect(here.get_by_role("heading", level=1)).to_have_text("This file would add nothing")


def test_from_one_browser_into_another_and_back_out(pair: Pair, tmp_path: Path):
    here, there = pair
    decide(here, API, "Étude")
    decide(here, API, "Intranet")
    file = downloaded(here, tmp_path / "all.json")
    there.goto("/workspace")
    there.get_by_role("link", name="import it").click()
    look_at(there, file)
    expect(there.get_by_role("heading", level=1)).to_have_text("What this file would add")
    expect(there.get_by_role("main")).to_contain_text("would come into a new workspace")
    there.get_by_role("button", name="Import these 2").click()
    expect(there.get_by_role("heading", level=1)).to_have_text("Imported")
    assert downloaded(there, tmp_path / "again.json").read_bytes() == file.read_bytes()
    there.goto("/assessments")
    expect(there.locator("tbody tr")).to_have_count(2)
    with there.expect_download() as listed:
        there.get_by_role("link", name="as CSV").click()
    assert "Intranet" in listed.value.path().read_text(encoding="utf-8-sig")


def test_who_chose_the_wrong_file_chooses_another(either_page: Page, tmp_path: Path):
    here = either_page
    decide(here, API, "Étude")
    file = downloaded(here, tmp_path / "all.json")
    value = json.loads(file.read_text())
    value["assessments"][0]["title"] = "Étude, changed"
    changed = tmp_path / "changed.json"
    changed.write_text(json.dumps(value))
    large = tmp_path / "large.json"
    large.write_bytes(b" " * (LARGEST_FILE + 1))
    here.goto("/workspace/import")
    look_at(here, large)
    expect(here.get_by_role("alert")).to_contain_text("larger than 20 MB")
    look_at(here, changed)
    expect(here.get_by_role("alert")).to_contain_text("cannot come in")
    here.get_by_label("add the one of the file as a copy").check()
    here.get_by_role("button", name="Look once more").click()
    here.get_by_role("button", name="Import it").click()
    here.get_by_role("link", name="Undo").click()
    here.get_by_role("button", name="Delete it").click()
    expect(here.locator("tbody tr")).to_have_count(1)
