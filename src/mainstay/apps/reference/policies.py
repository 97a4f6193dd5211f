"""Who sees and keeps reference data."""

from dataclasses import dataclass
from typing import TypeVar

from django.db.models import QuerySet

from mainstay.apps.reference import contracts
from mainstay.apps.reference.contracts import Place
from mainstay.apps.reference.models import (
    Branch,
    BusinessCalendar,
    CalendarDay,
    ExchangeRate,
    FileKind,
    Industry,
    Product,
    ProductLine,
    Region,
    TakenFile,
    TakenReject,
    TakenRow,
)
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.policies import PermittedPolicy, Policy, register_policy

VIEW_RATES = "reference.rate.view"
CHANGE_RATES = contracts.CHANGE_RATES
VIEW_CALENDARS = "reference.calendar.view"
CHANGE_CALENDARS = contracts.CHANGE_CALENDARS
VIEW_PRODUCTS = "reference.product.view"
CHANGE_PRODUCTS = contracts.CHANGE_PRODUCTS
VIEW_REGIONS = "reference.region.view"
CHANGE_REGIONS = contracts.CHANGE_REGIONS
VIEW_INDUSTRIES = "reference.industry.view"
CHANGE_INDUSTRIES = contracts.CHANGE_INDUSTRIES
VIEW_FILES = contracts.VIEW_FILES
UNDO_FILES = contracts.UNDO_FILES

FilePart = TypeVar("FilePart", TakenRow, TakenReject)


@dataclass(frozen=True, slots=True)
class Actions:
    """What the audit trail calls what is done with a kind of branch."""

    created: str
    changed: str
    removed: str
    imported: str
    exported: str


@dataclass(frozen=True, slots=True)
class BranchKind:
    """One of the trees: product lines, regions or industries. `code` stands in addresses."""

    place: Place
    model: type[Branch]
    view: str
    change: str
    actions: Actions

    @property
    def code(self) -> str:
        """How addresses, commands and files call it."""
        return self.place.value


PRODUCT_LINES = BranchKind(
    Place.PRODUCT_LINES,
    ProductLine,
    VIEW_PRODUCTS,
    CHANGE_PRODUCTS,
    Actions(
        "reference.product_line.created",
        "reference.product_line.changed",
        "reference.product_line.removed",
        "reference.product_lines.imported",
        "reference.product_lines.exported",
    ),
)
REGIONS = BranchKind(
    Place.REGIONS,
    Region,
    VIEW_REGIONS,
    CHANGE_REGIONS,
    Actions(
        "reference.region.created",
        "reference.region.changed",
        "reference.region.removed",
        "reference.regions.imported",
        "reference.regions.exported",
    ),
)
INDUSTRIES = BranchKind(
    Place.INDUSTRIES,
    Industry,
    VIEW_INDUSTRIES,
    CHANGE_INDUSTRIES,
    Actions(
        "reference.industry.created",
        "reference.industry.changed",
        "reference.industry.removed",
        "reference.industries.imported",
        "reference.industries.exported",
    ),
)
BRANCH_KINDS = {kind.code: kind for kind in (PRODUCT_LINES, REGIONS, INDUSTRIES)}


@dataclass(frozen=True, slots=True)
class FileRights:
    """Who sees what a kind of file brings, and who keeps it."""

    view: str
    change: str


FILE_RIGHTS: dict[str, FileRights] = {
    FileKind.RATES: FileRights(VIEW_RATES, CHANGE_RATES),
    FileKind.DAYS: FileRights(VIEW_CALENDARS, CHANGE_CALENDARS),
    FileKind.PRODUCTS: FileRights(VIEW_PRODUCTS, CHANGE_PRODUCTS),
    **{FileKind(kind.code): FileRights(kind.view, kind.change) for kind in BRANCH_KINDS.values()},
}


def kinds_of_files(actor: Actor) -> list[str]:
    """The kinds of files that the actor may see."""
    return [kind for kind, rights in FILE_RIGHTS.items() if actor.may(rights.view)]


class TakenFilePolicy(Policy[TakenFile]):
    """Seen by who sees files, each kind by who sees what it brings."""

    def visible(self, actor: Actor, rows: QuerySet[TakenFile]) -> QuerySet[TakenFile]:
        if not actor.may(VIEW_FILES):
            return rows.none()
        return rows.filter(kind__in=kinds_of_files(actor))


class OfFilePolicy(Policy[FilePart]):
    """Seen with the file that it belongs to."""

    def visible(self, actor: Actor, rows: QuerySet[FilePart]) -> QuerySet[FilePart]:
        return rows.filter(file__in=TakenFile.objects.visible_to(actor))


def register() -> None:
    """Register the policy of every model of this app."""
    register_policy(TakenFile, TakenFilePolicy())
    register_policy(TakenRow, OfFilePolicy[TakenRow]())
    register_policy(TakenReject, OfFilePolicy[TakenReject]())
    register_policy(ExchangeRate, PermittedPolicy(VIEW_RATES))
    register_policy(BusinessCalendar, PermittedPolicy(VIEW_CALENDARS))
    register_policy(CalendarDay, PermittedPolicy(VIEW_CALENDARS))
    register_policy(Product, PermittedPolicy(VIEW_PRODUCTS))
    for kind in BRANCH_KINDS.values():
        register_policy(kind.model, PermittedPolicy(kind.view))
