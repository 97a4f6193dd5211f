"""What idempotency keys put into the registries."""

from datetime import time

from django.utils.translation import gettext_lazy as _

from mainstay.foundation.idempotency.services import remove_old
from mainstay.foundation.jobs.registry import JobKind, Schedule, register_schedule
from mainstay.foundation.jobs.registry import register as register_kind

REMOVE_OLD = "idempotency.remove_old"


def register() -> None:
    """Old keys go every night."""
    register_kind(JobKind(REMOVE_OLD, _("Remove answers kept for programs"), remove_old))
    register_schedule(Schedule(REMOVE_OLD, REMOVE_OLD, daily_at=time(3, 20)))
