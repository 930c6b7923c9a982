"""What `doctor` finds out about the database, its file and its stored results."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from app.cli.output import say
from app.engine.errors import AdvisorError, Unavailable
from app.results.actions import recompute
from app.rulebooks.library import Library
from app.settings import Settings
from app.store.database import Database
from app.store.faults import UnusableDatabase
from app.store.purging import count_overdue
from app.store.restoring import ASIDE
from app.store.sqlite.backups import FOLDER, list_backups
from app.store.sqlite.file import MEGABYTE, free_bytes, require_space
from app.store.sqlite.ownership import find_closed, find_strangers, whose
from app.store.sqlite.wal import count_unreadable_commits
from app.store.status import Status, count_by_rules, count_stored, find_damage, sums_pages

AS_SERVICE = (
    "Run this as the user who serves (sudo -u advisor …). If that is who you are, let root give it "
    "back with chown."
)
RESTORE = (
    "Stop the server and restore the newest good backup: python -m app restore FILE. It sets the "
    "damaged file and its -wal aside together."
)
ASK = "Keep the database as it is and report this; what is stored was not changed."
PURGE = (
    "Run `python -m app purge`. If a server was running all the time, its log says why it could "
    "not: look for `not tidied`."
)
NOTHING_LOST = (
    "Nothing is lost: they are kept as they were saved. Install the release they were saved with, "
    "or a later one, and they open again."
)
SHOWN = 20


class Findings:
    """What was wrong, told at once and counted.

    `unusable`: the database is not there, or cannot be used as it is.
    """

    def __init__(self) -> None:
        self.count = 0
        self.unusable = False

    def wrong(self, what: str, remedy: str) -> None:
        """One thing that is wrong, and what to do."""
        self.count += 1
        say("WRONG", what)
        say("What to do", remedy)


def look_at_rights(path: Path, findings: Findings) -> bool:
    """Whether an SQLite file and what lies beside it can be opened; tells whose is not theirs."""
    try:
        closed = list(find_closed(path))
    except OSError as error:
        findings.wrong(f"{path.parent} cannot be reached: {error.strerror}.", AS_SERVICE)
        return False
    for place in closed:
        what = f"{place} cannot be read and written by who runs this. {whose(place)}"
        findings.wrong(what, AS_SERVICE)
    if not closed and path.exists():
        kept = [*(path.parent / FOLDER).rglob("*"), *(path.parent / ASIDE).rglob("*")]
        strangers = list(find_strangers(path, [path.parent / FOLDER, path.parent / ASIDE, *kept]))
        if strangers:
            _tell_strangers(path.parent, strangers, findings)
    return not closed


def _tell_strangers(folder: Path, strangers: list[Path], findings: Findings) -> None:
    more = f" and {len(strangers) - 1} more" if len(strangers) > 1 else ""
    findings.wrong(
        f"{strangers[0]}{more} belongs to another user than its folder, so a server that runs as "
        "the folder's owner cannot use it.",
        f'Run as root: chown --recursive --reference="{folder}" "{folder}"',
    )


def look_at_log(path: Path, findings: Findings) -> bool:
    """Whether the log beside an SQLite file is sound; if not, the file must not be opened."""
    lost = count_unreadable_commits(path)
    if lost:
        findings.wrong(
            f"The log {path.name}-wal is damaged: {lost} of its transactions cannot be read, and "
            "SQLite drops them when the file is next opened, so it was not.",
            f"Copy {path.name} and its -wal aside before anything else. {RESTORE}",
        )
    return not lost


def look_at_file(path: Path, findings: Findings) -> None:
    """What can be told of an SQLite file without opening it."""
    say("Disk", f"{free_bytes(path) / MEGABYTE / 1024:.1f} GB free")
    try:
        require_space(path)
    except Unavailable as error:
        findings.wrong(error.message, "Make room: writes will soon fail.")
    if path.is_file() and path.stat().st_mode & 0o077:
        findings.wrong(f"Others on this machine may read {path}.", f'Run: chmod 600 "{path}"')
    backups = list_backups(path)
    if backups:
        say("Backups", f"{len(backups)} in {path.parent / FOLDER}, the newest {backups[0].name}")
    aside = path.parent / ASIDE
    if aside.is_dir() and any(aside.iterdir()):
        say("Aside", f"{aside} holds what restores replaced, with all that was deleted since")


def look_at_database(
    settings: Settings, library: Library | None, findings: Findings, *, anew: bool
) -> None:
    """What the database says of itself; with `anew`, every stored result is computed again.

    Without a library nothing is said of the rules of what is stored.
    """
    try:
        database = Database(settings.database_url)
    except AdvisorError as error:
        remedy = RESTORE if error.remedy == UnusableDatabase.remedy else error.remedy
        findings.wrong(error.message, remedy)
        findings.unusable = isinstance(error, UnusableDatabase)
        return
    try:
        _look_through(database, findings)
        if library is not None:
            _look_for_missing_rules(database, library, findings)
        if library is not None and anew:
            _recompute(database, library, findings)
    except AdvisorError as error:
        reason = str(error.__cause__ or error).splitlines()[0]
        findings.wrong(f"The database cannot be read through: {reason}.", RESTORE)
    finally:
        database.close()


def _look_through(database: Database, findings: Findings) -> None:
    status = database.status()
    say("Database", f"{status.kind} {status.place}, schema {status.schema}")
    say("Engine", status.works_with)
    if status.not_in_force:
        findings.wrong(
            f"Of what the server was asked for, not in force: {', '.join(status.not_in_force)}.",
            "Look what stands between: a pool of connections has to pass on what is set.",
        )
    if status.journal_mode == "delete":
        say("", "no write-ahead log, which this SQLite could damage; each save takes longer")
    with database.reader() as session:
        damage = list(find_damage(session))
        summed = status.kind == "sqlite" or sums_pages(session)
        owners, decisions, results = count_stored(session)
        overdue = count_overdue(session)
    if damage:
        more = f" (the first of {len(damage)} faults)" if len(damage) > 1 else ""
        findings.wrong(f"The database is damaged: {damage[0]}{more}.", RESTORE)
    else:
        say("Integrity", _integrity(status, summed))
    say("Stored", f"{owners} workspaces, {decisions} assessments, {results} revisions")
    _tell_overdue(overdue, findings)


def _tell_overdue(overdue: Mapping[str, int], findings: Findings) -> None:
    if not any(overdue.values()):
        say("Purge", "nothing is overdue")
        return
    counted = " and ".join(
        f"{number} {kind.removesuffix('s') if number == 1 else kind}"
        for kind, number in overdue.items()
    )
    findings.wrong(f"{counted} should have been deleted more than a day ago.", PURGE)


def _integrity(status: Status, summed: bool) -> str:
    if status.kind == "sqlite":
        return "every page and every link is sound"
    return f"left to the server, {'with' if summed else 'WITHOUT'} checksums of its pages"


def _look_for_missing_rules(database: Database, library: Library, findings: Findings) -> None:
    with database.reader() as session:
        counted = count_by_rules(session)
    missing = {rules: number for rules, number in counted.items() if not library.has(*rules)}
    for (rulebook_id, version), number in sorted(missing.items()):
        findings.wrong(
            f"{number} stored under {rulebook_id} {version}, which this release does not have.",
            NOTHING_LOST,
        )


def _recompute(database: Database, library: Library, findings: Findings) -> None:
    done = different = 0
    for revision in recompute(database, library):
        done += 1
        different += revision.difference is not None
        if revision.difference is not None and different <= SHOWN:
            say("Different", f"{revision.place}: {revision.difference}")
    say("Recomputed", f"{done} revisions, {done - different} exactly as stored")
    if different:
        findings.wrong(f"{different} stored results do not come out again.", ASK)
