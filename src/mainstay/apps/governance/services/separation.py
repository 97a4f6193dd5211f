"""In the strict profile whoever administers people, roles or the installation does no business.

Who could do both could give themselves a role, look at what they like, and take it back. The
shipped role of administrators keeps its business permissions and cannot use them meanwhile.
"""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from mainstay.apps.governance import queries, rules
from mainstay.apps.governance.models import Person, Role, ShippedRole
from mainstay.apps.governance.services.refusals import refused
from mainstay.foundation.access.permissions import all_permissions, permission
from mainstay.shell.sentences import listed

_NAMED = 5


def refuse_mixed_roles(roles: Iterable[Role]) -> None:
    """Refuse roles that together administer and do business. Raises ValidationError."""
    mixed = _mixed(list(roles)) if queries.sign_in_rules().strict else None
    if mixed is not None:
        message = _(
            "In the strict profile whoever administers does no business: %(administering)s and "
            "%(business)s do not go together."
        )
        named = {"administering": mixed[0].label, "business": mixed[1].label}
        raise refused("roles", message % named, "mixed_roles")


def refuse_mixed_permissions(role: Role) -> None:
    """Refuse a role that by itself administers and does business. Raises ValidationError."""
    if not queries.sign_in_rules().strict or not _administers(role):
        return
    business = sorted(_business(role))
    if business:
        message = _(
            "In the strict profile a role that administers does no business. Leave these out: "
            "%(permissions)s"
        )
        labels = listed(permission(code).label for code in business[:_NAMED])
        raise refused("permissions", message % {"permissions": labels}, "mixed_permissions")


def refuse_mixed_people(field: str, *, holding: Role | None = None) -> None:
    """Refuse what leaves active people with roles of both kinds. Raises ValidationError.

    It is looked for among those who hold a role, or among everybody.
    """
    if not queries.sign_in_rules().strict:
        return
    people = Person.objects.system("nobody may administer and do business").filter(is_active=True)
    if holding is not None:
        holders = Person.objects.system("whoever holds the role").filter(roles=holding)
        people = people.filter(pk__in=holders.values("pk"))
    roles = {role.pk: role for role in Role.objects.system("to see which do not go together")}
    held: dict[tuple[str, int], list[Role]] = {}
    rows = people.filter(roles__in=roles).values_list("full_name", "pk", "roles")
    for name, person_id, role_id in rows:
        held.setdefault((name, person_id), []).append(roles[role_id])
    mixed = sorted(name for (name, _pk), theirs in held.items() if _mixed(theirs) is not None)
    if mixed:
        message = _(
            "These people hold roles that administer and roles that do business: %(people)s. Take "
            "one of the two from them first."
        )
        raise refused(field, message % {"people": listed(mixed[:_NAMED])}, "mixed_people")


def _mixed(roles: list[Role]) -> tuple[Role, Role] | None:
    """A role that administers and one that does business, or None; both may be the same."""
    administering = next((role for role in roles if _administers(role)), None)
    business = next((role for role in roles if _business(role)), None)
    if administering is None or business is None:
        return None
    return administering, business


def _administers(role: Role) -> bool:
    return not rules.ADMINISTERING.isdisjoint(role.permissions)


def _business(role: Role) -> frozenset[str]:
    """The business permissions of a role; those of the administrators rest."""
    if role.built_in and role.code == ShippedRole.ADMINISTRATOR:
        return frozenset()
    return rules.business_permissions(role.permissions, all_permissions())
