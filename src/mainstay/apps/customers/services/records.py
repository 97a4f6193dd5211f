"""Writing single customers: create, change, archive, restore, hand over."""

from typing import Any, Unpack

from django.db import IntegrityError, transaction
from django.utils import timezone

from mainstay.apps.customers.contracts.events import CustomerChanged, CustomerCreated, Happened
from mainstay.apps.customers.models import Customer, CustomerTag, Status
from mainstay.apps.customers.policies import ARCHIVE, CHANGE, CREATE, DECIDING, is_ones_own
from mainstay.apps.customers.queries import CustomerNotFound
from mainstay.apps.customers.rules import Facts, Problem, VersionConflict, tidy_tags
from mainstay.apps.customers.services.checking import check_facts, lock_hierarchy
from mainstay.apps.customers.services.custom_values import (
    read_changed,
    read_new,
    told,
    write_values,
)
from mainstay.apps.customers.services.keys import reserve_keys
from mainstay.apps.customers.services.refusals import refused
from mainstay.foundation.access.actor import Actor, RowScope
from mainstay.foundation.access.services import require, service
from mainstay.foundation.audit import services as audit
from mainstay.foundation.events import publish


@service(CREATE)
def create_customer(actor: Actor, **facts: Unpack[Facts]) -> Customer:
    """Create a customer from at least `code` and `name`.

    Who does not see everything becomes the owner unless another is named, and so does not lose
    sight of it. The code of a withdrawn customer brings that customer back under its old key.
    Raises ValidationError naming the fields.
    """
    if actor.scope is not RowScope.ALL:
        facts.setdefault("owner", actor.person_id)
    facts = {"code": "", "name": "", **_tidy(facts)}
    if "parent" in facts:
        lock_hierarchy()
    values, problems = read_new(facts.pop("custom", {}))
    check_facts(actor, None, facts, problems)
    customer = _blank_customer(facts["code"])
    now = timezone.now()
    customer.created_at = customer.updated_at = customer.edited_at = now
    _put(customer, facts)
    try:
        with transaction.atomic():
            customer.save()
    except IntegrityError:
        raise refused([Problem("code", "code_taken")]) from None
    _set_tags(customer, facts.get("tags", ()))
    if values or customer.version > 1:
        write_values({customer.key: values}, anew=True)
    told_facts = {**_shown(facts), **told(values)}
    audit.record(actor, "customers.customer.created", subject=customer, facts=told_facts)
    publish(CustomerCreated(customer.key, customer.code))
    return customer


def _blank_customer(code: str) -> Customer:
    """A customer without facts, under a new key or that of the withdrawn owner of the code."""
    rows = Customer.objects.system("a withdrawn customer's code is wanted again")
    withdrawn = rows.filter(code=code).values_list("key", "version").first()
    if withdrawn is None:
        return Customer(key=reserve_keys(1)[0])
    key, version = withdrawn
    return Customer(key=key, version=version + 1)


@service(CHANGE)
def change_customer(actor: Actor, key: int, version: int, **facts: Unpack[Facts]) -> Customer:
    """Change what `facts` names of the customer that was read at `version`.

    Raises CustomerNotFound, VersionConflict when somebody was faster, and ValidationError naming
    the fields.
    """
    if "parent" in facts:
        lock_hierarchy()
    customer = _locked(actor, CHANGE, key)
    if customer.version != version:
        raise VersionConflict(key)
    facts = _tidy(facts)
    if facts.get("parent", 0) is None and not _sees_parent(actor, customer):
        del facts["parent"]  # shown as none: who sends it back did not mean to change it
    values, had, problems = read_changed(key, facts.pop("custom", {}))
    before = {field: _value(customer, field) for field in facts}
    changes = {
        field: [before[field], value] for field, value in facts.items() if before[field] != value
    }
    if not (changes or values or problems):
        return customer
    changed: Facts = {field: facts[field] for field in changes}  # type: ignore[literal-required,assignment]
    _refuse_members(actor, customer, changed)
    check_facts(actor, customer, changed, problems)
    _put(customer, changed)
    _save_edit(customer)
    if "tags" in changed:
        _set_tags(customer, changed["tags"])
    if values:
        write_values({key: values})
        now = told(values)
        was = told({code: had.get(code) for code in values})
        changes |= {name: [was[name], now[name]] for name in now}
    audit.record(actor, "customers.customer.changed", subject=customer, changes=changes)
    return customer


