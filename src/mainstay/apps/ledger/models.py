"""Import profiles and batches, the manifest of the ledger's files, salespeople."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mainstay.apps.ledger.recurrence import CredentialKind, Origin, Rhythm, RunOutcome
from mainstay.apps.reference.contracts import FileKind
from mainstay.foundation.access.scoped import ScopedManager


class ImportKind(models.TextChoices):
    """What a file brings."""

    CUSTOMERS = "customers", _("Customers")
    CONTACTS = "contacts", _("Contacts")
    ORDERS = "orders", _("Order lines")


PROFILE_KINDS = (
    *ImportKind.choices,
    *((kind.value, kind.label) for kind in FileKind if kind is not FileKind.DAYS),
)
"""What files a profile can read. Which calendar days belong to, none says."""


class ImportProfile(models.Model):
    """How a recurring file is read: its mapping and options."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    kind = models.CharField(max_length=20, choices=PROFILE_KINDS)
    mapping = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    source = models.CharField(max_length=80, blank=True)
    """The system that its files are from; empty where the profile's name is its name too."""
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = ScopedManager()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def is_of_reference(self) -> bool:
        """Whether its files bring reference data and become no batches."""
        return self.kind not in ImportKind


class RecurringImport(models.Model):
    """Files that come again and again, read by one profile without anybody being asked.

    It acts with the rights that `by` has when it runs; `granted` narrows them to those of the API
    token that it was set up with. `next_at` is when it looks next, none while it is paused.
    """

    name = models.CharField(_("name"), max_length=80, unique=True)
    profile = models.ForeignKey(ImportProfile, models.PROTECT)
    options = models.JSONField(default=dict)
    """The decisions that differ from the profile's."""
    origin = models.CharField(max_length=10, choices=Origin.choices)
    folder = models.CharField(max_length=500, blank=True)
    """Below the inbox; empty for the inbox itself."""
    pattern = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=2000, blank=True)
    credential_kind = models.CharField(
        max_length=10, choices=CredentialKind.choices, default=CredentialKind.NONE
    )
    sealed_credentials = models.TextField(blank=True)
    rhythm = models.CharField(max_length=10, choices=Rhythm.choices, default=Rhythm.MINUTES)
    every_minutes = models.PositiveIntegerField(default=60)
    at = models.TimeField(null=True, blank=True)
    weekday = models.PositiveSmallIntegerField(default=1)
    """1 is Monday."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    by_name = models.CharField(max_length=150)
    granted = models.JSONField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_why = models.CharField(max_length=20, blank=True)
    failures = models.PositiveIntegerField(default=0)
    """How many times in a row it went wrong."""
    next_at = models.DateTimeField(null=True, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    job_id = models.BigIntegerField(null=True, blank=True)
    seen = models.JSONField(default=dict)
    """What lay in the folder at the last look: name to size, time of change, when first seen so."""
    validators = models.JSONField(default=dict)
    """What the address said of the last file that was dealt with, and that file's hash."""
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = ScopedManager()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class BatchState(models.TextChoices):
    """Where an import stands. Only `committed` batches count."""

    UPLOADED = "uploaded", _("handed in")
    CHECKED = "checked", _("checked")
    RUNNING = "running", _("running")
    COMMITTED = "committed", _("imported")
    UNDONE = "undone", _("undone")
    REFUSED = "refused", _("refused")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


