"""Telling people what happened."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from mainstay.apps.governance import queries as governance
from mainstay.apps.notifications.models import MailState, Message, occasion_of
from mainstay.apps.notifications.policies import HEAR_OF_FAILURES
from mainstay.apps.notifications.services.letters import LETTER
from mainstay.apps.notifications.services.mailing import MAIL, queue_mail
from mainstay.apps.notifications.services.outgoing import put_out
from mainstay.apps.notifications.services.planning import company_channels, plans
from mainstay.foundation.jobs.models import Job, JobState
from mainstay.foundation.jobs.outcomes import Ending, Severity, ending_of, severity_of
from mainstay.foundation.jobs.registry import is_minor

JOB_ENDED = "jobs.ended"
WORK_DONE, WORK_FAILED, SYSTEM_FAILED = "work.done", "work.failed", "system.failed"
SAME_FAILURE_AGAIN = timedelta(days=1)
"""For so long nobody is told again that the system's own work fails in the same way."""

_WHY = "messages are written for others than the one who acts"


@transaction.atomic
def notify(
    people: Collection[int],
    kind: str,
    *,
    severity: Severity,
    figures: Mapping[str, Any],
    occasion: str,
    topic: str = "",
    by_mail: bool = True,
) -> int:
    """Tell people of an occasion, those who have not been told of it; how many were.

    `kind` is a registered one and `figures` are plain JSON for it; `topic` is what people choose
    by when and how they are told. Called by services, jobs and listeners, which decide who may
    know. Who is no longer active is not told.
    """
    mailing = by_mail and bool(settings.MAIL_URL)
    known = Message.objects.system(_WHY).filter(occasion=occasion, person_id__in=people)
    told = set(known.values_list("person_id", flat=True))
    fresh = [each for each in governance.recipients(people) if each.person_id not in told]
    if not fresh:
        return 0
    planned = plans(fresh, topic)
    rows = []
    for each in fresh:
        plan = planned[each.person_id]
        mailed = mailing and each.gets_mail and plan.mail
        rows.append(
            Message(
                person_id=each.person_id,
                kind=kind,
                topic=topic,
                severity=severity,
                figures=dict(figures),
                occasion=occasion,
                read_at=None if plan.bell else timezone.now(),
                mail_state=MailState.DUE if mailed else MailState.NONE,
                mail_at=plan.mail_at if mailed else None,
            )
        )
    Message.objects.bulk_create(rows, ignore_conflicts=True)
    if any(row.mail_state == MailState.DUE and row.mail_at is None for row in rows):
        queue_mail()
    due = {key: at for plan in planned.values() for key, at in plan.channels.items()}
    put_out(due, kind, topic=topic, figures=figures, occasion=occasion)
    return len(rows)


def after_job(job: Job) -> None:
    """Tell whoever started a job how it ended, unless they ended it themselves.

    Of what the system does by itself only failures are told, to those who look after it. That mail
    cannot be sent is not told by mail.
    """
    if job.state == JobState.DONE and is_minor(job.kind):
        return
    ending = ending_of(job)
    if job.actor_person_id is not None:
        cancelled = job.state == JobState.CANCELLED
        if not cancelled or job.cancelled_by_id != job.actor_person_id:
            topic = WORK_DONE if job.state == JobState.DONE else WORK_FAILED
            _tell(job, [job.actor_person_id], ending, topic)
    elif job.state == JobState.FAILED:
        _tell(job, _not_told_lately(ending), ending, SYSTEM_FAILED)


def _tell(job: Job, people: Collection[int], ending: Ending, topic: str) -> None:
    facts: dict[str, Any] = {"figures": ending.as_json(), "occasion": occasion_of(job.pk)}
    notify(
        people,
        JOB_ENDED,
        severity=severity_of(ending),
        topic=topic,
        by_mail=job.kind not in {MAIL, LETTER},
        **facts,
    )
    if people:
        now = timezone.now()
        put_out(dict.fromkeys(company_channels(topic), now), JOB_ENDED, topic=topic, **facts)


def _not_told_lately(ending: Ending) -> list[int]:
    """Who looks after the system and has not heard of the very same failure within a day."""
    people = governance.people_who_may(HEAR_OF_FAILURES)
    same = Message.objects.system(_WHY).filter(
        kind=JOB_ENDED,
        figures__kind=ending.kind,
        figures__error_code=ending.error_code,
        created_at__gt=timezone.now() - SAME_FAILURE_AGAIN,
        person_id__in=people,
    )
    told = set(same.values_list("person_id", flat=True))
    return [person for person in people if person not in told]
