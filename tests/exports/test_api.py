"""Export and import by programs: the same files, all or nothing, problems that name the place."""

from __future__ import annotations

import json
from collections.abc import Callable
from secrets import token_bytes
from typing import Any

import jsonschema_rs
import pytest
from starlette.types import ASGIApp

from app.exports.api import EXAMPLE
from app.exports.everything import everything_schema
from app.settings import Settings
from app.store.key_texts import new_key
from app.store.quotas import Quotas
from app.web.uploads import LARGEST_FILE, LARGEST_UPLOAD
from tests.api.client import JSON, ApiAnswer, ApiClient
from tests.cast import Person

SCHEMA = "/schemas/export/1"


@pytest.fixture
def reader(office: ASGIApp, owner: Person) -> ApiClient:
    return ApiClient(office, owner.key("read"))


@pytest.fixture
def decided(program: ApiClient) -> str:
    """The id of an assessment with one version."""
    answers = {"situation": "new", "kind": "public_api"}
    made = program.post("/assessments", {"title": "Étude", "answers": answers})
    assert made.status == 201, made.value
    return str(made.value["id"])


def sent(client: ApiClient, file: object, query: str = "") -> ApiAnswer:
    return client.post(f"/import{query}", file)


def test_what_one_program_exports_another_imports_and_exports_alike(
    program: ApiClient, stranger: ApiClient, decided: str
):
    file = program.get("/export")
    assert file.status == 200
    assert (file.header("content-disposition") or "").startswith("attachment; filename=")
    told = sent(stranger, file.value)
    assert (told.status, [one["id"] for one in told.value["added"]]) == (200, [decided])
    assert told.value["added"][0] == {
        "id": decided,
        "title": "Étude",
        "versions": 1,
        "copy_of": None,
    }
    assert stranger.get("/export").answer.body == file.answer.body
    again = sent(stranger, file.value).value
    assert (again["added"], len(again["skipped"])) == ([], 1)


def test_one_assessment_is_a_file_too(program: ApiClient, stranger: ApiClient, decided: str):
    one = program.get(f"/assessments/{decided}/export")
    assert (one.value["holds"], len(one.value["assessments"])) == ("assessment", 1)
    assert stranger.get(f"/assessments/{decided}/export").status == 404


def test_the_schema_says_what_a_file_is(program: ApiClient, decided: str):
    schema = api_schema(program)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    validator = jsonschema_rs.validator_for(schema, validate_formats=True)
    value = program.get("/export").value
    validator.validate(value)
    value["assessments"][0]["token"] = "x"
    assert not validator.is_valid(value)


def api_schema(program: ApiClient) -> dict[str, Any]:
    told = program.get(SCHEMA)
    assert (told.status, told.header("content-type")) == (200, "application/schema+json")
    schema: dict[str, Any] = told.value
    return schema


def test_the_schema_of_everything_is_there_too(program: ApiClient):
    told = program.get("/schemas/everything/1")
    assert (told.status, told.header("content-type")) == (200, "application/schema+json")
    assert told.value == everything_schema()


def test_a_dry_run_says_the_same_and_changes_nothing(
    program: ApiClient, reader: ApiClient, stranger: ApiClient, decided: str
):
    file = program.get("/export").value
    told = sent(stranger, file, "?dry_run=true")
    assert (told.status, told.value["dry_run"], len(told.value["added"])) == (200, True, 1)
    assert stranger.get("/export").value["assessments"] == []
    assert sent(reader, file, "?dry_run=true").status == 200
    assert sent(reader, file).status == 403


def _retitled(file: dict[str, Any]) -> None:
    file["assessments"][0]["title"] = "Changed elsewhere"


def _tampered(file: dict[str, Any]) -> None:
    file["assessments"][0]["versions"][0]["result"]["label"] = "Django"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [(_retitled, "/assessments/0/id"), (_tampered, "/assessments/0/versions/0/result")],
)
def test_what_cannot_come_in_is_named_by_its_pointer_and_nothing_comes(
    program: ApiClient, decided: str, change: Callable[[dict[str, Any]], None], pointer: str
):
    before = program.get("/export")
    file = json.loads(before.answer.body)
    change(file)
    told = sent(program, file)
    assert (told.status, told.kind, told.pointers) == (422, "invalid", [pointer])
    dry = sent(program, file, "?dry_run=true")
    assert (dry.status, dry.value) == (422, told.value)
    assert program.get("/export").answer.body == before.answer.body


def test_a_changed_one_comes_as_a_copy_once(program: ApiClient, decided: str):
    file = program.get("/export").value
    _retitled(file)
    first, second = (sent(program, file, "?as_copies=true").value for _ in range(2))
    assert [one["copy_of"] for one in first["added"]] == [decided]
    assert (second["added"], len(second["skipped"])) == ([], 1)


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "empty"),
        (b"PK\x03\x04", "ZIP archive"),
        (b'{"format": "other"}', "no export"),
        (b'{"format": "framework-advisor export", "version": 1,', "cut off"),
        (b'{"format": NaN}', "NaN"),
        (b"\xff\xfe{\x00}\x00", "UTF-16"),
        (json.dumps(EXAMPLE | {"readable_since": ""}).encode(), "/readable_since"),
    ],
)
def test_what_is_no_export_is_a_problem_in_words(program: ApiClient, raw: bytes, told: str):
    answer = program.send("POST", "/import", raw=raw, headers=[JSON])
    assert answer.status == 422
    assert told in answer.value["detail"]


def test_a_body_of_another_kind_or_without_a_key_is_not_read(
    office: ASGIApp, program: ApiClient, reader: ApiClient
):
    form = ("content-type", "multipart/form-data; boundary=x")
    assert program.send("POST", "/import", raw=b"--x", headers=[form]).status == 415
    assert reader.send("POST", "/import?dry_run=true", raw=b"--x", headers=[form]).status == 415
    packed = ("content-encoding", "gzip")
    assert program.send("POST", "/import", raw=b"{}", headers=[JSON, packed]).status == 415
    assert sent(ApiClient(office), {}).status == 401
    assert ApiClient(office).get("/export").status == 401
    assert sent(program, {}, "?dry_run=perhaps").pointers == ["dry_run"]


def test_of_a_key_that_may_not_import_no_file_is_taken(
    office: ASGIApp, reader: ApiClient, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("app.exports.api.SpooledTemporaryFile", None)
    assert sent(ApiClient(office, new_key(token_bytes)), {}).kind == "key-refused"
    assert sent(reader, {}).kind == "key-may-only-read"


def test_a_file_over_the_limit_is_refused_before_it_is_whole(program: ApiClient):
    pieces = (b" " * 2**20 for _ in range(LARGEST_FILE // 2**20 + 1))
    answer = program.send("POST", "/import", raw=pieces, headers=[JSON])
    assert (answer.status, "20 MB" in answer.value["detail"]) == (413, True)
    length = ("content-length", str(LARGEST_UPLOAD + 1))
    assert program.send("POST", "/import", headers=[JSON, length]).status == 413


def test_the_quota_of_the_workspace_holds(
    program: ApiClient, stranger: ApiClient, decided: str, monkeypatch: pytest.MonkeyPatch
):
    file = program.get("/export").value
    monkeypatch.setattr(Settings, "quotas", Quotas(assessments=0))
    told = sent(stranger, file)
    assert (told.status, told.kind) == (422, "no-room")
