"""Keyset paging: a page begins after a row, not at a number, so that it stays put while rows come.

A cursor holds the ordering values of the row at a page's edge. It is signed, so that nobody can
craft one, and bound to the ordering it was made for. Where values may be missing they come last.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cmp_to_key, partial
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from django.core import signing
from django.db.models import F, Model, OrderBy, Q, QuerySet

Row = TypeVar("Row")
M = TypeVar("M", bound=Model)

PAGE_SIZE = 50
COUNT_CAP = 2_000
_SALT = "mainstay.shell.paging"


class InvalidCursor(ValueError):
    """The cursor was not made here, or for another ordering."""


@dataclass(frozen=True, slots=True)
class OrderKey:
    """One value that rows are ordered by. Missing values come last unless `missing_first`.

    Where it is `never_missing`, the database is not told about missing ones, and can use an index.
    """

    name: str
    descending: bool = False
    missing_first: bool = False
    never_missing: bool = False

    @classmethod
    def parse(cls, text: str) -> "OrderKey":
        """``-revenue`` is revenue, descending."""
        return cls(text.removeprefix("-"), text.startswith("-"))

    def reversed(self) -> "OrderKey":
        """The same key read backwards."""
        return replace(self, descending=not self.descending, missing_first=not self.missing_first)


Position = tuple[Any, ...]
"""The ordering values of one row."""


class KeysetRows(Protocol[Row]):
    """Rows that can be read in any order, from any position on."""

    def after(
        self, order: Sequence[OrderKey], position: Position | None, limit: int
    ) -> Sequence[Row]:
        """The first `limit` rows beyond `position`; from the start when it is None."""

    def position(self, order: Sequence[OrderKey], row: Row) -> Position:
        """Where a row stands in the order."""


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows, and the cursors of the pages around them; None where there is no such page."""

    items: Sequence[Row]
    next: str | None = None
    previous: str | None = None


