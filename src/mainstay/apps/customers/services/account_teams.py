"""Writing account teams: who works for a customer beside its owner.

Those to whom the customer belongs decide who else sees it; a member of the team brings in nobody.
"""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from mainstay.apps.customers.models import AccountTeamMember, Customer, MemberRight
from mainstay.apps.customers.policies import CHANGE_TEAM
from mainstay.apps.customers.queries import CustomerNotFound
from mainstay.apps.customers.queries.account_teams import MemberNotFound
from mainstay.apps.customers.rules import Problem, function_problems
from mainstay.apps.customers.services.refusals import refused
from mainstay.apps.governance import queries as governance
from mainstay.apps.notifications.services.telling import notify
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require, service
from mainstay.foundation.audit import services as audit
from mainstay.foundation.jobs.outcomes import Severity

ADDED = "customers.account_team.added"
"""The kind of message that a new member gets, and the action in the trail."""
_WHY = "the policy was asked for the customer"


@service(CHANGE_TEAM)
def add_member(
    actor: Actor, key: int, *, person: int, function: str = "", right: str = MemberRight.READS
) -> AccountTeamMember:
    """Let somebody see a customer, or work on it, and tell them.

    Raises CustomerNotFound, and ValidationError naming the fields.
    """
    customer = _locked_customer(actor, key)
    problems = _problems(function, right)
    colleague = governance.person_of_session(person)
    if colleague is None:
        problems.append(Problem("person", "unknown_member"))
    if problems:
        raise refused(problems)
    member = AccountTeamMember(customer=customer, person_id=person)
    member.function, member.right = function.strip(), right
    try:
        with transaction.atomic():
            member.save()
    except IntegrityError:
        raise refused([Problem("person", "member_twice")]) from None
    _note_work(customer)
    changes = {"function": ["", member.function], "right": [None, member.right]}
    audit.record(actor, ADDED, subject=customer, person=str(colleague), changes=changes)
    if person != actor.person_id:
        _tell(actor, customer, member)
    return member


@service(CHANGE_TEAM)
def change_member(
    actor: Actor,
    key: int,
    member_id: int,
    *,
    function: str | None = None,
    right: str | None = None,
) -> AccountTeamMember:
    """Change what a member does, or may do; what is None stays.

    Raises CustomerNotFound, MemberNotFound, and ValidationError naming the fields.
    """
    customer, member = _locked(actor, key, member_id)
    before = {"function": member.function, "right": member.right}
    after = {
        "function": before["function"] if function is None else function.strip(),
        "right": before["right"] if right is None else right,
    }
    problems = _problems(after["function"], after["right"])
    if problems:
        raise refused(problems)
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if not changes:
        return member
    member.function, member.right = after["function"], after["right"]
    member.save(update_fields=["function", "right"])
    _note_work(customer)
    told: dict[str, Any] = {"person": str(member.person), "changes": changes}
    audit.record(actor, "customers.account_team.changed", subject=customer, **told)
    return member


@service(CHANGE_TEAM)
def remove_member(actor: Actor, key: int, member_id: int) -> None:
    """Take somebody from the account team. Raises CustomerNotFound and MemberNotFound."""
    customer, member = _locked(actor, key, member_id)
    told: dict[str, Any] = {
        "person": str(member.person),
        "changes": {"function": [member.function, ""], "right": [member.right, None]},
    }
    member.delete()
    _note_work(customer)
    audit.record(actor, "customers.account_team.removed", subject=customer, **told)


def _locked_customer(actor: Actor, key: int) -> Customer:
    rows = Customer.objects.system("the policy is asked for the very row")
    rows = rows.select_related("owner").select_for_update(of=("self",))
    customer = rows.filter(key=key, withdrawn_at=None).first()
    if customer is None:
        raise CustomerNotFound(key)
    require(actor, CHANGE_TEAM, customer)
    return customer


def _locked(actor: Actor, key: int, member_id: int) -> tuple[Customer, AccountTeamMember]:
    customer = _locked_customer(actor, key)
    rows = AccountTeamMember.objects.system(_WHY).select_related("person")
    member = rows.filter(customer=customer, pk=member_id).first()
    if member is None:
        raise MemberNotFound(member_id)
    return customer, member


def _problems(function: str, right: str) -> list[Problem]:
    problems = function_problems(function.strip())
    if right not in MemberRight.values:
        problems.append(Problem("right", "unknown_choice"))
    return problems


def _note_work(customer: Customer) -> None:
    """Somebody works on this customer: the undo of the import that made it leaves it alone."""
    rows = Customer.objects.system(_WHY)
    rows.filter(key=customer.key).update(edited_at=timezone.now())


def _tell(actor: Actor, customer: Customer, member: AccountTeamMember) -> None:
    notify(
        [member.person_id],
        ADDED,
        severity=Severity.INFO,
        figures={
            "customer": customer.key,
            "name": customer.name,
            "function": member.function,
            "right": member.right,
            "by": actor.name if actor.person_id is not None else "",
        },
        occasion=f"{ADDED}:{member.pk}",
        topic=ADDED,
    )
