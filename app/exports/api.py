"""Export and import for programs: the same files that the pages give and take."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from tempfile import SpooledTemporaryFile
from typing import Annotated, Any, BinaryIO, cast

from fastapi import Depends, Query, Request
from fastapi.responses import Response

from app.api.keys import Key
from app.api.models import ResponseModel, example
from app.api.problems import InvalidFields
from app.api.routing import api_router, problems, require_json
from app.api.validation import FieldError
from app.api.visits import ApiAnyone, KeyReader, KeyWriter, require_key
from app.exports.actions import carry_out, plan_import
from app.exports.document import Document
from app.exports.downloads import EXPORTS, JSON, assessment_file, workspace_file
from app.exports.everything import everything_schema
from app.exports.format import ExportFile, export_schema
from app.exports.plans import Plan, Planned
from app.web.downloads import IN_MEMORY
from app.web.forms import Identifier
from app.web.limits import limited
from app.web.retry import TRIED
from app.web.uploads import IMPORTS, LARGEST_FILE, LARGEST_UPLOAD, TOO_LARGE

router = api_router("exports")

SCHEMA_TYPE = "application/schema+json"
EXAMPLE = {
    "format": "framework-advisor export",
    "version": 1,
    "readable_since": "0.1.0",
    "holds": "workspace",
    "assessments": [],
}
FILE: dict[str, Any] = {"content": {JSON: {"example": EXAMPLE}}}
SCHEMA = {
    "schema": {"type": "object"},
    "example": {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"},
}
BODY = {
    "requestBody": {
        "required": True,
        "description": f"A file that an export made, at most {LARGEST_FILE // 2**20} MB.",
        "content": {
            JSON: {"schema": {"$ref": "#/components/schemas/ExportFile"}, "example": EXAMPLE}
        },
    }
}


class ImportedAssessment(ResponseModel):
    """An assessment of the file."""

    id: str
    """The id it has in the workspace, or would have."""
    title: str
    versions: int
    copy_of: str | None
    """The id it has in the file, if it comes as a copy."""

    @classmethod
    def of(cls, planned: Planned) -> ImportedAssessment:
        """An assessment of the plan, for programs."""
        return cls(
            id=planned.id,
            title=planned.title,
            versions=planned.versions,
            copy_of=planned.copy_of or None,
        )


class Imported(ResponseModel):
    """What an import did, or would do."""

    model_config = example(
        {
            "dry_run": False,
            "added": [
                {"id": "q2w7e4r5t6z7u2i3", "title": "Intranet", "versions": 2, "copy_of": None}
            ],
            "skipped": [],
        }
    )

    dry_run: bool
    added: list[ImportedAssessment]
    skipped: list[ImportedAssessment]
    """What the workspace has already, with the same content."""


@router.get(
    "/export",
    dependencies=[Depends(limited(EXPORTS))],
    response_model=ExportFile,
    responses={200: FILE},
)
def export_workspace(visit: KeyReader) -> Response:
    """Export everything that is saved in the workspace.

    No token, link, key or code is in it. It can be imported anywhere.
    """
    return workspace_file(visit, visit.reading)


@router.get(
    "/assessments/{assessment_id}/export",
    dependencies=[Depends(limited(EXPORTS))],
    response_model=ExportFile,
    responses={200: FILE},
)
def export_assessment(visit: KeyReader, assessment_id: Identifier) -> Response:
    """Export one assessment with all its versions."""
    return assessment_file(visit, visit.reading, assessment_id)


DryRun = Annotated[bool, Query(description="Answer as the import would, and change nothing.")]
AsCopies = Annotated[
    bool,
    Query(description="Let what is here with other content come in beside it, not be refused."),
]


async def sent_file(request: Request, _: Key, dry_run: DryRun = False) -> AsyncIterator[BinaryIO]:
    """Dependency: the body as a file, never whole in memory; the key is asked before it is read."""
    await require_key(request, writes=not dry_run)
    require_json(
        request.headers.getlist("content-type"), request.headers.getlist("content-encoding")
    )
    request.scope[TRIED] = True  # the file is not kept to do it a second time
    async with request.app.state.parts.uploads.place():
        with SpooledTemporaryFile(IN_MEMORY) as file:
            async for piece in request.stream():
                file.write(piece)
                if file.tell() > LARGEST_FILE:
                    raise TOO_LARGE
            yield cast("BinaryIO", file)


async def turn(request: Request, _: SentFile) -> AsyncIterator[None]:
    """Dependency: one import after the other, once the file is there."""
    async with request.app.state.parts.imports.place():
        yield


SentFile = Annotated[BinaryIO, Depends(sent_file, scope="function")]


@router.post(
    "/import",
    max_body_size=LARGEST_UPLOAD,
    dependencies=[Depends(limited(IMPORTS)), Depends(turn, scope="function")],
    responses=problems(409, 413, 415, 422),
    openapi_extra=BODY,
)
def import_file(
    visit: KeyWriter,
    file: SentFile,
    dry_run: DryRun = False,
    as_copies: AsCopies = False,
) -> Imported:
    """Import a file: all of it, or nothing.

    What the workspace has with the same content is skipped, so a file that comes twice is imported
    once. What it has with other content is refused, or with `as_copies` comes in beside it. Each
    result is computed anew under its rules. With `dry_run` the answer is the same and nothing is
    changed; a key for reading may do that.
    """
    with visit.reading() as workspace:
        plan = plan_import(
            workspace,
            Document(file),
            visit.library,
            as_copies=as_copies,
            quotas=visit.settings.quotas,
        )
    _refuse(plan)
    if not dry_run:
        with visit.writing() as workspace:
            carry_out(workspace, plan)
    return Imported(
        dry_run=dry_run,
        added=[ImportedAssessment.of(planned) for planned in plan.adds],
        skipped=[ImportedAssessment.of(planned) for planned in plan.skips],
    )


@router.get(
    "/schemas/export/1",
    response_class=Response,
    responses={200: {"content": {SCHEMA_TYPE: SCHEMA}}},
)
async def get_export_schema(visit: ApiAnyone) -> Response:
    """The JSON Schema of an exported file, format version 1."""
    return Response(json.dumps(export_schema(), ensure_ascii=False), media_type=SCHEMA_TYPE)


@router.get(
    "/schemas/everything/1",
    response_class=Response,
    responses={200: {"content": {SCHEMA_TYPE: SCHEMA}}},
)
async def get_everything_schema(visit: ApiAnyone) -> Response:
    """The JSON Schema of each line of a file of everything, which only the command line makes."""
    return Response(json.dumps(everything_schema(), ensure_ascii=False), media_type=SCHEMA_TYPE)


def _refuse(plan: Plan) -> None:
    if plan.refusals:
        faults = [FieldError(refusal.message, pointer=refusal.place) for refusal in plan.refusals]
        raise InvalidFields(faults, "Part of the file cannot come in, so nothing of it does.")