def paginate(
    rows: KeysetRows[Row],
    order: Iterable[str],
    *,
    cursor: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[Row]:
    """The page that the cursor names, or the first one.

    `order` names the values, ``-`` for descending; together they must tell all rows apart.
    Raises InvalidCursor.
    """
    keys = tuple(OrderKey.parse(name) for name in order)
    if not cursor:
        return _forwards(rows, keys, None, size)
    backwards, position = _decode(cursor, keys)
    if not backwards:
        return _forwards(rows, keys, position, size)
    found = rows.after([key.reversed() for key in keys], position, size + 1)
    if len(found) < size:
        # The start is near: show it as a full first page.
        return _forwards(rows, keys, None, size)
    items = list(reversed(found[:size]))
    return Page(
        items,
        next=_encode(keys, rows.position(keys, items[-1]), backwards=False),
        previous=_edge(rows, keys, items[0]) if len(found) > size else None,
    )


def _forwards(
    rows: KeysetRows[Row], keys: Sequence[OrderKey], position: Position | None, size: int
) -> Page[Row]:
    found = rows.after(keys, position, size + 1)
    items = found[:size]
    following = None
    if len(found) > size:
        following = _encode(keys, rows.position(keys, items[-1]), backwards=False)
    preceding = None
    if position is not None:
        preceding = (
            _edge(rows, keys, items[0]) if items else _encode(keys, position, backwards=True)
        )
    return Page(items, next=following, previous=preceding)


def _edge(rows: KeysetRows[Row], keys: Sequence[OrderKey], row: Row) -> str:
    return _encode(keys, rows.position(keys, row), backwards=True)


class QuerySetRows(Generic[M]):
    """Rows of a query set, whose own ordering is replaced. The primary key settles ties.

    Where `present` says which rows have a value to be ordered by, these are asked for first: they
    can be found by an index of another table, and what has no value comes after them.
    """

    def __init__(self, queryset: QuerySet[M], present: Q | None = None) -> None:
        self._queryset = queryset
        self._present = present

    def after(
        self, order: Sequence[OrderKey], position: Position | None, limit: int
    ) -> Sequence[M]:
        first, *others = (self._known(key) for key in order)
        if self._present is not None and (position is None or position[0] is not None):
            rows = self._queryset.filter(self._present)
            keys = (replace(first, never_missing=True), *others)
            found = _some_beyond(rows, keys, position, limit)
            if len(found) == limit:
                return found
        return _some_beyond(self._queryset, (first, *others), position, limit)

    def _known(self, key: OrderKey) -> OrderKey:
        """The key with what the model says: a column of its own that is never null."""
        own = {field.name for field in self._queryset.model._meta.fields if not field.null}
        return replace(key, never_missing=key.name in own | {"pk"})

    def position(self, order: Sequence[OrderKey], row: M) -> Position:
        return tuple(_value(row, key.name) for key in order)


class SequenceRows(Generic[Row]):
    """Rows of a list, ordered by attributes or, for mappings, by keys."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows

    def after(
        self, order: Sequence[OrderKey], position: Position | None, limit: int
    ) -> Sequence[Row]:
        placed = [(self.position(order, row), row) for row in self._rows]
        if position is not None:
            placed = [(at, row) for at, row in placed if _compare(order, at, position) > 0]
        ordered = cmp_to_key(partial(_compare, order))
        placed.sort(key=lambda place: ordered(place[0]))
        return [row for _at, row in placed[:limit]]

    def position(self, order: Sequence[OrderKey], row: Row) -> Position:
        return tuple(_value(row, key.name) for key in order)


@dataclass(frozen=True, slots=True)
class CappedCount:
    """A number of rows that is not counted beyond a limit: counting millions helps nobody."""

    value: int
    capped: bool


def capped_count(rows: QuerySet[M] | Sequence[Any], cap: int = COUNT_CAP) -> CappedCount:
    """How many rows there are, up to `cap`."""
    if isinstance(rows, QuerySet):
        found = rows.order_by()[: cap + 1].count()
    else:
        found = len(rows)
    return CappedCount(min(found, cap), found > cap)


def _some_beyond(
    rows: QuerySet[M], order: Sequence[OrderKey], position: Position | None, limit: int
) -> list[M]:
    rows = rows.order_by(*(_order_by(key) for key in order))
    if position is not None:
        rows = rows.filter(_beyond(order, position))
    return list(rows[:limit])


def _order_by(key: OrderKey) -> OrderBy:
    if key.never_missing:
        return F(key.name).desc() if key.descending else F(key.name).asc()
    missing = {"nulls_first": True} if key.missing_first else {"nulls_last": True}
    return F(key.name).desc(**missing) if key.descending else F(key.name).asc(**missing)


def _beyond(order: Sequence[OrderKey], position: Position) -> Q:
    """The rows after a position: equal in the first keys, beyond it in the next one."""
    beyond = Q(pk__in=())
    equal = Q()
    for key, value in zip(order, position, strict=True):
        beyond |= equal & _beyond_value(key, value)
        equal &= Q(**{f"{key.name}__isnull": True}) if value is None else Q(**{key.name: value})
    return beyond


def _beyond_value(key: OrderKey, value: Any) -> Q:
    if value is None:
        return Q(**{f"{key.name}__isnull": False}) if key.missing_first else Q(pk__in=())
    further = Q(**{f"{key.name}__{'lt' if key.descending else 'gt'}": value})
    if key.missing_first or key.never_missing:
        return further
    return further | Q(**{f"{key.name}__isnull": True})


def _compare(order: Sequence[OrderKey], one: Position, other: Position) -> int:
    """Negative when `one` comes before `other`, zero when they stand at the same place."""
    for key, left, right in zip(order, one, other, strict=True):
        if left == right:
            continue
        if left is None or right is None:
            return -1 if (left is None) == key.missing_first else 1
        return -1 if (left < right) != key.descending else 1
    return 0


def _value(row: Any, name: str) -> Any:
    if isinstance(row, Mapping):
        return row[name]
    for part in name.split("__"):
        row = None if row is None else getattr(row, part)
    return row


def _encode(order: Sequence[OrderKey], position: Position, *, backwards: bool) -> str:
    values = [_pack(value) for value in position]
    return signing.dumps([_fingerprint(order), backwards, values], salt=_SALT, compress=True)


def _decode(cursor: str, order: Sequence[OrderKey]) -> tuple[bool, Position]:
    try:
        fingerprint, backwards, values = signing.loads(cursor, salt=_SALT)
    except (signing.BadSignature, ValueError) as error:
        raise InvalidCursor("the cursor is damaged") from error
    if fingerprint != _fingerprint(order):
        raise InvalidCursor("the cursor belongs to another ordering")
    return backwards, tuple(_unpack(value) for value in values)


def _fingerprint(order: Sequence[OrderKey]) -> str:
    return ",".join(f"{'-' if key.descending else ''}{key.name}" for key in order)


_PACKED: dict[str, tuple[type, Any]] = {
    "decimal": (Decimal, Decimal),
    "moment": (datetime, datetime.fromisoformat),
    "day": (date, date.fromisoformat),
    "uuid": (UUID, UUID),
}


def _pack(value: Any) -> Any:
    for name, (kind, _restore) in _PACKED.items():
        if isinstance(value, kind):
            return {name: value.isoformat() if isinstance(value, date) else str(value)}
    return value


def _unpack(value: Any) -> Any:
    if isinstance(value, dict):
        [(name, text)] = value.items()
        return _PACKED[name][1](text)
    return value
