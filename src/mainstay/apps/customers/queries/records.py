"""Reads of single customers, on behalf of somebody."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from mainstay.apps.customers.models import (
    AccountTeamMember,
    Customer,
    CustomerAlias,
    CustomerTag,
    Status,
)
from mainstay.apps.customers.policies import reached_otherwise, sees_all
from mainstay.apps.customers.queries.custom_fields import custom_fields, read_values_along
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.policies import policy_of
from mainstay.foundation.columns import read_columns
from mainstay.kernel.text import has_controls

if TYPE_CHECKING:
    import pyarrow as pa


class CustomerNotFound(LookupError):
    """There is no such customer, or none that the actor may see."""


def visible(actor: Actor) -> QuerySet[Customer]:
    """The customers the actor may see, with owner, ordered by code."""
    return Customer.objects.visible_to(actor).select_related("owner")


def to_decide_about(actor: Actor) -> QuerySet[Customer, int]:
    """The keys of those that the actor reaches otherwise than in an account team, for a subquery.

    A place in a customer's account team is not enough for what is decided about the customer.
    """
    rows = Customer.objects.visible_to(actor)
    if not sees_all(actor):
        rows = rows.filter(reached_otherwise(actor))
    return rows.order_by().values_list("pk", flat=True)


def current(actor: Actor) -> QuerySet[Customer]:
    """The customers the actor may see that are neither archived nor merged into another one."""
    merged = CustomerAlias.objects.system("the aliases hold for everybody").values("old_key")
    return visible(actor).exclude(status=Status.ARCHIVED).exclude(key__in=merged)


def withdrawn() -> QuerySet[Customer, int]:
    """The keys of the few customers that not even those see who see all, for a subquery."""
    rows = Customer.objects.system("nobody sees them")
    return rows.filter(withdrawn_at__isnull=False).order_by().values_list("key", flat=True)


def seen_among(actor: Actor, keys: "pa.ChunkedArray") -> "pa.ChunkedArray":
    """Which of many customers the actor may see, as flags: for figures of everybody at once."""
    import pyarrow as pa
    import pyarrow.compute as pc

    schema = pa.schema([("key", pa.int64())])
    if sees_all(actor):
        withdrawn = Customer.objects.system("the few that even those do not see who see all")
        hidden = withdrawn.filter(withdrawn_at__isnull=False).order_by()
        return pc.invert(pc.is_in(keys, value_set=read_columns(hidden, schema)["key"]))
    seen = visible(actor).select_related(None).order_by()
    return pc.is_in(keys, value_set=read_columns(seen, schema)["key"])


def reach_of(actor: Actor) -> "pa.Table | None":
    """The keys, in `customer`, of those within the actor's reach; None where that is all there are.

    For figures that the engine adds up over the lines of many customers.
    """
    import pyarrow as pa

    rows = visible(actor).select_related(None).order_by()
    if sees_all(actor) and not withdrawn().exists():
        return None
    return read_columns(rows, pa.schema([("key", pa.int64())])).rename_columns(["customer"])


def regions_and_industries(actor: Actor) -> "pa.Table":
    """`key`, `region` and `industry` of every customer that the actor sees; empty for none."""
    import pyarrow as pa

    rows = visible(actor).select_related(None).order_by()
    names = [(name, pa.string()) for name in ("region", "industry")]
    return read_columns(rows, pa.schema([("key", pa.int64()), *names]))


def customer(actor: Actor, key: int) -> Customer:
    """One customer as `with_details` gives it, and `custom`. Raises CustomerNotFound."""
    return _one(actor, key=key)


def customer_by_code(actor: Actor, code: str) -> Customer:
    """One customer by its exact code, as `with_details` gives it. Raises CustomerNotFound."""
    if has_controls(code):  # No code has any, and PostgreSQL fails when it is asked for a NUL.
        raise CustomerNotFound(code)
    return _one(actor, code=code)


def _one(actor: Actor, **which: int | str) -> Customer:
    found = with_details(actor, visible(actor)).filter(**which).first()
    if found is None:
        raise CustomerNotFound(*which.values())
    read_values_along([found], custom_fields())
    return found


def with_details(actor: Actor, rows: QuerySet[Customer]) -> QuerySet[Customer]:
    """The same customers with owner, tags and parent read along.

    A parent that the actor may not see is None; only its key remains.
    """
    tags = CustomerTag.objects.system("shown with a customer who is visible")
    parents = Customer.objects.visible_to(actor).order_by()
    found = rows.select_related("owner").prefetch_related(Prefetch("tags", queryset=tags))
    return found.prefetch_related(Prefetch("parent", queryset=parents))


def with_account_team(rows: QuerySet[Customer]) -> QuerySet[Customer]:
    """The same customers with their account teams read along."""
    return rows.prefetch_related(_account_team())


def read_teams_along(rows: Sequence[Customer]) -> None:
    """Read the account teams of these customers, for all of them at once."""
    prefetch_related_objects(list(rows), _account_team())


def _account_team() -> "Prefetch[str]":
    team = AccountTeamMember.objects.system("shown with a customer who is visible")
    return Prefetch("account_team", queryset=team.select_related("person"))


def read_along(actor: Actor, rows: Sequence[Customer]) -> None:
    """Read tags and parents of these customers, as `with_details` does, for all of them at once."""
    tags = CustomerTag.objects.system("shown with a customer who is visible")
    parents = Customer.objects.visible_to(actor).order_by()
    along = (Prefetch("tags", queryset=tags), Prefetch("parent", queryset=parents))
    prefetch_related_objects(list(rows), *along)


def may(actor: Actor, permission: str, customer: Customer) -> bool:
    """Whether the actor may use a right on this customer."""
    return policy_of(Customer).allows(actor, permission, customer)


def children(actor: Actor, key: int) -> QuerySet[Customer]:
    """The customers right below one, as far as the actor may see them."""
    return visible(actor).filter(parent_id=key)
