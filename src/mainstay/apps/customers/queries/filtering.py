"""Conditions of a filter as conditions of the database."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import and_, or_
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import DecimalField, Exists, OuterRef, Q, QuerySet, Value

from mainstay.apps.customers.contracts.custom_fields import YES
from mainstay.apps.customers.models import Customer, CustomerTag, CustomerValue
from mainstay.apps.customers.queries.account_teams import all_members
from mainstay.apps.customers.queries.filter_fields import ACCOUNT_TEAM, OWN_FIELDS
from mainstay.apps.customers.queries.searching import called
from mainstay.apps.customers.rules.filter_fields import ME, Criteria, Criterion, FieldKind, Operator
from mainstay.apps.governance import queries as governance
from mainstay.foundation.access.actor import Actor

_OWN = frozenset(field.code for field in OWN_FIELDS)
_NOTHING = Q(pk__in=())
_EXACT: "DecimalField[Any, Any]" = DecimalField(max_digits=24, decimal_places=6)
"""Numbers are compared as they were said, however roughly a field keeps its own."""
_TEXTS: Mapping[Operator, str] = {
    Operator.CONTAINS: "icontains",
    Operator.LACKS: "icontains",
    Operator.STARTS: "istartswith",
}


def added_columns(criteria: Criteria) -> set[str]:
    """The codes of the columns of other subjects that a filter asks."""
    asked = (criterion.field for group in criteria for criterion in group)
    return {field.code for field in asked if not field.custom} - _OWN


def met(actor: Actor, criteria: Criteria) -> Q:
    """The condition that all groups are met, each by one of its conditions.

    Columns of other subjects have to be annotated under their codes.
    """
    groups = (
        reduce(or_, (_met(actor, criterion) for criterion in group)) for group in criteria if group
    )
    return reduce(and_, groups, Q())


def _met(actor: Actor, criterion: Criterion) -> Q:
    if criterion.field.custom:
        return _custom(actor, criterion)
    condition = _CONDITIONS[criterion.field.kind](actor, criterion)
    if criterion.operator in {Operator.NOT, Operator.LACKS}:
        return ~condition | _missing(criterion)
    return condition


_COLUMNS = {FieldKind.NUMBER: "number", FieldKind.DAY: "day"}


def _custom(actor: Actor, criterion: Criterion) -> Q:
    """The condition on the values of a custom field, found by an index of their column."""
    operator, kind = criterion.operator, criterion.field.kind
    rows = CustomerValue.objects.system("narrows customers that are visible already").order_by()
    rows = rows.filter(field_id=criterion.field.custom)
    if operator is not Operator.EMPTY:
        column = _COLUMNS.get(kind, "text")
        rows = rows.filter(**{f"{column}__isnull": False})
        if operator is not Operator.FILLED:
            of_column = replace(criterion, field=replace(criterion.field, code=column, custom=0))
            rows = rows.filter(_CONDITIONS[kind](actor, of_column))
    having = _among(criterion, rows, "customer_id")
    return ~having if operator in _NEGATIVE else having


_NEGATIVE = frozenset({Operator.NOT, Operator.LACKS, Operator.EMPTY})


def _among(criterion: Criterion, rows: QuerySet[Any], key: str, of: str = "pk") -> Q:
    """That the customer, or what `of` names of it, is the key of one of the rows.

    An index finds those that are so. Where those are wanted that are not, each customer is looked
    up: PostgreSQL would not hash a long list, and compare each customer with all of it.
    """
    if criterion.operator in _NEGATIVE:
        return Q(Exists(rows.filter(**{key: OuterRef(of)})))
    return Q(**{f"{of}__in": rows.values(key)})


def _missing(criterion: Criterion) -> Q:
    """That a value is missing altogether, which the database compares with nothing."""
    never_null = criterion.field.kind in _NEVER_NULL or criterion.field.code == ACCOUNT_TEAM
    if criterion.field.code in _OWN and never_null:
        return _NOTHING
    return Q(**{f"{criterion.field.code}__isnull": True})


_NEVER_NULL = frozenset({FieldKind.TEXT, FieldKind.CHOICE, FieldKind.TAGS, FieldKind.WORDS})


def _words(_actor: Actor, criterion: Criterion) -> Q:
    return called(str(criterion.values[0]))


def _text(_actor: Actor, criterion: Criterion) -> Q:
    name = criterion.field.code
    if criterion.operator in {Operator.EMPTY, Operator.FILLED}:
        return Q(**{name: ""}) if criterion.operator is Operator.EMPTY else ~Q(**{name: ""})
    if criterion.operator in _TEXTS:
        return Q(**{f"{name}__{_TEXTS[criterion.operator]}": criterion.values[0]})
    return Q(**{f"{name}__in": list(criterion.values)})


def _choice(_actor: Actor, criterion: Criterion) -> Q:
    if criterion.operator in {Operator.EMPTY, Operator.FILLED}:
        return _presence(_actor, criterion)
    values: Iterable[Any] = criterion.values
    if criterion.field.having is not None:
        return criterion.field.having([str(value) for value in values])
    if criterion.field.code == "to_be_completed":
        values = [value == YES for value in criterion.values]
    return Q(**{f"{criterion.field.code}__in": list(values)})


def _person(actor: Actor, criterion: Criterion) -> Q:
    meant = [actor.person_id if value == ME else value for value in criterion.values]
    people = [each for each in meant if isinstance(each, int)]
    presence = criterion.operator in {Operator.EMPTY, Operator.FILLED}
    if criterion.field.code != ACCOUNT_TEAM:
        return _presence(actor, criterion) if presence else Q(owner_id__in=people)
    members = _among(criterion, all_members(None if presence else people), "customer_id")
    return ~members if criterion.operator is Operator.EMPTY else members


def _tags(_actor: Actor, criterion: Criterion) -> Q:
    tags = CustomerTag.objects.system("narrows customers that are visible already").order_by()
    if criterion.operator in {Operator.IS, Operator.NOT}:
        tags = tags.filter(name__in=criterion.values)
    tagged = _among(criterion, tags, "customer_id")
    return ~tagged if criterion.operator is Operator.EMPTY else tagged


def _parent(actor: Actor, criterion: Criterion) -> Q:
    """Only parents that the actor sees count, for being one and for there being one."""
    parents = Customer.objects.visible_to(actor).order_by()
    if criterion.operator in {Operator.IS, Operator.NOT}:
        parents = parents.filter(code__in=criterion.values)
    below = _among(criterion, parents, "key", "parent_id")
    return ~below | Q(parent_id__isnull=True) if criterion.operator is Operator.EMPTY else below


def _number(actor: Actor, criterion: Criterion) -> Q:
    if criterion.operator in {Operator.EMPTY, Operator.FILLED}:
        return _presence(actor, criterion)
    values = [Value(value, output_field=_EXACT) for value in criterion.values]
    if criterion.operator in {Operator.IS, Operator.NOT}:
        return reduce(or_, (Q(**{criterion.field.code: value}) for value in values))
    return _within(criterion.field.code, criterion, values)


def _day(actor: Actor, criterion: Criterion) -> Q:
    if criterion.operator in {Operator.EMPTY, Operator.FILLED}:
        return _presence(actor, criterion)
    if criterion.operator is Operator.IS:
        return Q(**{f"{criterion.field.code}__in": list(criterion.values)})
    if criterion.operator in {Operator.LAST, Operator.OLDER}:
        return _days_ago(criterion.field.code, criterion, governance.today(), lambda day: day)
    return _within(criterion.field.code, criterion, criterion.values)


def _moment(_actor: Actor, criterion: Criterion) -> Q:
    """Days of moments are the company's."""
    company = governance.find_installation()
    zone = ZoneInfo(company.time_zone if company else "UTC")

    def begins(day: date) -> datetime:
        return datetime.combine(day, time.min, zone)

    name = criterion.field.code
    if criterion.operator in {Operator.LAST, Operator.OLDER}:
        return _days_ago(name, criterion, governance.today(), begins)
    days = [value for value in criterion.values if isinstance(value, date)]
    if criterion.operator is Operator.IS:
        spans = (_span(name, begins(day), begins(day + timedelta(1))) for day in days)
        return reduce(or_, spans)
    bounds = Q()
    if criterion.operator is not Operator.MOST:
        bounds &= Q(**{f"{name}__gte": begins(days[0])})
    if criterion.operator is not Operator.LEAST:
        bounds &= Q(**{f"{name}__lt": begins(days[-1] + timedelta(1))})
    return bounds


