"""The process of `mainstay serve`: starts the web server and the worker, and the worker again.

It loads Django and then forks both, so that all share the memory of what is loaded. It starts no
thread, with which a fork would not be safe.
"""

import gc
import multiprocessing
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from types import FrameType

from mainstay.cli.language import _
from mainstay.cli.output import note

RESTART_AFTER_SECONDS = 2.0
LEAVE_WITHIN_SECONDS = 30
ENDING = (signal.SIGTERM, signal.SIGINT)


@dataclass(slots=True)
class Supervisor:
    """A process for the pages and, if asked, one for the jobs, until a signal or the pages end."""

    serve_web: Callable[[], None]
    run_jobs: Callable[[], None] | None
    leaving: bool = False

    def run(self) -> int:
        """Gives the exit status of the web server."""
        for number in ENDING:
            signal.signal(number, self._leave)
        # What is loaded stays where it is: collecting garbage would write to it and unshare it.
        gc.freeze()
        web = self._start(self.serve_web)
        worker = self._start(self.run_jobs) if self.run_jobs else None
        while web.is_alive() and not self.leaving:
            wait([process.sentinel for process in (web, worker) if process], timeout=0.5)
            if worker and self.run_jobs and not worker.is_alive():
                wait([web.sentinel], timeout=RESTART_AFTER_SECONDS)
                if web.is_alive() and not self.leaving:
                    note(_("The worker stopped; it is started again."))
                    worker = self._start(self.run_jobs)
        for process in (web, worker):
            if process:
                _end(process)
        return web.exitcode or 0

    def _start(self, task: Callable[[], None]) -> BaseProcess:
        sys.stdout.flush()
        process = multiprocessing.get_context("fork").Process(target=_run, args=(task,))
        process.start()
        return process

    def _leave(self, _signal: int, _frame: FrameType | None) -> None:
        self.leaving = True


def _run(task: Callable[[], None]) -> None:
    for number in ENDING:
        signal.signal(number, signal.SIG_DFL)
    task()


def _end(process: BaseProcess) -> None:
    process.terminate()
    process.join(LEAVE_WITHIN_SECONDS)
    if process.is_alive():
        process.kill()
        process.join()
