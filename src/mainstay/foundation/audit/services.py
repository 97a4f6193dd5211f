"""Writing the audit trail: recording entries and sealing them into the chain."""

import logging
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, models, transaction
from django.utils import timezone

from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.audit.chain import GENESIS, plain_text, storable
from mainstay.foundation.audit.models import AuditEntry, AuditHead, AuditOutcome

logger = logging.getLogger(__name__)

CHUNK = 500
ROUNDS = 20
DENIED_ACTION = "access.denied"


class BrokenChain(RuntimeError):
    """The trail has sealed entries but no head: someone removed it, so nothing more is sealed."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What an entry is about, by value, where there is no model instance to name it."""

    type: str
    id: str = ""
    label: str = ""


def record(
    actor: Actor,
    action: str,
    *,
    subject: models.Model | Subject | None = None,
    outcome: AuditOutcome = AuditOutcome.DONE,
    **details: Any,
) -> AuditEntry:
    """Write one entry in the current transaction; it is sealed right after the commit.

    `action` says what happened, as ``customers.customer.created``. `details` is whatever a reader
    needs to understand it, by convention `changes={field: [before, after]}`.
    Raises TypeError when a detail cannot be kept (see `chain.storable`).
    """
    about = _named(subject)
    entry = AuditEntry.objects.create(
        at=timezone.now(),
        actor_kind=actor.kind.value,
        actor_id=actor.person_id,
        actor_name=plain_text(actor.name, 200),
        origin=plain_text(actor.origin, 64),
        action=action,
        outcome=outcome,
        subject_type=about.type,
        subject_id=plain_text(about.id, 64),
        subject_label=plain_text(about.label, 200),
        details=storable(details),
    )
    transaction.on_commit(_seal_after_commit)
    return entry


def _named(subject: models.Model | Subject | None) -> Subject:
    if subject is None:
        return Subject("")
    if isinstance(subject, Subject):
        return subject
    return Subject(subject._meta.label_lower, str(subject.pk), str(subject))


def record_denial(actor: Actor, denied: AccessDenied) -> None:
    """Write the entry of a refused write, in a transaction of its own."""
    kind, _, key = denied.subject.partition(":")
    with transaction.atomic():
        record(
            actor,
            DENIED_ACTION,
            subject=Subject(kind, key) if kind else None,
            outcome=AuditOutcome.DENIED,
            permission=denied.permission,
        )


def _seal_after_commit() -> None:
    """Seal what was just committed; what cannot be sealed now waits for the next time.

    The reason is enough: a full disk or a lost database is no fault of the trail's code, and a
    command that says so in a sentence should not show a traceback beside it.
    """
    try:
        seal()
    except (DatabaseError, BrokenChain) as error:
        logger.error("The audit trail could not be sealed now and waits: %s", error)


def seal() -> int:
    """Give unsealed entries their place in the chain and return how many.

    One process seals at a time; another returns at once, since the first looks again before it
    ends. Raises BrokenChain when the chain's end has been removed.
    """
    sealed = 0
    for _ in range(ROUNDS):
        count = _seal_chunk()
        sealed += count
        if count == 0:
            break
    return sealed


def _seal_chunk() -> int:
    unsealed = AuditEntry.objects.system("sealing").filter(sequence__isnull=True).order_by("pk")
    if not unsealed.exists():
        return 0
    with transaction.atomic():
        head = _locked_head()
        if head is None:
            return 0
        entries = list(unsealed[:CHUNK])
        for entry in entries:
            entry.sequence = head.sequence + 1
            entry.previous_hash = head.entry_hash
            entry.entry_hash = entry.computed_hash()
            entry.save(update_fields=["sequence", "previous_hash", "entry_hash"])
            head.sequence, head.entry_hash = entry.sequence, entry.entry_hash
        if entries:
            head.save(update_fields=["sequence", "entry_hash"])
    return len(entries)


def _locked_head() -> AuditHead | None:
    """The head, locked until the transaction ends; None while somebody else holds it."""
    heads = AuditHead._base_manager.filter(pk=AuditHead.ONLY)
    head = heads.select_for_update(skip_locked=True).first()
    if head is not None:
        return head
    # Asked for first: the head is made together with the first sealed entries, maybe just now.
    are_sealed = AuditEntry.objects.system("sealing").filter(sequence__isnull=False).exists()
    if heads.exists():
        return None
    if are_sealed:
        raise BrokenChain("sealed audit entries without a head")
    AuditHead._base_manager.bulk_create(
        [AuditHead(pk=AuditHead.ONLY, sequence=0, entry_hash=GENESIS)], ignore_conflicts=True
    )
    return heads.select_for_update(skip_locked=True).first()
