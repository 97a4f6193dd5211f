"""Files of reference data that were taken in: what each brought, changed and had rejected."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from mainstay.apps.reference.contracts import FileKind
from mainstay.foundation.access.scoped import ScopedManager

LONGEST_KEY = 100
"""Of a row: a code of 64 characters, or a currency or calendar with a day."""


class TakenFile(models.Model):
    """A file of reference data that was taken in, whether or not it changed anything.

    records = created + changed + unchanged + rejected + blank. What an undo did is in `undo`:
    restored + removed + kept_confirmed + kept_edited + kept_in_use = created + changed.
    """

    kind = models.CharField(max_length=20, choices=FileKind.choices)
    calendar = models.ForeignKey(
        "reference.BusinessCalendar", models.SET_NULL, null=True, related_name="+"
    )
    """Whose days it brought; empty for other kinds, and once the calendar is deleted."""
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=150)
    taken_at = models.DateTimeField(auto_now_add=True)
    records = models.PositiveIntegerField()
    created = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    unchanged = models.PositiveIntegerField()
    rejected = models.PositiveIntegerField()
    blank = models.PositiveIntegerField()
    reject_file = models.BinaryField(null=True)
    """The rejected records with their reasons as CSV, compressed."""
    rejects_gone_at = models.DateTimeField(null=True)
    """When retention removed the reject file and the cells of the rejects."""
    undone_at = models.DateTimeField(null=True)
    undone_by_name = models.CharField(max_length=150, blank=True)
    undo = models.JSONField(default=dict)

    objects = ScopedManager()

    class Meta:
        ordering = ("-id",)
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["kind", "-id"], name="reference_files_of_a_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.file_name}"


class TakenRow(models.Model):
    """What a file did to one row: its facts before, none for a new one, and after.

    `confirmed_in` is the newest later file that brought the row again as it was.
    """

    file = models.ForeignKey(TakenFile, models.CASCADE, related_name="rows")
    kind = models.CharField(max_length=20, choices=FileKind.choices)
    key = models.CharField(max_length=LONGEST_KEY)
    before = models.JSONField(null=True)
    after = models.JSONField()
    confirmed_in = models.ForeignKey(
        TakenFile, models.SET_NULL, null=True, related_name="confirmed_rows"
    )

    objects = ScopedManager()

    class Meta:
        ordering = ("id",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["file", "key"], name="reference_taken_row_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["kind", "key"], name="reference_taken_rows_by_key"),
        ]

    def __str__(self) -> str:
        return f"{self.file_id} {self.key}"


class TakenReject(models.Model):
    """Why a record of a file was not taken; a record may have several reasons."""

    file = models.ForeignKey(TakenFile, models.CASCADE, related_name="rejects")
    record = models.PositiveIntegerField()
    line = models.PositiveIntegerField(null=True)
    field = models.CharField(max_length=40)
    code = models.CharField(max_length=40)
    value = models.TextField(blank=True)

    objects = ScopedManager()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.file_id} {self.record} {self.code}"
