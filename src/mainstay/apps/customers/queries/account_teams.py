"""Reads of account teams."""

from collections.abc import Collection

from django.db.models import QuerySet

from mainstay.apps.customers.models import AccountTeamMember, MemberRight
from mainstay.apps.customers.policies import reached_otherwise, sees_all
from mainstay.foundation.access.actor import Actor


class MemberNotFound(LookupError):
    """There is no such member in the account team."""


def team_of(actor: Actor, key: int) -> QuerySet[AccountTeamMember]:
    """The account team of one customer, by name; nobody for one out of reach."""
    rows = AccountTeamMember.objects.visible_to(actor).select_related("person")
    return rows.filter(customer=key)


def member(actor: Actor, key: int, member_id: int) -> AccountTeamMember:
    """One member of a customer's team, with person and customer. Raises MemberNotFound."""
    found = team_of(actor, key).select_related("customer").filter(pk=member_id).first()
    if found is None:
        raise MemberNotFound(member_id)
    return found


def all_members(people: Collection[int] | None = None) -> QuerySet[AccountTeamMember]:
    """The members of account teams, or those of them who are one of these people."""
    rows = AccountTeamMember.objects.system("narrows customers that are visible already").order_by()
    return rows if people is None else rows.filter(person_id__in=people)


def only_read(actor: Actor, keys: Collection[int]) -> frozenset[int]:
    """Which of these customers, all of them in reach, the actor may read and nothing more.

    Costs nothing for who sees everything, and one query for others.
    """
    if sees_all(actor) or actor.person_id is None or not keys:
        return frozenset()
    rows = AccountTeamMember.objects.system("what the actor may do with what the actor sees")
    reading = rows.filter(
        person_id=actor.person_id, right=MemberRight.READS, customer__in=list(keys)
    ).exclude(reached_otherwise(actor, "customer__"))
    return frozenset(reading.order_by().values_list("customer_id", flat=True))


FUNCTIONS_OFFERED = 50


def functions_in_use(actor: Actor) -> list[str]:
    """What members do in the teams that the actor sees, for a form to suggest."""
    rows = AccountTeamMember.objects.visible_to(actor).exclude(function="").order_by("function")
    return list(rows.values_list("function", flat=True).distinct()[:FUNCTIONS_OFFERED])
