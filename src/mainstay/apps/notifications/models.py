"""Messages to people, channels that bring them, webhooks that tell programs."""

import uuid
from datetime import time
from typing import ClassVar

from django.conf import settings
from django.db import models

from mainstay.apps.notifications.rules.robot_addresses import Product
from mainstay.apps.notifications.rules.timing import Rhythm
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
    belongs to the job `mail_by` while that job runs. One with `mail_at` waits until then, and goes
    out with whatever else has waited for the same person.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=60)
    topic = models.CharField(max_length=60, blank=True)
    severity = models.CharField(max_length=10)
    figures = models.JSONField(default=dict)
    occasion = models.CharField(max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    mail_state = models.CharField(max_length=10, choices=MailState.choices, default=MailState.NONE)
    mail_at = models.DateTimeField(null=True, blank=True)
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
            models.Index(
                fields=["mail_at"], condition=models.Q(mail_state="due"), name="message_mail_held"
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


class Channel(models.Model):
    """A robot of a messenger's group: a person's own, or the company's where there is no person.

    `sealed` holds its address, encrypted. `choices` says what comes when, for the topics that are
    not as usual: usual is at once for one's own and never for the company's. It belongs to the job
    `worked_by` while that job runs, and is left alone until `next_at`.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="channels"
    )
    name = models.CharField(max_length=80)
    product = models.CharField(max_length=10, choices=Product.choices)
    sealed = models.TextField()
    hint = models.CharField(max_length=10)
    language = models.CharField(max_length=16, blank=True)
    choices = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    delivered_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=40, blank=True)
    trouble_says = models.CharField(max_length=300, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
    worked_by = models.BigIntegerField(null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "name"], name="channel_name_of_person"),
            models.UniqueConstraint(
                fields=["name"],
                condition=models.Q(person__isnull=True),
                name="channel_name_of_company",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_company(self) -> bool:
        return self.person_id is None


class Outgoing(models.Model):
    """What a channel is still to deliver, as codes and figures; it is gone once that is done."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="outgoing")
    kind = models.CharField(max_length=60)
    topic = models.CharField(max_length=60, blank=True)
    figures = models.JSONField(default=dict)
    occasion = models.CharField(max_length=120)
    due_at = models.DateTimeField()

    objects = ScopedManager()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["channel", "occasion"], name="outgoing_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_at"], name="outgoing_due"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.occasion}"


class Arrangement(models.Model):
    """How a person wants to be told, where it differs from the usual: everything at once.

    `bell` and `mail` say for topics what is not as usual. Times of day are those of the company.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="arrangement"
    )
    bell = models.JSONField(default=dict)
    mail = models.JSONField(default=dict)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    quiet_weekdays = models.JSONField(default=list)
    quiet_days_off = models.BooleanField(default=False)
    digest_rhythm = models.CharField(max_length=8, choices=Rhythm.choices, default=Rhythm.DAILY)
    digest_at = models.TimeField(default=time(8))
    digest_weekday = models.PositiveSmallIntegerField(default=1)

    objects = ScopedManager()

    def __str__(self) -> str:
        return f"arrangement of {self.person_id}"


class PauseReason(models.TextChoices):
    """Why a webhook hears nothing. Codes: pages have words of their own."""

    PERSON = "person"
    GONE = "gone"
    FAILURES = "failures"


class Webhook(models.Model):
    """A program elsewhere that hears of events.

    `hears` are codes of registered kinds. Its address and secrets are kept encrypted; `shown` is
    the address without what follows a question mark. The former secret signs too until
    `former_until`. It belongs to the job `worked_by` while that job runs, and is left alone until
    `next_at`. `failing_since` is when it first failed in a row.
    """

    name = models.CharField(max_length=80, unique=True)
    shown = models.CharField(max_length=1_000)
    sealed_address = models.TextField()
    sealed_secret = models.TextField()
    sealed_former = models.TextField(blank=True)
    former_until = models.DateTimeField(null=True, blank=True)
    hears = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)

    delivered_at = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_for = models.CharField(max_length=10, choices=PauseReason.choices, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
    worked_by = models.BigIntegerField(null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class DeliveryState(models.TextChoices):
    """What has become of a delivery. Codes: pages have words of their own."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"


class Delivery(models.Model):
    """One event for one webhook: written with what it tells of, sent by a job.

    `body` is what is signed and sent, each time the same. `trouble` says why the last attempt
    failed, `status` and `says` are what the receiver answered, no more than its beginning.
    """

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    event = models.UUIDField(default=uuid.uuid4)
    kind = models.CharField(max_length=60)
    body = models.TextField()
    state = models.CharField(
        max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING
    )
    attempts = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    trouble = models.CharField(max_length=40, blank=True)
    says = models.CharField(max_length=300, blank=True)

    objects = ScopedManager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["webhook", "event"], name="delivery_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["webhook", "-id"], name="delivery_newest"),
            models.Index(
                fields=["webhook", "next_at"],
                condition=models.Q(state="waiting"),
                name="delivery_waiting",
            ),
            models.Index(fields=["created_at"], name="delivery_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.event}"
