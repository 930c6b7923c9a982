"""Exporting a workspace or one of its assessments, and importing what was exported.

An import is planned first, which writes nothing, and then carried out as it was planned: all of it
or nothing. Whoever carries it out plans it in the same process, from the file itself.
"""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from app.engine.errors import Conflict, Full, Invalid
from app.exports.checking import Refused, called, checked
from app.exports.document import ASSESSMENTS, Document
from app.exports.format import Size, header
from app.exports.plans import Plan, Record, Refusal, portions
from app.exports.queries import (
    count_assessments,
    every_record,
    find_records,
    insert_records,
)
from app.rulebooks.library import Library
from app.store.faults import missing
from app.store.quotas import QUOTAS, WORDS, Quotas
from app.store.sqlite.connection import to_json
from app.store.workspaces import Workspace, WritableWorkspace

Tell = Callable[[int], None]
"""Is told how many assessments were done so far."""


def tell_nobody(_: int) -> None:
    """Nobody wants to know."""


def export_workspace(workspace: Workspace, tell: Tell = tell_nobody) -> Iterator[bytes]:
    """The file of all assessments, in pieces; the session has to stay open until the last."""
    return _file("workspace", every_record(workspace), tell)


def export_assessment(workspace: Workspace, assessment_id: str) -> Iterator[bytes]:
    """The file of that assessment; NotFound, at once, if it is not in this workspace."""
    records = list(find_records(workspace, [assessment_id]))
    if not records:
        raise missing()
    return _file("assessment", records, tell_nobody)


def _file(holds: Size, records: Iterable[Record], tell: Tell) -> Iterator[bytes]:
    """One assessment in a line, so that two files can be compared line by line."""
    yield f'{to_json(header(holds))[:-1]},"{ASSESSMENTS}":['.encode()
    for number, record in enumerate(records, start=1):
        yield f"{',' if number > 1 else ''}\n{to_json(record)}".encode()
        tell(number)
    yield b"\n]}\n"


def plan_import(
    workspace: Workspace | None,
    document: Document,
    library: Library,
    *,
    as_copies: bool = False,
    quotas: Quotas = QUOTAS,
    tell: Tell = tell_nobody,
) -> Plan:
    """What importing the document into the workspace would do; None is one that is to be made.

    An assessment whose id is there with other content is refused, or with `as_copies` comes beside
    it under a new id. Invalid for a file that cannot be read, Full if there is no room for it.
    """
    plan, done = Plan(), 0
    room = quotas.assessments - (count_assessments(workspace) if workspace else 0)
    for portion in portions(_checked(document, library, quotas, plan), lambda read: read.record):
        there = _found(workspace, [read.record["id"] for read in portion])
        for read in portion:
            _place(workspace, read, there, plan, as_copies)
        if len(plan.adds) > room:
            raise _full(room)
        if plan.is_stopped:
            break
        done += len(portion)
        tell(done)
    return plan


def carry_out(workspace: WritableWorkspace, plan: Plan, tell: Tell = tell_nobody) -> int:
    """How many assessments were added to the workspace that the plan was made for.

    Invalid if something of it is refused, Conflict if the workspace has one of them by now.
    """
    if plan.refusals:
        raise Invalid(
            f"{plan.refusals[0].place}: {plan.refusals[0].message}",
            remedy="Nothing was imported.",
        )
    done = 0
    for portion in portions(plan.waiting, lambda record: record):
        if any(find_records(workspace, [record["id"] for record in portion])):
            raise Conflict(
                "Meanwhile some of it came into the workspace.",
                remedy="Nothing was imported. Look at the file again.",
            )
        insert_records(workspace, portion)
        done += len(portion)
        tell(done)
    return done


class _Read(NamedTuple):
    """A record that was checked, and its place in the file."""

    place: str
    record: Record


def _checked(document: Document, library: Library, quotas: Quotas, plan: Plan) -> Iterator[_Read]:
    """The assessments of the file in which nothing is wrong; the plan gets the refusals."""
    places: dict[str, str] = {}
    for number, raw in enumerate(document.assessments()):
        place = f"/{ASSESSMENTS}/{number}"
        try:
            record = checked(raw, library)
            _refuse_doubled(record, place, places)
            if len(record["versions"]) > quotas.versions:
                raise Refused("/versions", quotas.too_many_versions().message)
        except Refused as error:
            plan.refusals.append(Refusal(place + error.place, called(raw), error.message))
            if plan.is_stopped:
                return
        else:
            yield _Read(place, record)


def _refuse_doubled(record: Record, place: str, places: dict[str, str]) -> None:
    """The id of each is its own; `places` gets where it is."""
    first = places.setdefault(record["id"], place)
    if first != place:
        raise Refused("/id", f"{first} has the same id.")


def _place(
    workspace: Workspace | None,
    read: _Read,
    there: Mapping[str, Record],
    plan: Plan,
    as_copies: bool,
) -> None:
    """Where the record belongs in the plan, by what the workspace has under its id."""
    record = read.record
    same = there.get(record["id"])
    if record["id"] in plan.ids or (same and _content(same) == _content(record)):
        plan.skip(record)
    elif same is None:
        plan.add(record)
    elif as_copies:
        _place_copy(workspace, record, plan)
    else:
        message = "Your workspace has this assessment with other content."
        plan.refusals.append(Refusal(f"{read.place}/id", called(record), message, differs=True))


def _place_copy(workspace: Workspace | None, record: Record, plan: Plan) -> None:
    """The same under an id that is made of its content.

    So the same file, imported as copies once more, brings nothing new.
    """
    content, number = to_json(_content(record)), 0
    while True:
        digest = sha256(f"{number}{content}".encode()).digest()
        copy = record | {"id": b32encode(digest[:10]).decode().lower()}
        same = _found(workspace, [copy["id"]]).get(copy["id"])
        if copy["id"] in plan.ids or (same and _content(same) == _content(copy)):
            return plan.skip(copy, record["id"])
        if same is None:
            return plan.add(copy, record["id"])
        number += 1


def _found(workspace: Workspace | None, ids: list[str]) -> dict[str, Record]:
    """What the workspace has under these ids."""
    if workspace is None:
        return {}
    return {record["id"]: record for record in find_records(workspace, ids)}


def _content(record: Mapping[str, Any]) -> Record:
    """What makes two records the same: an id and whether it was shared do not."""
    return {key: value for key, value in record.items() if key not in ("id", "shares")}


def _full(room: int) -> Full:
    _, _, remedy = WORDS["assessments"]
    more = f"{max(room, 0):,} more assessment{'' if room == 1 else 's'}"
    return Full(
        f"Your workspace has room for {more}, and this file brings more than that.",
        remedy=f"Nothing was imported. {remedy}",
    )
