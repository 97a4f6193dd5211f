"""Carrying out a plan in one transaction, keeping a before-image of every changed field."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Sum
from django.utils import timezone

from mainstay.apps.customers.models import (
    Contact,
    ContactChange,
    Customer,
    ImportedContact,
    ImportedCustomer,
    ImportOutcome,
    Status,
)
from mainstay.apps.customers.policies import IMPORT
from mainstay.apps.customers.services.importing.contacts.matching import COLUMNS, differences
from mainstay.apps.customers.services.importing.contacts.plan import ContactPlan
from mainstay.apps.customers.services.importing.newcomers import create_missing
from mainstay.apps.customers.services.importing.plan import (
    Outcome,
    PlanOutdated,
    Progress,
    no_progress,
)
from mainstay.apps.customers.services.importing.spool import Row
from mainstay.apps.customers.services.importing.storing import write_contacts
from mainstay.apps.customers.services.importing.withdrawing import chunks
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import service

_WHY = "the plan checked them"
_EFFECTIVE = (Outcome.CREATED, Outcome.CHANGED, Outcome.UNCHANGED)


@service(IMPORT)
def apply(
    actor: Actor, plan: ContactPlan, batch: int, progress: Progress = no_progress
) -> ContactPlan:
    """Write what the plan decided as batch number `batch`, in the caller's transaction or its own.

    The audit entry is the import's, one per batch. Raises PlanOutdated, and writes nothing, when
    the contacts of a customer that it touches have changed since.
    """
    applying = _Applying(plan, batch)
    try:
        with transaction.atomic():
            if plan.new_customers:
                keys = plan.customer_keys
                create_missing(actor, batch, plan.new_customers, keys, Status.PROSPECT)
            applying.check_standing()
            for start, rows in plan.spool.chunks():
                applying.write(start, rows)
                progress("apply", start + len(rows), plan.spool.rows)
            applying.note_customers()
    except IntegrityError as error:
        raise PlanOutdated from error
    return plan


class _Applying:
    """The writing of one plan, a chunk of rows at a time."""

    def __init__(self, plan: ContactPlan, batch: int) -> None:
        self._plan = plan
        self._batch = batch
        self._now = timezone.now()
        self._customers = {
            key
            for key, outcome in zip(plan.customers, plan.outcomes, strict=True)
            if outcome in _EFFECTIVE
        }

    def check_standing(self) -> None:
        """Lock the customers and look whether their contacts are those that the plan saw."""
        customers = Customer.objects.system(_WHY).filter(withdrawn_at=None)
        contacts = Contact.objects.system(_WHY).filter(withdrawn_at=None)
        for part in chunks(self._customers):
            locked = customers.filter(key__in=part).order_by("key").select_for_update()
            if locked.values_list("key").__len__() != len(part):
                raise PlanOutdated
            counted = contacts.filter(customer__in=part).order_by().values_list("customer")
            now = {key: (number, total) for key, number, total in _counted(counted)}
            if any(now.get(key, (0, 0)) != self._plan.standing[key] for key in part):
                raise PlanOutdated

    def write(self, start: int, rows: list[Row]) -> None:
        by_outcome: dict[int, list[tuple[int, Row]]] = {}
        for place, row in enumerate(rows, start):
            by_outcome.setdefault(self._plan.outcomes[place], []).append((place, row))
        created = self._write_new(by_outcome.get(Outcome.CREATED, []))
        self._write_changed(by_outcome.get(Outcome.CHANGED, []))
        self._note(created, ImportOutcome.CREATED)
        for outcome, noted in (
            (Outcome.CHANGED, ImportOutcome.CHANGED),
            (Outcome.UNCHANGED, ImportOutcome.UNCHANGED),
        ):
            places = [place for place, _ in by_outcome.get(outcome, [])]
            self._note([self._plan.keys[place] for place in places], noted)

    def _write_new(self, rows: list[tuple[int, Row]]) -> list[int]:
        contacts = [
            Contact(
                customer_id=self._plan.customers[place],
                created_in=self._batch,
                created_at=self._now,
                updated_at=self._now,
                **self._plan.facts_of(row),
            )
            for place, row in rows
        ]
        made = Contact.objects.system("an import writes in bulk").bulk_create(contacts)
        return [contact.pk for contact in made]

    def _write_changed(self, rows: list[tuple[int, Row]]) -> None:
        keys = [self._plan.keys[place] for place, _ in rows]
        found = Contact.objects.system(_WHY).filter(pk__in=keys).values(*COLUMNS)
        known = {columns["id"]: columns for columns in found}
        contacts, changes = [], []
        for place, row in rows:
            columns, facts = known[self._plan.keys[place]], self._plan.facts_of(row)
            contact = Contact(**columns)
            for field in differences(columns, facts):
                changes.append(self._change(contact.pk, field, columns[field], facts[field]))
                setattr(contact, field, facts[field])
            contact.version += 1
            contact.updated_at = self._now
            contacts.append(contact)
        write_contacts(contacts)
        ContactChange.objects.system("before-images").bulk_create(changes)

    def _change(self, key: int, field: str, before: Any, after: Any) -> ContactChange:
        return ContactChange(
            batch=self._batch, contact_id=key, field=field, before=before, after=after
        )

    def _note(self, keys: list[int], outcome: ImportOutcome) -> None:
        notes = [
            ImportedContact(batch=self._batch, contact_id=key, outcome=outcome) for key in keys
        ]
        ImportedContact.objects.system("what the batch brought").bulk_create(notes)

    def note_customers(self) -> None:
        """A batch that brings somebody's contact keeps an undo from withdrawing the customer."""
        rows = ImportedCustomer.objects.system("what the batch brought")
        for part in chunks(self._customers):
            notes = [
                ImportedCustomer(batch=self._batch, customer_id=key, outcome=ImportOutcome.NAMED)
                for key in part
            ]
            rows.bulk_create(notes, ignore_conflicts=True)


def _counted(customers: Any) -> Any:
    return customers.annotate(number=Count("pk"), total=Sum("version"))
