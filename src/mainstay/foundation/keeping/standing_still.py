"""While a backup runs no kept file goes.

A backup notes what there is at one moment and copies it afterwards. Whoever removes files first
ends their being named, in a transaction that asks here, and removes them after its commit: a backup
that begins later does not name them, and one that had begun refuses the transaction.
"""

from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Now

from mainstay.foundation.jobs.models import Job, JobState

BACKUP = "governance.backup"
_LOCK = 0x6D61696E
_WHY = "whether a backup runs concerns everybody"


class BackupRunning(Exception):
    """A backup is being made: what would remove files, or make another one, has to wait."""


def require_no_backup(but: Job | None = None) -> None:
    """Raise BackupRunning while one is made; no other begins before this transaction ends.

    To be called within a transaction. SQLite lets one write at a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    others = running_backups()
    if (others if but is None else others.exclude(pk=but.pk)).exists():
        raise BackupRunning


def running_backups() -> QuerySet[Job]:
    """The job of the backup that is being made; one that was killed counts until its lease ends."""
    rows: QuerySet[Job] = Job.objects.system(_WHY)
    return rows.filter(kind=BACKUP, state=JobState.RUNNING, lease_until__gt=Now())
