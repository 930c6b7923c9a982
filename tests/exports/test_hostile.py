"""What is no sound export is refused, with its place, and nothing of it comes in."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from app.assessments.actions import write_note
from app.engine.errors import AdvisorError, Invalid
from app.exports.actions import plan_import
from app.exports.document import Document
from app.exports.plans import MOST_REFUSALS, Plan
from app.files import release
from app.store.database import Database
from app.store.quotas import Quotas
from tests.cast import Person
from tests.exports.files import LIBRARY, Change, changed, exported, imported
from tests.factories import SWEET_COMPANY, FrozenClock

VERSION = "/assessments/0/versions/0"


@pytest.fixture(scope="module")
def good(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A file with two assessments of two versions each."""
    path = tmp_path_factory.mktemp("good") / "advisor.db"
    path.write_bytes(migrated_file.read_bytes())
    with closing(Database(str(path), clock=FrozenClock())) as database:
        ada = Person(database)
        for made in (ada.decides(), ada.decides()):
            with ada.writing() as workspace:
                write_note(workspace, made, "Why", 1)
            ada.saves(made, SWEET_COMPANY)
        return exported(ada)


def planned_anew(data: bytes, **how: Any) -> Plan:
    """What the file would bring to a workspace that is to be made."""
    return plan_import(None, Document(BytesIO(data)), LIBRARY, **how)


def zipped(data: bytes) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        archive.writestr("export.json", data)
    return made.getvalue()


def nested(data: bytes) -> bytes:
    return data.replace(b'"note":"Why"', b'"note":' + b"[" * 100_000 + b"]" * 100_000, 1)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda data: b"", "Nothing came in: the file is empty."),
        (lambda data: b"  \n", "Nothing came in: the file is empty."),
        (lambda data: b" \n" * 100_000, "Nothing came in: the file is empty."),
        (lambda data: b" \n" * 100_000 + data[:-3], "The file is cut off: it ends in the middle "),
        (lambda data: b" \n" * 100_000 + b"[]", "This is no export of Framework Advisor."),
        (zipped, "This file is a ZIP archive, not an export."),
        (gzip.compress, "This file is packed by gzip, not an export."),
        (lambda data: data.decode().encode("utf-16"), "This file is UTF-16, not an export."),
        (lambda data: data.decode().encode("utf-16-be"), "This file is UTF-16, not an export."),
        (lambda data: data.decode().encode("utf-16-le"), "This file is UTF-16, not an export."),
        (lambda data: b"\xef\xbb\xbf" + data, "This file is UTF-8 with a mark before it"),
        (lambda data: data.replace(b"Why", b"\xe9", 1), "This is not UTF-8, from byte "),
        (lambda data: b"SQLite format 3\0" + data, "This file is an SQLite database"),
        (lambda data: data[: len(data) // 2], "The file is cut off: "),
        (lambda data: data[:-3], "The file is cut off: it ends in the middle of something, line "),
        (lambda data: data[:20], "The file is cut off: "),
        (lambda data: data + b"{}", "This is not JSON: there is more after its end, line 5, col"),
        (lambda data: data + data, "This is not JSON: there is more after its end, line 5, col"),
        (lambda data: data.replace(b"\n{", b"\n{]", 1), "This is not JSON: "),
        (lambda data: data.replace(b'"note":"Why"', b'"note":NaN', 1), "/assessments/0/note: NaN"),
        (
            lambda data: data.replace(b'"note":"Why"', rb'"note":"\ud800"', 1),
            r'/assessments/0/note: The text "\ud800" holds half a character.',
        ),
        (
            lambda data: data.replace(b'"note":"Why"', b'"note":"Why","note":""', 1),
            '/assessments/0/note: The key "note" is there twice.',
        ),
        (
            lambda data: data.replace(b'"holds"', b'"version":1,"holds"', 1),
            "/version: this key is there twice.",
        ),
        (nested, "/assessments/0: This is nested too deeply."),
        (lambda data: b"[]", "This is no export of Framework Advisor."),
        (lambda data: b"\x89PNG\r\n\x1a\n\xff", "This is no export of Framework Advisor."),
        (lambda data: b"{}", "This is no export of Framework Advisor."),
        (lambda data: b'{"situation": "new"}', "This is no export of Framework Advisor."),
        (lambda data: b'{"format": "framework-advisor decision"}', "This is no export of Frame"),
        (lambda data: b'{"format": "framework-advisor everything"}', "This file holds everythi"),
    ],
)
def test_what_is_no_export_is_refused_in_one_sentence(
    good: bytes, spoil: Callable[[bytes], bytes], said: str
) -> None:
    with pytest.raises(Invalid) as refused:
        planned_anew(spoil(good))
    assert refused.value.message.startswith(said)
    assert "\n" not in refused.value.told
    assert len(refused.value.told) < 250


