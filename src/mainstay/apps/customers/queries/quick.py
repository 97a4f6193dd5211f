"""The quick filters of a list as conditions, which is how a view keeps them."""

from collections.abc import Iterator
from decimal import Decimal

from mainstay.apps.customers.contracts.custom_fields import YES
from mainstay.apps.customers.models import Status
from mainstay.apps.customers.queries.filter_fields import WORDS
from mainstay.apps.customers.queries.listing import (
    EVERY_STATUS,
    NO_OWNER,
    ColumnFilter,
    CustomerFilter,
)
from mainstay.apps.customers.rules.conditions import LONGEST_VALUE, Condition, Groups
from mainstay.apps.customers.rules.filter_fields import Operator


def all_groups(wanted: CustomerFilter) -> Groups:
    """Everything that a filter asks as conditions, each quick filter in a group of its own.

    That archived customers are left out where no condition is about the status goes without
    saying, in a view as in a list.
    """
    quick = (*_own(wanted), *_added(wanted))
    return (*((condition,) for condition in quick), *wanted.groups)


def _own(wanted: CustomerFilter) -> Iterator[Condition]:
    if text := wanted.text.strip()[:LONGEST_VALUE]:
        yield Condition(WORDS, Operator.CONTAINS, (text,))
    if wanted.status == EVERY_STATUS:
        yield Condition("status", Operator.IS, tuple(Status.values))
    elif wanted.status:
        yield Condition("status", Operator.IS, (wanted.status,))
    if wanted.owner == NO_OWNER:
        yield Condition("owner", Operator.EMPTY)
    elif wanted.owner:
        yield Condition("owner", Operator.IS, (wanted.owner,))
    for name in ("region", "industry", "kind"):
        if value := getattr(wanted, name):
            yield Condition(name, Operator.IS, (value,))
    if wanted.tag:
        yield Condition("tags", Operator.IS, (wanted.tag,))
    if wanted.to_be_completed:
        yield Condition("to_be_completed", Operator.IS, (YES,))


def _added(wanted: CustomerFilter) -> Iterator[Condition]:
    for code, asked in wanted.columns.items():
        if asked.equal:
            yield Condition(code, Operator.IS, (asked.equal,))
        if (bounds := _bounds(code, asked)) is not None:
            yield bounds


def _bounds(code: str, asked: ColumnFilter) -> Condition | None:
    if asked.least is not None and asked.most is not None:
        return Condition(code, Operator.BETWEEN, (_plain(asked.least), _plain(asked.most)))
    if asked.least is not None:
        return Condition(code, Operator.LEAST, (_plain(asked.least),))
    return None if asked.most is None else Condition(code, Operator.MOST, (_plain(asked.most),))


def _plain(number: Decimal) -> str:
    return format(number, "f")
