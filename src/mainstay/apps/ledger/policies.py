"""Who may see and run imports."""

from collections.abc import Mapping

from django.db.models import Exists, OuterRef, Q, QuerySet

from mainstay.apps.customers import queries as customers
from mainstay.apps.customers.contracts.contacts import REACH
from mainstay.apps.ledger import models
from mainstay.apps.ledger.contracts import VIEW_COSTS, VIEW_LINES
from mainstay.apps.ledger.models import (
    ImportBatch,
    ImportKind,
    QualityFinding,
    QualitySnapshot,
    RecurringImport,
    RecurringRun,
    RejectsGivenBack,
)
from mainstay.apps.ledger.quality.fields import Code
from mainstay.foundation.access.actor import Actor, RowScope
from mainstay.foundation.access.field_rights import OPEN, may_see
from mainstay.foundation.access.policies import PermittedPolicy, Policy, register_policy
from mainstay.foundation.access.services import AccessDenied, require

VIEW_IMPORTS = "ledger.import.view"
RUN_IMPORTS = "ledger.import.run"
VIEW_FILES = "ledger.file_content.view"
UNDO_IMPORTS = "ledger.import.undo"
CHANGE_PROFILES = "ledger.profile.change"
CHANGE_RECURRING = "ledger.recurring.change"
EXPORT_LINES = "ledger.line.export"
VERIFY = "ledger.file.verify"
KEEP_TIDY = "ledger.file.tidy"
VIEW_QUALITY = "ledger.quality.view"
EXPORT_QUALITY = "ledger.quality.export"
CHECK_QUALITY = "ledger.quality.check"
CALL_RIGHT = "ledger.quality.call_right"
CHANGE_CUSTOMERS = "customers.customer.change"
IMPORT_CUSTOMERS = "customers.customer.import"


def sees_whole_ledger(actor: Actor) -> bool:
    """Whether the actor may know what all customers' lines amount to."""
    return actor.may(VIEW_IMPORTS) and actor.scope is RowScope.ALL


def may_have_imports(actor: Actor) -> bool:
    """Whether there can be imports that the actor sees: everybody's, or own ones."""
    return sees_whole_ledger(actor) or (actor.may(VIEW_IMPORTS) and actor.may(RUN_IMPORTS))


def require_whole_ledger(actor: Actor) -> None:
    """Raise AccessDenied for who may not know what all customers' lines amount to."""
    if not sees_whole_ledger(actor):
        raise AccessDenied(VIEW_IMPORTS)


def require_imports(actor: Actor) -> None:
    """Raise AccessDenied for who cannot have imports to look at."""
    if not may_have_imports(actor):
        raise AccessDenied(VIEW_IMPORTS)


def may_commit(actor: Actor, kind: str = "") -> bool:
    """Whether the actor may import what was checked: an import changes customers, always.

    With a `kind`, whether such a file.
    """
    return may_run(actor, kind) and actor.may(IMPORT_CUSTOMERS)


def may_run(actor: Actor, kind: str) -> bool:
    """Whether the actor may check a file of this kind."""
    return actor.may(RUN_IMPORTS) and may_see(actor, right_to_bring(kind))


def require_commit(actor: Actor, kind: str = "") -> None:
    """Raise AccessDenied for who may not: before the file is read, not when it is written."""
    require(actor, RUN_IMPORTS)
    require(actor, IMPORT_CUSTOMERS)
    require_bringing(actor, kind)


def require_bringing(actor: Actor, kind: str) -> None:
    """Raise AccessDenied for who lacks the field right that a kind of file takes."""
    if right := right_to_bring(kind):
        require(actor, right)


_HELD: Mapping[str, str] = {
    ImportKind.ORDERS: VIEW_COSTS,
    ImportKind.CONTACTS: REACH,
    ImportKind.CUSTOMERS: REACH,
}
"""The field right to what files of a kind may hold; one of customers may hold contacts, too."""
_BRINGS_NONE = frozenset({ImportKind.CUSTOMERS})
"""Kinds of which nothing is taken in that is under the right."""


def right_to_bring(kind: str) -> str:
    """The field right that it takes to import a kind of file: who writes a field must see it.

    Else a file with guesses would tell by what is unchanged in it, and one without the column would
    take away what somebody else brought. Reference data has none.
    """
    return OPEN if kind not in ImportKind.values or kind in _BRINGS_NONE else _HELD[kind]


def sees_content(actor: Actor, batch: ImportBatch) -> bool:
    """Whether what the file of an import holds may be shown, as far as field rights go.

    A file of customers is also shown to whoever handed it in: nothing but its own cells is in it.
    """
    own = batch.by_id is not None and batch.by_id == actor.person_id
    return actor.may(_HELD[batch.kind]) or (own and batch.kind in _BRINGS_NONE)


