"""The list of customers: filters, orders, and the columns that other subjects add."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from operator import itemgetter
from typing import Any

from django.db.models import Q, QuerySet

from mainstay.apps.customers.contracts.columns import (
    Fetch,
    ListColumn,
    Values,
    columns_named,
)
from mainstay.apps.customers.models import Customer, CustomerTag, Status
from mainstay.apps.customers.policies import sees_all
from mainstay.apps.customers.queries.filter_fields import fields_named
from mainstay.apps.customers.queries.filtering import added_columns, met
from mainstay.apps.customers.queries.records import visible
from mainstay.apps.customers.queries.searching import holding, search
from mainstay.apps.customers.queries.within import few_seen
from mainstay.apps.customers.rules.conditions import Groups
from mainstay.apps.customers.rules.filter_fields import understood
from mainstay.apps.governance import queries as governance
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.hints import Checked
from mainstay.foundation.occurring import occurring as every_occurring

SORTABLE = ("code", "name", "created_at", "updated_at")
DEFAULT_SORT = "code"
EVERY_STATUS = "all"
NO_OWNER = "none"
_KEY_DIGITS = 18
"""No key has more; a longer number would not fit the database's integers."""


@dataclass(frozen=True, slots=True)
class ColumnFilter:
    """What a registered column must be: one of its choices, or a figure between two bounds."""

    equal: str = ""
    least: Decimal | None = None
    most: Decimal | None = None


@dataclass(frozen=True, slots=True)
class CustomerFilter:
    """Which customers to list; what is left empty does not matter.

    Without a `status` archived customers are left out, unless a condition of `groups` is about the
    status; `EVERY_STATUS` brings them too. `owner` is a person's id or `NO_OWNER`. `columns` are
    conditions on registered columns, by code. `groups` have to be met beside all that.
    """

    text: str = ""
    status: str = ""
    owner: str = ""
    region: str = ""
    industry: str = ""
    kind: str = ""
    tag: str = ""
    to_be_completed: bool = False
    columns: Mapping[str, ColumnFilter] = field(default_factory=dict)
    groups: Groups = ()

    @property
    def asks_status(self) -> bool:
        """Whether a condition is about the status, which then says what is left out."""
        return any(each.field == "status" for group in self.groups for each in group)


class UnknownSort(ValueError):
    """The list cannot be ordered by this."""


def is_sortable(actor: Actor, sort: str) -> bool:
    """Whether the actor's list can be ordered by this; ``-`` in front turns the order round."""
    code = sort.removeprefix("-")
    named = columns_named(actor, [code])
    return code in SORTABLE or any(each.expression is not None for each in named)


def present(actor: Actor, sort: str) -> Q | None:
    """The condition that a customer has a value to be sorted by, where that helps to find it."""
    named = columns_named(actor, [sort.removeprefix("-")])
    return next((each.present for each in named), None)


def customers(
    actor: Actor, wanted: CustomerFilter | None = None, sort: str = DEFAULT_SORT
) -> QuerySet[Customer]:
    """The customers the actor may see and wants, in order; the primary key settles ties.

    Raises UnknownSort, and InvalidFilter for groups that name what the actor may not see or that
    mean nothing. Quick conditions on columns the actor may not see find nothing.
    """
    wanted = wanted or CustomerFilter()
    criteria = understood(wanted.groups, fields_named(actor, wanted.groups))
    rows = _seen(actor, _conditions(wanted), wanted.text)
    if not is_sortable(actor, sort):
        raise UnknownSort(sort)
    asked = {*wanted.columns, *added_columns(criteria), sort.removeprefix("-")}
    known = {each.code: each for each in columns_named(actor, asked)}
    rows = rows.annotate(
        **{name: each.expression() for name, each in known.items() if each.expression}
    )
    for name, condition in wanted.columns.items():
        column = known.get(name)
        rows = rows.filter(_column_condition(column, condition)) if column else rows.none()
    return rows.filter(met(actor, criteria)).order_by(sort, "pk")


def _seen(actor: Actor, conditions: Q, text: str) -> QuerySet[Customer]:
    """The customers that the actor sees, that meet the conditions and are called by the text."""
    rows, keys = visible(actor), few_seen(actor)
    if keys is None:
        return search(rows.filter(conditions), text)
    few, conditions = rows.filter(pk__among=keys), conditions & holding(text)
    return few.filter(Checked(conditions)) if conditions else few


def customers_called(field: str, actor: Actor, name: str) -> int:
    """How many customers the actor sees whose region or industry, as `field` says, is this."""
    rows = Customer.objects.visible_to(actor).order_by()
    return rows.filter(**{field: name}).count()


