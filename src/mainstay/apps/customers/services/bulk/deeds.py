"""The deeds: what a customer has now, how many get the new value, how each goes back.

A deed writes all customers of a portion with one statement; the caller has locked and checked them.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import Case, F, QuerySet, Value, When
from django.utils import timezone

from mainstay.apps.customers.models import Customer, CustomerTag, Status
from mainstay.apps.customers.policies import ARCHIVE, CHANGE, DECIDING

_WHY = "the customers have been checked one by one"


class Deed(ABC):
    """One deed with its value.

    `permission` is the right that each customer is asked for. `of_archived` deeds are done to
    archived customers too; the others leave them alone, as a change by hand is refused. Those that
    are `deciding` change who sees a customer, which a member of its account team may not.
    """

    permission = CHANGE
    of_archived = False
    deciding = False

    @abstractmethod
    def state_of(self, customers: Sequence[Customer]) -> Mapping[int, Any]:
        """By key what each customer has now, as plain JSON."""

    @abstractmethod
    def differs(self, state: Any) -> bool:
        """Whether the deed would change this."""

    @abstractmethod
    def do(self, keys: Collection[int]) -> None:
        """Change these customers."""

    @abstractmethod
    def put_back(self, before: Mapping[int, Any]) -> None:
        """Give these customers what they had."""


class SetColumn(Deed):
    """One column gets the same value everywhere."""

    def __init__(self, column: str, value: Any) -> None:
        self._column = column
        self.deciding = column.removesuffix("_id") in DECIDING
        self._value = value

    def state_of(self, customers: Sequence[Customer]) -> Mapping[int, Any]:
        return {each.pk: getattr(each, self._column) for each in customers}

    def differs(self, state: Any) -> bool:
        return bool(state != self._value)

    def do(self, keys: Collection[int]) -> None:
        write_columns(keys, **{self._column: self._value})

    def put_back(self, before: Mapping[int, Any]) -> None:
        by_value: dict[Any, list[int]] = {}
        for key, value in before.items():
            by_value.setdefault(value, []).append(key)
        for value, keys in by_value.items():
            write_columns(keys, **{self._column: value})


class SetTag(Deed):
    """One tag is put on, or taken away."""

    def __init__(self, tag: str, *, present: bool) -> None:
        self._tag = tag
        self._present = present

    def state_of(self, customers: Sequence[Customer]) -> Mapping[int, Any]:
        keys = [each.pk for each in customers]
        tagged = set(self._tags(keys).values_list("customer_id", flat=True))
        return {key: key in tagged for key in keys}

    def differs(self, state: Any) -> bool:
        return bool(state) is not self._present

    def do(self, keys: Collection[int]) -> None:
        self._set(keys, present=self._present)

    def put_back(self, before: Mapping[int, Any]) -> None:
        self._set(before, present=not self._present)

    def _set(self, keys: Collection[int], *, present: bool) -> None:
        if present:
            named = [CustomerTag(customer_id=key, name=self._tag) for key in keys]
            CustomerTag.objects.bulk_create(named, ignore_conflicts=True)
        else:
            self._tags(keys).delete()
        write_columns(keys)

    def _tags(self, keys: Collection[int]) -> "QuerySet[CustomerTag]":
        return CustomerTag.objects.system(_WHY).filter(customer__in=keys, name=self._tag)


class SetArchived(Deed):
    """Customers are put away, or brought back to the status they had."""

    permission = ARCHIVE
    of_archived = True

    def __init__(self, *, archived: bool) -> None:
        self._archived = archived

    def state_of(self, customers: Sequence[Customer]) -> Mapping[int, Any]:
        return {each.pk: each.status == Status.ARCHIVED for each in customers}

    def differs(self, state: Any) -> bool:
        return bool(state) is not self._archived

    def do(self, keys: Collection[int]) -> None:
        _set_archived(keys, archived=self._archived)

    def put_back(self, before: Mapping[int, Any]) -> None:
        _set_archived(before, archived=not self._archived)


def _set_archived(keys: Collection[int], *, archived: bool) -> None:
    if archived:
        write_columns(keys, status_before_archiving=F("status"), status=Status.ARCHIVED)
    else:
        unknown = When(status_before_archiving="", then=Value(Status.ACTIVE))
        before = Case(unknown, default=F("status_before_archiving"))
        write_columns(keys, status=before, status_before_archiving="")


def write_columns(keys: Collection[int], **values: Any) -> None:
    """Put values on these customers, as an edit of each."""
    now = timezone.now()
    rows = Customer.objects.system(_WHY).filter(key__in=keys)
    rows.update(**values, version=F("version") + 1, updated_at=now, edited_at=now)
