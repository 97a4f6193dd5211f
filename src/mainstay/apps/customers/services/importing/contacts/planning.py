"""Planning an import of contacts: every record is decided before anything is written."""

from collections.abc import Iterable
from typing import Any

import pyarrow as pa
from django.conf import settings

from mainstay.apps.customers.models import Status
from mainstay.apps.customers.policies import IMPORT, permits
from mainstay.apps.customers.rules import contact_problems, text_problems
from mainstay.apps.customers.rules.reach import Standing
from mainstay.apps.customers.services.importing.contacts.matching import (
    UNKNOWN_CUSTOMER,
    Columns,
    Contacts,
    Customers,
    KnownCustomer,
    differences,
    numbers_of,
)
from mainstay.apps.customers.services.importing.contacts.plan import ContactPlan
from mainstay.apps.customers.services.importing.plan import Outcome, Progress, no_progress
from mainstay.apps.customers.services.importing.spool import CONTACT_SCHEMA, Row, Spool
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require
from mainstay.kernel.text import search_form

Target = tuple[Any, ...]


def plan_contact_import(
    actor: Actor,
    batches: Iterable[pa.RecordBatch],
    source: str,
    progress: Progress = no_progress,
    *,
    create_customers: bool = False,
) -> ContactPlan:
    """Decide every row of a cleaned file of contacts against the contacts as they are now.

    `batches` have columns of `spool.CONTACT_SCHEMA`: `record` always, the others as far as the
    file has them. `source` is the system that the codes are from where a row names none. Nothing
    is written. Who does not see everything may only bring contacts of customers in reach; what
    is told of others is what is told where there are none. With `create_customers` a customer
    whose code nobody knows is one to be created. Raises AccessDenied.
    """
    require(actor, IMPORT)
    plan = ContactPlan(Spool(batches, settings.MAINSTAY_HOME.scratch, CONTACT_SCHEMA), source)
    matching = _Matching(actor, plan, create_customers=create_customers)
    for start, rows in plan.spool.chunks():
        matching.decide_chunk(start, rows)
        progress("match", start + len(rows), plan.spool.rows)
    plan.rejects.sort(key=lambda reject: reject.record)
    plan.settle_customers()
    return plan


class _Matching:
    """One pass over the rows, a chunk at a time, against customers and contacts."""

    def __init__(self, actor: Actor, plan: ContactPlan, *, create_customers: bool) -> None:
        self._actor = actor
        self._plan = plan
        self._create_customers = create_customers
        self._first: dict[Target, tuple[int, int]] = {}
        """Where each contact stands first in the file, and a hash of what is said there."""

    def decide_chunk(self, start: int, rows: list[Row]) -> None:
        plan = self._plan
        customers = Customers(self._actor, rows)
        contacts = Contacts.for_rows(customers.keys, {row["code"] for row in rows if row["code"]})
        for key in customers.keys:
            plan.standing.setdefault(key, contacts.standing(key))
        for place, row in enumerate(rows, start):
            plan.records[place] = row["record"]
            facts = plan.facts_of(row)
            problems = contact_problems({"name": "", **facts})  # type: ignore[typeddict-item]
            if problems:
                problem = problems[0]
                plan.reject(place, problem.field, problem.code, str(facts.get(problem.field, "")))
                continue
            customer = self._customer(place, row, customers)
            if customer is not None:
                plan.customers[place] = customer.key
                self._decide(place, customer, facts, contacts)

    def _customer(self, place: int, row: Row, customers: Customers) -> KnownCustomer | None:
        found = customers.of(row)
        if found == UNKNOWN_CUSTOMER and self._create_customers:
            if row["customer"] in customers.taken:
                self._plan.reject(place, "customer", "code_taken", row["customer"])
                return None
            return self._new_customer(place, row)
        if isinstance(found, str):
            field = "customer" if row["customer"] or not row["customer_name"] else "customer_name"
            self._plan.reject(place, field, found, row[field] or "")
            return None
        if not self._in_reach(found):
            field = "customer" if row["customer"] else "customer_name"
            self._plan.reject(place, field, "not_permitted", row[field])
            return None
        return found

    def _new_customer(self, place: int, row: Row) -> KnownCustomer | None:
        code, name = row["customer"], row["customer_name"] or ""
        problems = text_problems({"code": code, "name": name or code})
        if problems:
            field = {"code": "customer", "name": "customer_name"}[problems[0].field]
            self._plan.reject(place, field, problems[0].code, row[field] or "")
            return None
        return KnownCustomer(self._plan.stand_in(code, name), Status.PROSPECT, None, None, "")

    def _in_reach(self, customer: KnownCustomer) -> bool:
        standing = Standing(customer.owner_id, customer.team_id, customer.region)
        return permits(self._actor, IMPORT, standing)

    def _decide(
        self, place: int, customer: KnownCustomer, facts: dict[str, Any], contacts: Contacts
    ) -> None:
        meant = contacts.meant_by(customer.key, facts)
        if len(meant) > 1:
            self._plan.reject(place, "name", "ambiguous_contact", facts["name"])
            return
        known = meant[0] if meant else None
        outcome = _outcome(known, facts)
        refusal = _refusal(customer, known, outcome, facts)
        if refusal is not None:
            self._plan.reject(place, *refusal)
        elif not self._is_repeated(place, outcome, _target(customer.key, known, facts), facts):
            key, version = (known["id"], known["version"]) if known else (0, 0)
            self._plan.decide(place, outcome, key, version)

    def _is_repeated(
        self, place: int, outcome: Outcome, target: Target, facts: dict[str, Any]
    ) -> bool:
        """Whether the file had this contact before: saying the same does no harm, else all go."""
        plan, said = self._plan, hash(tuple(sorted(facts.items())))
        first, said_first = self._first.setdefault(target, (place, said))
        if first == place:
            return False
        unchanged = outcome is Outcome.UNCHANGED and plan.outcomes[first] == Outcome.UNCHANGED
        if plan.outcomes[first] == Outcome.REJECTED:
            plan.reject(place, "name", "contact_twice_in_file", facts["name"])
        elif unchanged or said == said_first:
            plan.repeats.setdefault(first, []).append(place)
            plan.decide(place, Outcome.REPEATED)
        else:
            plan.reject(first, "name", "contact_twice_in_file", facts["name"])
            plan.reject(place, "name", "contact_twice_in_file", facts["name"])
        return True


def _outcome(known: Columns | None, facts: dict[str, Any]) -> Outcome:
    if known is None:
        return Outcome.CREATED
    return Outcome.CHANGED if differences(known, facts) else Outcome.UNCHANGED


def _refusal(
    customer: KnownCustomer, known: Columns | None, outcome: Outcome, facts: dict[str, Any]
) -> tuple[str, str, str] | None:
    """Why a row cannot count although it is clear whom it means: field, code and value."""
    if known is not None and known["customer_id"] != customer.key:
        return "code", "contact_of_other_customer", facts["code"]
    if outcome is Outcome.UNCHANGED:
        return None
    if customer.status == Status.ARCHIVED:
        return "customer", "customer_archived", ""
    if known is not None and known["archived_at"] is not None:
        return "name", "contact_archived", facts["name"]
    return None


def _target(customer: int, known: Columns | None, facts: dict[str, Any]) -> Target:
    """By what two rows of a file are seen to mean the same contact."""
    if known is not None:
        return (known["id"],)
    if "code" in facts:
        return facts["source"], facts["code"]
    told = facts.get("email", "").casefold() or min(numbers_of(facts), default="")
    return customer, search_form(facts["name"]), told
