"""Whether the rejected records of an import still wait to be mended."""

from datetime import datetime

from django.utils import timezone

from mainstay.apps.ledger.models import ImportBatch
from mainstay.apps.ledger.policies import RUN_IMPORTS
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require, service
from mainstay.foundation.audit import services as audit

_WHY = "the service checked the permission on this very batch"


@service(RUN_IMPORTS)
def dismiss_rejects(actor: Actor, batch: ImportBatch) -> None:
    """Say that the rejected records of an import need no mending; nothing else changes."""
    _note(actor, batch, timezone.now(), "ledger.rejects.dismissed")


@service(RUN_IMPORTS)
def recall_rejects(actor: Actor, batch: ImportBatch) -> None:
    """Take the dismissal back."""
    _note(actor, batch, None, "ledger.rejects.recalled")


def _note(actor: Actor, batch: ImportBatch, dismissed: datetime | None, action: str) -> None:
    require(actor, RUN_IMPORTS, batch)
    rows = ImportBatch.objects.system(_WHY).filter(pk=batch.pk)
    others = rows.filter(rejects_dismissed_at__isnull=dismissed is not None)
    if others.exclude(reject_name="").update(rejects_dismissed_at=dismissed):
        audit.record(actor, action, subject=batch)
    batch.refresh_from_db(fields=["rejects_dismissed_at"])
