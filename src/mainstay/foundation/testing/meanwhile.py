"""Work that ends while somebody asks how far it is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any

from django.db import connection

from mainstay.foundation.jobs.worker import run_next


@contextmanager
def ending_before_its_job_is_read() -> Iterator[None]:
    """The waiting job runs to its end just before a request first reads how far a job is."""
    waiting = True

    def end(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        nonlocal waiting
        if waiting and sql.startswith('SELECT "jobs_job"'):
            waiting = False
            run_next(Event())
        return execute(sql, *rest)

    with connection.execute_wrapper(end):
        yield
    if waiting:
        raise LookupError("no job was read")