class ImportBatch(models.Model):
    """One import of one file: the unit of commit, audit and undo. Its key is the batch number."""

    kind = models.CharField(max_length=20, choices=ImportKind.choices)
    state = models.CharField(max_length=20, choices=BatchState.choices, default=BatchState.UPLOADED)
    source = models.CharField(max_length=80, default="default")
    profile = models.ForeignKey(ImportProfile, models.SET_NULL, null=True, blank=True)
    recurring = models.ForeignKey(RecurringImport, models.SET_NULL, null=True, blank=True)
    """The recurring import that brought the file; empty where a person handed it in."""
    file_name = models.CharField(max_length=255)
    file_sha256 = models.CharField(max_length=64)
    file_bytes = models.BigIntegerField()
    upload_name = models.CharField(max_length=255)
    """The kept copy of the file, below the uploads folder."""
    mapping = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    by_name = models.CharField(max_length=150)
    job_id = models.BigIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    committed_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    ledger_state = models.BigIntegerField(null=True, blank=True)
    """The state that this batch's commit made."""
    undone_in = models.BigIntegerField(null=True, blank=True)
    """The state that its undo made; a committed batch counts until then."""
    identity = models.CharField(max_length=10, blank=True)
    """How its lines are identified: `line` or `order`; empty for customers and contacts."""
    report = models.JSONField(default=dict)
    """Counts, money and reasons, as `contracts.ImportReport` writes them."""
    reject_name = models.CharField(max_length=255, blank=True)
    rejects_dismissed_at = models.DateTimeField(null=True, blank=True)
    """When somebody said that the rejected records need no mending."""
    failure = models.JSONField(default=dict)
    upload_gone_at = models.DateTimeField(null=True, blank=True)
    """When retention removed the kept copy of the file, and its preview."""
    rejects_gone_at = models.DateTimeField(null=True, blank=True)
    """When retention removed the reject file."""
    before_images_gone_at = models.DateTimeField(null=True, blank=True)
    """When retention removed what customers were like before; it cannot be undone any more."""

    objects = ScopedManager()

    class Meta:
        ordering = ("-id",)
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["kind", "-id"], name="batch_kind_newest"),
            models.Index(
                fields=["ledger_state"],
                condition=Q(ledger_state__isnull=False),
                name="batch_in_ledger",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.file_name}"


class RecurringRun(models.Model):
    """A file that a recurring import took, or a time that it could not take any.

    Open until the file has been put away; a recurring import has one open run at most, which is
    what keeps two workers from taking a file twice.
    """

    recurring = models.ForeignKey(RecurringImport, models.CASCADE, related_name="runs")
    outcome = models.CharField(
        max_length=10, choices=RunOutcome.choices, default=RunOutcome.RUNNING
    )
    folder = models.CharField(max_length=500, blank=True)
    file_name = models.CharField(max_length=255, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    moved_to = models.CharField(max_length=300, blank=True)
    """Where the file goes, below its folder; written down before it is moved."""
    validators = models.JSONField(default=dict)
    batch = models.ForeignKey(ImportBatch, models.SET_NULL, null=True, blank=True)
    taken = models.ForeignKey(
        "reference.TakenFile", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    """What came of a file of reference data, which is no batch."""
    reason = models.JSONField(default=dict)
    """Why there is no import, as a code with its figures."""
    started_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        ordering = ("-id",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["recurring"], condition=Q(ended_at__isnull=True), name="recurring_run_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.recurring_id} {self.file_name}"


class RejectsGivenBack(models.Model):
    """How many rejected records of one import the mended file of another one holds."""

    rejected_in = models.ForeignKey(ImportBatch, models.CASCADE, related_name="given_back")
    mended_in = models.ForeignKey(ImportBatch, models.CASCADE, related_name="gives_back")
    records = models.IntegerField()

    objects = ScopedManager()

    class Meta:
        verbose_name_plural = "rejects given back"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["rejected_in", "mended_in"], name="rejects_given_back_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.rejected_in_id} in {self.mended_in_id}: {self.records}"


class LedgerHead(models.Model):
    """The one row that says which ledger state is current; locking it serialises commits."""

    state = models.BigIntegerField(default=0)

    objects = ScopedManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(pk=1), name="ledger_head_is_one_row")
        ]

    def __str__(self) -> str:
        return str(self.state)


class StateAction(models.TextChoices):
    """What made a ledger state."""

    COMMIT = "commit", _("import")
    UNDO = "undo", _("undo")
    REBUILD = "rebuild", _("rebuild of roll-ups")
    COMPACT = "compact", _("merging of small files")


class LedgerStateEntry(models.Model):
    """One ledger state: a gapless number and what made it."""

    number = models.BigIntegerField(primary_key=True)
    action = models.CharField(max_length=10, choices=StateAction.choices)
    batch = models.ForeignKey(ImportBatch, models.PROTECT, null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager()

    class Meta:
        ordering = ("-number",)

    def __str__(self) -> str:
        return f"{self.number} {self.action}"


class LedgerFileEntry(models.Model):
    """One immutable file of the ledger and the states in which it counts."""

    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=20)
    batch = models.ForeignKey(ImportBatch, models.PROTECT, null=True, blank=True)
    covers = models.CharField(max_length=200, blank=True)
    """For a dead vector: the name of the file whose rows it marks."""
    sha256 = models.CharField(max_length=64)
    bytes = models.BigIntegerField()
    rows = models.BigIntegerField()
    first_on = models.DateField(null=True, blank=True)
    last_on = models.DateField(null=True, blank=True)
    money = models.JSONField(default=dict)
    ranges = models.JSONField(default=list)
    """Byte ranges with their hashes: the row groups and the footer."""
    added_in = models.BigIntegerField()
    removed_in = models.BigIntegerField(null=True, blank=True)
    gone_at = models.DateTimeField(null=True, blank=True)
    """When retention removed the file; the states that it counted in can no longer be read."""

    objects = ScopedManager()

    class Meta:
        ordering = ("id",)
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["added_in", "removed_in"], name="ledger_file_states")
        ]

    def __str__(self) -> str:
        return self.name