def of_version(name: str, value: Any) -> Change:
    return lambda file: file["assessments"][0]["versions"][0].__setitem__(name, value)


def of_assessment(name: str, value: Any) -> Change:
    return lambda file: file["assessments"][0].__setitem__(name, value)


def in_result(file: dict[str, Any]) -> None:
    file["assessments"][0]["versions"][0]["result"]["lead"] += 1


def in_rules(name: str, value: str) -> Change:
    return lambda file: file["assessments"][0]["versions"][0]["rulebook"].__setitem__(name, value)


def doubled(file: dict[str, Any]) -> None:
    file["assessments"].append(file["assessments"][0])


def doubled_version(file: dict[str, Any]) -> None:
    file["assessments"][0]["versions"][1]["n"] = 1


@pytest.mark.parametrize(
    ("change", "place", "said"),
    [
        (in_result, f"{VERSION}/result", "It does not follow from the answers under breakfast 1."),
        (of_version("result", {}), f"{VERSION}/result", "It does not follow from the answers"),
        (of_version("result", []), f"{VERSION}/result", "Write an object here."),
        (of_version("answers", {"hunger": "huge"}), f"{VERSION}/answers/hunger", "There is no op"),
        (of_version("answers", {"thirst": "x"}), f"{VERSION}/answers/thirst", "This rulebook has"),
        (of_version("answers", {"__proto__": {}}), f"{VERSION}/answers/__proto__", "Write a text"),
        (of_version("answers", {"hunger": []}), f"{VERSION}/answers/hunger", "There is nothing"),
        (of_version("answers", {"wishes": "sweet"}), f"{VERSION}/answers/wishes", "This is asked"),
        (of_version("replaces", 1), f"{VERSION}/replaces", "Version 1 replaces 1, which does not"),
        (of_version("replaces", 2), f"{VERSION}/replaces", "Version 1 replaces 2, which does not"),
        (of_version("n", 0), f"{VERSION}/n", "This number is smaller than 1."),
        (of_version("n", 2**31), f"{VERSION}/n", "This number is larger than 2147483647."),
        (of_version("n", True), f"{VERSION}/n", "Write a whole number here."),
        (of_version("n", 3), "/assessments/0/versions/1/n", "Version 2 does not come after 3."),
        (doubled_version, "/assessments/0/versions/1/n", "Version 1 does not come after 1."),
        (of_version("engine_version", "\0"), f"{VERSION}/engine_version", "This text does not"),
        (of_version("created_at", "yesterday"), f"{VERSION}/created_at", "Write a moment in UTC"),
        (of_version("created_at", "2026-02-30T00:00:00Z"), f"{VERSION}/created_at", "Write a mom"),
        (of_version("created_at", "9999-01-01T00:00:00Z"), f"{VERSION}/created_at", "Write a mom"),
        (of_version("created_at", 0), f"{VERSION}/created_at", "Write a moment in UTC"),
        (in_rules("version", "9.9.9"), f"{VERSION}/rulebook", "It was decided under the rules bre"),
        (in_rules("id", "lunch"), f"{VERSION}/rulebook", "It was decided under the rules lunch 1."),
        (in_rules("sha256", "0" * 64), f"{VERSION}/rulebook", "Its rules breakfast 1.0.0 are not"),
        (of_version("adjusted_result", {}), f"{VERSION}/adjusted_result", "It does not follow"),
        (of_assessment("__proto__", {}), "/assessments/0/__proto__", "This key is not part of"),
        (of_assessment("id", "../../etc/passwd"), "/assessments/0/id", "This text does not have"),
        (of_assessment("title", ""), "/assessments/0/title", "This text is empty."),
        (of_assessment("title", "\u200d"), "/assessments/0/title", "There is nothing to be seen"),
        (of_assessment("title", "x" * 201), "/assessments/0/title", "This text is longer than 200"),
        (of_assessment("title", None), "/assessments/0/title", "Write a text here."),
        (of_assessment("note", "x" * 5_001), "/assessments/0/note", "This text is longer than"),
        (of_assessment("versions", []), "/assessments/0/versions", "There is neither a version"),
        (of_assessment("versions", 5), "/assessments/0/versions", "Write a list here."),
        (
            of_assessment("shares", [{"n": 9, "label": "", "created_at": "2026-01-01T00:00:00Z",
                                      "until": "2026-01-02T00:00:00Z"}]),
            "/assessments/0/shares/0/n", "There is no version 9 to be shared.",
        ),
        (
            of_assessment("shares", [{"n": 1, "label": "", "created_at": "2026-01-01T00:00:00Z",
                                      "until": "2025-01-02T00:00:00Z"}]),
            "/assessments/0/shares/0/until", "It was shared until before",
        ),
        (
            of_assessment("shares", [{"n": 1, "token_hash": "AAAA"}]),
            "/assessments/0/shares/0/label", "This is missing.",
        ),
        (doubled, "/assessments/2/id", "/assessments/0 has the same id."),
        (lambda file: file["assessments"].append(7), "/assessments/2", "Write an object here."),
        (lambda file: file["assessments"][0].pop("note"), "/assessments/0/note", "This is miss"),
    ],
)  # fmt: skip
def test_a_fault_is_refused_by_its_place_and_nothing_comes_in(
    good: bytes, change: Change, place: str, said: str
) -> None:
    plan = planned_anew(changed(good, change))
    assert [refusal.place for refusal in plan.refusals] == [place]
    assert plan.refusals[0].message.startswith(said)


