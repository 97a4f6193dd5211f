"""The thread that keeps a run's lease, writes its progress and hears of its cancellation."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

from django.db import Error, connection

from mainstay.foundation.jobs import leases
from mainstay.foundation.jobs.context import Progress, Pulse
from mainstay.foundation.jobs.leases import Lease

logger = logging.getLogger(__name__)

INTERVAL = 1.0
SQLITE_PATIENCE_MS = 1000


@contextmanager
def beating(lease: Lease, pulse: Pulse) -> Iterator[None]:
    """Keep the lease while the block runs.

    Inside a transaction nobody else sees the job's row, so nobody can take it and no heart beats.
    """
    if connection.in_atomic_block:
        yield
        return
    ended = Event()
    thread = Thread(
        target=_beat, args=(lease, pulse, ended), name=f"job-{lease.job_id}-heartbeat", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _beat(lease: Lease, pulse: Pulse, ended: Event) -> None:
    """Renew at a third of the lease, report once a second, until the run ends or the lease does."""
    try:
        extended_at = time.monotonic()
        written: Progress | None = None
        while not ended.wait(INTERVAL):
            progress = pulse.progress
            extend = time.monotonic() - extended_at >= lease.seconds / 3
            news = _columns(progress) if progress != written else None
            try:
                _be_brief_about_locks()
                standing = leases.renew(lease, news, extend=extend)
            except Error as error:
                # A long write of the job itself may hold SQLite's lock: nobody can take the job
                # over meanwhile either.
                logger.info("Job %s: heartbeat postponed: %s", lease.job_id, error)
                connection.close()
                continue
            written = progress
            if extend:
                extended_at = time.monotonic()
            if standing.cancel_requested:
                pulse.cancel_requested.set()
            if standing.lost:
                pulse.lost.set()
                return
    finally:
        connection.close()


def _be_brief_about_locks() -> None:
    if connection.vendor == "sqlite" and connection.connection is None:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {SQLITE_PATIENCE_MS}")


def _columns(progress: Progress | None) -> dict[str, Any] | None:
    if progress is None:
        return None
    return {
        "phase": progress.phase[:60],
        "progress_done": progress.done,
        "progress_total": progress.total,
    }
