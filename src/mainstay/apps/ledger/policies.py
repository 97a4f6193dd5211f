"""Who may see and run imports."""

from django.db.models import QuerySet

from mainstay.apps.ledger import models
from mainstay.apps.ledger.models import ImportBatch, RejectsGivenBack
from mainstay.foundation.access.actor import Actor, RowScope
from mainstay.foundation.access.policies import PermittedPolicy, Policy, register_policy
from mainstay.foundation.access.services import AccessDenied

VIEW_IMPORTS = "ledger.import.view"
RUN_IMPORTS = "ledger.import.run"
VIEW_FILES = "ledger.file_content.view"
UNDO_IMPORTS = "ledger.import.undo"
CHANGE_PROFILES = "ledger.profile.change"
VIEW_LINES = "ledger.line.view"
EXPORT_LINES = "ledger.line.export"
VERIFY = "ledger.file.verify"
KEEP_TIDY = "ledger.file.tidy"


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


class ImportBatchPolicy(Policy[ImportBatch]):
    """A file holds what many customers bought: for those who see all, and who brought it in."""

    def visible(self, actor: Actor, rows: QuerySet[ImportBatch]) -> QuerySet[ImportBatch]:
        if not actor.may(VIEW_IMPORTS):
            return rows.none()
        if sees_whole_ledger(actor):
            return rows
        return rows.filter(by=actor.person_id, by__isnull=False)


class GivenBackPolicy(Policy[RejectsGivenBack]):
    """Seen with the import whose rejects they are."""

    def visible(self, actor: Actor, rows: QuerySet[RejectsGivenBack]) -> QuerySet[RejectsGivenBack]:
        batches = ImportBatch.objects.visible_to(actor)
        return rows.filter(rejected_in__in=batches)


def register() -> None:
    """Register the policy of every model of this app."""
    register_policy(models.ImportProfile, PermittedPolicy(VIEW_IMPORTS))
    register_policy(models.ImportBatch, ImportBatchPolicy())
    register_policy(models.RejectsGivenBack, GivenBackPolicy())
    register_policy(models.Salesperson, PermittedPolicy(VIEW_LINES))
    for model in (models.LedgerHead, models.LedgerStateEntry, models.LedgerFileEntry):
        register_policy(model, PermittedPolicy(VERIFY))
