"""Pictures of the real app: those of the README, or every page in every mode.

`.venv/bin/python -m docs.screenshots` renews the README's pictures in docs/images;
`.venv/bin/python -m docs.screenshots all` puts all pages in all modes into screenshots/; names of
pages instead of `all` take only those.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from itertools import product
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests import chromium
from tests.e2e.journeys import answer, save, share, start
from tests.e2e.servers import served

ROOT = Path(__file__).resolve().parents[1]
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
MODES = {
    "light": {"viewport": WIDE, "color_scheme": "light"},
    "dark": {"viewport": WIDE, "color_scheme": "dark"},
    "phone": {"viewport": PHONE, "color_scheme": "light"},
    "no-javascript": {"viewport": WIDE, "java_script_enabled": False},
    "forced-colors": {"viewport": WIDE, "forced_colors": "active"},
}
OUTGROWN = {
    "situation": "existing_flask",
    "limits": ["throughput", "validation"],
    "upkeep": "active",
    "kind": "public_api",
    "load": "high",
    "docs": "others",
    "type_hints": "comfortable",
    "extensions": "many",
    "horizon": "long",
}
WORKS = {"situation": "existing_flask", "limits": "none", "kind": "public_api", "docs": "own_team"}
CLASH = {"situation": "existing_flask", "limits": ["none", "docs"], "load": "high"}
STEPS = "/questionnaire/flask-fastapi/steps"

Reach = Callable[[Page], None]


def at(path: str) -> Reach:
    """Goes to an address."""

    def go(page: Page) -> None:
        page.goto(path)

    return go


def questionnaire(page: Page) -> None:
    """Half filled in."""
    start(page)
    answer(page, OUTGROWN)
    page.wait_for_timeout(500)
    page.evaluate("scrollTo(0, 0)")


def refused(page: Page) -> None:
    """Refused, without the script that prevents the clash."""
    page.route("**/*.js", lambda route: route.abort())
    start(page)
    answer(page, CLASH)
    page.get_by_role("button", name="Save and see the result").click()


def result(page: Page) -> None:
    """A verdict by points."""
    start(page)
    answer(page, OUTGROWN)
    save(page)


def by_rule(page: Page) -> None:
    """A verdict by rule."""
    start(page)
    answer(page, WORKS)
    save(page)


def what_if(page: Page) -> None:
    """A flip of a result, tried."""
    result(page)
    page.locator(".flip a").first.click()
    page.wait_for_timeout(300)


def document(page: Page) -> None:
    """A result as text to copy."""
    result(page)
    page.goto(f"{page.url}/revisions/1/document")


def starter(page: Page) -> None:
    """A project to start from."""
    result(page)
    page.get_by_role("link", name="Start a project").click()


def own_reasons(page: Page) -> None:
    """A rule that is switched off, a reason of one's own, both verdicts beside the form."""
    result(page)
    page.get_by_role("link", name="Disagree or add a reason").click()
    page.locator(".choice input").first.check()
    page.locator("#text-1").fill("The team that runs it has only ever run Flask")
    page.locator("#side-1").check()
    page.locator("#weight-1").select_option(index=0)
    page.get_by_role("button", name="See the difference").click()
    page.wait_for_load_state()


def own_reasons_refused(page: Page) -> None:
    """A reason that is too long and speaks for nothing."""
    result(page)
    page.get_by_role("link", name="Disagree or add a reason").click()
    page.locator("#text-1").fill("too long " * 30)
    page.get_by_role("button", name="Save as version").click()


def adjusted(page: Page) -> None:
    """A result with adjustments of two kinds."""
    own_reasons(page)
    page.get_by_role("button", name="Save as version").click()


def disputed(page: Page) -> None:
    """A source disputed, with the text to paste."""
    page.goto("/rulebooks/field-evidence/1.0.0/dispute?source=S012&wrong=decision")
    page.get_by_label("What is right instead").fill("It moved in the end.")
    page.get_by_label("Where that can be read").fill("owner/name#12")
    page.get_by_role("button", name="Make the text").click()
    page.wait_for_load_state()


def offer_refused(page: Page) -> None:
    """A case offered without saying where it can be read."""
    page.goto("/rulebooks/field-evidence/1.0.0/offer")
    page.get_by_label("When it was decided").fill("last summer")
    page.get_by_role("button", name="Make the text").click()
    page.wait_for_load_state()


