"""Letters of other apps by mail, each by a job of its own that is tried again for a while.

A job knows the kind and the key of its letter; the words and the link are made when it is sent.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone

from mainstay.apps.notifications.rules.mail_settings import MailSettingsWrong
from mainstay.apps.notifications.services.mail_server import (
    MailRefused,
    MailSetup,
    MailTrouble,
    connected,
    is_set_up,
    mail_setup,
    refusals,
)
from mainstay.apps.notifications.services.writing_mail import mail_of_letter
from mainstay.foundation import letters
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.audit import services as audit
from mainstay.foundation.jobs import services as jobs
from mainstay.foundation.jobs.context import JobContext, JobFailed, JobPostponed
from mainstay.foundation.jobs.models import Job
from mainstay.foundation.letters import Letter, LetterKind

LETTER = "notifications.letter"


class MailedPost:
    """Sends letters by mail, once there are a server and an address for links."""

    def is_open(self) -> bool:
        """Whether the settings name both; what they name wrong is told by the job that fails."""
        try:
            return is_set_up() and bool(mail_setup().address)
        except MailSettingsWrong:
            return True

    def take(self, actor: Actor, kind: str, key: int) -> None:
        """Queue the letter's job."""
        jobs.enqueue(actor, LETTER, {"kind": kind, "key": key})


def run(context: JobContext) -> dict[str, Any]:
    """The job: write the letter and send it. Put off while the server cannot be used."""
    kind = letters.letter_kind(context.parameters["kind"])
    if kind is None or not is_set_up() or _came_too_late(context, kind):
        return {"sent": 0}
    letter = kind.write(context.parameters["key"])
    if letter is None:
        return {"sent": 0}
    try:
        setup = mail_setup()
    except MailSettingsWrong as error:
        raise JobFailed("mail_settings", setting=error.setting) from error
    _hand_in(context, setup, letter)
    with transaction.atomic():
        audit.record(
            context.actor, "notifications.letter.mailed", email=letter.address, kind=kind.code
        )
    return {"sent": 1}


def _hand_in(context: JobContext, setup: MailSetup, letter: Letter) -> None:
    server = setup.server.name
    mail = mail_of_letter(letter, setup, context.job_id)
    try:
        with connected(setup.server) as connection, refusals():
            connection.send_messages([mail])
    except MailTrouble as trouble:
        raise JobPostponed(trouble.code, server=server, says=trouble.says) from trouble
    except MailRefused as refusal:
        ending = JobPostponed if refusal.for_now else JobFailed
        raise ending("mail_refused", server=server, says=refusal.says) from refusal


def _came_too_late(context: JobContext, kind: LetterKind) -> bool:
    job = Job.objects.system("how long the letter has waited").get(pk=context.job_id)
    return timezone.now() - job.created_at > kind.good_for
