"""The loop that runs jobs."""

import logging
import threading
import time

from django.db import Error, close_old_connections, connection

from mainstay.foundation.jobs import leases, schedules
from mainstay.foundation.jobs.running import run_claimed

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.5
SCHEDULE_SECONDS = 15.0
TROUBLE_SECONDS = 5.0


def run_worker(stop: threading.Event, *, threads: int = 1) -> None:
    """Run jobs until `stop` is set, one at a time in each thread.

    A job that is at work then goes back into the queue at its next safe point. The database being
    locked or away is waited out.
    """
    loops = [
        threading.Thread(target=_loop, args=(stop, number == 0), name=f"worker-{number + 1}")
        for number in range(threads)
    ]
    for loop in loops:
        loop.start()
    for loop in loops:
        while loop.is_alive():
            # In short steps, so that a signal's handler gets its turn.
            loop.join(POLL_SECONDS)


def _loop(stop: threading.Event, keeps_schedules: bool) -> None:
    schedules_at = 0.0
    try:
        while not stop.is_set():
            try:
                close_old_connections()
                if keeps_schedules and time.monotonic() >= schedules_at:
                    schedules.queue_due()
                    schedules_at = time.monotonic() + SCHEDULE_SECONDS
                if not run_next(stop):
                    stop.wait(POLL_SECONDS)
            except Error as error:
                logger.warning("The worker waits for the database: %s", error)
                connection.close()
                stop.wait(TROUBLE_SECONDS)
            except Exception:
                logger.exception("The worker met an error of its own and goes on")
                connection.close()
                stop.wait(TROUBLE_SECONDS)
    finally:
        connection.close()


def run_next(stop: threading.Event) -> bool:
    """Run the next job, if there is one; whether there was."""
    claimed = leases.claim()
    if claimed is None:
        return False
    run_claimed(*claimed, stop)
    return True
