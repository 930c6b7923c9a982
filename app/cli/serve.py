"""Serves the pages until Ctrl+C."""

from __future__ import annotations

import asyncio
import errno
import gc
import importlib
import signal
import socket
from contextlib import closing, suppress
from typing import Annotated

import typer
import uvicorn
from starlette.types import ASGIApp

from app.cli.checkup import NOTHING_LOST
from app.cli.migrate import Database
from app.cli.output import say
from app.cli.rulebooks import describe
from app.cli.warnings import warnings
from app.engine.errors import AdvisorError, Unavailable
from app.rulebooks.library import Library, load_library
from app.settings import Settings
from app.settings_addresses import is_wildcard, where_it_answers, with_mapped
from app.settings_loading import load_settings
from app.store.database import Database as Stored
from app.store.sqlite.locking import while_used
from app.store.status import find_newest_rules
from app.web.refusals import Shortage

SECONDS_TO_FINISH = 10


def serve(
    host: Annotated[str | None, typer.Option(help="The address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="The port to listen on.")] = None,
    database: Database = None,
) -> None:
    """Serve the pages until Ctrl+C; the database has to be migrated."""
    settings = load_settings(host=host, port=port, database=database)
    library = load_library(default=settings.rulebook)
    with bind(settings.host, settings.port) as listener, while_used(settings.database_url):
        app = _application(settings, library)
        _report(settings, library)
        _warn(settings)
        _warn_of_missing_rules(settings, library)
        run(app, settings, listener)
    say("Stopped", "everything that was saved is kept")


def bind(host: str, port: int) -> socket.socket:
    """A socket that listens on the address; Unavailable says why there is none."""
    listener = None
    try:
        # Named as TCP, or asyncio leaves Nagle's delay on and every answer takes 40 ms longer.
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP
        )[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen()
    except OSError as error:
        if listener is not None:
            listener.close()
        if error.errno == errno.EADDRINUSE:
            reason = f"Port {port} is taken by another program."
        else:
            reason = f"The server cannot listen on {host}, port {port}: {error.strerror}."
        raise Unavailable(reason, remedy="Choose another with --host or --port.") from None
    return listener


def run(app: ASGIApp, settings: Settings, listener: socket.socket) -> None:
    """Answers requests on the socket until Ctrl+C or SIGTERM."""
    _open_as_many_files_as_allowed()
    server = AnnouncedServer(configure(app, settings), where(settings))
    # The server finishes what is under way, then gives the signal back: it ends us like Ctrl+C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    _leave_out_of_garbage_collection()
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listener])


def _leave_out_of_garbage_collection() -> None:
    """What is there by now stays: modules, rulebooks, routes.

    To go through all of it takes as long as some twenty answers, and everybody waits.
    """
    gc.collect()
    gc.freeze()


def configure(app: ASGIApp, settings: Settings) -> uvicorn.Config:
    """How the server treats connections and headers; it guards itself unless a proxy does."""
    # Not for the commands that serve nothing.
    from app.api.early import programs
    from app.web.guard import guarded

    return uvicorn.Config(
        app,
        http="httptools" if settings.proxy_address else guarded(settings, programs(settings)),
        ws="none",
        lifespan="on",
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.proxy_address),
        forwarded_allow_ips=with_mapped(settings.proxy_address),
        timeout_graceful_shutdown=SECONDS_TO_FINISH,
    )


class AnnouncedServer(uvicorn.Server):
    """Says so once it really answers."""

    def __init__(self, config: uvicorn.Config, address: str) -> None:
        super().__init__(config)
        self.address = address

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts to listen."""
        asyncio.get_running_loop().set_exception_handler(Shortage())
        await super().startup(sockets=sockets)
        say("Ready", f"{self.address}  (Ctrl+C stops)")


def where(settings: Settings) -> str:
    """The address that people type, and where it listens if that is not the same."""
    here = where_it_answers(settings.host, settings.port)
    if settings.public_url == here and not is_wildcard(settings.host):
        return f"{settings.public_url}/"
    return f"{settings.public_url}/, listening on {settings.host}, port {settings.port}"


def _application(settings: Settings, library: Library) -> ASGIApp:
    """The application; named as text, because the command line may not know the web's inside."""
    app: ASGIApp = importlib.import_module("app.main").start(settings, library)
    return app


def _open_as_many_files_as_allowed() -> None:
    """A connection is a file, and the usual 1,024 are soon used up."""
    with suppress(ImportError):  # there is no such limit
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _warn(settings: Settings) -> None:
    for warning in warnings(settings):
        say("Warning", warning)


def _warn_of_missing_rules(settings: Settings, library: Library) -> None:
    """Of those under which something was saved last, as by a later release that was taken back."""
    with suppress(AdvisorError), closing(Stored(settings.database_url)) as opened:
        with opened.reader() as session:
            newest = find_newest_rules(session)
        for rulebook_id, version in sorted(newest):
            if not library.has(rulebook_id, version):
                what = (
                    f"Results are stored under {rulebook_id} {version}, which this release lacks: "
                )
                say("Warning", what + NOTHING_LOST[0].lower() + NOTHING_LOST[1:])


def _report(settings: Settings, library: Library) -> None:
    if settings.settings is not None:
        say("Settings", f"of {settings.settings}, unless the environment says otherwise")
    for rulebook in library:
        say("Rulebooks", describe(rulebook))
