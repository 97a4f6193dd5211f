"""Removing what the installation's settings keep for a time only."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from mainstay.apps.governance import queries as governance
from mainstay.apps.ledger.policies import KEEP_TIDY
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import service
from mainstay.foundation.jobs import services as jobs
from mainstay.foundation.jobs.context import JobContext, JobFailed, Progress
from mainstay.foundation.jobs.models import Job
from mainstay.foundation.keeping.retention import RetentionRule, as_json, retention_rules
from mainstay.foundation.keeping.standing_still import BackupRunning, require_no_backup

EXPIRE = "ledger.retention"


@service(KEEP_TIDY, atomic=False)
def preview(actor: Actor) -> dict[str, dict[str, Any]]:
    """By rule: for how many days is kept, and how much would go now."""
    return {rule.code: _foreseen(rule) for rule in retention_rules()}


@service(KEEP_TIDY)
def start(actor: Actor) -> Job:
    """Queue the removal. Raises BackupRunning."""
    require_no_backup()
    return jobs.enqueue(actor, EXPIRE)


@service(KEEP_TIDY, atomic=False)
def expire_now(
    actor: Actor, on_progress: Callable[[Progress], None] | None = None
) -> dict[str, Any]:
    """Remove at once; gives how much by rule as JSON. Raises JobFailed while a backup is made."""
    job = jobs.run_inline(actor, EXPIRE, {}, on_progress)
    return dict(job.result or {})


def run(context: JobContext) -> dict[str, Any]:
    """The job that removes what was kept long enough."""
    removed: dict[str, Any] = {}
    rules = retention_rules()
    for done, rule in enumerate(rules):
        context.progress("remove", done, len(rules))
        days = days_of(rule)
        if not days:
            continue
        before = timezone.now() - timedelta(days=days)
        try:
            with transaction.atomic():
                require_no_backup()
            removed[rule.code] = as_json(
                rule.remove(context.actor, before, context.check_cancelled)
            )
        except BackupRunning as error:
            raise JobFailed("backup_running") from error
    return removed


def labels() -> dict[str, str]:
    """What each rule is about, in words."""
    return {rule.code: str(rule.label) for rule in retention_rules()}


def days_of(rule: RetentionRule) -> int:
    """For how many days the installation keeps what a rule is about; 0 is for good."""
    days: int = getattr(governance.installation(), rule.setting)
    return days


def _foreseen(rule: RetentionRule) -> dict[str, Any]:
    days = days_of(rule)
    if not days:
        return {"days": 0, "count": 0, "bytes": 0}
    return {"days": days} | as_json(rule.foresee(timezone.now() - timedelta(days=days)))
