"""What the queue puts into the registries."""

from datetime import time, timedelta

from django.utils.translation import gettext_lazy as _

from mainstay.foundation.access.permissions import Permission, declare
from mainstay.foundation.access.policies import register_policy
from mainstay.foundation.audit.actions import name_actions
from mainstay.foundation.audit.naming import name_system_actors
from mainstay.foundation.jobs import maintenance
from mainstay.foundation.jobs.models import Job
from mainstay.foundation.jobs.policies import CANCEL, CANCEL_ALL, VIEW, VIEW_ALL, JobPolicy
from mainstay.foundation.jobs.registry import JobKind, Schedule, register_schedule
from mainstay.foundation.jobs.registry import register as register_kind

SEAL = "audit.seal"
REMOVE_OLD = "jobs.remove_old"


def register() -> None:
    """Declare permissions, the policy, actions, and the foundation's own jobs with schedules."""
    declare(
        Permission(VIEW, _("See one's own jobs"), writes=False, everyone=True),
        Permission(CANCEL, _("Cancel one's own jobs"), everyone=True),
        Permission(
            VIEW_ALL,
            _("See everybody's jobs"),
            writes=False,
            roles=frozenset({"administrator", "auditor"}),
        ),
        Permission(CANCEL_ALL, _("Cancel everybody's jobs"), roles=frozenset({"administrator"})),
    )
    register_policy(Job, JobPolicy())
    name_actions({"jobs.job.cancelled": _("Job cancelled")})
    name_system_actors({"schedule": _("Schedule")})
    register_kind(JobKind(SEAL, _("Seal the audit trail"), maintenance.seal_audit_trail))
    register_kind(JobKind(REMOVE_OLD, _("Remove old jobs"), maintenance.remove_old_jobs))
    register_schedule(Schedule(SEAL, SEAL, every=timedelta(minutes=10)))
    register_schedule(Schedule(REMOVE_OLD, REMOVE_OLD, daily_at=time(3, 10)))
