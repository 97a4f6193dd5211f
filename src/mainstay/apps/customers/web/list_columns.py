"""The columns of a list of customers as its page shows them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mainstay.apps.customers.contracts import columns as added
from mainstay.apps.customers.contracts.custom_fields import NUMBERS, CustomField, FieldType
from mainstay.apps.customers.models import Customer, Kind, Status
from mainstay.apps.customers.queries.custom_fields import custom_fields, custom_of
from mainstay.apps.customers.wording import account_team_words, custom_words
from mainstay.foundation.access.actor import Actor
from mainstay.shell.sentences import listed
from mainstay.shell.web.addresses import row_addresses
from mainstay.shell.web.tables import Badge, Column, Tone
from mainstay.shell.web.tables import Kind as Figure

_TONES = {Status.ACTIVE: Tone.GOOD, Status.PROSPECT: Tone.INFO, Status.ARCHIVED: Tone.PLAIN}
READ_ALONG = frozenset({"tags", "parent"})
"""Columns that need more than the row of a customer."""


def status_badge(customer: Customer) -> Badge:
    """A customer's status as the pages show it."""
    return _status_badge(Status(customer.status), get_language())


@cache
def _status_badge(status: Status, _language: str | None) -> Badge:
    return Badge(str(status.label), _TONES[status])


def _parent_page(customer: Customer) -> str | None:
    return reverse("customers:customer", args=[customer.parent.pk]) if customer.parent else None


OWN_COLUMNS: tuple[Column[Customer], ...] = (
    Column(
        "name",
        _("Name"),
        lambda customer: customer.name,
        link=lambda customer: row_addresses("customers:customer")(customer.pk),
        sortable=True,
        wrap=True,
    ),
    Column("code", _("Code"), lambda customer: customer.code, sortable=True),
    Column("status", _("Status"), status_badge),
    Column("owner", _("Owner"), lambda customer: customer.owner),
    Column("region", _("Region"), lambda customer: customer.region, wide=True),
    Column("industry", _("Industry"), lambda customer: customer.industry, wide=True),
    Column(
        "updated_at", _("Updated"), lambda customer: customer.updated_at, sortable=True, wide=True
    ),
    Column("short_name", _("Short name"), lambda customer: customer.short_name, wrap=True),
    Column("kind", _("Kind"), lambda customer: Kind(customer.kind).label),
    Column("scale", _("Scale"), lambda customer: customer.scale),
    Column(
        "tags",
        _("Tags"),
        lambda customer: listed(sorted(tag.name for tag in customer.tags.all())),
        wrap=True,
    ),
    Column("account_team", _("Account team"), account_team_words, wrap=True),
    Column(
        "parent",
        _("Parent"),
        lambda customer: customer.parent.name if customer.parent else None,
        link=_parent_page,
        wrap=True,
    ),
    Column("registration_number", _("Registration number"), lambda each: each.registration_number),
    Column(
        "registered_capital",
        _("Registered capital"),
        lambda customer: customer.registered_capital,
        Figure.AMOUNT,
    ),
    Column("founded_on", _("Founded on"), lambda customer: customer.founded_on),
    Column("source", _("Source"), lambda customer: customer.source),
    Column(
        "to_be_completed",
        _("To be completed"),
        lambda customer: Badge(_("Yes"), Tone.CAUTION) if customer.to_be_completed else None,
    ),
    Column("created_at", _("Created"), lambda customer: customer.created_at, sortable=True),
)
"""The facts of a customer that a list can show, by code."""


def list_columns(
    codes: Iterable[str],
    shown: Sequence[added.ListColumn],
    values: Mapping[str, Mapping[int, Any]],
    *,
    chosen: bool,
) -> list[Column[Customer]]:
    """The columns with these codes; what was chosen is not left out on a phone."""
    columns = (*OWN_COLUMNS, *map(custom_column, custom_fields()), *_added(shown, values))
    known = {column.code: column for column in columns}
    found = (known[code] for code in codes)
    return [replace(column, wide=False) if chosen else column for column in found]


def custom_column(field: CustomField) -> Column[Customer]:
    """The column of a custom field."""
    return Column(
        field.name,
        field.label,
        lambda customer: custom_words(field, custom_of(customer).get(field.code)),
        Figure.WRITTEN if field.type in NUMBERS else Figure.TEXT,
        wrap=field.type is FieldType.TEXT,
    )


def _added(
    shown: Sequence[added.ListColumn], values: Mapping[str, Mapping[int, Any]]
) -> list[Column[Customer]]:
    return [
        Column(
            column.code,
            column.label,
            partial(_value, values.get(column.code, {})),
            column.kind,
            sortable=column.expression is not None,
            wide=column.wide,
        )
        for column in shown
    ]


def _value(known: Mapping[int, Any], customer: Customer) -> Any:
    return known.get(customer.pk)


def column_labels(actor: Actor) -> dict[str, str | Promise]:
    """What each column is called that the actor may see."""
    shown = {column.code: column.label for column in added.columns(actor)}
    custom = {field.name: field.label for field in custom_fields()}
    return {**{column.code: column.label for column in OWN_COLUMNS}, **custom, **shown}
