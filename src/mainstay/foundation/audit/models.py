"""What the audit trail keeps."""

from datetime import UTC
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mainstay.foundation.access.scoped import ScopedManager
from mainstay.foundation.audit.chain import entry_hash

SEALING_FIELDS = ("sequence", "previous_hash", "entry_hash")


class AuditOutcome(models.TextChoices):
    """How an action ended."""

    DONE = "done", _("done")
    DENIED = "denied", _("denied")
    FAILED = "failed", _("failed")


class AuditEntry(models.Model):
    """One thing that somebody did, or tried to do.

    The actor and the subject are named by value, so that an entry reads the same after they are
    gone. An entry is written unsealed in its writer's transaction; sealing gives it its gapless
    `sequence` and links it to the entry before. The database refuses every other change.
    """

    objects = ScopedManager()

    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200)
    origin = models.CharField(max_length=64, blank=True)
    action = models.CharField(max_length=100)
    outcome = models.CharField(max_length=10, choices=AuditOutcome.choices)
    subject_type = models.CharField(max_length=100, blank=True)
    subject_id = models.CharField(max_length=64, blank=True)
    subject_label = models.CharField(max_length=200, blank=True)
    details = models.JSONField(default=dict)

    sequence = models.BigIntegerField(null=True, unique=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    entry_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["subject_type", "subject_id", "-id"], name="audit_entry_subject"),
            models.Index(fields=["actor_id", "-id"], name="audit_entry_actor"),
            models.Index(fields=["action", "-id"], name="audit_entry_action"),
            models.Index(fields=["at"], name="audit_entry_at"),
            models.Index(
                fields=["id"],
                name="audit_entry_unsealed",
                condition=models.Q(sequence__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.action} {self.subject_label}".strip()

    def content(self) -> dict[str, Any]:
        """What the chain vouches for, beside the entry's place in it."""
        return {
            "id": self.pk,
            "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "actor": [self.actor_kind, self.actor_id, self.actor_name],
            "origin": self.origin,
            "action": self.action,
            "outcome": self.outcome,
            "subject": [self.subject_type, self.subject_id, self.subject_label],
            "details": self.details,
        }

    def computed_hash(self) -> str:
        """The hash that the entry's content and place give now."""
        if self.sequence is None:
            raise ValueError("an unsealed entry has no place in the chain")
        return entry_hash(self.content(), self.sequence, self.previous_hash)


class AuditHead(models.Model):
    """The last sealed entry: one row, the lock of whoever seals and the end that `verify` expects.

    It stands apart from the entries so that removing the newest ones shows.
    """

    ONLY = 1

    sequence = models.BigIntegerField()
    entry_hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.sequence} {self.entry_hash}"
