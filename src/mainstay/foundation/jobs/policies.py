"""Who may see and cancel jobs."""

from django.db.models import QuerySet

from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.policies import Policy
from mainstay.foundation.jobs.models import Job

VIEW = "jobs.job.view"
CANCEL = "jobs.job.cancel"
VIEW_ALL = "jobs.job.view_all"


class JobPolicy(Policy[Job]):
    """A person sees their own jobs; who holds the permission sees everybody's."""

    def visible(self, actor: Actor, rows: QuerySet[Job]) -> QuerySet[Job]:
        if actor.may(VIEW_ALL):
            return rows
        if actor.person_id is None:
            return rows.none()
        return rows.filter(actor_person_id=actor.person_id)
