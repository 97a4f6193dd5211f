"""Which customers leave with an undone batch."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from mainstay.apps.customers.models import Customer, ImportedCustomer, ImportOutcome
from mainstay.apps.customers.services.keys import CHUNK


@dataclass(slots=True)
class Withdrawing:
    """The customers to withdraw, and how many stay and why."""

    keys: set[int]
    confirmed: int
    with_orders: int
    parents: int
    edited: int

    def write(self) -> None:
        """Take the customers out of sight."""
        customers = Customer.objects.system("an undo withdraws what the import made")
        now = timezone.now()
        for part in chunks(self.keys):
            customers.filter(key__in=part).update(
                withdrawn_at=now, updated_at=now, version=F("version") + 1
            )


def chunks(keys: Collection[int]) -> list[list[int]]:
    """The keys in order, in parts of a size that databases take."""
    ordered = sorted(keys)
    return [ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK)]


def decide_withdrawals(
    batch: int,
    in_use: Callable[[Collection[int]], Collection[int]],
    parents: Mapping[int, int | None],
) -> Withdrawing:
    """Choose among all customers that imports made and no other live batch brings.

    Those that an earlier undo had to keep, because they were in use, are looked at again.
    `parents` are the moves that the undo makes. Who has order lines stays for their sake, whatever
    else brings the customer.
    """
    made = set(_keys(_made_by_imports().filter(_made_by(batch))))
    unbacked = _made_by_imports().exclude(_brought_by_others(batch))
    edited = unbacked.exclude(edited_at=None).filter(_made_by(batch)).count()
    candidates = set(_keys(unbacked.filter(edited_at=None)))
    brought = set(_keys(_made_by_imports().filter(_made_by(batch), _brought_by_others(batch))))
    used = set(in_use(candidates | brought))
    leaving = _without_children(candidates - used, parents)
    return Withdrawing(
        keys=leaving,
        confirmed=len(brought - used),
        with_orders=len(used & made),
        parents=len((candidates - used - leaving) & made),
        edited=edited,
    )


def _keys(customers: QuerySet[Customer]) -> QuerySet[Customer, int]:
    return customers.values_list("key", flat=True)


def _made_by_imports() -> QuerySet[Customer]:
    customers = Customer.objects.system("an undo looks at all that imports made")
    return customers.filter(created_in__isnull=False, withdrawn_at=None).order_by()


def _imports() -> QuerySet[ImportedCustomer]:
    rows = ImportedCustomer.objects.system("which batches still bring a customer")
    return rows.filter(customer=OuterRef("pk"), undone=False).order_by()


def _brought_by_others(batch: int) -> Exists:
    return Exists(_imports().exclude(batch=batch))


def _made_by(batch: int) -> Exists:
    made = (ImportOutcome.CREATED, ImportOutcome.RETURNED)
    return Exists(_imports().filter(batch=batch, outcome__in=made))


def _without_children(leaving: set[int], parents: Mapping[int, int | None]) -> set[int]:
    """Those below whom no customer stays; keeping one may keep the one above it."""
    above = _children_of(leaving) | dict(parents)
    staying = [parent for child, parent in above.items() if child not in leaving]
    while staying:
        parent = staying.pop()
        if parent in leaving:
            leaving.remove(parent)
            staying.append(above.get(parent))
    return leaving


def _children_of(keys: Collection[int]) -> dict[int, int | None]:
    """The children of these customers with their parent."""
    customers = Customer.objects.system("a parent stays while a child does")
    children = customers.filter(withdrawn_at=None).order_by()
    found: dict[int, int | None] = {}
    for part in chunks(keys):
        found.update(children.filter(parent__in=part).values_list("key", "parent_id"))
    return found
