"""Messages by mail, sent by a job of its own.

A message's mail is claimed by the job that sends it, so that two jobs do not send it twice; what a
killed worker had claimed, its job sends when it runs again. A mail whose worker dies between the
server's answer and the note of it is sent again with the same Message-ID, by which servers and
readers know it.
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
    _due().filter(created_at__lt=timezone.now() - WORTH_SENDING).update(
        mail_state=MailState.GIVEN_UP
    )
    keys = list(_due().order_by("pk").values_list("pk", flat=True))
    tally = Tally()
    try:
        if keys:
            _send_all(context, setup, keys, tally)
    except MailTrouble as trouble:
        server = setup.server.name
        raise JobPostponed(trouble.code, server=server, says=trouble.says) from trouble
    finally:
        _note(context.actor, tally)
    if tally.put_off:
        raise JobPostponed("mail_put_off", count=tally.put_off)
    return {"sent": len(tally.sent), "refused": tally.refused}


def _send_all(context: JobContext, setup: MailSetup, keys: list[int], tally: Tally) -> None:
    with connected(setup.server) as connection:
        for done, key in enumerate(keys):
            context.progress("mail", done, len(keys))
            if _claim(key, context.job_id):
                _send(connection, setup, Message.objects.system(_WHY).get(pk=key), tally)


def _send(connection: EmailBackend, setup: MailSetup, message: Message, tally: Tally) -> None:
    """Send one mail and note what became of it; one that cannot be written holds up no other."""
    try:
        mail = mail_of(message, setup)
        if mail is None:
            _settle(message, MailState.NONE)
            return
        _hand_in(connection, mail)
    except (OSError, SMTPException, Error):
        raise
    except MailRefused as refusal:
        if refusal.for_now:
            tally.put_off += 1
        else:
            tally.refused += 1
            _settle(message, MailState.REFUSED)
        return
    except Exception:
        logger.exception("Message %s cannot be mailed", message.pk)
        tally.refused += 1
        _settle(message, MailState.REFUSED)
        return
    _settle(message, MailState.SENT)
    tally.sent.append(message.pk)


def _hand_in(connection: EmailBackend, mail: EmailMultiAlternatives) -> None:
    with refusals():
        connection.send_messages([mail])


def _due() -> QuerySet[Message]:
    rows: QuerySet[Message] = Message.objects.system(_WHY)
    return rows.filter(mail_state=MailState.DUE)


def _claim(key: int, job: int) -> bool:
    """Make a mail this job's; False where another one that is at work has it, or has sent it."""
    at_work = Job.objects.system(_WHY).filter(
        pk=OuterRef("mail_by"), state=JobState.RUNNING, lease_until__gt=Now()
    )
    free = Q(mail_by=None) | Q(mail_by=job) | ~Exists(at_work)
    return _due().filter(free, pk=key).update(mail_by=job) == 1


def _settle(message: Message, state: MailState) -> None:
    sent_at = timezone.now() if state == MailState.SENT else None
    _due().filter(pk=message.pk).update(mail_state=state, mailed_at=sent_at)


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