def _refuse_members(actor: Actor, customer: Customer, changed: Facts) -> None:
    """A member of the account team cannot give the customer away, nor take it."""
    fields = [field for field in DECIDING if field in changed]
    if fields and not is_ones_own(actor, customer):
        raise refused([Problem(field, "owners_decide") for field in fields])


def _sees_parent(actor: Actor, customer: Customer) -> bool:
    key = customer.parent_id
    return key is None or Customer.objects.visible_to(actor).filter(key=key).exists()


@service(ARCHIVE)
def archive_customer(actor: Actor, key: int) -> Customer:
    """Put a customer away; its order lines stay and count. Archiving twice changes nothing."""
    customer = _locked(actor, ARCHIVE, key)
    if customer.status == Status.ARCHIVED:
        return customer
    customer.status_before_archiving = customer.status
    customer.status = Status.ARCHIVED
    _save_edit(customer, Happened.ARCHIVED)
    audit.record(actor, "customers.customer.archived", subject=customer)
    return customer


@service(ARCHIVE)
def restore_customer(actor: Actor, key: int) -> Customer:
    """Bring an archived customer back to the status it had. Restoring twice changes nothing."""
    customer = _locked(actor, ARCHIVE, key)
    if customer.status != Status.ARCHIVED:
        return customer
    customer.status = customer.status_before_archiving or Status.ACTIVE
    customer.status_before_archiving = ""
    _save_edit(customer, Happened.RESTORED)
    audit.record(actor, "customers.customer.restored", subject=customer)
    return customer


def _locked(actor: Actor, permission: str, key: int) -> Customer:
    """The customer, locked for this transaction and checked. Raises CustomerNotFound."""
    rows = Customer.objects.system("the policy is asked for the very row")
    rows = rows.select_related("owner").select_for_update(of=("self",))
    customer = rows.filter(key=key, withdrawn_at=None).first()
    if customer is None:
        raise CustomerNotFound(key)
    require(actor, permission, customer)
    return customer


def _save_edit(customer: Customer, happened: Happened = Happened.CHANGED) -> None:
    customer.version += 1
    customer.updated_at = customer.edited_at = timezone.now()
    customer.save()
    publish(CustomerChanged(customer.key, customer.code, happened))


def _tidy(facts: Facts) -> Facts:
    tidied: dict[str, Any] = {
        field: value.strip() if isinstance(value, str) else value for field, value in facts.items()
    }
    if "tags" in tidied:
        tidied["tags"] = tidy_tags(tidied["tags"])
    return tidied  # type: ignore[return-value]


def _value(customer: Customer, field: str) -> Any:
    """What the customer has now, in the terms of `Facts`."""
    if field in {"parent", "owner"}:
        return getattr(customer, f"{field}_id")
    if field == "tags":
        tags = CustomerTag.objects.system("the customer was checked").filter(customer=customer)
        return tidy_tags(tags.values_list("name", flat=True))
    return getattr(customer, field)


def _put(customer: Customer, facts: Facts) -> None:
    for field, value in facts.items():
        if field in {"parent", "owner"}:
            setattr(customer, f"{field}_id", value)
        elif field != "tags":
            setattr(customer, field, value)


def _set_tags(customer: Customer, tags: Any) -> None:
    rows = CustomerTag.objects.system("the customer was checked")
    rows.filter(customer=customer).exclude(name__in=tags).delete()
    named = [CustomerTag(customer=customer, name=tag) for tag in tags]
    rows.bulk_create(named, ignore_conflicts=True)


def _shown(facts: Facts) -> dict[str, Any]:
    """The facts worth an audit entry: those that say something."""
    return {field: value for field, value in facts.items() if value not in (None, "", [])}
