"""Writes a starter project: the one that follows from a verdict, as a folder or an archive."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from app.cli import plain
from app.cli.plain import printable
from app.cli.reading import (
    AnswersFile,
    RulebookName,
    answers_in,
    default_rulebook,
    find_rulebook,
)
from app.decisions.machine import Decision
from app.decisions.record import Record, record_text
from app.engine.answers import visible_answers
from app.engine.scoring import evaluate
from app.rulebooks.library import load_library
from app.starters.kinds import Kind, kinds_for
from app.starters.shape import Shape, shape_of

if TYPE_CHECKING:
    from app.starters.project import Made


def starter(
    file: AnswersFile,
    output: Annotated[
        Path | None,
        plain.Option(
            flag="-o",
            metavar="FOLDER|FILE.zip",
            help="Where it goes, which must not be there yet; without it, a ZIP in this folder.",
        ),
    ] = None,
    sqlite: Annotated[bool, plain.Option(help="With an SQLite database.")] = False,
    kind: Annotated[
        Kind | None, plain.Option(help="Which one, where more than one follows.")
    ] = None,
    rulebook: RulebookName = None,
) -> None:
    """Write a project to start from, in what the answers recommend; status 2 if there is none."""
    library = load_library(default=default_rulebook())
    chosen = find_rulebook(library, rulebook)
    answers = visible_answers(chosen, answers_in(chosen, file.read()))
    result = evaluate(chosen, answers)
    shape = shape_of(
        _one_of(kinds_for(chosen, answers, [result]), kind, result.label), answers, sqlite=sqlite
    )
    around = Record(f"{chosen.title} {result.label}", datetime.now(UTC).date())
    record = record_text(around, Decision(chosen, answers), library.texts(chosen.id))
    # The templates take a while to import, and only this needs them.
    from app.starters.project import project
    from app.starters.words import FOLDERS

    made = project(shape, chosen, (name for name, said in answers.items() if said), record)
    place = output or Path(f"{FOLDERS[shape.kind]}.zip")
    shown = printable(str(place))
    try:
        _write(place, shape, made)
    except OSError as error:
        raise plain.BadParameter(f"{shown} cannot be written: {error.strerror}.", "-o") from None
    plain.echo(f"{shown}: {len(made)} files; its README.md says how to run it")


def _one_of(kinds: tuple[Kind, ...], wanted: Kind | None, label: str) -> Kind:
    if not kinds:
        raise plain.BadParameter(f"There is no project for “{label}”.")
    if wanted is None and len(kinds) == 1:
        return kinds[0]
    if wanted not in kinds:
        raise plain.BadParameter(f"“{label}” has {' and '.join(kinds)}: choose one.", "--kind")
    return wanted


def _write(place: Path, shape: Shape, made: list[Made]) -> None:
    """Writes the project as a ZIP or a folder, by its name; FileExistsError if it is there."""
    from app.starters.project import archive

    if place.suffix == ".zip":
        with place.open("xb") as packed:
            packed.write(archive(shape, made))
    else:
        _write_folder(place, made)


def _write_folder(folder: Path, made: list[Made]) -> None:
    folder.mkdir(parents=True)
    for file in made:
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, encoding="utf-8", newline="\n")
        if file.is_executable:
            path.chmod(0o755)
