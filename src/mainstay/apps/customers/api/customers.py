"""The interface for programs: customers."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase
from ninja import Field, Query, Router, Schema, Status
from ninja.errors import ValidationError

from mainstay.apps.customers import policies, queries
from mainstay.apps.customers.api import conflicts
from mainstay.apps.customers.contracts.columns import ListColumn, columns, plain_value
from mainstay.apps.customers.contracts.reasons import REASONS
from mainstay.apps.customers.models import Customer
from mainstay.apps.customers.queries import ColumnFilter, CustomerFilter
from mainstay.apps.customers.queries.counting import exact_count
from mainstay.apps.customers.queries.custom_fields import (
    custom_fields,
    custom_of,
    read_values_along,
)
from mainstay.apps.customers.queries.filter_fields import filter_fields
from mainstay.apps.customers.queries.list_columns import known_columns
from mainstay.apps.customers.queries.views import Catalogue, HiddenView, read_view, view
from mainstay.apps.customers.rules.conditions import parse
from mainstay.apps.customers.rules.views import ListState
from mainstay.apps.customers.services import records
from mainstay.apps.customers.services.export import export_customers as export
from mainstay.foundation.access.actor import Actor
from mainstay.shell.api.admission import takes
from mainstay.shell.api.files import FormatIn
from mainstay.shell.api.paging import PageIn, PageOut, page_out
from mainstay.shell.exports import file_response
from mainstay.shell.paging import QuerySetRows, capped_count
from mainstay.shell.web.access import acting, requires

router = Router()
_COLUMNS = (
    "Columns of the file, separated by commas, or `view` for those of the view; without any it has "
    "every field."
)


class CustomerCountOut(Schema):
    """How many customers there are; `or_more` where it was not counted to the end."""

    number: int
    or_more: bool


class ChoiceOut(Schema):
    """A value that a field can have."""

    value: str
    label: str


class FilterFieldOut(Schema):
    """A field that conditions may name. `choices`, where there are any, are its only values."""

    code: str
    label: str
    kind: str
    operators: list[str]
    choices: list[ChoiceOut]


class ParentOut(Schema):
    """The customer above, where the caller sees it."""

    key: int
    code: str
    name: str


class OwnerOut(Schema):
    """The person who looks after a customer."""

    id: int
    full_name: str


class CustomerOut(Schema):
    """A customer. `columns` has what other subjects know: the grade, the revenue."""

    key: int
    code: str
    name: str
    short_name: str
    kind: str
    status: str
    registration_number: str
    industry: str
    region: str
    scale: str
    registered_capital: Decimal | None
    founded_on: date | None
    business_scope: str
    parent: ParentOut | None
    owner: OwnerOut | None
    source: str
    tags: list[str]
    to_be_completed: bool
    version: int
    created_at: datetime
    updated_at: datetime
    custom: dict[str, Any] = Field(
        ..., description="Values of custom fields by their codes; null where there is none."
    )
    columns: dict[str, Any]

    @staticmethod
    def resolve_tags(customer: Customer) -> list[str]:
        """The tags by name."""
        return sorted(tag.name for tag in customer.tags.all())


class CustomerFacts(Schema):
    """What can be said about a customer; what is left out stays, or is empty for a new one."""

    short_name: str = ""
    kind: Literal["organisation", "person"] = "organisation"
    status: Literal["prospect", "active"] = "prospect"
    registration_number: str = ""
    industry: str = ""
    region: str = ""
    scale: str = ""
    registered_capital: Decimal | None = None
    founded_on: date | None = None
    business_scope: str = ""
    parent: int | None = Field(None, description="Key of the customer above.")
    owner: int | None = Field(None, description="Id of a person.")
    source: str = ""
    tags: list[str] = Field([])
    to_be_completed: bool = False
    custom: dict[str, Any] = Field(
        {},
        description="Values of custom fields by their codes: text, number (or its text), date as "
        "`2026-01-31`, true or false, the code of a choice; null empties one. What is left out "
        "stays. `GET /customers/custom-fields` names the fields.",
    )


class CustomerIn(CustomerFacts):
    """A customer to create."""

    code: str
    name: str


class CustomerChange(CustomerFacts):
    """What to change of the customer that was read at `version`."""

    version: int
    code: str = ""
    name: str = ""


class CustomerFilterIn(Schema):
    """Which customers to list.

    Registered columns filter too: by their code, or by code and `_min` or `_max` for figures.
    """

    text: str = Field("", description="Words that code, name or short name contain.")
    status: str = Field("", description="Empty leaves archived ones out; `all` brings them too.")
    owner: str = Field("", max_length=18, description="Id of a person, or `none`.")
    region: str = ""
    industry: str = ""
    kind: str = ""
    tag: str = ""
    to_be_completed: bool = False
    where: str = Field(
        "",
        description="Conditions `field:operator:value,value`; `|` between them means or, `;` and. "
        "A backslash before a sign makes it a part of a value. `GET /customers/fields` names "
        "fields and operators.",
    )
    view: int | None = Field(
        None,
        description="Id of a saved view, whose conditions have to be met too, and whose order "
        "the list has unless another one is named.",
    )


def _column_parameters(actor: Actor) -> Iterator[str]:
    for column in columns(actor):
        if column.choices:
            yield column.code
        if column.ranged:
            yield from (f"{column.code}_min", f"{column.code}_max")


@router.get("", response=PageOut[CustomerOut])
@requires(policies.VIEW)
@takes(_column_parameters)
def list_customers(
    request: HttpRequest,
    page: Query[PageIn],
    wanted: Query[CustomerFilterIn],
    sort: str = "",
) -> dict[str, Any]:
    """The customers within reach; `sort` is a field or a column, `-` in front turns it round."""
    actor = acting(request)
    filters, sort, _columns = _asked(actor, request, wanted, sort)
    rows = queries.with_details(actor, queries.customers(actor, filters, sort))
    keyset = QuerySetRows(rows, queries.present(actor, sort))
    found = page_out(request, keyset, [sort, "pk"], page)
    return {**found, "items": _shown(actor, found["items"])}


@router.post("", response={201: CustomerOut})
@requires(policies.CREATE)
def create_customer(request: HttpRequest, customer: CustomerIn) -> Status[Customer]:
    """Create a customer; who does not see everything owns it unless another owner is named."""
    actor = acting(request)
    facts: dict[str, Any] = customer.dict(exclude_unset=True)
    return Status(201, _one(actor, records.create_customer(actor, **facts).key))


@router.get("/export", response={200: bytes})
@requires(policies.EXPORT)
@takes(_column_parameters)
def export_customers(
    request: HttpRequest,
    wanted: Query[CustomerFilterIn],
    asked: Query[FormatIn],
    sort: str = "",
    columns: str = Query("", description=_COLUMNS),  # type: ignore[type-arg]
) -> HttpResponseBase:
    """The customers within reach as a file: CSV in UTF-8 with a byte order mark, or XLSX; audited.

    Takes the filters and the order of the list. Without `columns` the file has every field, and an
    import reads all of it again.
    """
    actor = acting(request)
    filters, sort, of_view = _asked(actor, request, wanted, sort)
    chosen = of_view if columns == "view" else _chosen(actor, columns)
    return file_response(export(actor, filters, sort, chosen), asked.format)


@router.get("/count", response=CustomerCountOut)
@requires(policies.VIEW)
@takes(_column_parameters)
def count_customers(
    request: HttpRequest, wanted: Query[CustomerFilterIn], exact: bool = False
) -> dict[str, Any]:
    """How many customers the list has: up to 2,000, of a search up to 1,000; with `exact` all."""
    actor = acting(request)
    filters, sort, _columns = _asked(actor, request, wanted, "")
    rows = queries.customers(actor, filters, sort)
    if exact:
        return {"number": exact_count(rows), "or_more": False}
    found = capped_count(rows, queries.most_counted(filters.text))
    return {"number": found.value, "or_more": found.capped}


@router.get("/fields", response=list[FilterFieldOut])
@requires(policies.VIEW)
def list_fields(request: HttpRequest) -> list[dict[str, Any]]:
    """What the list can be filtered by, and what can be asked of each field."""
    return [
        {
            "code": field.code,
            "label": str(field.label),
            "kind": field.kind.value,
            "operators": [each.value for each in field.operators],
            "choices": [{"value": value, "label": str(label)} for value, label in field.choices],
        }
        for field in filter_fields(acting(request)).values()
    ]


@router.get("/{int:key}", response=CustomerOut)
@requires(policies.VIEW)
def get_customer(request: HttpRequest, key: int) -> Customer:
    """One customer within reach."""
    return _one(acting(request), key)


@router.patch("/{int:key}", response={200: CustomerOut, 204: None}, openapi_extra=conflicts.TOLD)
@requires(policies.CHANGE)
def change_customer(request: HttpRequest, key: int, change: CustomerChange) -> Status[Any]:
    """Change a customer; answers 409 with both versions when it is no longer at `version`.

    Answers 204 when the customer now belongs to somebody else and is out of the caller's sight.
    """
    actor = acting(request)
    facts: dict[str, Any] = change.dict(exclude_unset=True)
    version = facts.pop("version")
    with conflicts.of_customer(actor, key, facts):
        records.change_customer(actor, key, version, **facts)
    try:
        return Status(200, _one(actor, key))
    except queries.CustomerNotFound:
        return Status(204, None)


@router.post("/{int:key}/archive", response=CustomerOut)
@requires(policies.ARCHIVE)
def archive_customer(request: HttpRequest, key: int) -> Customer:
    """Put a customer away; its order lines stay and count."""
    actor = acting(request)
    records.archive_customer(actor, key)
    return _one(actor, key)


@router.post("/{int:key}/restore", response=CustomerOut)
@requires(policies.ARCHIVE)
def restore_customer(request: HttpRequest, key: int) -> Customer:
    """Bring an archived customer back."""
    actor = acting(request)
    records.restore_customer(actor, key)
    return _one(actor, key)


def _one(actor: Actor, key: int) -> Customer:
    [shown] = _shown(actor, [queries.customer(actor, key)])
    return shown


def _shown(actor: Actor, customers: Sequence[Customer]) -> Sequence[Customer]:
    """The customers with the values of registered columns beside their own fields."""
    known = queries.column_values(columns(actor), [customer.key for customer in customers])
    fields = custom_fields()
    read_values_along([each for each in customers if not hasattr(each, "custom")], fields)
    for customer in customers:
        values = {code: plain_value(each.get(customer.key)) for code, each in known.items()}
        customer.columns = values  # type: ignore[attr-defined]
        had = custom_of(customer)
        said = {field.code: had.get(field.code) for field in fields}
        customer.custom = said  # type: ignore[attr-defined]
    return customers


def _asked(
    actor: Actor, request: HttpRequest, wanted: CustomerFilterIn, sort: str
) -> tuple[CustomerFilter, str, tuple[str, ...]]:
    """Filter, order and chosen columns. Raises InvalidFilter, ViewNotFound and HiddenView."""
    said = wanted.dict()
    groups = parse(said.pop("where"))
    state = ListState(sort=queries.DEFAULT_SORT)
    if (view_id := said.pop("view")) is not None:
        read = read_view(view(actor, view_id), Catalogue(actor))
        if read.criteria is None:
            raise HiddenView(view_id)
        state = read.state
    added = _column_filters(actor, request.GET)
    filters = CustomerFilter(**said, columns=added, groups=(*state.groups, *groups))
    return filters, sort or state.sort, state.columns


def _chosen(actor: Actor, columns: str) -> tuple[str, ...]:
    """The columns that were named. Raises ValidationError for one that does not exist."""
    chosen = tuple(dict.fromkeys(code.strip() for code in columns.split(",") if code.strip()))
    if len(known_columns(actor, chosen)) < len(chosen):
        detail = str(REASONS["unknown_column"])
        raise ValidationError(
            [{"loc": ("query", "columns"), "type": "unknown_column", "msg": detail}]
        )
    return chosen


def _column_filters(actor: Actor, parameters: Mapping[str, Any]) -> dict[str, ColumnFilter]:
    found = {}
    for column in columns(actor):
        if column.choices or column.ranged:
            condition = ColumnFilter(
                equal=_choice(parameters, column),
                least=_bound(parameters, f"{column.code}_min") if column.ranged else None,
                most=_bound(parameters, f"{column.code}_max") if column.ranged else None,
            )
            if condition != ColumnFilter():
                found[column.code] = condition
    return found


def _choice(parameters: Mapping[str, Any], column: ListColumn) -> str:
    said = str(parameters.get(column.code, "")) if column.choices else ""
    if said and column.choices and said not in {str(value) for value, _ in column.choices()}:
        raise BadRequest(column.code)
    return said


def _bound(parameters: Mapping[str, Any], name: str) -> Decimal | None:
    text = parameters.get(name, "")
    try:
        number = Decimal(text) if text else None
    except InvalidOperation:
        raise BadRequest(name) from None
    if number is not None and not number.is_finite():
        raise BadRequest(name)
    return number