def may_view_file(actor: Actor, batch: ImportBatch) -> bool:
    """Whether the actor may see and download what the file of an import holds."""
    return actor.may(VIEW_FILES) and sees_content(actor, batch)


def require_content(actor: Actor, batch: ImportBatch) -> None:
    """Raise AccessDenied for who may not see what the file of an import holds."""
    if not sees_content(actor, batch):
        require(actor, _HELD[batch.kind])


def may_undo(actor: Actor) -> bool:
    """Whether the actor may take imports back, and with them what they did to customers."""
    return actor.may(UNDO_IMPORTS) and actor.may(IMPORT_CUSTOMERS)


class ImportBatchPolicy(Policy[ImportBatch]):
    """A file holds what many customers bought: for those who see all, and who brought it in."""

    def visible(self, actor: Actor, rows: QuerySet[ImportBatch]) -> QuerySet[ImportBatch]:
        if not actor.may(VIEW_IMPORTS):
            return rows.none()
        if sees_whole_ledger(actor):
            return rows
        return rows.filter(by=actor.person_id, by__isnull=False)


def may_set_up_recurring(actor: Actor) -> bool:
    """Whether the actor may set recurring imports up: only who may import a file by hand."""
    return actor.may(CHANGE_RECURRING) and may_commit(actor) and may_have_imports(actor)


class RecurringImportPolicy(Policy[RecurringImport]):
    """Seen like the imports it makes: by those who see all, and by who set it up."""

    def visible(self, actor: Actor, rows: QuerySet[RecurringImport]) -> QuerySet[RecurringImport]:
        if not actor.may(VIEW_IMPORTS):
            return rows.none()
        if sees_whole_ledger(actor):
            return rows
        return rows.filter(by=actor.person_id, by__isnull=False)


class RecurringRunPolicy(Policy[RecurringRun]):
    """Seen with its recurring import."""

    def visible(self, actor: Actor, rows: QuerySet[RecurringRun]) -> QuerySet[RecurringRun]:
        return rows.filter(recurring__in=RecurringImport.objects.visible_to(actor))


class GivenBackPolicy(Policy[RejectsGivenBack]):
    """Seen with the import whose rejects they are."""

    def visible(self, actor: Actor, rows: QuerySet[RejectsGivenBack]) -> QuerySet[RejectsGivenBack]:
        batches = ImportBatch.objects.visible_to(actor)
        return rows.filter(rejected_in__in=batches)


def sees_all_quality(actor: Actor) -> bool:
    """Whether the figures of the whole company are for the actor."""
    return actor.may(VIEW_QUALITY) and customers.sees_all(actor)


class SnapshotPolicy(Policy[QualitySnapshot]):
    """Figures of all customers: for those who see all."""

    def visible(self, actor: Actor, rows: QuerySet[QualitySnapshot]) -> QuerySet[QualitySnapshot]:
        return rows if sees_all_quality(actor) else rows.none()


class FindingPolicy(Policy[QualityFinding]):
    """Findings of customers that the actor sees.

    Where one has the name or number of another one, the actor must see another one too: else the
    finding would tell of a customer out of reach.
    """

    def visible(self, actor: Actor, rows: QuerySet[QualityFinding]) -> QuerySet[QualityFinding]:
        if not actor.may(VIEW_QUALITY):
            return rows.none()
        if customers.sees_all(actor):
            return rows.exclude(customer__in=customers.withdrawn())
        within = customers.visible(actor).select_related(None).order_by().values("key")
        twins = QualityFinding.objects.system("narrowed to customers that the actor sees")
        twins = twins.filter(
            customer__in=within,
            field=OuterRef("field"),
            code=Code.DOUBLE,
            about=OuterRef("about"),
        ).exclude(customer=OuterRef("customer"))
        return rows.filter(~Q(code=Code.DOUBLE) | Exists(twins), customer__in=within)

    def allows(self, actor: Actor, permission: str, subject: QualityFinding) -> bool:
        if not customers.may(actor, permission, subject.customer):
            return False
        return super().allows(actor, permission, subject)


def register() -> None:
    """Register the policy of every model of this app."""
    register_policy(QualitySnapshot, SnapshotPolicy())
    register_policy(QualityFinding, FindingPolicy())
    register_policy(models.ImportProfile, PermittedPolicy(VIEW_IMPORTS))
    register_policy(models.ImportBatch, ImportBatchPolicy())
    register_policy(RecurringImport, RecurringImportPolicy())
    register_policy(RecurringRun, RecurringRunPolicy())
    register_policy(models.RejectsGivenBack, GivenBackPolicy())
    register_policy(models.Salesperson, PermittedPolicy(VIEW_LINES))
    for model in (models.LedgerHead, models.LedgerStateEntry, models.LedgerFileEntry):
        register_policy(model, PermittedPolicy(VERIFY))
