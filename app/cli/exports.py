"""Exports a workspace, an assessment or everything into a file, and imports such a file."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated, BinaryIO, NoReturn

import typer

from app.cli import plain
from app.cli.migrate import Database
from app.cli.output import as_typed, say
from app.cli.progress import Progress
from app.cli.reading import BAD_INPUT
from app.cli.whole_file import STDIO, printed, read_twice, whole_file
from app.engine.errors import Conflict, Invalid, NotFound
from app.exports.actions import carry_out, export_assessment, export_workspace, plan_import
from app.exports.document import Document
from app.exports.everything import (
    count_everything,
    export_everything,
    import_everything,
    is_everything,
)
from app.exports.plans import Plan, Planned
from app.exports.queries import find_owners, workspace_numbered
from app.rulebooks.library import load_library
from app.settings_loading import load_settings
from app.store.database import Database as OpenedDatabase
from app.store.ids import LARGEST_NUMBER, is_id
from app.store.quotas import Quotas
from app.store.session import WriterSession
from app.store.sqlite.locking import while_used
from app.store.workspaces import (
    advance_freeing,
    insert_workspace,
)
from app.workspaces.codes import NewCode, find_by_code, make_code

FAILED = 1
NO_QUOTAS = Quotas(*[LARGEST_NUMBER] * 5)
"""Whoever types commands may fill a workspace beyond what its visitors may."""
ALOUD = "Whoever has this file can become every user in a copy of this server: keep it as safe."

WorkspaceName = Annotated[
    str | None,
    typer.Option(
        help="The workspace: its number, as `export --assessment` tells it, or a one-time code "
        "from its page, which stays usable."
    ),
]


def export(
    file: Annotated[Path, typer.Argument(help="The file to make, for your eyes only; - prints.")],
    workspace: WorkspaceName = None,
    assessment: Annotated[
        str | None, typer.Option(help="One assessment: the id in its address.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--everything", help="Every table, hashes included, to move a server.")
    ] = False,
    database: Database = None,
) -> None:
    """Write a workspace, one assessment of it, or everything into a file that `import` takes."""
    url = load_settings(database=database).database_url
    with in_one_sentence():
        if everything:
            _refuse_beside("--everything", workspace=workspace, assessment=assessment)
            _export_everything(url, file)
        elif workspace is None and assessment is None:
            raise Invalid("Say what: --workspace, --assessment or --everything.", remedy="")
        else:
            with closing(OpenedDatabase(url)) as opened:
                _export_some(opened, file, workspace, assessment)


def import_file(
    file: Annotated[Path, typer.Argument(help="What `export` or a download made; - reads it.")],
    workspace: WorkspaceName = None,
    as_copies: Annotated[
        bool,
        typer.Option(
            "--as-copies",
            help="What is there with other content comes beside it, under an id of its own.",
        ),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would come in, and write nothing.")
    ] = False,
    database: Database = None,
) -> None:
    """Put an exported file into a workspace, a new one if none is named; or everything."""
    url = load_settings(database=database).database_url
    with in_one_sentence(), read_twice(file) as opened:
        if is_everything(opened):
            _refuse_beside("everything", workspace=workspace, as_copies=as_copies or None)
            _import_everything(url, opened, dry_run=dry_run)
        else:
            _import_some(url, opened, workspace, as_copies=as_copies, dry_run=dry_run)


@contextmanager
def in_one_sentence() -> Iterator[None]:
    """What cannot be used ends the command with status 2; a signal ends it in good order."""
    before = signal.signal(signal.SIGTERM, _end)
    try:
        yield
    except (Invalid, NotFound, Conflict) as error:
        plain.echo(as_typed(f"{error.message} {error.remedy}".strip()), err=True)
        plain.leave(BAD_INPUT)
    except BrokenPipeError:
        raise
    except OSError as error:
        plain.echo(f"Stopped: {error.strerror}. Nothing was left behind.", err=True)
        plain.leave(FAILED)
    except KeyboardInterrupt:
        plain.echo("Stopped; nothing was left behind.", err=True)
        plain.leave(130)
    finally:
        signal.signal(signal.SIGTERM, before)


def _end(number: int, _: object) -> NoReturn:
    sys.exit(128 + number)


def _refuse_beside(what: str, **options: object) -> None:
    for name, given in options.items():
        if given is not None:
            raise Invalid(f"--{name.replace('_', '-')} does not go with {what}.", remedy="")


def _export_everything(url: str, file: Path) -> None:
    if file == STDIO:
        raise Invalid("Everything goes into a file, which only you can read: name one.", remedy="")
    progress = Progress("rows")
    with whole_file(file) as target:
        target.writelines(export_everything(url, progress))
    say("Exported", f"everything, {progress.done:,} rows, into {file}")
    plain.echo(ALOUD, err=True)


def _export_some(
    database: OpenedDatabase, file: Path, workspace: str | None, assessment: str | None
) -> None:
    progress = Progress("assessments")
    number = (
        _owner(database, assessment or "") if workspace is None else _number_of(database, workspace)
    )
    into = printed() if file == STDIO else whole_file(file)
    with into as target, database.reader() as session:
        here = workspace_numbered(session, number)
        target.writelines(
            export_workspace(here, progress)
            if assessment is None
            else export_assessment(here, assessment)
        )
    if file == STDIO:
        return
    said = "one assessment" if assessment else f"{progress.done:,} assessments"
    say("Exported", f"{said} of workspace {number} into {file}")


def _number_of(database: OpenedDatabase, named: str) -> int:
    """The number of the workspace of that number, or that the one-time code opens."""
    if named.isascii() and named.isdecimal() and len(named) < len(str(LARGEST_NUMBER)):
        with database.reader() as session:
            return workspace_numbered(session, int(named)).id
    try:
        with database.writer() as session:
            return find_by_code(session, named).id
    except Invalid as error:
        raise Invalid(error.message, remedy="") from None


def _owner(database: OpenedDatabase, assessment: str) -> int:
    with database.reader() as session:
        owners = find_owners(session, assessment) if is_id(assessment) else ()
    if not owners:
        raise Invalid(f"There is no assessment “{plain.printable(assessment)[:40]}”.", remedy="")
    if len(owners) > 1:
        numbers = ", ".join(map(str, owners))
        raise Invalid(
            f"The workspaces {numbers} have an assessment of that id.",
            remedy="Say which by --workspace.",
        )
    return owners[0]


def _import_everything(url: str, file: BinaryIO, *, dry_run: bool) -> None:
    counted = count_everything(file)
    for number, (table, rows) in enumerate(counted.items()):
        say("" if number else "Holds", f"{table.replace('_', ' ')}: {rows:,}")
    if dry_run:
        say("Imported", "nothing: this was a dry run")
        return
    import_everything(url, file, counted, Progress("rows"))
    say("Imported", f"everything, {sum(counted.values()):,} rows; cookies, links and keys work on")
    say("What to do", "Run `python -m app doctor --recompute`: it computes every result anew.")


def _import_some(
    url: str, file: BinaryIO, named: str | None, *, as_copies: bool, dry_run: bool
) -> None:
    document, library = Document(file), load_library()
    with while_used(url), closing(OpenedDatabase(url, quotas=NO_QUOTAS)) as opened:
        number = None if named is None else _number_of(opened, named)
        with opened.reader() as session:
            here = None if number is None else workspace_numbered(session, number)
            plan = plan_import(
                here,
                document,
                library,
                as_copies=as_copies,
                quotas=NO_QUOTAS,
                tell=Progress("assessments looked at"),
            )
        _tell(plan)
        if dry_run or not plan.adds:
            why = "this was a dry run" if dry_run else "nothing of it is new"
            say("Imported", f"nothing: {why}")
            return
        with opened.writer() as session:
            where, code = _imported(session, number, plan)
    say("Imported", f"{_counted(plan.adds)} into workspace {where}")
    if code is not None:
        say("", f"It is new: enter {code.text} on “Your workspace” within 15 minutes.")


def _imported(session: WriterSession, number: int | None, plan: Plan) -> tuple[int, NewCode | None]:
    """The number of the workspace that has it now, and a code if it is new."""
    progress = Progress("assessments imported")
    tell = partial(progress, of=len(plan.adds))
    if number is not None:
        workspace = workspace_numbered(session, number)
        carry_out(workspace, plan, tell)
        return number, None
    workspace = insert_workspace(session)
    carry_out(workspace, plan, tell)
    advance_freeing(workspace)  # no browser has it yet
    return workspace.id, make_code(workspace)


def _tell(plan: Plan) -> None:
    """What would come in; status 2 if anything is refused."""
    say("To add", _counted(plan.adds))
    if copies := [planned for planned in plan.adds if planned.copy_of]:
        say("", f"{_counted(copies)} of these as copies beside what was changed here")
    if plan.skips:
        say("To skip", f"{_counted(plan.skips)}, there already with the same content")
    for refusal in plan.refusals:
        called = f" “{plain.printable(refusal.called)}”" if refusal.called else ""
        plain.echo(f"{plain.printable(refusal.place)}{called}: {refusal.message}", err=True)
    if plan.refusals:
        more = " at least" if plan.is_stopped else ""
        differs = any(refusal.differs for refusal in plan.refusals)
        remedy = " --as-copies brings in what differs, beside what is here." if differs else ""
        plain.echo(f"Refused:{more} {len(plan.refusals)}. Nothing was imported.{remedy}", err=True)
        plain.leave(BAD_INPUT)


def _counted(assessments: list[Planned]) -> str:
    versions = sum(planned.versions for planned in assessments)
    return f"{_many(len(assessments), 'assessment')} with {_many(versions, 'version')}"


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
