"""Reads of custom fields: which there are, and what customers have in them."""

from collections.abc import Collection, Mapping, Sequence

from django.db.models import QuerySet

from mainstay.apps.customers.contracts.custom_fields import CustomField, FieldType, Value
from mainstay.apps.customers.models import Customer, CustomerField, CustomerValue
from mainstay.apps.customers.rules.custom_fields import (
    StoredValue,
    bound,
    choices_of,
    value_of,
)
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.kept import kept

KEPT = "customers.custom_fields"
_WHY = "custom fields are the company's"


class FieldNotFound(LookupError):
    """There is no such custom field."""


def custom_fields() -> Sequence[CustomField]:
    """The custom fields in use, in their order; read once within a request."""
    return kept(KEPT, _in_use)


def _in_use() -> tuple[CustomField, ...]:
    rows = CustomerField.objects.system(_WHY).filter(is_archived=False)
    return tuple(as_field(row) for row in rows)


def all_fields() -> Sequence[CustomField]:
    """Archived custom fields too, for what undos put back."""
    return tuple(as_field(row) for row in CustomerField.objects.system(_WHY))


def as_field(row: CustomerField) -> CustomField:
    """A row as what the rules and other subjects know."""
    kind = FieldType(row.type)
    return CustomField(
        key=row.pk,
        code=row.code,
        names=row.names,
        helps=row.helps,
        type=kind,
        is_required=row.is_required,
        longest=row.longest,
        least=bound(kind, row.least),
        most=bound(kind, row.most),
        choices=choices_of(row.choices),
    )


def definitions(actor: Actor) -> QuerySet[CustomerField]:
    """All custom fields, archived ones last."""
    return CustomerField.objects.visible_to(actor).order_by("is_archived", "place", "pk")


def definition(actor: Actor, key: int) -> CustomerField:
    """One custom field, as `definitions` gives it. Raises FieldNotFound."""
    found = definitions(actor).filter(pk=key).first()
    if found is None:
        raise FieldNotFound(key)
    return found


Values = dict[str, Value]
"""Values by the codes of their fields; an empty one is left out."""


def values_of(keys: Collection[int], fields: Sequence[CustomField]) -> dict[int, Values]:
    """What customers have in these fields, by key: one query for all of them."""
    found: dict[int, Values] = {key: {} for key in keys}
    if not fields or not found:
        return found
    known = {field.key: field for field in fields}
    rows = CustomerValue.objects.system("the caller decided whose customers they are")
    rows = rows.filter(customer__in=found, field__in=known).order_by()
    columns = ("customer_id", "field_id", "text", "number", "day")
    for key, field_key, *cells in rows.values_list(*columns):
        field = known[field_key]
        value = value_of(field.type, StoredValue(*cells))
        if value is not None:
            found[key][field.code] = value
    return found


def read_values_along(customers: Sequence[Customer], fields: Sequence[CustomField]) -> None:
    """Put `custom` on these customers: what they have in the fields, for all of them at once."""
    found = values_of([customer.pk for customer in customers], fields)
    for customer in customers:
        customer.custom = found[customer.pk]  # type: ignore[attr-defined]


def custom_of(customer: Customer) -> Mapping[str, Value]:
    """The values that were read along."""
    found: Mapping[str, Value] = getattr(customer, "custom", {})
    return found