def comparison(page: Page) -> None:
    """A result against its previous revision."""
    result(page)
    page.get_by_role("link", name="Change answers").click()
    answer(page, {"kind": "internal_tool", "load": "moderate", "horizon": "quick"})
    save(page)
    page.get_by_role("link", name="Compare with the previous version").click()


def saved(page: Page) -> None:
    """A list with some in it, one unfinished."""
    result(page)
    by_rule(page)
    start(page)
    page.goto("/assessments")


def nothing_found(page: Page) -> None:
    """A list of which nothing fits."""
    result(page)
    page.goto("/assessments?q=nothing+like+it")


def second_opinion(page: Page) -> None:
    """A result with its second opinion opened."""
    result(page)
    page.locator("#second-opinion > summary").click()


def more_questions(page: Page) -> None:
    """The questions that only the second opinion reads, one answered."""
    second_opinion(page)
    page.get_by_role("link", name="for the second opinion").click()
    page.locator("#simplicity--least").check()
    page.get_by_role("button", name="See what it says").click()


def delete(page: Page) -> None:
    """Two ticked in the list, before they go."""
    saved(page)
    for one in page.get_by_role("checkbox").all()[:2]:
        one.check()
    page.get_by_role("button", name="Delete …").click()


def workspace(page: Page) -> None:
    """The workspace of one browser."""
    result(page)
    page.goto("/workspace")


def exported(page: Page) -> dict[str, Any]:
    """What a workspace with two results and a draft takes away."""
    saved(page)
    value: dict[str, Any] = page.request.get("/workspace/export").json()
    return value


def choose(page: Page, value: dict[str, Any]) -> None:
    """An export chosen and looked at."""
    page.goto("/workspace/import")
    file = {"name": "export.json", "mimeType": "application/json"}
    page.locator("#file").set_input_files(files={**file, "buffer": json.dumps(value).encode()})
    page.get_by_role("button", name="See what it would add").click()
    page.wait_for_load_state()


def import_preview(page: Page) -> None:
    """What a file would add to a workspace that has some of it."""
    value = exported(page)
    more = [
        one | {"id": name * 16, "title": f"{one['title']}, elsewhere"}
        for name, one in zip("ab", value["assessments"], strict=False)
    ]
    choose(page, value | {"assessments": value["assessments"] + more})


def import_done(page: Page) -> None:
    """The same, imported."""
    import_preview(page)
    page.get_by_role("button", name="Import these").click()
    page.wait_for_load_state()


def import_nothing(page: Page) -> None:
    """A file of which everything is there."""
    choose(page, exported(page))


def import_refused(page: Page) -> None:
    """A file with other content under ids that are there, and a result that was tampered with."""
    value = exported(page)
    first, second, *_ = value["assessments"]
    first["title"] = "The same assessment, changed elsewhere"
    second["versions"][0]["result"]["label"] = "Django"
    choose(page, value)


def import_not_ours(page: Page) -> None:
    """Something else than an export."""
    choose(page, {"format": "something else"})


def code(page: Page) -> None:
    """A code, shown once."""
    workspace(page)
    page.get_by_role("button", name="Make a one-time code").click()


def code_refused(page: Page) -> None:
    """A code that does not work, in a browser that has something of its own."""
    result(page)
    page.goto("/workspace/open")
    page.get_by_label("One-time code").fill("abcd-efgh-jkmn-pqrs-tvwx-yz23")
    page.get_by_role("button", name="Open the workspace").click()


def make_key(page: Page, name: str) -> None:
    """A key of that name, shown once."""
    page.goto("/workspace/keys")
    page.get_by_label("What the key is for").fill(name)
    page.get_by_role("button", name="Make the key").click()
    page.wait_for_load_state()


def key(page: Page) -> None:
    """A new key for a program."""
    result(page)
    make_key(page, "Nightly report of the platform team")


def keys(page: Page) -> None:
    """Two keys for programs."""
    key(page)
    make_key(page, "Bot in the team chat")
    page.goto("/workspace/keys")


def key_refused(page: Page) -> None:
    """A key without a name."""
    key(page)
    make_key(page, "")


def key_end(page: Page) -> None:
    """A key, before it is ended."""
    keys(page)
    page.get_by_role("link", name="End the key").first.click()


def links(page: Page) -> None:
    """Two links to a result, one revoked."""
    result(page)
    for label in ("For Ben", "For the board meeting"):
        share(page, label)
        page.get_by_role("link", name="Back to the result").click()
    page.get_by_role("link", name="Share", exact=True).click()
    page.get_by_role("link", name="Revoke For Ben").click()
    page.get_by_role("button", name="Revoke the link").click()


