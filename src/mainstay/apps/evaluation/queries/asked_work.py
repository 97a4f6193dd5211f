"""Work that somebody asked for and a job does: rows of evaluations, back-tests and model runs."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol, TypeVar

from mainstay.foundation.jobs.models import Job


class Asked(Protocol):
    """A row that is made when somebody asks, and completed when its job is done."""

    pk: int
    by_id: int | None
    job_id: int | None
    finished_at: datetime | None


Row = TypeVar("Row", bound=Asked)


def job_of(row: Asked) -> Job | None:
    """The job that does it; whoever sees the row may know how far it is."""
    jobs = Job.objects.system("shown with what it does, which is visible")
    return jobs.filter(pk=row.job_id).first() if row.job_id else None


def with_job(find: Callable[[], Row]) -> tuple[Row, Job | None]:
    """A row and how far it is, both as of one moment.

    What ends between the two reads is read again: an ended job never stands beside a row that has
    no result yet.
    """
    found = find()
    job = job_of(found)
    if job is not None and job.is_finished and found.finished_at is None:
        found = find()
    return found, job
