"""Undoing what an import did to contacts, per field, in any order of undos."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from mainstay.apps.customers.models import Contact, ContactChange, ImportedContact, ImportOutcome
from mainstay.apps.customers.services.importing.contacts.matching import COLUMNS
from mainstay.apps.customers.services.importing.field_history import FieldHistory
from mainstay.apps.customers.services.importing.storing import write_contacts
from mainstay.apps.customers.services.importing.withdrawing import chunks

_WHY = "an undo looks at all that imports did"


@dataclass(slots=True)
class ContactUndoing:
    """The contacts to withdraw, the fields that go back, and what stays and why."""

    batch: int
    history: FieldHistory[ContactChange]
    withdrawn: set[int]
    confirmed: int
    edited: int

    def write(self) -> None:
        """Put the values back, take contacts out of sight; the batch counts no more."""
        now = timezone.now()
        contacts = Contact.objects.system("an undo writes in bulk")
        for part in chunks(self.history.subjects):
            restored = [Contact(**columns) for columns in _columns(part)]
            for contact in restored:
                for field, before in self.history.subjects[contact.pk].items():
                    setattr(contact, field, before)
                contact.version += 1
                contact.updated_at = now
            write_contacts(restored)
        for part in chunks(self.withdrawn):
            contacts.filter(pk__in=part).update(
                withdrawn_at=now, updated_at=now, version=F("version") + 1
            )
        changes = ContactChange.objects.system("a later batch takes over the before-image")
        changes.bulk_update(self.history.relinked, ["before"], batch_size=200)
        for part in chunks(self.history.settled):
            changes.filter(pk__in=part).update(undone=True)
        brought = ImportedContact.objects.system("the batch counts no more")
        brought.filter(batch=self.batch).update(undone=True)


def decide_contacts(batch: int) -> ContactUndoing:
    """Choose the contacts that leave with a batch and the fields whose value is still its own."""
    present = _brought_by(batch).filter(withdrawn_at=None, created_in__isnull=False)
    backed = Exists(_imports().exclude(batch=batch))
    made = Exists(_imports().filter(batch=batch, outcome=ImportOutcome.CREATED))
    alone = present.exclude(backed)
    return ContactUndoing(
        batch=batch,
        history=_decide_fields(batch),
        withdrawn=set(alone.filter(edited_at=None).values_list("pk", flat=True)),
        confirmed=present.filter(made, backed).count(),
        edited=alone.exclude(edited_at=None).filter(made).count(),
    )


def _imports() -> QuerySet[ImportedContact]:
    rows = ImportedContact.objects.system(_WHY)
    return rows.filter(contact=OuterRef("pk"), undone=False).order_by()


def _brought_by(batch: int) -> QuerySet[Contact]:
    contacts = Contact.objects.system(_WHY).order_by()
    return contacts.filter(Exists(_imports().filter(batch=batch)))


def _columns(keys: Collection[int]) -> list[dict[str, object]]:
    contacts = Contact.objects.system(_WHY)
    return list(contacts.filter(pk__in=keys).values(*COLUMNS))


def _decide_fields(batch: int) -> FieldHistory[ContactChange]:
    history: FieldHistory[ContactChange] = FieldHistory()
    rows = ContactChange.objects.system(_WHY).filter(undone=False)
    changes = rows.filter(batch=batch).order_by("contact_id", "field")
    for part in chunks(set(changes.values_list("contact_id", flat=True))):
        known = {columns["id"]: columns for columns in _columns(part)}
        later = rows.filter(contact__in=part, batch__gt=batch).order_by("-batch")
        following = {(change.contact_id, change.field): change for change in later}
        for change in changes.filter(contact__in=part):
            now = known[change.contact_id][change.field]
            follows = following.get((change.contact_id, change.field))
            history.decide(change.contact_id, change, now, follows)
    return history