def link(page: Page) -> None:
    """A new link."""
    result(page)
    share(page)


def report(page: Page) -> None:
    """What whoever has the link sees."""
    result(page)
    page.goto(share(page))


PAGES: dict[str, Reach] = {
    "home": at("/"),
    "questionnaire": questionnaire,
    "questionnaire-refused": refused,
    "step": at(f"{STEPS}?situation=new&kind=public_api&_asked=kind"),
    "step-enough": at(f"{STEPS}?situation=existing_flask&limits=none&_asked=limits"),
    "step-that-is-all": at(f"{STEPS}?situation=existing_flask&limits=unknown"),
    "result": result,
    "result-by-rule": by_rule,
    "what-if": what_if,
    "document": document,
    "starter": starter,
    "code-pair": at("/rulebooks/flask-fastapi/code"),
    "own-reasons": own_reasons,
    "own-reasons-refused": own_reasons_refused,
    "adjusted": adjusted,
    "second-opinion": second_opinion,
    "second-opinion-more": more_questions,
    "comparison": comparison,
    "comparison-none-chosen": at("/comparisons"),
    "saved": saved,
    "saved-none": at("/assessments"),
    "saved-nothing-found": nothing_found,
    "delete": delete,
    "workspace": workspace,
    "import": at("/workspace/import"),
    "import-preview": import_preview,
    "import-nothing": import_nothing,
    "import-done": import_done,
    "import-refused": import_refused,
    "import-not-ours": import_not_ours,
    "code": code,
    "code-refused": code_refused,
    "keys": keys,
    "key": key,
    "key-refused": key_refused,
    "key-end": key_end,
    "links": links,
    "link": link,
    "report": report,
    "link-that-does-not-work": at(f"/s/{'x' * 43}"),
    "rulebook": at("/rulebooks/flask-fastapi/1.0.1"),
    "counting": at("/rulebooks/field-evidence/1.0.0"),
    "counting-quality": at("/rulebooks/field-evidence/1.0.0/quality"),
    "quality": at("/rulebooks/flask-fastapi/1.0.1/quality"),
    "sources": at("/rulebooks/field-evidence/1.0.0/sources"),
    "record": at("/rulebooks/field-evidence/1.0.0/record"),
    "dispute": at("/rulebooks/field-evidence/1.0.0/dispute?source=S012"),
    "disputed": disputed,
    "offer-refused": offer_refused,
    "evidence": at("/rulebooks/flask-fastapi/evidence"),
    "api": at("/api"),
    "about": at("/about"),
    "privacy": at("/privacy"),
    "not-found": at("/nowhere"),
}
README = {
    "home": "light",
    "questionnaire": "light",
    "result": "light",
    "result-by-rule": "dark",
    "saved": "light",
    "link": "light",
    "report": "phone",
    "comparison": "light",
}


def take(browser: Browser, site: str, reach: Reach, mode: str, path: Path, *, whole: bool) -> None:
    """One picture of one page, by a new visitor."""
    context = browser.new_context(base_url=site, **MODES[mode])  # type: ignore[arg-type]
    page = context.new_page()
    reach(page)
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path, full_page=whole, caret="initial")
    if whole and mode == "light":
        page.pdf(path=path.with_suffix(".pdf"), format="A4")
    context.close()


def take_whole(browser: Browser, site: str, names: Iterable[str]) -> None:
    """These pages in every mode, and on paper."""
    for name, mode in product(names, MODES):
        path = ROOT / "screenshots" / f"{name}-{mode}.png"
        take(browser, site, PAGES[name], mode, path, whole=True)


def take_for_readme(browser: Browser, site: str) -> None:
    """The first screen of the pages that the README shows."""
    for name, mode in README.items():
        path = ROOT / "docs" / "images" / f"{name}.png"
        take(browser, site, PAGES[name], mode, path, whole=False)


def main() -> None:
    """Starts the app on a fresh database, takes the pictures, stops."""
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder) / "advisor.db") as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=chromium.find(sys.executable), args=as_root
        )
        names = PAGES if "all" in sys.argv[1:] else sys.argv[1:]
        if names:
            take_whole(browser, site, names)
        else:
            take_for_readme(browser, site)
        browser.close()


if __name__ == "__main__":
    main()