def test_with_one_refusal_nothing_comes_in(sqlite_ada: Person, good: bytes) -> None:
    data, empty = changed(good, in_result), exported(sqlite_ada)
    with pytest.raises(Invalid) as refused:
        imported(sqlite_ada, data)
    assert refused.value.message.startswith(f"{VERSION}/result: It does not follow")
    assert exported(sqlite_ada) == empty


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda file: file.update(version=2), "This file is of format 2, which release 0.1.0 of"),
        (
            lambda file: file.update(version=2, readable_since="<b>\n"),
            "This file is of format 2, which a newer release of Framework Advisor reads",
        ),
        (lambda file: file.update(version="1"), "/version: write the version of the format"),
        (lambda file: file.pop("version"), "/version: write the version of the format"),
        (lambda file: file.update(holds="world"), "/holds: write workspace or assessment."),
        (lambda file: file.pop("holds"), "/holds: this is missing."),
        (lambda file: file.update(readable_since=""), "/readable_since: write a release, as 0.1"),
        (lambda file: file.pop("assessments"), "/assessments: this is missing."),
        (lambda file: file.update(extra=1), "/extra: this key is not part of the format."),
        (lambda file: file.update(holds="assessment"), "/assessments: it says that it holds one"),
        (lambda file: file.update(assessments={}), "This is not JSON: [ is missing, line "),
    ],
)
def test_another_format_is_refused_by_name(good: bytes, change: Change, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        planned_anew(changed(good, change))
    assert refused.value.message.startswith(said)
    if "format 2" in said:
        assert f"this is release {release()}" in refused.value.message


def test_a_file_with_its_keys_in_another_order_comes_in_all_the_same(
    sqlite_ada: Person, good: bytes
) -> None:
    data = json.dumps(json.loads(good), sort_keys=True, indent=1).encode()
    assert imported(sqlite_ada, data) == 2
    assert exported(sqlite_ada) == good


def test_a_million_rows_are_refused_after_the_first_hundred(good: bytes) -> None:
    start, end = good.split(b"\n", 1)[0], b"]}"
    plan = planned_anew(start + b",".join([b"{}"] * 1_000_000) + end)
    assert (len(plan.refusals), plan.is_stopped) == (MOST_REFUSALS, True)


def test_what_does_not_fit_is_refused_before_anything_is_written(good: bytes) -> None:
    with pytest.raises(AdvisorError) as refused:
        planned_anew(good, quotas=Quotas(assessments=1))
    assert "room for 1 more assessment, and this file brings more" in refused.value.message
    plan = planned_anew(good, quotas=Quotas(versions=1))
    assert plan.refusals[0].message == "This assessment has 1 version, and no more fit in."
