"""Files below the installation's folder that nothing names any more."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Min
from django.utils import timezone

from mainstay.apps.governance import queries as governance
from mainstay.apps.ledger.policies import VERIFY
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require
from mainstay.foundation.jobs.models import Job, JobState
from mainstay.foundation.keeping.kept_files import kept_files

_CLOCKS_DIFFER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Leftover:
    """A file that no row names: its place below the home, its size, and when it was written.

    `ripe` says whether the grace period is over and nothing at work can have written it.
    """

    name: str
    bytes: int
    written_at: datetime
    ripe: bool


def leftovers(actor: Actor) -> list[Leftover]:
    """What imports, jobs and backups that were cut short have left. Raises AccessDenied."""
    require(actor, VERIFY)
    # Files are listed first: one that is named a moment later must not look forgotten.
    found = list(_files())
    ripe_before = _ripe_before()
    known = {file.name for file in kept_files("default")}
    root: Path = settings.MAINSTAY_HOME.root
    return [
        Leftover(name, size, written, written < ripe_before)
        for path, size, written in found
        if (name := path.relative_to(root).as_posix()) not in known
    ]


def _ripe_before() -> datetime:
    """What was written before this is old enough, and older than any job at work."""
    company = governance.find_installation()
    days = 7 if company is None else company.leftovers_days
    grace_ends = timezone.now() - timedelta(days=days)
    running = Job.objects.system("what is at work keeps its files").filter(state=JobState.RUNNING)
    began: datetime | None = running.aggregate(began=Min("started_at"))["began"]
    return grace_ends if began is None else min(grace_ends, began - _CLOCKS_DIFFER)


def _files() -> Iterator[tuple[Path, int, datetime]]:
    home = settings.MAINSTAY_HOME
    for folder in (home.ledger, home.uploads, home.evaluations, home.scratch):
        for path in folder.rglob("*"):
            try:
                facts = path.lstat()
            except FileNotFoundError:
                continue
            if not path.is_dir():
                written = datetime.fromtimestamp(facts.st_mtime, tz=UTC)
                yield path, facts.st_size, written
