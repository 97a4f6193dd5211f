"""Customers that an import needs: those its file names but nobody knows, and new buyers."""

from collections.abc import Collection, Mapping
from typing import Any, TypedDict

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from mainstay.apps.customers.models import (
    Customer,
    CustomerChange,
    ImportedCustomer,
    ImportOutcome,
    Status,
)
from mainstay.apps.customers.policies import IMPORT
from mainstay.apps.customers.services.checking import lock_hierarchy
from mainstay.apps.customers.services.custom_values import write_rows
from mainstay.apps.customers.services.importing.plan import PlanOutdated
from mainstay.apps.customers.services.importing.storing import (
    insert_customers,
    insert_for_each,
    write_customers,
    write_tags,
)
from mainstay.apps.customers.services.keys import CHUNK
from mainstay.foundation.access.actor import Actor, RowScope
from mainstay.foundation.access.services import service
from mainstay.foundation.columns import insert_columns


class NewCustomerFacts(TypedDict, total=False):
    """What a file of orders or contacts can say about a customer that nobody knows."""

    name: str
    region: str
    industry: str


@service(IMPORT)
def create_missing(
    actor: Actor,
    batch: int,
    facts: Mapping[str, NewCustomerFacts],
    keys: Mapping[str, int],
    status: Status = Status.ACTIVE,
) -> int:
    """Create a customer for each code in `facts` under its key from `keys_for_new`; how many.

    They are marked to be completed; without a name the code stands in for it. Runs in the
    caller's transaction or its own. Raises PlanOutdated, and writes nothing, when one of the codes
    has been taken since the keys were given out.
    """
    now = timezone.now()
    owner = None if actor.scope is RowScope.ALL else actor.person_id
    customers = [
        {
            "key": keys[code],
            "code": code,
            "name": said.get("name") or code,
            "region": said.get("region") or "",
            "industry": said.get("industry") or "",
            "status": status,
            "owner_id": owner,
            "to_be_completed": True,
            "created_in": batch,
            "created_at": now,
            "updated_at": now,
        }
        for code, said in facts.items()
    ]
    try:
        with transaction.atomic():
            for start in range(0, len(customers), CHUNK):
                _create(batch, customers[start : start + CHUNK])
    except IntegrityError as error:
        raise PlanOutdated from error
    return len(customers)


def _create(batch: int, customers: list[dict[str, Any]]) -> None:
    present = Customer.objects.system("keys that an import holds for new customers")
    holders = present.filter(key__in=[each["key"] for each in customers]).select_for_update()
    withdrawn = dict(holders.exclude(withdrawn_at=None).values_list("key", "version"))
    if holders.filter(withdrawn_at=None).exists():
        raise PlanOutdated
    _insert([each for each in customers if each["key"] not in withdrawn])
    returned = [each for each in customers if each["key"] in withdrawn]
    write_customers([Customer(**each, version=withdrawn[each["key"]] + 1) for each in returned])
    write_tags({each["key"]: () for each in returned}, replace=True)
    write_rows({each["key"]: {} for each in returned}, anew=True)
    outcomes = [
        ImportOutcome.RETURNED if each["key"] in withdrawn else ImportOutcome.CREATED
        for each in customers
    ]
    brought: dict[str, list[Any]] = {
        "customer_id": [each["key"] for each in customers],
        "outcome": outcomes,
    }
    insert_columns(ImportedCustomer, brought, {"batch": batch, "undone": False})


def _insert(customers: list[dict[str, Any]]) -> None:
    if customers:
        names = customers[0]
        insert_customers({name: [each[name] for each in customers] for name in names}, {})


@service(IMPORT)
def mark_active(actor: Actor, batch: int, keys: Collection[int]) -> int:
    """Make those of the customers active that were prospects: they have bought now; how many.

    Names all customers whose lines a batch brings, so that none of them is withdrawn meanwhile.
    Raises PlanOutdated, and writes nothing, when one has been.
    """
    wanted = sorted(set(keys))
    with transaction.atomic():
        lock_hierarchy()
        return sum(
            _activate(batch, wanted[start : start + CHUNK])
            for start in range(0, len(wanted), CHUNK)
        )


def _activate(batch: int, keys: list[int]) -> int:
    customers = Customer.objects.system("an order makes a prospect a customer")
    if customers.filter(key__in=keys).exclude(withdrawn_at=None).exists():
        raise PlanOutdated
    waiting = customers.filter(key__in=keys, status=Status.PROSPECT, withdrawn_at=None)
    locked = list(waiting.order_by("key").select_for_update().values_list("key", flat=True))
    if not locked:
        return 0
    prospects = customers.filter(key__in=locked)
    insert_for_each(
        prospects, ImportedCustomer, batch=batch, outcome=ImportOutcome.CHANGED, undone=False
    )
    insert_for_each(
        prospects,
        CustomerChange,
        batch=batch,
        field="status",
        before=Status.PROSPECT.value,
        after=Status.ACTIVE.value,
        undone=False,
    )
    return prospects.update(
        status=Status.ACTIVE, updated_at=timezone.now(), version=F("version") + 1
    )