def _span(name: str, first: datetime, end: datetime) -> Q:
    return Q(**{f"{name}__gte": first, f"{name}__lt": end})


def _days_ago(name: str, criterion: Criterion, today: date, begins: Callable[[date], date]) -> Q:
    """Today and as many days before it, or everything earlier."""
    first = begins(today - timedelta(days=int(str(criterion.values[0]))))
    if criterion.operator is Operator.OLDER:
        return Q(**{f"{name}__lt": first})
    return Q(**{f"{name}__gte": first, f"{name}__lt": begins(today + timedelta(1))})


def _within(name: str, criterion: Criterion, values: Sequence[Any]) -> Q:
    bounds = Q()
    if criterion.operator is not Operator.MOST:
        bounds &= Q(**{f"{name}__gte": values[0]})
    if criterion.operator is not Operator.LEAST:
        bounds &= Q(**{f"{name}__lte": values[-1]})
    return bounds


def _presence(_actor: Actor, criterion: Criterion) -> Q:
    return Q(**{f"{criterion.field.code}__isnull": criterion.operator is Operator.EMPTY})


_CONDITIONS: Mapping[FieldKind, Callable[[Actor, Criterion], Q]] = {
    FieldKind.WORDS: _words,
    FieldKind.TEXT: _text,
    FieldKind.CHOICE: _choice,
    FieldKind.PERSON: _person,
    FieldKind.TAGS: _tags,
    FieldKind.CODE: _parent,
    FieldKind.NUMBER: _number,
    FieldKind.PERCENT: _number,
    FieldKind.DAY: _day,
    FieldKind.MOMENT: _moment,
    FieldKind.PRESENCE: _presence,
}
