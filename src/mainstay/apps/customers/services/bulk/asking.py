"""Asking for a bulk change, for its undo, and stopping it."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mainstay.apps.customers.models import BulkChange, BulkDeed
from mainstay.apps.customers.policies import CHANGE_MANY
from mainstay.apps.customers.queries.bulk import BulkNotFound, is_under_way, selected
from mainstay.apps.customers.rules import Facts
from mainstay.apps.customers.services.bulk.known_deeds import deed_of
from mainstay.apps.customers.services.checking import check_facts
from mainstay.apps.customers.services.custom_values import check_value
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require, service
from mainstay.foundation.audit import services as audit
from mainstay.foundation.jobs import services as jobs

CHANGE = "customers.bulk_change"
UNDO = "customers.bulk_undo"
MOST_KEYS = 1_000
"""So many customers can be named one by one; more are a list."""
_WITHOUT_VALUE = (BulkDeed.ARCHIVE, BulkDeed.RESTORE)
_NEEDS_VALUE = (BulkDeed.STATUS, BulkDeed.ADD_TAG, BulkDeed.REMOVE_TAG, BulkDeed.CUSTOM)
_FACTS = {BulkDeed.ADD_TAG: "tags", BulkDeed.REMOVE_TAG: "tags"}


class NothingToUndo(Exception):
    """The bulk change has changed nothing, is still under way, or has been undone."""


@service(CHANGE_MANY)
def request_bulk(
    actor: Actor, deed: str, value: str = "", where: str = "", keys: Sequence[int] = ()
) -> BulkChange:
    """Queue a deed for the customers with these keys, or for those that the conditions describe.

    Raises InvalidFilter for conditions that mean nothing, and ValidationError for a deed or value
    that there is not.
    """
    bulk = BulkChange(
        by_id=actor.person_id,
        by_name=actor.name[:200],
        deed=deed,
        value=value.strip(),
        where=where,
        keys=sorted(set(keys)),
    )
    _check(actor, bulk)
    selected(actor, bulk)
    bulk.save()
    bulk.job_id = jobs.enqueue(actor, CHANGE, {"bulk": bulk.pk}).pk
    bulk.save(update_fields=["job_id"])
    audit.record(
        actor,
        "customers.bulk.asked",
        subject=bulk,
        deed=bulk.deed,
        value=bulk.value,
        where=bulk.where,
        customers=len(bulk.keys) or None,
    )
    return bulk


def _check(actor: Actor, bulk: BulkChange) -> None:
    if bulk.deed not in BulkDeed.values:
        raise ValidationError({"deed": ValidationError(_("There is no such deed."), "unknown")})
    if len(bulk.keys) > MOST_KEYS:
        words = _("At most %(most)d customers can be chosen one by one.") % {"most": MOST_KEYS}
        raise ValidationError({"keys": ValidationError(words, "too_many")})
    deed = BulkDeed(bulk.deed)
    if deed in _WITHOUT_VALUE and bulk.value:
        words = _("This takes no value.")
        raise ValidationError({"value": ValidationError(words, "unfit")})
    if deed in _NEEDS_VALUE and not bulk.value:
        raise ValidationError({"value": ValidationError(_("This field is required."), "required")})
    if deed is BulkDeed.CUSTOM:
        _check_custom(bulk.value)
    if deed is BulkDeed.OWNER and bulk.value and not _is_key(bulk.value):
        words = _("No active person.")
        raise ValidationError({"value": ValidationError(words, "unknown_owner")})
    try:
        check_facts(actor, None, _facts(deed, bulk))
    except ValidationError as error:
        raise ValidationError({"value": error.error_dict[_FACTS.get(deed, deed.value)]}) from None
    require(actor, deed_of(bulk).permission)


def _check_custom(said: str) -> None:
    """Refuse a value that no customer could be given by hand."""
    code, _equals, value = said.partition("=")
    try:
        check_value(code, value)
    except ValidationError as error:
        refusals = [each for found in error.error_dict.values() for each in found]
        raise ValidationError({"value": refusals}) from None


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 18  # noqa: PLR2004 - fits any key


def _facts(deed: BulkDeed, bulk: BulkChange) -> Facts:
    """The value as a fact of a customer, to be checked like one."""
    if deed in _WITHOUT_VALUE or deed is BulkDeed.CUSTOM:
        return {}
    if deed in _FACTS:
        return {"tags": [bulk.value]}
    if deed is BulkDeed.OWNER:
        return {"owner": int(bulk.value) if bulk.value else None}
    return {deed.value: bulk.value}  # type: ignore[misc]


@service(CHANGE_MANY)
def request_undo(actor: Actor, number: int) -> BulkChange:
    """Queue the undo of a bulk change, also of one that was stopped.

    Raises BulkNotFound and NothingToUndo.
    """
    bulk = _locked(actor, number)
    if is_under_way(bulk) or bulk.undone_at is not None or not bulk.changed:
        raise NothingToUndo(number)
    bulk.undo_job_id = jobs.enqueue(actor, UNDO, {"bulk": bulk.pk}).pk
    bulk.save(update_fields=["undo_job_id"])
    audit.record(actor, "customers.bulk.undo_asked", subject=bulk)
    return bulk


@service(CHANGE_MANY)
def stop_bulk(actor: Actor, number: int) -> BulkChange:
    """Stop what a bulk change or its undo is doing; what is done so far stays done.

    Raises BulkNotFound.
    """
    bulk = _locked(actor, number)
    job = bulk.undo_job_id or bulk.job_id
    if job is not None and is_under_way(bulk):
        jobs.cancel_job(actor, job)
    return bulk


def _locked(actor: Actor, number: int) -> BulkChange:
    rows = BulkChange.objects.visible_to(actor).select_for_update(of=("self",))
    bulk = rows.filter(pk=number).first()
    if bulk is None:
        raise BulkNotFound(number)
    return bulk
