"""What the web application is joined from; one object, made once by app.main."""

from __future__ import annotations

from dataclasses import dataclass

from jinja2 import Environment

from app.rulebooks.library import Library
from app.settings import Settings
from app.store.database import Database
from app.store.session import Clock
from app.store.status import Readiness
from app.web.admission import Admission
from app.web.fragments import Fragments
from app.web.hourly_purge import Alarm
from app.web.limits import Limits
from app.web.shelf import Shelf
from app.web.spare import SpareTime


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts every handler may reach, as `request.app.state.parts`.

    `explaining` admits programs that ask for what takes long to work out, one at a time.
    `uploads` are the places to send a file, `imports` those to have something done with it.
    """

    settings: Settings
    database: Database
    readiness: Readiness
    limits: Limits
    admission: Admission
    explaining: Admission
    uploads: Admission
    imports: Admission
    alarm: Alarm
    library: Library
    templates: Environment
    fragments: Fragments
    shelf: Shelf
    spare: SpareTime
    clock: Clock
