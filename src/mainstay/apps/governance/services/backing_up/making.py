"""Making a backup while web pages are served, jobs run and imports go on."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import connection, connections
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

import mainstay
from mainstay.apps.governance.models import Backup, Installation
from mainstay.apps.governance.policies import MAKE_BACKUPS
from mainstay.apps.governance.services.backing_up.archive import (
    DATABASES,
    SECRET_KEY,
    ArchiveWriter,
    Contents,
    Entry,
    FileDiffers,
)
from mainstay.apps.governance.services.backing_up.postgresql import ProgramFailed, ProgramMissing
from mainstay.apps.governance.services.backing_up.snapshots import Snapshot, taken
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import service
from mainstay.foundation.audit import services as audit
from mainstay.foundation.jobs import services as jobs
from mainstay.foundation.jobs.context import JobContext, JobFailed, Progress
from mainstay.foundation.jobs.models import Job
from mainstay.foundation.keeping.kept_files import KeptFile, kept_files
from mainstay.foundation.keeping.standing_still import BACKUP, require_no_backup

JOB = BACKUP
_MEGABYTE = 1 << 20
_ROOM_LEFT = 16 * _MEGABYTE


class BackupImpossible(JobFailed):
    """No backup was made; `code` and `details` are words for a person."""


@service(MAKE_BACKUPS, atomic=False)
def back_up_now(
    actor: Actor, target: Path, on_progress: Callable[[Progress], None] | None = None
) -> dict[str, Any]:
    """Make a backup at once; gives its facts as JSON.

    Raises BackupImpossible, BackupRunning where another one is being made, and OSError.
    """
    if target.exists():
        raise BackupImpossible("exists", file=str(target))

    def stand_alone(job: Job) -> None:
        require_no_backup(but=job)

    parameters = {"target": str(target.absolute())}
    job = jobs.run_inline(actor, JOB, parameters, on_progress, on_created=stand_alone)
    return dict(job.result or {})


def back_up(context: JobContext) -> dict[str, Any]:
    """The job that makes a backup."""
    target = Path(context.parameters["target"])
    try:
        return _back_up(context, target)
    except ProgramMissing as error:
        raise BackupImpossible("program_missing", program=error.name) from error
    except ProgramFailed as error:
        raise BackupImpossible("program_failed", program=error.name, says=error.says) from error
    except FileDiffers as error:
        raise BackupImpossible("file_differs", file=error.name) from error
    except OSError as error:
        raise BackupImpossible("disk", error=error.strerror or str(error)) from error


def _back_up(context: JobContext, target: Path) -> dict[str, Any]:
    began = timezone.now()
    context.progress("snapshot")
    with _scratch() as folder:
        database = folder / DATABASES[connection.vendor]
        with taken(database, context.check_cancelled) as snapshot, ArchiveWriter(target) as archive:
            contents = _contents(snapshot, began.isoformat())
            _copy(context, archive, contents, snapshot)
            context.progress("finish")
            size = archive.finish(contents)
    with context.complete_in_transaction() as result:
        row = Backup.objects.create(
            made_at=began,
            seconds=(timezone.now() - began).total_seconds(),
            file_name=str(target)[:1000],
            bytes=size,
            files=len(contents.files),
            by_name=context.actor.name[:200],
        )
        result.update(_facts(row, contents))
        audit.record(
            context.actor,
            "governance.backup.made",
            subject=row,
            bytes=size,
            files=len(contents.files),
        )
    return dict(result)


@contextmanager
def _scratch() -> Iterator[Path]:
    folder: Path = settings.MAINSTAY_HOME.scratch / f"backup-{uuid4().hex}"
    folder.mkdir(mode=0o700, parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _contents(snapshot: Snapshot, made_at: str) -> Contents:
    applied = MigrationRecorder(connections[snapshot.using]).applied_migrations()
    company = Installation.objects.system("a backup names whose it is").using(snapshot.using)
    return Contents(
        version=mainstay.__version__,
        made_at=made_at,
        vendor=connection.vendor,
        database=DATABASES[connection.vendor],
        migrations=sorted(f"{app}.{name}" for app, name in applied),
        company=company.values_list("name", flat=True).first() or "",
        key_from_environment=settings.SECRET_KEY_FROM_ENVIRONMENT,
    )


def _copy(
    context: JobContext, archive: ArchiveWriter, contents: Contents, snapshot: Snapshot
) -> None:
    """Copy the database and every file that it names."""
    home: Path = settings.MAINSTAY_HOME.root
    files = list(kept_files(snapshot.using))
    total = snapshot.path.stat().st_size + sum(_size(home / file.name) for file in files)
    free = shutil.disk_usage(Path(context.parameters["target"]).parent).free
    if free < total + _ROOM_LEFT:
        raise BackupImpossible("room", needed=total, free=free)
    done = 0

    def tell(count: int) -> None:
        nonlocal done
        done += count
        context.progress("copy", done // _MEGABYTE, max(total, done) // _MEGABYTE)

    contents.files.append(archive.add(snapshot.path, contents.database, tell, compress=True))
    key = settings.MAINSTAY_HOME.secret_key_file
    if key.is_file():
        contents.files.append(archive.add(key, SECRET_KEY, tell))
    for file in files:
        entry = _copied(archive, home, file, tell)
        if entry is None:
            contents.missing.append(file.name)
        else:
            contents.files.append(entry)


def _copied(
    archive: ArchiveWriter, home: Path, file: KeptFile, tell: Callable[[int], None]
) -> Entry | None:
    try:
        entry = archive.add(home / file.name, file.name, tell)
    except FileNotFoundError:
        if file.sha256:
            raise FileDiffers(file.name) from None
        return None
    if file.sha256 and entry.sha256 != file.sha256:
        raise FileDiffers(file.name)
    return entry


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _facts(row: Backup, contents: Contents) -> dict[str, Any]:
    return {
        "file": row.file_name,
        "bytes": row.bytes,
        "files": row.files,
        "seconds": round(row.seconds, 1),
        "missing": contents.missing,
        "key_from_environment": contents.key_from_environment,
    }
