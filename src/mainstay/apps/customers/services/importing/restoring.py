"""Which fields go back to what they were before an undone batch."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from mainstay.apps.customers.contracts.custom_fields import PREFIX, CustomField, Value
from mainstay.apps.customers.models import Customer, CustomerChange, ImportedCustomer
from mainstay.apps.customers.queries.custom_fields import all_fields
from mainstay.apps.customers.rules.custom_fields import from_plain
from mainstay.apps.customers.services.custom_values import write_rows
from mainstay.apps.customers.services.importing.field_history import FieldHistory
from mainstay.apps.customers.services.importing.hierarchy import present_parents
from mainstay.apps.customers.services.importing.matching import Known, known_by
from mainstay.apps.customers.services.importing.storing import (
    column_value,
    stored_value,
    write_customers,
    write_tags,
)
from mainstay.apps.customers.services.importing.withdrawing import chunks
from mainstay.kernel.trees import on_cycles


@dataclass(slots=True)
class Restoring(FieldHistory[CustomerChange]):
    """The fields of customers that go back."""

    custom: Mapping[str, CustomField] = field(default_factory=dict)
    """The custom fields, archived ones too, that the batch changed, by their names."""

    @property
    def parents(self) -> dict[int, int | None]:
        """The moves in the hierarchy that come with it."""
        return {
            key: restored["parent"]
            for key, restored in self.subjects.items()
            if "parent" in restored
        }

    def write(self) -> None:
        """Put the values back."""
        self._put_statuses_back()
        for part in chunks([key for key in self.subjects if not self._is_status_alone(key)]):
            known = known_by("key", part, with_tags=False)
            write_customers([self._restored(known[key]) for key in part])
            tags = {key: self.subjects[key].get("tags") for key in part}
            write_tags(
                {key: names for key, names in tags.items() if names is not None}, replace=True
            )
            if self.custom:
                write_rows({key: self._values(key) for key in part})
        changes = CustomerChange.objects.system("a later batch takes over the before-image")
        changes.bulk_update(self.relinked, ["before"], batch_size=200)
        for part in chunks(self.settled):
            changes.filter(pk__in=part).update(undone=True)

    def _is_status_alone(self, key: int) -> bool:
        return self.subjects[key].keys() == {"status"}

    def _put_statuses_back(self) -> None:
        """Restore those of whom only the status comes back: all buyers of an order file."""
        customers = Customer.objects.system("an undo writes in bulk")
        by_status: dict[str, list[int]] = {}
        for key in filter(self._is_status_alone, self.subjects):
            by_status.setdefault(self.subjects[key]["status"], []).append(key)
        for status, keys in by_status.items():
            for part in chunks(keys):
                customers.filter(key__in=part).update(
                    status=status, updated_at=timezone.now(), version=F("version") + 1
                )

    def _values(self, key: int) -> dict[int, Value | None]:
        """What comes back in custom fields, by their keys."""
        return {
            self.custom[name].key: from_plain(self.custom[name].type, before)
            for name, before in self.subjects[key].items()
            if name in self.custom
        }

    def _restored(self, known: Known) -> Customer:
        customer = Customer(**known.columns)
        for name, before in self.subjects[customer.key].items():
            if name != "tags" and name not in self.custom:
                column = Customer._meta.get_field(name).attname  # type: ignore[union-attr]
                setattr(customer, column, column_value(name, before))
        customer.updated_at = timezone.now()
        customer.version += 1
        return customer


def decide_fields(batch: int, in_use: Callable[[Collection[int]], Collection[int]]) -> Restoring:
    """Choose the fields whose value is still the batch's."""
    changes = _changes(batch)
    restoring = Restoring(custom=_custom_of(changes))
    keys = set(changes.values_list("customer_id", flat=True))
    buying = set(in_use(keys))  # asked once: whoever answers reads the ledger for it
    for part in chunks(keys):
        fields = list(restoring.custom.values())
        known = known_by("key", part, with_tags=True, custom=fields)
        later = _later_changes(batch, part)
        for change in changes.filter(customer__in=part):
            key = change.customer_id
            following = later.get((key, change.field))
            _decide(restoring, change, known[key], following, buys=key in buying)
    _check_parents(restoring)
    return restoring


def _changes(batch: int) -> QuerySet[CustomerChange]:
    """The batch's changes, and the changes of status that earlier undos had to leave."""
    rows = CustomerChange.objects.system("an undo looks at what the import changed")
    undone = ImportedCustomer.objects.system("whether the change's batch still counts").filter(
        batch=OuterRef("batch"), customer=OuterRef("customer"), undone=True
    )
    left = Q(Exists(undone), field="status")
    return rows.filter(Q(batch=batch) | left, undone=False).order_by("customer_id", "field", "id")


def _custom_of(changes: QuerySet[CustomerChange]) -> dict[str, CustomField]:
    """The custom fields among the changes, by their names."""
    rows = changes.filter(field__startswith=PREFIX).order_by().distinct()
    names = set(rows.values_list("field", flat=True))
    return {field.name: field for field in all_fields() if field.name in names} if names else {}


def _later_changes(batch: int, keys: list[int]) -> dict[tuple[int, str], CustomerChange]:
    """For each customer and field the first live change after the batch."""
    rows = CustomerChange.objects.system("whether a later import changed it again")
    rows = rows.filter(customer__in=keys, batch__gt=batch, undone=False).order_by("-batch")
    return {(change.customer_id, change.field): change for change in rows}


def _decide(
    restoring: Restoring,
    change: CustomerChange,
    known: Known,
    following: CustomerChange | None,
    *,
    buys: bool,
) -> None:
    """Settle one change; one of status waits for a later undo while the customer still buys."""
    if change.field == "status" and buys:
        return
    current = _current(known, change.field)
    restoring.decide(change.customer_id, change, current, following)


def _current(known: Known, name: str) -> Any:
    if name == "tags":
        return known.tags
    if name.startswith(PREFIX):
        return stored_value(known.custom.get(name.removeprefix(PREFIX)))
    return stored_value(known.columns[Customer._meta.get_field(name).attname])  # type: ignore[union-attr]


def _check_parents(restoring: Restoring) -> None:
    """Leave a parent as it is where its return would close a circle or it is there no more."""
    moves = {key: parent for key, parent in restoring.parents.items() if parent is not None}
    gone = _withdrawn(set(moves.values()))
    present = present_parents() if moves else {}
    leaving = {key for key, parent in moves.items() if parent in gone}
    leaving |= on_cycles(present | restoring.parents) & set(moves)
    while leaving:
        for key in leaving:
            del restoring.subjects[key]["parent"]
            if not restoring.subjects[key]:
                del restoring.subjects[key]
            del moves[key]
        restoring.left += len(leaving)
        leaving = on_cycles(present | restoring.parents) & set(moves)


def _withdrawn(keys: set[int]) -> set[int]:
    customers = Customer.objects.system("a withdrawn parent does not come back")
    gone: set[int] = set()
    for part in chunks(keys):
        rows = customers.filter(key__in=part).exclude(withdrawn_at=None)
        gone.update(rows.values_list("key", flat=True))
    return gone
