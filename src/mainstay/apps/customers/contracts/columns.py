"""Columns that other subjects add to the list of customers: a grade, the revenue of a year.

The customer master knows nothing about them. It asks each column for the values of one page and,
to sort or filter, for an expression that the database can compute for a customer.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.db.models.expressions import Combinable
from django.utils.functional import Promise

from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.field_rights import may_see
from mainstay.shell.sentences import listed
from mainstay.shell.web.tables import Badge, GradeBadge, Kind

Values = Mapping[str, Mapping[int, Any]]
"""Values of columns for customers: the column's code, the customer's key, the value."""
Fetch = Callable[[Collection[str], Collection[int]], Values]


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column of the list of customers, of its export and of the interface for programs.

    `code` names it in addresses, in the export and in the interface and must not be a field of a
    customer. Only who holds `permission` gets to see it, and the `field_right` where there is one
    (`field_rights.OPEN` says that there is none): for others there is no such column, to show, sort
    or filter by. `fetch` gives the values of the columns with these codes for the customers with
    these keys, at most a few hundred, by code and key; what it leaves out has no value. Columns
    with the same `fetch` are fetched together. Badges and grades may be values; outside the page
    their text counts.

    `expression`, where given, builds the value for one customer in the database, with
    ``OuterRef("pk")`` as the customer's key: then the list can be sorted by the column. `present`
    is the condition that a customer has a value, where an index finds those in their order. With
    `choices` (value, label) the list can be filtered by it, for figures with `ranged` by a least
    and a greatest value. Where a customer can have several of the choices, `having` gives the
    condition that it has one of some; its value is a tuple then. The values of several customers
    may be added where it `adds_up`. One that is not `usual` stands in the list of who chooses it.
    """

    code: str
    label: str | Promise
    permission: str
    fetch: Fetch
    kind: Kind = Kind.TEXT
    order: int = 100
    wide: bool = False
    expression: Callable[[], Combinable] | None = None
    present: Q | None = None
    choices: Callable[[], Sequence[tuple[str, str | Promise]]] | None = None
    having: Callable[[Sequence[str]], Q] | None = None
    ranged: bool = False
    adds_up: bool = False
    usual: bool = True
    field_right: str = field(kw_only=True)

    def __post_init__(self) -> None:
        if (self.choices or self.ranged) and self.expression is None:
            raise ValueError(f"column {self.code} cannot be filtered without an expression")


@dataclass(frozen=True, slots=True)
class ChangingColumns:
    """Columns that come and go while the program runs, such as one for each scheme of grades.

    Their codes begin with `prefix` and none is usual. They are `read` each time that one of them
    may be meant, so `read` had better keep them within a request.
    """

    prefix: str
    read: Callable[[], Sequence[ListColumn]]


_registered: dict[str, ListColumn] = {}
_changing: dict[str, ChangingColumns] = {}


def register(column: ListColumn) -> None:
    """Add a column. Raises ValueError when its code is taken by another one."""
    if _registered.setdefault(column.code, column) != column:
        raise ValueError(f"column {column.code} is registered twice")


def unregister(code: str) -> None:
    """Take a column away, as after a test."""
    _registered.pop(code, None)


def register_changing(found: ChangingColumns) -> None:
    """Add columns that change. Raises ValueError when their prefix is taken by others."""
    if _changing.setdefault(found.prefix, found) != found:
        raise ValueError(f"columns {found.prefix} are registered twice")


def columns(actor: Actor) -> list[ListColumn]:
    """The columns the actor may see, in order."""
    return _seen(actor, _with_changing(_changing.values()))


def columns_named(actor: Actor, codes: Collection[str]) -> list[ListColumn]:
    """Those of them that have one of these codes; changing ones are read where one is meant."""
    open_codes = [code for code in codes if code not in _registered]
    meant = [
        each
        for each in _changing.values()
        if any(code.startswith(each.prefix) for code in open_codes)
    ]
    return _seen(actor, (each for each in _with_changing(meant) if each.code in codes))


def columns_shown_usually(actor: Actor) -> list[ListColumn]:
    """Those of them that stand in a list for which nobody chose columns."""
    return _seen(actor, (each for each in _registered.values() if each.usual))


def _with_changing(sources: Iterable[ChangingColumns]) -> Iterable[ListColumn]:
    found = dict(_registered)
    for source in sources:
        for column in source.read():
            found.setdefault(column.code, column)
    return found.values()


def _seen(actor: Actor, found: Iterable[ListColumn]) -> list[ListColumn]:
    allowed = (
        each for each in found if actor.may(each.permission) and may_see(actor, each.field_right)
    )
    return sorted(allowed, key=lambda column: (column.order, column.code))


def plain_value(value: Any) -> Any:
    """A column's value without its looks: the text of a badge or a grade, of several in a row."""
    if isinstance(value, tuple):
        return listed(plain_value(each) for each in value)
    return str(value.text) if isinstance(value, Badge | GradeBadge) else value
