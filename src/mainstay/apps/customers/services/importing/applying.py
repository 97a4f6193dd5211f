"""Carrying out a plan in one transaction, keeping a before-image of every changed field."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from mainstay.apps.customers.contracts.custom_fields import PREFIX
from mainstay.apps.customers.models import (
    Customer,
    CustomerChange,
    ImportedCustomer,
    ImportOutcome,
)
from mainstay.apps.customers.policies import IMPORT
from mainstay.apps.customers.services.checking import lock_hierarchy
from mainstay.apps.customers.services.custom_values import write_rows
from mainstay.apps.customers.services.importing.matching import (
    PLAIN,
    Known,
    brings_tags,
    differences,
    facts_of,
    known_by,
)
from mainstay.apps.customers.services.importing.plan import (
    CustomerPlan,
    Outcome,
    PlanOutdated,
    Progress,
    no_progress,
)
from mainstay.apps.customers.services.importing.spool import Row
from mainstay.apps.customers.services.importing.storing import (
    insert_customers,
    stored_value,
    write_customers,
    write_tags,
)
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import service
from mainstay.foundation.columns import insert_columns

_OUTCOMES = {
    Outcome.CREATED: ImportOutcome.CREATED,
    Outcome.RETURNED: ImportOutcome.RETURNED,
    Outcome.CHANGED: ImportOutcome.CHANGED,
    Outcome.UNCHANGED: ImportOutcome.UNCHANGED,
}
_ASIDE = frozenset({"tags", "custom"})


@service(IMPORT)
def apply(
    actor: Actor, plan: CustomerPlan, batch: int, progress: Progress = no_progress
) -> CustomerPlan:
    """Write what the plan decided as batch number `batch`, in the caller's transaction or its own.

    The audit entry is the import's, one per batch, and is written by whoever commits the batch.
    Call `plan.reserve_keys()` before a long transaction. Raises PlanOutdated, and writes nothing,
    when a customer it touches has changed since.
    """
    plan.reserve_keys()
    if plan.moves:
        lock_hierarchy()
    applying = _Applying(plan, batch)
    try:
        with transaction.atomic():
            for start, rows in plan.spool.said_chunks():
                applying.write(start, rows)
                progress("apply", start + len(rows), plan.spool.rows)
    except IntegrityError as error:
        raise PlanOutdated from error
    return plan


class _Applying:
    """The writing of one plan, a chunk of rows at a time."""

    def __init__(self, plan: CustomerPlan, batch: int) -> None:
        self._plan = plan
        self._batch = batch
        self._now = timezone.now()

    def write(self, start: int, rows: list[Row]) -> None:
        by_outcome: dict[int, list[tuple[int, Row]]] = {}
        for place, row in enumerate(rows, start):
            by_outcome.setdefault(self._plan.outcomes[place], []).append((place, row))
        self._check_versions(
            place for outcome in _OUTCOMES for place, _ in by_outcome.get(outcome, ())
        )
        self._insert(by_outcome.get(Outcome.CREATED, []))
        self._return(by_outcome.get(Outcome.RETURNED, []))
        self._write_changed(by_outcome.get(Outcome.CHANGED, []))
        self._note_imports(by_outcome)

    def _check_versions(self, places: Iterable[int]) -> None:
        """Lock the customers and compare their versions with those the plan saw."""
        plan = self._plan
        expected = {plan.keys[place]: plan.versions[place] for place in places}
        expected = {key: version for key, version in expected.items() if version}
        rows = Customer.objects.system("the plan checked them").filter(key__in=expected)
        locked = rows.order_by("key").select_for_update().values_list("key", "version")
        if dict(locked) != expected:
            raise PlanOutdated

    def _insert(self, rows: list[tuple[int, Row]]) -> None:
        """Insert customers by the columns of the file: there is no object for each of them."""
        if not rows:
            return
        plan, said = self._plan, [row for _, row in rows]
        keys = [plan.keys[place] for place, _ in rows]
        columns = {name: [row[name] for row in said] for name in PLAIN if name in said[0]}
        if "parent" in said[0]:
            columns["parent_id"] = [
                plan.parent_key(row["parent"]) if row["parent"] else None for row in said
            ]
        columns |= {
            "key": keys,
            "version": [plan.versions[place] + 1 for place, _ in rows],
            "code": [row["code"] for row in said],
            "owner_id": [self._owner(row.get("owner")) for row in said],
        }
        same = {"created_in": self._batch, "created_at": self._now, "updated_at": self._now}
        insert_customers(columns, same)
        self._write_aside(keys, said, anew=False)

    def _owner(self, named: str | None) -> int | None:
        return self._plan.owner_ids[named] if named else self._plan.default_owner

    def _return(self, rows: list[tuple[int, Row]]) -> None:
        """Write customers over those that were withdrawn."""
        keys = [self._plan.keys[place] for place, _ in rows]
        write_customers(
            [
                Customer(**self._anew(key, self._plan.versions[place] + 1, row))
                for key, (place, row) in zip(keys, rows, strict=True)
            ]
        )
        self._write_aside(keys, [row for _, row in rows], anew=True)

    def _write_aside(self, keys: list[int], rows: list[Row], *, anew: bool) -> None:
        """Write what other tables hold: tags, and values of custom fields."""
        custom = self._plan.custom
        if not (anew or custom or brings_tags(rows)):
            return
        said = {key: facts_of(row, custom) for key, row in zip(keys, rows, strict=True)}
        write_tags({key: facts.get("tags", []) for key, facts in said.items()}, replace=anew)
        if custom or anew:
            values = {key: facts.get("custom", {}) for key, facts in said.items()}
            self._write_values(values, anew=anew)

    def _write_values(self, values: Mapping[int, dict[str, Any]], *, anew: bool = False) -> None:
        keys = {field.code: field.key for field in self._plan.custom}
        rows = {
            key: {keys[code]: value for code, value in said.items()} for key, said in values.items()
        }
        write_rows(rows, anew=anew)

    def _anew(self, key: int, version: int, row: Row) -> dict[str, Any]:
        facts = facts_of(row, self._plan.custom)
        return {
            "owner_id": self._plan.default_owner,
            **self._columns(facts),
            "key": key,
            "version": version,
            "code": row["code"],
            "created_in": self._batch,
            "created_at": self._now,
            "updated_at": self._now,
        }

    def _write_changed(self, rows: list[tuple[int, Row]]) -> None:
        keys = [self._plan.keys[place] for place, _ in rows]
        custom = self._plan.custom
        brought = brings_tags([row for _, row in rows])
        known = known_by("key", keys, with_tags=brought, custom=custom)
        customers, changes, tags, values = [], [], {}, {}
        for place, row in rows:
            key = self._plan.keys[place]
            facts = facts_of(row, custom)
            customer, changed = self._changed(known[key], facts)
            customers.append(customer)
            changes.extend(changed)
            if "tags" in facts:
                tags[key] = facts["tags"]
            values[key] = facts.get("custom", {})
        write_customers(customers)
        write_tags(tags, replace=True)
        if custom:
            self._write_values(values)
        CustomerChange.objects.system("before-images").bulk_create(changes)

    def _changed(
        self, known: Known, facts: dict[str, Any]
    ) -> tuple[Customer, list[CustomerChange]]:
        customer = Customer(**known.columns)
        after = self._columns(facts) | {"to_be_completed": False}
        changes = []
        before: Any
        for field in differences(known, facts, after.get("owner_id")):
            if field == "tags":
                before, value = known.tags, facts["tags"]
            elif field.startswith(PREFIX):
                code = field.removeprefix(PREFIX)
                before, value = known.custom.get(code), facts["custom"][code]
            else:
                column = Customer._meta.get_field(field).attname  # type: ignore[union-attr]
                before, value = known.columns[column], after[column]
                setattr(customer, column, value)
            changes.append(self._change(customer.key, field, before, value))
        customer.version += 1
        customer.updated_at = self._now
        return customer, changes

    def _change(self, key: int, field: str, before: Any, after: Any) -> CustomerChange:
        return CustomerChange(
            batch=self._batch,
            customer_id=key,
            field=field,
            before=stored_value(before),
            after=stored_value(after),
        )

    def _columns(self, facts: dict[str, Any]) -> dict[str, Any]:
        """The facts as columns: people and parents by their keys; other tables left out."""
        columns = {field: value for field, value in facts.items() if field not in _ASIDE}
        if "parent" in columns:
            columns["parent_id"] = self._plan.parent_key(columns.pop("parent"))
        if "owner" in columns:
            columns["owner_id"] = self._plan.owner_ids[columns.pop("owner")]
        return columns

    def _note_imports(self, by_outcome: dict[int, list[tuple[int, Row]]]) -> None:
        notes = [
            (self._plan.keys[place], outcome)
            for planned, outcome in _OUTCOMES.items()
            for place, _ in by_outcome.get(planned, ())
        ]
        values: dict[str, list[Any]] = {
            "customer_id": [key for key, _ in notes],
            "outcome": [said for _, said in notes],
        }
        insert_columns(ImportedCustomer, values, {"batch": self._batch, "undone": False})
