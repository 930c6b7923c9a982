"""Whoever copies the lines of the page about the API gets what it says, from a real server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx2
import pytest

from app.api.openapi import operations
from tests.api.copied import Shell
from tests.api.served import Site, site

LAST = ("delete_assessment", "end_key", "revoke_share")
"""After them there is nothing more to ask for, after the first of them least of all."""


@pytest.fixture
def shell(site: Site, tmp_path: Path) -> Shell:
    """A shell with the key of a new workspace; KEY_ID is of another, to be ended."""
    owner = site.person()
    shell = Shell(httpx2.get(f"{site.address}/api", trust_env=False).text, tmp_path)
    shell.keep(ADVISOR_KEY=owner.key("read"))
    shell.keep(KEY_ID=shell.run("get_current_key").value["id"], ADVISOR_KEY=owner.key())
    return shell


def test_evaluate_save_share_compare_and_export_by_lines_of_the_page_alone(shell: Shell) -> None:
    evaluated = shell.run("evaluate_answers")
    assert (evaluated.status, evaluated.value["result"]["label"]) == (200, "FastAPI")

    saved = shell.run("create_assessment")
    assert saved.status == 201
    shell.keep(ASSESSMENT_ID=saved.value["id"], ETAG=saved.headers["etag"])
    first = shell.run("get_version").value
    assert first["result"] == evaluated.value["result"]

    shared = shell.run("create_share")
    assert shared.status == 201
    shell.keep(TOKEN=shared.value["token"])
    shown = shell.run("get_shared")
    assert (shown.status, shown.value["result"]) == (200, first["result"])

    changed = shell.run("create_version")
    assert (changed.status, changed.value["version"]) == (201, 2)
    compared = shell.run("compare_versions")
    assert compared.status == 200
    both = [(one["version"], one["outcome"]["label"]) for one in compared.value["results"]]
    assert both == [(1, "FastAPI"), (2, changed.value["result"]["label"])]

    exported = shell.run("export_assessment")
    assert exported.status == 200
    (assessment,) = exported.value["assessments"]
    assert assessment["id"] == saved.value["id"]
    assert [one["answers"] for one in assessment["versions"]] == [
        first["answers"],
        changed.value["answers"],
    ]


def test_every_line_of_the_page_is_answered_as_the_page_says(shell: Shell, site: Site) -> None:
    document = httpx2.get(site.document, trust_env=False).json()
    told = {one["operationId"]: one for one in operations(document)}
    assert shell.lines.keys() == told.keys()
    for name in (*(one for one in told if one not in LAST), *reversed(LAST)):
        if "$ETAG" in shell.lines[name]:
            shell.keep(ETAG=shell.run("get_assessment").headers["etag"])
        came = shell.run(name)
        assert came.status < 300, f"{name}: {came.text}"
        assert str(came.status) in told[name]["responses"], name
        shell.keep(**learned(name, came.value))


def learned(operation: str, value: Any) -> dict[str, str]:
    """The variables that somebody sets with what the operation answered."""
    if operation == "create_assessment":
        return {"ASSESSMENT_ID": value["id"]}
    if operation == "create_share":
        return {"TOKEN": value["token"], "SHARE_ID": value["share"]["id"]}
    return {}
