"""Messages by mail, sent by a job of its own.

A message's mail is claimed by the job that sends it, so that two jobs do not send it twice; what a
killed worker had claimed, its job sends when it runs again. A mail whose worker dies between the
server's answer and the note of it is sent again with the same Message-ID, by which servers and
readers know it. What has waited for the same person, for quiet hours or for their digest, is one
mail.
"""

import logging
from dataclasses import dataclass, field
from datetime import timedelta
from smtplib import SMTPException
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend
from django.db import Error, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from mainstay.apps.notifications.models import MailState, Message
from mainstay.apps.notifications.policies import TEST_MAIL
from mainstay.apps.notifications.rules.mail_settings import MailSettingsWrong, is_address
from mainstay.apps.notifications.services.mail_server import (
    MailRefused,
    MailSetup,
    MailTrouble,
    connected,
    is_set_up,
    mail_setup,
    refusals,
)
from mainstay.apps.notifications.services.writing_mail import mail_of, trial_mail
from mainstay.foundation.access.actor import Actor, system_actor
from mainstay.foundation.access.services import service
from mainstay.foundation.audit import services as audit
from mainstay.foundation.jobs import services as jobs
from mainstay.foundation.jobs.context import JobContext, JobFailed, JobPostponed
from mainstay.foundation.jobs.models import Job, JobState

logger = logging.getLogger(__name__)

MAIL = "notifications.mail"
RETRIES = 300
"""With the queue's longest pause of five minutes: for about a day."""

WORTH_SENDING = timedelta(days=3)
"""What could not be sent for so long is read under the bell, if at all."""

GATHERED_WORTH_SENDING = timedelta(days=14)
"""The same for what was gathered: it tells of longer ago anyway."""

_WHY = "mail is sent on behalf of nobody in particular"
_NAMED = 100


class NotAnAddress(ValueError):
    """This is no e-mail address."""


class MailNotSetUp(Exception):
    """No mail server is named."""


@dataclass
class Tally:
    """What became of the mails of one run."""

    sent: list[int] = field(default_factory=list)
    refused: int = 0
    put_off: int = 0


def queue_mail() -> None:
    """Queue the job that sends what is due, unless one waits; in the caller's transaction.

    The one that waits is locked, so that it does not begin before what is due can be seen.
    """
    waiting = Job.objects.system(_WHY).filter(kind=MAIL, state=JobState.QUEUED)
    if waiting.select_for_update(skip_locked=True).first() is None:
        jobs.enqueue(system_actor("notifications"), MAIL)


def run(context: JobContext) -> dict[str, Any]:
    """The job: send every mail that is due. Put off while the server cannot be used."""
    if not is_set_up():
        return {"sent": 0}
    try:
        setup = mail_setup()
    except MailSettingsWrong as error:
        raise JobFailed("mail_settings", setting=error.setting) from error
    _give_up_old()
    groups = _groups()
    tally = Tally()
    try:
        if groups:
            _send_all(context, setup, groups, tally)
    except MailTrouble as trouble:
        server = setup.server.name
        raise JobPostponed(trouble.code, server=server, says=trouble.says) from trouble
    finally:
        _note(context.actor, tally)
    if tally.put_off:
        raise JobPostponed("mail_put_off", count=tally.put_off)
    return {"sent": len(tally.sent), "refused": tally.refused}


def is_wanted() -> bool:
    """Whether mail that has waited can go out now."""
    return is_set_up() and _due().filter(mail_at__isnull=False).exists()


def _give_up_old() -> None:
    now = timezone.now()
    at_once = Q(mail_at=None, created_at__lt=now - WORTH_SENDING)
    gathered = Q(mail_at__lt=now - GATHERED_WORTH_SENDING)
    _due().filter(at_once | gathered).update(mail_state=MailState.GIVEN_UP)


def _groups() -> list[list[int]]:
    """The numbers of what is due, as they make mails."""
    groups: dict[object, list[int]] = {}
    rows = _due().order_by("pk").values_list("pk", "person_id", "mail_at")
    for key, person, waited in rows:
        groups.setdefault(key if waited is None else ("person", person), []).append(key)
    return list(groups.values())


def _send_all(context: JobContext, setup: MailSetup, groups: list[list[int]], tally: Tally) -> None:
    with connected(setup.server) as connection:
        for done, keys in enumerate(groups):
            context.progress("mail", done, len(groups))
            if claimed := _claim(keys, context.job_id):
                _send(connection, setup, claimed, tally)


def _send(
    connection: EmailBackend, setup: MailSetup, messages: list[Message], tally: Tally
) -> None:
    """Send one mail and note what became of it; one that cannot be written holds up no other."""
    keys = [each.pk for each in messages]
    try:
        mail = mail_of(messages, setup)
        if mail is None:
            _settle(keys, MailState.NONE)
            return
        _hand_in(connection, mail)
    except (OSError, SMTPException, Error):
        raise
    except MailRefused as refusal:
        if refusal.for_now:
            tally.put_off += 1
        else:
            tally.refused += 1
            _settle(keys, MailState.REFUSED)
        return
    except Exception:
        logger.exception("Messages %s cannot be mailed", keys)
        tally.refused += 1
        _settle(keys, MailState.REFUSED)
        return
    _settle(keys, MailState.SENT)
    tally.sent += keys


def _hand_in(connection: EmailBackend, mail: EmailMultiAlternatives) -> None:
    with refusals():
        connection.send_messages([mail])


def _due() -> QuerySet[Message]:
    rows: QuerySet[Message] = Message.objects.system(_WHY)
    now = timezone.now()
    return rows.filter(Q(mail_at=None) | Q(mail_at__lte=now), mail_state=MailState.DUE)


def _claim(keys: list[int], job: int) -> list[Message]:
    """Make mails this job's: those that no other one that is at work has, or has sent."""
    at_work = Job.objects.system(_WHY).filter(
        pk=OuterRef("mail_by"), state=JobState.RUNNING, lease_until__gt=Now()
    )
    free = Q(mail_by=None) | Q(mail_by=job) | ~Exists(at_work)
    _due().filter(free, pk__in=keys).update(mail_by=job)
    return list(_due().filter(mail_by=job, pk__in=keys).order_by("pk"))


def _settle(keys: list[int], state: MailState) -> None:
    sent_at = timezone.now() if state == MailState.SENT else None
    _due().filter(pk__in=keys).update(mail_state=state, mailed_at=sent_at)


def _note(actor: Actor, tally: Tally) -> None:
    if not tally.sent and not tally.refused:
        return
    with transaction.atomic():
        audit.record(
            actor,
            "notifications.messages.mailed",
            count=len(tally.sent),
            refused=tally.refused,
            messages=tally.sent[:_NAMED],
        )


@service(TEST_MAIL, atomic=False)
def send_test(actor: Actor, address: str) -> str:
    """Send a test mail at once; gives the server's name.

    Raises NotAnAddress, MailNotSetUp, MailSettingsWrong, MailTrouble and MailRefused.
    """
    if not is_address(address):
        raise NotAnAddress(address)
    setup = _setup()
    with connected(setup.server) as connection:
        _hand_in(connection, trial_mail(address, setup))
    with transaction.atomic():
        audit.record(actor, "notifications.test_mail.mailed", email=address)
    return setup.server.name


def look_at_server() -> MailSetup:
    """Sign in at the server and leave again.

    Raises MailNotSetUp, MailSettingsWrong and MailTrouble.
    """
    setup = _setup()
    with connected(setup.server):
        return setup


def _setup() -> MailSetup:
    if not is_set_up():
        raise MailNotSetUp
    return mail_setup()
