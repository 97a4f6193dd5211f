"""Recurring imports for tests: set up, made due, and looked at as a worker would."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from mainstay.apps.ledger.models import (
    ImportBatch,
    ImportKind,
    ImportProfile,
    RecurringImport,
    RecurringRun,
)
from mainstay.apps.ledger.queries.recurring import inbox
from mainstay.apps.ledger.services import importing, recurring
from mainstay.apps.ledger.services.recurring.starting import START_DUE
from mainstay.apps.ledger.testing import IMPORTING, csv_file, handed_in
from mainstay.foundation.access.actor import Actor, system_actor
from mainstay.foundation.jobs.services import enqueue
from mainstay.foundation.testing.working import run_waiting_jobs

GOOD = csv_file("A,1,1,2024-03-01,10", "B,2,1,2024-03-01,5")
MORE = csv_file("A,1,1,2024-03-01,10", "C,3,1,2024-03-02,7")
BAD = csv_file("A,1,1,2024-03-01,ten", "A,2,1,2024-03-01,<b>ten</b>")


def profile(name: str = "ERP", kind: str = ImportKind.ORDERS, **options: Any) -> ImportProfile:
    """How the files of these tests are read."""
    header = "code,name" if kind == ImportKind.CUSTOMERS else None
    content = csv_file("K,Kappa", header=header) if header else GOOD
    batch = handed_in(content, kind, **options)
    kept = importing.save_profile(IMPORTING, batch, name)
    importing.discard(IMPORTING, batch)
    return kept


def watched(actor: Actor, name: str = "Daily orders", **facts: Any) -> RecurringImport:
    """A recurring import of the files orders-*.csv in the folder erp."""
    folder = inbox() / "erp"
    folder.mkdir(parents=True, exist_ok=True)
    if not ImportProfile.objects.system("test").exists():
        profile()
    said = {"profile": "ERP", "origin": "folder", "folder": "erp", "pattern": "orders-*.csv"}
    return recurring.set_up(actor, name=name, **{**said, **facts})


def pulled(actor: Actor, address: str, name: str = "From the ERP", **facts: Any) -> RecurringImport:
    """A recurring import of the file at an address."""
    if not ImportProfile.objects.system("test").exists():
        profile()
    said = {"profile": "ERP", "origin": "address", "address": address, "every_minutes": 5}
    return recurring.set_up(actor, name=name, **{**said, **facts})


def lay(name: str, content: bytes = GOOD, folder: str = "erp") -> Path:
    """Put a file into a watched folder."""
    path = inbox() / folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def when_due(row: RecurringImport) -> RecurringImport:
    """Let its time come and do what workers then do."""
    rows = RecurringImport.objects.system("test").filter(pk=row.pk, paused_at=None)
    rows.update(next_at=timezone.now() - timedelta(seconds=1))
    enqueue(system_actor("schedule test"), START_DUE)
    run_waiting_jobs()
    return fresh(row)


def looked_twice(row: RecurringImport) -> RecurringImport:
    """Two looks: what the first one saw unchanged is taken by the second."""
    when_due(row)
    return when_due(row)


def fresh(row: RecurringImport) -> RecurringImport:
    """The recurring import as it stands now."""
    return RecurringImport.objects.system("test").select_related("profile").get(pk=row.pk)


def runs(row: RecurringImport) -> list[RecurringRun]:
    """Its runs, the newest first."""
    found = RecurringRun.objects.system("test").filter(recurring=row)
    return list(found.select_related("batch"))


def batches() -> list[ImportBatch]:
    """All imports, the newest first."""
    return list(ImportBatch.objects.system("test"))


def names_in(folder: str) -> list[str]:
    """The files in a folder below the inbox."""
    path = inbox() / folder
    return sorted(each.name for each in path.iterdir() if each.is_file()) if path.exists() else []
