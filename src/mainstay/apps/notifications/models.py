"""Messages to people."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from mainstay.foundation.access.scoped import ScopedManager


class MailState(models.TextChoices):
    """What has become of a message's mail. Codes: nobody reads them as words."""

    NONE = "none"
    DUE = "due"
    SENT = "sent"
    REFUSED = "refused"
    GIVEN_UP = "given_up"


class Message(models.Model):
    """Something that one person is told: a kind and figures, put into words when it is read.

    `occasion` is what it is about, such as a job: nobody is told of one twice. A mail that is due
    belongs to the job `mail_by` while that job runs.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=60)
    severity = models.CharField(max_length=10)
    figures = models.JSONField(default=dict)
    occasion = models.CharField(max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    mail_state = models.CharField(max_length=10, choices=MailState.choices, default=MailState.NONE)
    mail_by = models.BigIntegerField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "occasion"], name="message_told_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person", "-id"], name="message_newest"),
            models.Index(
                fields=["person", "-id"],
                condition=models.Q(read_at__isnull=True),
                name="message_unread",
            ),
            models.Index(
                fields=["id"], condition=models.Q(mail_state="due"), name="message_mail_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.occasion}"

    @property
    def is_read(self) -> bool:
        return self.read_at is not None


def occasion_of(job_id: int) -> str:
    """What a message about the end of a job is about."""
    return f"job:{job_id}"
