"""Drafts for programs: what they keep a page shows, and what a page keeps they are told."""

from __future__ import annotations

from tests.api.client import ApiClient
from tests.api.office import ANSWERS, OTHERWISE, REASON, Rows, at, if_match, made
from tests.web.visitor import Visitor, filled_in


def test_without_a_draft_the_latest_version_stands(program: ApiClient) -> None:
    told = made(program, extra_answers={"output": "api"})
    draft = program.get(at(told, "draft")).value
    assert (draft["answers"], draft["extra_answers"]) == (ANSWERS, {"output": "api"})
    assert not draft["has_changes"]
    assert draft["rulebook"] == program.get(at(told, "versions/1")).value["rulebook"]


def test_what_a_program_keeps_the_questionnaire_shows(program: ApiClient, visitor: Visitor) -> None:
    told = made(program)
    kept = program.patch(at(told, "draft"), {"answers": OTHERWISE}, if_match(told))
    assert (kept.value["answers"], kept.value["has_changes"]) == (OTHERWISE, True)
    form = filled_in(visitor.get(at(told, "edit")).form("Save"))
    assert {name: form[name] for name in OTHERWISE} == {k: [v] for k, v in OTHERWISE.items()}
    changed = program.get(at(told)).value
    assert (changed["latest_version"], changed["has_draft"]) == (1, True)
    assert changed["outcome"] == told.value["outcome"]


def test_a_name_that_nobody_typed_follows_the_answers(program: ApiClient) -> None:
    told = made(program)
    program.patch(at(told, "draft"), {"answers": OTHERWISE}, if_match(told))
    assert program.get(at(told)).value["title"] == made(program, answers=OTHERWISE).value[
        "title"
    ].removesuffix(" (2)")


def test_an_answer_to_what_is_not_asked_waits_until_it_is(program: ApiClient) -> None:
    told = made(program)
    hidden = OTHERWISE | {"limits": ["docs"]}
    kept = program.patch(at(told, "draft"), {"answers": hidden}, if_match(told))
    assert kept.value["answers"] == hidden
    asked = hidden | {"situation": "existing_flask"}
    now = program.patch(at(told, "draft"), {"answers": asked}, if_match(kept))
    saved = program.post(at(told, "versions"), {}, if_match(now))
    assert saved.value["answers"]["limits"] == ["docs"]


def test_what_says_the_same_as_the_latest_version_is_no_draft(program: ApiClient) -> None:
    told = made(program)
    kept = program.patch(at(told, "draft"), {"answers": OTHERWISE}, if_match(told))
    same = program.patch(at(told, "draft"), {"answers": ANSWERS}, if_match(kept))
    assert (same.value["answers"], same.value["has_changes"]) == (ANSWERS, False)


def test_an_open_page_does_not_overwrite_what_a_program_kept(
    program: ApiClient, visitor: Visitor
) -> None:
    told = made(program)
    page = visitor.get(at(told, "edit"))
    program.patch(at(told, "draft"), {"answers": OTHERWISE}, if_match(told))
    late = visitor.submit(page, "Save", {"horizon": "quick"})
    assert late.status == 409
    assert program.get(at(told, "draft")).value["answers"] == OTHERWISE


def test_nor_a_program_what_a_page_kept(program: ApiClient, visitor: Visitor, rows: Rows) -> None:
    told = made(program)
    form = filled_in(visitor.get(at(told, "edit")).form("Save"))
    visitor.post(at(told, "draft"), form | {"kind": "internal_tool"})
    before = rows()
    body = {"answers": {}, "adjustments": {"own_reasons": [REASON]}}
    late = program.patch(at(told, "draft"), body, if_match(told))
    assert (late.status, rows()) == (412, before)
    assert program.patch(at(told, "draft"), body).status == 428
    assert program.get(at(told, "draft")).value["answers"] == OTHERWISE
