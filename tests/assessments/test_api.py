"""Saved assessments for programs: what was sent is what pages show, and the other way round."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.engine.scoring import evaluate
from tests.api.client import ApiAnswer, ApiClient
from tests.api.office import ANSWERS, OTHERWISE, REASON, Rows, at, if_match, key, made
from tests.factories import shipped
from tests.web.visitor import Visitor


def test_a_saved_assessment_is_where_it_says_and_on_its_page(
    program: ApiClient, visitor: Visitor
) -> None:
    told = made(program, title="Our\tpublic API")
    assert told.header("location") == f"/api/v1{at(told)}"
    assert told.value["title"] == "Our public API"
    assert (told.value["latest_version"], told.value["has_draft"]) == (1, False)
    got = program.get(at(told))
    assert (got.value, got.header("etag")) == (told.value, told.header("etag"))
    page = visitor.get(at(told))
    assert page.title.startswith(f"{told.value['outcome']['label']}: Our public API")
    assert "Our public API" in visitor.get("/assessments").text()


def test_its_first_version_is_the_result_of_the_answers(program: ApiClient) -> None:
    rulebook = shipped().default
    result = evaluate(rulebook, {name: frozenset([one]) for name, one in ANSWERS.items()})
    told = program.get(at(made(program), "versions/1")).value
    assert told["result"] == result.record()
    assert told["answers"] == ANSWERS
    assert told["rulebook"] == result.record()["rulebook"]
    assert (told["adjustments"], told["adjusted"], told["replaces"]) == (None, None, None)


def test_without_a_title_it_is_named_after_its_answers_as_on_a_page(
    program: ApiClient, visitor: Visitor
) -> None:
    first, second = made(program), made(program)
    on_page = visitor.save(ANSWERS).title.partition(": ")[2].partition(" – ")[0]
    names = [first.value["title"], second.value["title"]]
    assert names[1] == f"{names[0]} (2)"
    assert on_page == f"{names[0]} (3)"


def test_own_reasons_and_extra_answers_are_saved_with_it(
    program: ApiClient, visitor: Visitor
) -> None:
    told = made(program, adjustments={"own_reasons": [REASON]}, extra_answers={"output": "api"})
    version = program.get(at(told, "versions/1")).value
    assert version["adjustments"] == {"rules_off": [], "gates_off": [], "own_reasons": [REASON]}
    assert version["second_opinion"]["extra_answers"] == {"output": "api"}
    assert told.value["adjusted_outcome"]["lead"] == version["adjusted"]["lead"]
    assert REASON["text"] in visitor.get(at(told)).text()


def test_an_older_version_of_the_rules_can_be_named(program: ApiClient) -> None:
    told = made(program, rulebook={"id": "flask-fastapi", "version": "1.0.0"})
    assert program.get(at(told, "versions/1")).value["rulebook"]["version"] == "1.0.0"


def test_the_same_request_twice_makes_one_and_is_told_the_same(
    program: ApiClient, rows: Rows
) -> None:
    body = {"answers": ANSWERS}
    first = program.post("/assessments", body, key("once"))
    before = rows()
    again = program.post("/assessments", body, key("once"))
    assert (again.status, again.value, rows()) == (201, first.value, before)
    assert again.header("location") == first.header("location")
    assert made(program).value["id"] != made(program).value["id"]


def test_the_same_request_twice_at_once_makes_one(program: ApiClient) -> None:
    def send(_: int) -> ApiAnswer:
        return program.post("/assessments", {"answers": ANSWERS}, key("at-once"))

    with ThreadPoolExecutor(6) as threads:
        told = list(threads.map(send, range(6)))
    assert {one.status for one in told} == {201}
    assert len({one.value["id"] for one in told}) == 1
    assert len(program.get("/assessments").value["items"]) == 1


def test_a_key_that_was_used_for_another_body_is_refused(program: ApiClient, rows: Rows) -> None:
    program.post("/assessments", {"answers": ANSWERS}, key("mine"))
    before = rows()
    other = program.post("/assessments", {"answers": OTHERWISE}, key("mine"))
    assert (other.status, other.pointers) == (422, ["Idempotency-Key"])
    assert "another body" in other.value["errors"][0]["detail"]
    for bad in ("", "x" * 101, "with space", "ä"):
        told = program.post("/assessments", {"answers": OTHERWISE}, key(bad))
        assert (told.status, told.pointers) == (422, ["Idempotency-Key"]), bad
    twice = program.post("/assessments", {"answers": OTHERWISE}, key("a"), key("b"))
    assert (twice.status, twice.pointers) == (422, ["Idempotency-Key"])
    assert rows() == before


def test_a_repeat_of_what_was_deleted_meanwhile_makes_it_not_again(program: ApiClient) -> None:
    first = program.post("/assessments", {"answers": ANSWERS}, key("gone"))
    program.delete(at(first), if_match(first))
    assert program.post("/assessments", {"answers": ANSWERS}, key("gone")).status == 404
    assert program.get("/assessments").value == {"items": [], "next": None}


def test_who_has_the_state_there_is_is_told_nothing(program: ApiClient) -> None:
    told = made(program)
    tag = told.header("etag") or ""
    for path in ("", "draft", "adjustments", "versions", "versions/1"):
        address = at(told, path).rstrip("/")
        assert program.get(address).header("etag") == tag
        known = program.get(address, ("if-none-match", f'"other", W/{tag}'))
        assert (known.status, known.answer.body) == (304, b"")
        assert known.header("etag") == tag
        assert program.get(address, ("if-none-match", '"other"')).status == 200
        assert program.get(address, ("if-none-match", "other")).pointers == ["If-None-Match"]


def test_name_and_note_are_changed_as_a_page_would(program: ApiClient, visitor: Visitor) -> None:
    told = made(program)
    change = {"title": " The\u2028public \u202eAPI ", "note": "On Monday.\r\nBy all."}
    changed = program.patch(at(told), change, if_match(told))
    assert (changed.value["title"], changed.value["note"]) == (
        "The public API",
        "On Monday.\nBy all.",
    )
    assert changed.header("etag") != told.header("etag")
    page = visitor.get(at(told))
    assert "The public API" in page.title
    assert "On Monday. By all." in page.text()
    noteless = program.patch(at(told), {"note": "", "title": None}, if_match(changed))
    assert (noteless.value["title"], noteless.value["note"]) == ("The public API", "")


def test_nobody_changes_or_deletes_what_they_did_not_see(
    program: ApiClient, visitor: Visitor
) -> None:
    told = made(program)
    form = visitor.get(at(told, "title"))
    assert visitor.submit(form, "Save", {"_text": "From a page"}).status == 200
    body = {"title": "From a program"}
    for seen in ([if_match(told)], [("if-match", f"W/{told.header('etag')}")]):
        assert program.patch(at(told), body, *seen).status == 412
        assert program.delete(at(told), *seen).status == 412
    assert program.patch(at(told), body).kind == "precondition-required"
    assert program.delete(at(told)).status == 428
    assert program.get(at(told)).value["title"] == "From a page"
    assert program.patch(at(told), body, ("if-match", "*")).value["title"] == "From a program"
    late = visitor.submit(form, "Save", {"_text": "From a page, late"})
    assert late.status == 409
    assert "From a program" in late.text()


def test_of_many_changes_of_one_state_one_is_made(program: ApiClient) -> None:
    told = made(program)

    def send(number: int) -> int:
        return program.patch(at(told), {"title": f"Number {number}"}, if_match(told)).status

    with ThreadPoolExecutor(6) as threads:
        assert sorted(threads.map(send, range(6))) == [200, *[412] * 5]


def test_what_is_deleted_is_gone_for_pages_and_programs(
    program: ApiClient, visitor: Visitor
) -> None:
    told, other = made(program, title="To go"), made(program, title="To stay")
    gone = program.delete(at(told), if_match(told))
    assert (gone.status, gone.answer.body) == (204, b"")
    assert program.get(at(told)).status == 404
    assert program.get(at(told, "versions/1")).status == 404
    assert program.delete(at(told), ("if-match", "*")).status == 404
    listed = visitor.get("/assessments").text()
    assert "To stay" in listed
    assert "To go" not in listed
    assert program.get(at(other)).status == 200


def test_a_duplicate_has_the_answers_as_a_draft_and_nothing_else(
    program: ApiClient, visitor: Visitor
) -> None:
    told = made(program, title="Mine", adjustments={"own_reasons": [REASON]})
    program.patch(at(told), {"note": "Of the first"}, ("if-match", "*"))
    copy = program.post(at(told, "duplicate"))
    value = copy.value
    assert (copy.status, copy.header("location")) == (201, f"/api/v1{at(copy)}")
    assert (value["title"], value["note"]) == ("Copy of Mine", "")
    assert (value["latest_version"], value["has_draft"], value["outcome"]) == (None, True, None)
    draft = program.get(at(copy, "draft")).value
    assert (draft["answers"], draft["adjustments"]["own_reasons"]) == (ANSWERS, [REASON])
    assert visitor.get(at(copy)).path == f"{at(copy)}/edit"
    once = [program.send("POST", at(told, "duplicate"), headers=[key("copy")]) for _ in range(2)]
    assert once[0].value["id"] == once[1].value["id"] != value["id"]


@pytest.mark.parametrize("sort", ["changed", "created", "oldest", "title"])
def test_all_pages_of_a_list_have_each_once(program: ApiClient, sort: str) -> None:
    titles = ["b", "äx", "a", "C", "d"]
    ids = [made(program, title=title).value["id"] for title in titles]
    found: list[dict[str, object]] = []
    address = f"/assessments?sort={sort}&limit=2"
    cursor = ""
    while True:
        page = program.get(address + cursor).value
        found += page["items"]
        if page["next"] is None:
            break
        assert len(page["items"]) == 2
        cursor = f"&cursor={page['next']}"
    order = {"oldest": ids, "title": [ids[place] for place in (2, 1, 0, 3, 4)]}.get(sort, ids[::-1])
    assert [one["id"] for one in found] == order


def test_a_list_is_narrowed_as_on_the_page(program: ApiClient) -> None:
    api = made(program, title="The first API")
    tool = made(program, title="A tool", answers={"situation": "existing_flask"})
    open_ = program.send("POST", at(api, "duplicate"))

    def ids(query: str) -> list[str]:
        return [one["id"] for one in program.get(f"/assessments?{query}").value["items"]]

    every = [one.value["id"] for one in (open_, tool, api)]
    assert ids("") == every
    assert ids("q=FIRST+api") == [every[0], every[2]]
    assert ids("state=unfinished") == [every[0]]
    assert ids(f"label={api.value['outcome']['label']}") == [every[2]]
    assert ids("q=nothing") == []


def test_a_list_that_cannot_be_is_refused_by_the_name_of_what_is_wrong(program: ApiClient) -> None:
    cursor = "WzFd"  # of the order in which they were changed
    for query, name in [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=x", "limit"),
        ("sort=size", "sort"),
        ("state=done", "state"),
        ("cursor=", "cursor"),
        (f"cursor={cursor}&sort=title", "cursor"),
        (f"q={'x' * 201}", "q"),
    ]:
        told = program.get(f"/assessments?{query}")
        assert (told.status, told.pointers) == (422, [name]), query
    assert program.get(f"/assessments?cursor={cursor}").status == 200


def test_of_what_is_not_theirs_strangers_learn_nothing(
    program: ApiClient, stranger: ApiClient, rows: Rows
) -> None:
    told = made(program)
    nobodys = f"/assessments/{'a' * 16}"
    before = rows()
    any_state = ("if-match", "*")
    for path in (
        "",
        "/draft",
        "/adjustments",
        "/versions",
        "/versions/1",
        "/versions/1/second-opinion",
    ):
        foreign, unknown = (stranger.get(f"{base}{path}") for base in (at(told), nobodys))
        assert (foreign.status, foreign.answer) == (404, unknown.answer), path
    for method, path, body in [
        ("PATCH", "", {"title": "Theirs"}),
        ("PATCH", "/draft", {"answers": {}}),
        ("PUT", "/adjustments", {}),
        ("POST", "/versions", {}),
    ]:
        foreign, unknown = (
            stranger.send(method, f"{base}{path}", body, headers=[any_state])
            for base in (at(told), nobodys)
        )
        assert (foreign.status, foreign.answer) == (404, unknown.answer), path
    assert stranger.delete(at(told), any_state).status == 404
    assert stranger.send("POST", at(told, "duplicate")).status == 404
    assert (rows(), program.get(at(told)).value) == (before, told.value)
    for odd in ("..%2f", "%00", "A" * 16, "a" * 100, "é"):
        assert program.get(f"/assessments/{odd}").status == 404
