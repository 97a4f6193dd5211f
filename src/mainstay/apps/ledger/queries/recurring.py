"""Reads of recurring imports and of what they took."""

from pathlib import Path

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery

from mainstay.apps.ledger.models import ImportKind, ImportProfile, RecurringImport, RecurringRun
from mainstay.apps.ledger.policies import right_to_bring
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.field_rights import may_see
from mainstay.kernel.web_addresses import without_query


class RecurringImportGone(LookupError):
    """There is no such recurring import for the actor."""


def recurring_imports(actor: Actor) -> QuerySet[RecurringImport]:
    """The recurring imports the actor may see, by name, with the outcome of the last run."""
    rows: QuerySet[RecurringImport] = RecurringImport.objects.visible_to(actor)
    runs = RecurringRun.objects.system("one word, shown with what the actor sees")
    last = runs.filter(recurring=OuterRef("pk")).order_by("-pk")
    return rows.select_related("profile").annotate(
        last_outcome=Subquery(last.values("outcome")[:1])
    )


def recurring_import(actor: Actor, key: int) -> RecurringImport:
    """One of them by its key. Raises RecurringImportGone."""
    found = recurring_imports(actor).filter(pk=key).first()
    if found is None:
        raise RecurringImportGone(key)
    return found


def recurring_named(actor: Actor, name: str) -> RecurringImport:
    """One of them by its name. Raises RecurringImportGone."""
    found = recurring_imports(actor).filter(name=name).first()
    if found is None:
        raise RecurringImportGone(name)
    return found


def runs_of(actor: Actor, recurring: RecurringImport) -> QuerySet[RecurringRun]:
    """What a recurring import took, the newest first."""
    rows: QuerySet[RecurringRun] = RecurringRun.objects.visible_to(actor)
    return rows.filter(recurring=recurring).select_related("batch").order_by("-pk")


def profiles_to_choose(actor: Actor) -> QuerySet[ImportProfile]:
    """The profiles of such files as the actor may bring in."""
    rows: QuerySet[ImportProfile] = ImportProfile.objects.visible_to(actor)
    barred = [kind for kind in ImportKind.values if not may_see(actor, right_to_bring(kind))]
    return rows.exclude(kind__in=barred).order_by("name")


def inbox() -> Path:
    """The folder below which folders may be watched."""
    named = settings.RECURRING_INBOX
    return Path(named).expanduser() if named else Path(settings.MAINSTAY_HOME.inbox)


def shown_address(recurring: RecurringImport) -> str:
    """The address without what stands behind its question mark, which may be a secret."""
    return without_query(recurring.address)