def _conditions(wanted: CustomerFilter) -> Q:
    exact = {
        name: value for name in ("region", "industry", "kind") if (value := getattr(wanted, name))
    }
    conditions = Q(**exact)
    if wanted.status == "" and not wanted.asks_status:
        conditions &= ~Q(status=Status.ARCHIVED)
    elif wanted.status not in {"", EVERY_STATUS}:
        conditions &= Q(status=wanted.status)
    if wanted.owner == NO_OWNER:
        conditions &= Q(owner=None)
    elif wanted.owner:
        known = wanted.owner.isdecimal() and len(wanted.owner) <= _KEY_DIGITS
        conditions &= Q(owner_id=int(wanted.owner)) if known else Q(pk__in=())
    if wanted.tag:
        tagged = CustomerTag.objects.system("narrows customers that are visible already")
        conditions &= Q(pk__in=tagged.filter(name=wanted.tag).order_by().values("customer_id"))
    if wanted.to_be_completed:
        conditions &= Q(to_be_completed=True)
    return conditions


def _column_condition(column: ListColumn, condition: ColumnFilter) -> Q:
    name, met = column.code, Q()
    if condition.equal:
        equal = str(condition.equal)
        met &= column.having([equal]) if column.having else Q(**{name: condition.equal})
    if condition.least is not None:
        met &= Q(**{f"{name}__gte": condition.least})
    if condition.most is not None:
        met &= Q(**{f"{name}__lte": condition.most})
    return met


def column_values(shown: Iterable[ListColumn], keys: Sequence[int]) -> Values:
    """The values of registered columns for some customers."""
    together: dict[Fetch, list[str]] = {}
    for column in shown:
        together.setdefault(column.fetch, []).append(column.code)
    found: dict[str, Mapping[int, Any]] = {
        code: {} for codes in together.values() for code in codes
    }
    if keys:
        for fetch, codes in together.items():
            found.update(fetch(codes, keys))
    return found


@dataclass(frozen=True, slots=True)
class FilterChoices:
    """What the filters of a list offer: only what occurs among the customers the actor sees.

    Of what was not asked for there is nothing.
    """

    owners: list[tuple[str, str]]
    regions: list[str]
    industries: list[str]
    tags: list[str]


FILTERED_FACTS = ("owner", "region", "industry", "tag")


def filter_choices(actor: Actor, names: Sequence[str] = FILTERED_FACTS) -> FilterChoices:
    """The choices of the list's filters, of those with these names among `FILTERED_FACTS`."""
    seen = _facts_seen(actor, [name for name in names if name != "tag"])
    return FilterChoices(
        owners=_named(seen.get("owner", set())),
        regions=sorted(seen.get("region", set()) - {""}),
        industries=sorted(seen.get("industry", set()) - {""}),
        tags=_values(actor, _tags(actor), "name") if "tag" in names else [],
    )


def _named(people: set[Any]) -> list[tuple[str, str]]:
    """People by their ids, in the order of their names."""
    known = (each for each in governance.everybody() if each.person_id in people) if people else ()
    return sorted(((str(each.person_id), each.full_name) for each in known), key=itemgetter(1))


def _facts_seen(actor: Actor, names: Sequence[str]) -> dict[str, set[Any]]:
    """The values of these facts among the customers that the actor sees.

    All customers are asked for one fact after the other, each by its index; a part of them at once.
    """
    rows = Customer.objects.visible_to(actor).order_by()
    columns = ["owner_id" if name == "owner" else name for name in names]
    if sees_all(actor):
        owned = {"owner_id": rows.filter(owner__isnull=False)}
        found = [set(every_occurring(owned.get(each, rows), each)) for each in columns]
    else:
        together = rows.values_list(*columns).distinct() if columns else ()
        found = [set(values) for values in zip(*together, strict=True)]
    return dict(zip(names, found, strict=False))


OCCURRING = frozenset({"region", "industry", "scale", "source"})
"""Facts of which many customers have the same."""
_INDEXED = frozenset({"region", "industry"})


def occurring(actor: Actor, name: str, most: int) -> list[str]:
    """Which values of a fact, or which tags, occur among the customers that the actor sees."""
    if name == "tags":
        return _values(actor, _tags(actor), "name")[:most]
    rows = Customer.objects.visible_to(actor).exclude(**{name: ""})
    if name in _INDEXED:
        return _values(actor, rows, name)[:most]
    return list(rows.order_by(name).values_list(name, flat=True).distinct()[:most])


def _tags(actor: Actor) -> QuerySet[CustomerTag]:
    """The tags of what the actor sees; who does not see all is asked for the customers first."""
    tags = CustomerTag.objects.visible_to(actor)
    return tags if sees_all(actor) else tags.filter(customer__among=visible(actor).values("pk"))


def _values(actor: Actor, rows: QuerySet[Any], column: str) -> list[Any]:
    """Of an indexed column; who sees a part of the customers may see few of very many."""
    if sees_all(actor):
        return sorted(every_occurring(rows, column))
    return sorted(rows.order_by().values_list(column, flat=True).distinct())
