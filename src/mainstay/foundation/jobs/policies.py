"""Who may see and cancel jobs."""

from django.db.models import QuerySet

from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.policies import Policy
from mainstay.foundation.jobs.models import Job

VIEW = "jobs.job.view"
CANCEL = "jobs.job.cancel"
CANCEL_ALL = "jobs.job.cancel_all"
VIEW_ALL = "jobs.job.view_all"


class JobPolicy(Policy[Job]):
    """A person sees and cancels their own jobs; everybody's with permissions of their own."""

    def visible(self, actor: Actor, rows: QuerySet[Job]) -> QuerySet[Job]:
        if actor.may(VIEW_ALL):
            return rows
        if actor.person_id is None:
            return rows.none()
        return rows.filter(actor_person_id=actor.person_id)

    def allows(self, actor: Actor, permission: str, subject: Job) -> bool:
        own = actor.person_id is not None and subject.actor_person_id == actor.person_id
        if permission == CANCEL and not own and not actor.may(CANCEL_ALL):
            return False
        return super().allows(actor, permission, subject)