class Salesperson(models.Model):
    """Whom an order file names as seller: the ledger's files hold the key, never the name."""

    key = models.BigIntegerField(primary_key=True)
    """`rules.salesperson_key` of the code, so that a check and an import agree on it."""
    code = models.CharField(max_length=200, unique=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        verbose_name_plural = "salespeople"
        ordering = ("code",)

    def __str__(self) -> str:
        return self.code


class QualitySnapshot(models.Model):
    """How good the data of all customers was on a day, as its last check found it."""

    on = models.DateField(unique=True)
    at = models.DateTimeField()
    customers = models.PositiveIntegerField()
    findings = models.PositiveIntegerField()
    score = models.FloatField(null=True)
    score_by_revenue = models.FloatField(null=True)
    """Null without customers, or without revenue."""
    fields = models.JSONField(default=list)
    """The counts of each field, as `quality.figures.FieldFigures` has them."""

    objects = ScopedManager()

    class Meta:
        ordering = ("-on",)

    def __str__(self) -> str:
        return str(self.on)


class QualityFinding(models.Model):
    """What the last check found wrong with a field of a customer.

    A check replaces all rows: customer, field and code name a finding, its key does not. `about` is
    the value that the finding is about; doubles share it. `called_right_at` is when somebody said
    that it is right as it is. The customer's rank is as of the check.
    """

    customer = models.ForeignKey(
        "customers.Customer", models.CASCADE, related_name="+", db_index=False
    )
    field = models.CharField(max_length=32)
    code = models.CharField(max_length=32)
    about = models.CharField(max_length=200)
    key_account = models.BooleanField()
    revenue = models.DecimalField(max_digits=22, decimal_places=4)
    called_right_at = models.DateTimeField(null=True)
    called_right_by = models.CharField(max_length=200)

    objects = ScopedManager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["customer", "field", "code"], name="quality_finding_once"
            ),
        )
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["-key_account", "-revenue", "-customer", "-field", "-code"],
                name="quality_findings_ranked",
            ),
            models.Index(
                fields=["field", "about"],
                condition=Q(code="double"),
                name="quality_findings_double",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.field} {self.code}"
