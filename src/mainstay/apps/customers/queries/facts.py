"""The facts of many customers at once, as columns, for work that compares them."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db.models import Max, QuerySet

from mainstay.apps.customers.contracts.priority import priority
from mainstay.apps.customers.models import Customer, ImportedCustomer, ImportOutcome, Kind, Status
from mainstay.apps.customers.queries.records import current
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.columns import read_columns
from mainstay.kernel.trees import on_cycles

if TYPE_CHECKING:
    import pyarrow as pa


def facts_of(actor: Actor, keys: Collection[int] | None = None) -> "pa.Table":
    """The facts of the current customers that the actor sees, of all or of those with these keys.

    `is_person`, `parent_is_away` (archived or withdrawn) and `is_in_circle` (above itself) are
    flags; the other names are those of a customer's fields.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    schema = pa.schema(
        [
            ("key", pa.int64()),
            ("kind", pa.string()),
            ("name", pa.string()),
            ("registration_number", pa.string()),
            ("owner_id", pa.int64()),
            ("owner__is_active", pa.bool_()),
            ("parent_id", pa.int64()),
            ("parent__status", pa.string()),
            ("parent__withdrawn_at", pa.timestamp("us", "UTC")),
            ("to_be_completed", pa.bool_()),
            ("updated_at", pa.timestamp("us", "UTC")),
            ("industry", pa.string()),
            ("region", pa.string()),
            ("scale", pa.string()),
            ("registered_capital", pa.decimal128(18, 4)),
            ("founded_on", pa.date32()),
        ]
    )
    found = read_columns(_rows(actor, keys), schema)
    archived = pc.equal(found["parent__status"], Status.ARCHIVED.value)
    away = pc.or_(
        pc.fill_null(archived, fill_value=False), found["parent__withdrawn_at"].is_valid()
    )
    circle = _in_circle(actor, found)
    return (
        found.append_column("is_person", pc.equal(found["kind"], Kind.PERSON.value))
        .append_column("parent_is_away", away)
        .append_column("is_in_circle", pc.is_in(found["key"], value_set=circle))
        .drop_columns(["kind", "parent__status", "parent__withdrawn_at"])
        .combine_chunks()
    )


def _rows(actor: Actor, keys: Collection[int] | None) -> QuerySet[Customer]:
    rows = current(actor).select_related(None).order_by()
    return rows if keys is None else rows.filter(key__in=keys)


def _in_circle(actor: Actor, found: "pa.Table") -> "pa.Array":
    """Those above themselves, by way of customers that the actor sees."""
    import pyarrow as pa

    if not found["parent_id"].is_valid().to_numpy().any():
        return pa.array([], pa.int64())
    pairs = Customer.objects.visible_to(actor).filter(parent__isnull=False).order_by()
    cyclic = on_cycles(dict(pairs.values_list("key", "parent_id").iterator(10_000)))
    return pa.array(sorted(cyclic), pa.int64())


def newest_batches(keys: Collection[int] | None = None) -> "pa.Table":
    """`key` and `batch`: the newest import not undone that brought a customer, where one did."""
    import pyarrow as pa

    rows = ImportedCustomer.objects.system("the caller decided whose customers they are")
    if keys is not None:
        rows = rows.filter(customer__in=keys)
    newest = (
        rows.filter(undone=False)
        .exclude(outcome=ImportOutcome.NAMED)
        .order_by()
        .values("customer_id")
        .annotate(newest=Max("batch"))
    )
    schema = pa.schema([("customer_id", pa.int64()), ("newest", pa.int64())])
    return read_columns(newest, schema).rename_columns(["key", "batch"])


def priorities(actor: Actor, keys: Collection[int] | None = None) -> "pa.Table | None":
    """`key`, `key_account` and `revenue` of the current customers the actor sees.

    None where the actor may not know them, or nobody has said what they are.
    """
    import pyarrow as pa

    known = priority()
    if known is None or not actor.may(known.permission):
        return None
    rows = _rows(actor, keys).annotate(
        is_key_account=known.key_account(), revenue_of_year=known.revenue()
    )
    schema = pa.schema(
        [
            ("key", pa.int64()),
            ("is_key_account", pa.bool_()),
            ("revenue_of_year", pa.decimal128(22, 4)),
        ]
    )
    return read_columns(rows, schema).rename_columns(["key", "key_account", "revenue"])
