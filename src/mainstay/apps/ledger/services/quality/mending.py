"""Mending a value where it was found, and saying that it is right as it is."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from mainstay.apps.customers import queries as customers
from mainstay.apps.customers.contracts.events import CustomerChanged
from mainstay.apps.customers.services.records import change_customer
from mainstay.apps.governance import queries as governance
from mainstay.apps.ledger.models import QualityFinding
from mainstay.apps.ledger.policies import CALL_RIGHT, CHANGE_CUSTOMERS
from mainstay.apps.ledger.quality.fields import RECORD, UNIQUE, Code
from mainstay.apps.ledger.queries.quality import finding, quality_facts, was_checked
from mainstay.apps.ledger.services.quality.checking import COMPANY
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require, service
from mainstay.foundation.audit import services as audit

if TYPE_CHECKING:
    from mainstay.apps.ledger.quality.examining import Examination

_FACTS = {RECORD: "to_be_completed"}
"""The customer's fact behind a field, where it has another name."""


@service(CHANGE_CUSTOMERS)
def mend(actor: Actor, key: int, field: str, version: int, value: Any) -> None:
    """Give the field of the customer that was read at `version` another value, and look again.

    Raises what changing a customer raises: ValidationError, VersionConflict, CustomerNotFound.
    """
    facts: Any = {_FACTS.get(field, field): value}
    change_customer(actor, key, version, **facts)
    recheck(key)


@service(CALL_RIGHT)
def call_right(actor: Actor, key: int, field: str, code: str) -> QualityFinding:
    """Say that a value is right as it is. Saying it twice changes nothing. Raises FindingGone."""
    found = finding(actor, key, field, code)
    require(actor, CALL_RIGHT, found)
    if found.called_right_at is None:
        _say(found, at=timezone.now(), by=actor.name)
        audit.record(
            actor, "ledger.finding.dismissed", subject=found.customer, field=field, code=code
        )
    return found


@service(CALL_RIGHT)
def recall(actor: Actor, key: int, field: str, code: str) -> QualityFinding:
    """Take that back. Raises FindingGone."""
    found = finding(actor, key, field, code)
    require(actor, CALL_RIGHT, found)
    if found.called_right_at is not None:
        _say(found, at=None, by="")
        audit.record(
            actor, "ledger.finding.recalled", subject=found.customer, field=field, code=code
        )
    return found


def _say(found: QualityFinding, *, at: Any, by: str) -> None:
    found.called_right_at, found.called_right_by = at, by[:200]
    found.save(update_fields=["called_right_at", "called_right_by"])


def after_change(event: CustomerChanged) -> None:
    """Look again at a customer that somebody changed."""
    with transaction.atomic():
        recheck(event.key)


def recheck(key: int) -> None:
    """Bring the findings of one customer up to date; nothing before the first check.

    A new double is seen only where others are doubles of the same already; the next check sees all.
    """
    if not was_checked():
        return
    rows = QualityFinding.objects.system("what is wrong does not depend on who asks")
    before = {(each.field, each.code): each for each in rows.filter(customer_id=key)}
    now = _findings_now(rows, key)
    for place, row in before.items():
        if now.get(place) == row.about:
            del now[place]
            continue
        row.delete()
        if row.code == Code.DOUBLE:
            _release_the_last(rows, row)
    if now:
        rank = _rank(key)
        created = [
            QualityFinding(customer_id=key, field=field, code=code, about=about, **rank)
            for (field, code), about in now.items()
        ]
        rows.bulk_create(created, ignore_conflicts=True)


def _findings_now(rows: QuerySet[QualityFinding], key: int) -> dict[tuple[str, str], str]:
    """What is wrong with one customer, with what each finding is about."""
    from mainstay.apps.ledger.quality.examining import examine

    facts = quality_facts(COMPANY, [key])
    if not facts.num_rows:
        return {}
    found = examine(facts, governance.today())
    now = {(each["field"], each["code"]): each["about"] for each in found.findings().to_pylist()}
    for field in sorted(UNIQUE):
        form = _compared(found, field)
        others = rows.filter(field=field, code=Code.DOUBLE, about=form).exclude(customer_id=key)
        if form and others.exists():
            now[field, Code.DOUBLE] = form
    return now


def _compared(found: "Examination", field: str) -> str:
    """The form in which this one customer's value is compared; empty where it is not."""
    from mainstay.apps.ledger.quality.examining import LONGEST

    looked = found.fields[field]
    meant = looked.present[0] and not looked.wrong[Code.PLACEHOLDER][0]
    return str(looked.about[0].as_py())[:LONGEST] if meant else ""


def _release_the_last(rows: QuerySet[QualityFinding], gone: QualityFinding) -> None:
    """One that is left alone is no double any more."""
    left = rows.filter(field=gone.field, code=Code.DOUBLE, about=gone.about)
    if left.count() == 1:
        left.delete()


def _rank(key: int) -> dict[str, Any]:
    known = customers.priorities(COMPANY, [key])
    [row] = known.to_pylist() if known is not None else [{}]
    return {
        "key_account": row.get("key_account") or False,
        "revenue": row.get("revenue") or Decimal(0),
    }
