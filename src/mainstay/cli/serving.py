"""`mainstay serve` and `mainstay worker`: the web server and the process that runs jobs."""

import errno
import os
import signal
import socket
import threading
from types import FrameType
from typing import Annotated, Protocol, runtime_checkable

import typer

from mainstay.cli.engine_checks import require_engine
from mainstay.cli.language import _
from mainstay.cli.output import fail, note
from mainstay.cli.session import prepare, require_current_schema
from mainstay.cli.supervising import Supervisor


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command(help=_("Serve the web pages and run the jobs."))(serve)
    app.command(help=_("Run the jobs alone, for a second machine or process."))(worker)


def serve(
    host: Annotated[str, typer.Option(help=_("Address to listen on."))] = "127.0.0.1",
    port: Annotated[int, typer.Option(help=_("Port to listen on."))] = 8000,
    processes: Annotated[int, typer.Option(min=1, help=_("Web processes."))] = 1,
    threads: Annotated[
        int, typer.Option(min=1, help=_("Requests that each web process answers at a time."))
    ] = 8,
    with_worker: Annotated[
        bool, typer.Option("--worker/--no-worker", help=_("Run the jobs as well."))
    ] = True,
) -> None:
    os.environ["MAINSTAY_WEB_THREADS"] = str(threads)
    prepare()
    require_current_schema()
    require_engine()
    require_free_address(host, port)
    _load_for_all()
    supervisor = Supervisor(
        serve_web=lambda: _serve_web(host, port, processes, threads),
        run_jobs=_run_jobs if with_worker else None,
    )
    note(_("Mainstay is at http://{host}:{port}").format(host=host, port=port))
    raise typer.Exit(supervisor.run())


@runtime_checkable
class HasPool(Protocol):
    """A connection to PostgreSQL, of which only its own back end knows more."""

    def close_pool(self) -> None: ...


def _load_for_all() -> None:
    """Load what the processes share, and keep no connection, which they must not share.

    A pool keeps connections open that are closed, and a thread that looks after them.
    """
    from django.db import connections
    from django.urls import get_resolver

    from mainstay.kernel import chinese

    _everything = get_resolver().url_patterns
    chinese.load()
    for connection in connections.all(initialized_only=True):
        connection.close()
        if isinstance(connection, HasPool):
            connection.close_pool()


def require_free_address(host: str, port: int) -> None:
    """Leave with a message where nothing can listen: the port is taken, or is not ours to take."""
    try:
        family, *_kind, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        fail(_refusal_of(error).format(host=host, port=port), code="address", as_json=False)


def _refusal_of(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return _("Something else listens on {host}:{port} already: choose another --port.")
    if error.errno == errno.EACCES:
        return _("This account may not listen on port {port}: choose another --port.")
    return _("{host} is no address of this machine: choose another --host.")


def worker() -> None:
    prepare()
    require_current_schema()
    require_engine()
    _run_jobs()


def _serve_web(host: str, port: int, processes: int, threads: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces

    from mainstay.shell.web.overload import threads_for

    Granian(
        "mainstay.project.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=threads_for(threads),
        websockets=False,
        log_level="error",  # type: ignore[arg-type]
        respawn_failed_workers=True,
        # One that is still loading does not hear that it shall end.
        workers_kill_timeout=10,
    ).serve()


def _run_jobs() -> None:
    from mainstay.foundation.jobs.worker import run_worker

    stop = threading.Event()

    def leave(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    run_worker(stop)
