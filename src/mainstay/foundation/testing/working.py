"""What a worker would do, done at once."""

from threading import Event

from mainstay.foundation.jobs.worker import run_next


def run_waiting_jobs() -> None:
    """Run every job that waits, and those that they ask for."""
    while run_next(Event()):
        pass
