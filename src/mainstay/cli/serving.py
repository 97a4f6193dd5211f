"""`mainstay serve` and `mainstay worker`: the web server and the process that runs jobs."""

import multiprocessing
import os
import signal
import threading
from types import FrameType
from typing import Annotated

import typer

from mainstay.cli.language import _
from mainstay.cli.output import note
from mainstay.cli.session import prepare, require_current_schema

RESTART_AFTER_SECONDS = 2.0


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command(help=_("Serve the web pages and run the jobs."))(serve)
    app.command(help=_("Run the jobs alone, for a second machine or process."))(worker)


def serve(
    host: Annotated[str, typer.Option(help=_("Address to listen on."))] = "127.0.0.1",
    port: Annotated[int, typer.Option(help=_("Port to listen on."))] = 8000,
    processes: Annotated[int, typer.Option(min=1, help=_("Web processes."))] = 1,
    threads: Annotated[int, typer.Option(min=1, help=_("Threads of each web process."))] = 8,
    with_worker: Annotated[
        bool, typer.Option("--worker/--no-worker", help=_("Run the jobs as well."))
    ] = True,
) -> None:
    prepare()
    require_current_schema()
    stop = threading.Event()
    keeper = None
    if with_worker:
        keeper = threading.Thread(target=_keep_worker_running, args=(stop,), daemon=True)
        keeper.start()
    note(_("Mainstay is at http://{host}:{port}").format(host=host, port=port))
    try:
        _serve_web(host, port, processes, threads)
    finally:
        stop.set()
        if keeper is not None:
            keeper.join(timeout=30)


def worker() -> None:
    prepare()
    require_current_schema()
    _work()


def _serve_web(host: str, port: int, processes: int, threads: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "mainstay.project.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=threads,
        websockets=False,
        log_level="warning",  # type: ignore[arg-type]
        respawn_failed_workers=True,
    ).serve()


def _work() -> None:
    from mainstay.foundation.jobs.worker import run_worker

    stop = threading.Event()

    def leave(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    run_worker(stop)


def _worker_process() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mainstay.project.settings")
    prepare()
    _work()


def _keep_worker_running(stop: threading.Event) -> None:
    """Start the worker process and start it again whenever it dies."""
    spawn = multiprocessing.get_context("spawn")
    while not stop.is_set():
        process = spawn.Process(target=_worker_process, name="mainstay-worker")
        process.start()
        while process.is_alive() and not stop.wait(0.5):
            pass
        if stop.is_set():
            process.terminate()
            process.join(20)
        elif not stop.wait(RESTART_AFTER_SECONDS):
            note(_("The worker stopped; it is started again."))
