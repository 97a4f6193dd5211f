"""Writing down how a recurring import fared: its runs, its failures, its pausing itself."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from mainstay.apps.governance import queries as governance
from mainstay.apps.ledger.models import RecurringImport, RecurringRun
from mainstay.apps.ledger.recurrence import RunOutcome
from mainstay.apps.ledger.services.recurring.setting_up import AFTER_FAILURES
from mainstay.apps.notifications.services.telling import notify
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.audit import services as audit
from mainstay.foundation.audit.models import AuditOutcome
from mainstay.foundation.jobs.outcomes import Severity

MOST_FAILURES = 5
PAUSED_ITSELF = "ledger.recurring.paused"
"""The kind of message that the person behind it gets then."""
TOOK_NO_FILE = "ledger.recurring.failed"
"""The kind of message about what failed before there was an import that tells of itself."""
_WHY = "a recurring import writes down how it fared"


def note_failure(
    actor: Actor, recurring: RecurringImport, code: str, figures: Mapping[str, Any]
) -> None:
    """Write down that no file could be taken, or that the open one could not be put away."""
    reason = {"code": code, "figures": dict(figures)}
    with transaction.atomic():
        runs = RecurringRun.objects.system(_WHY).filter(recurring=recurring)
        importing = runs.filter(ended_at=None, outcome=RunOutcome.RUNNING)
        if not importing.update(reason=reason):
            RecurringRun.objects.create(
                recurring=recurring,
                outcome=RunOutcome.FAILED,
                reason=reason,
                ended_at=timezone.now(),
            )
        audit.record(
            actor,
            "ledger.recurring.failed",
            subject=recurring,
            outcome=AuditOutcome.FAILED,
            **reason,
        )
        note_look(recurring)
        # Of one that is tried again every few minutes once a day is enough.
        tell(recurring, reason, occasion=f"{recurring.pk}:{code}:{governance.today()}")
        count_failure(actor, recurring)


def tell(
    recurring: RecurringImport, reason: Mapping[str, Any], *, occasion: str, file_name: str = ""
) -> None:
    """Tell the person behind it why no file was taken, or why this one cannot be read."""
    notify(
        [recurring.by_id] if recurring.by_id else [],
        TOOK_NO_FILE,
        severity=Severity.BAD,
        figures={
            "recurring": recurring.pk,
            "name": recurring.name,
            "file": file_name,
            "reason": dict(reason),
        },
        occasion=f"{TOOK_NO_FILE}:{occasion}",
    )


def count_failure(actor: Actor, recurring: RecurringImport) -> None:
    """One more failure in a row; after five of them it pauses itself. In a transaction."""
    rows = RecurringImport.objects.system(_WHY).filter(pk=recurring.pk)
    rows.update(failures=F("failures") + 1)
    recurring.refresh_from_db(fields=["failures"])
    if recurring.failures < MOST_FAILURES:
        return
    paused = rows.filter(paused_at=None).update(
        paused_at=timezone.now(), paused_why=AFTER_FAILURES, next_at=None
    )
    if paused:
        audit.record(actor, "ledger.recurring.paused", subject=recurring, why=AFTER_FAILURES)
        recurring.refresh_from_db(fields=["paused_at"])
        notify(
            [recurring.by_id] if recurring.by_id else [],
            PAUSED_ITSELF,
            severity=Severity.BAD,
            figures={"recurring": recurring.pk, "name": recurring.name, "failures": MOST_FAILURES},
            occasion=f"{PAUSED_ITSELF}:{recurring.pk}:{recurring.paused_at}",
        )


def note_success(recurring: RecurringImport, **facts: Any) -> None:
    """Forget earlier failures."""
    RecurringImport.objects.system(_WHY).filter(pk=recurring.pk).update(failures=0, **facts)


def note_look(recurring: RecurringImport, **facts: Any) -> None:
    """Write down that it looked just now."""
    rows = RecurringImport.objects.system(_WHY).filter(pk=recurring.pk)
    rows.update(looked_at=timezone.now(), **facts)
