"""An installation's own roles, and the shipped ones following what the apps declare."""

from collections.abc import Iterable
from typing import TypedDict, Unpack

from django.utils.text import slugify
from django.utils.translation import gettext as _

from mainstay.apps.governance import rules
from mainstay.apps.governance.models import Person, Role, Scope, ShippedRole
from mainstay.apps.governance.services.changes import in_words, save_changes
from mainstay.apps.governance.services.refusals import refused
from mainstay.apps.governance.services.separation import (
    refuse_mixed_people,
    refuse_mixed_permissions,
)
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.permissions import (
    UnknownPermission,
    all_permissions,
    check_known,
)
from mainstay.foundation.access.scoped import ScopedQuerySet
from mainstay.foundation.access.services import require, service
from mainstay.foundation.audit import services as audit
from mainstay.foundation.names import checked_name

CHANGE = "governance.role.change"
TOLD = ("name", "scope", "permissions")


class RoleFacts(TypedDict, total=False):
    """What may be changed of an own role; what is left out stays."""

    name: str
    scope: str
    permissions: Iterable[str]


@service(CHANGE)
def create_role(
    actor: Actor, *, name: str, scope: str = Scope.OWN, permissions: Iterable[str] = ()
) -> Role:
    """Add an own role; its code is made from the name and stays. Raises ValidationError."""
    role = Role()
    _assign(role, name=name, scope=scope, permissions=permissions)
    role.code = slugify(role.name, allow_unicode=True)[:64]
    if not role.code or _all_roles().filter(code=role.code).exists():
        raise refused(
            "name", _("There is a role of this name, or the name has no letters."), "name"
        )
    refuse_mixed_permissions(role)
    role.save()
    audit.record(
        actor,
        "governance.role.created",
        subject=role,
        changes={name: [None, value] for name, value in in_words(role, TOLD).items()},
    )
    return role


@service(CHANGE)
def change_role(actor: Actor, role: Role, **facts: Unpack[RoleFacts]) -> Role:
    """Change an own role. Raises ValidationError; shipped roles are refused."""
    require(actor, CHANGE, role)
    _refuse_shipped(role)
    changes = save_changes(role, facts, lambda: _assign(role, **facts))
    if "permissions" in changes:
        refuse_mixed_permissions(role)
        refuse_mixed_people("permissions", holding=role)
    if changes:
        audit.record(actor, "governance.role.changed", subject=role, changes=changes)
    return role


@service(CHANGE)
def delete_role(actor: Actor, role: Role) -> None:
    """Remove an own role that nobody holds. Raises ValidationError."""
    require(actor, CHANGE, role)
    _refuse_shipped(role)
    if Person.objects.system("a role that is held stays").filter(roles=role).exists():
        raise refused(None, _("People still hold this role."), "in_use")
    audit.record(
        actor,
        "governance.role.deleted",
        subject=role,
        changes={name: [value, None] for name, value in in_words(role, TOLD).items()},
    )
    role.delete()


def synchronise_shipped_roles(using: str) -> None:
    """Make the shipped roles hold what the apps declare for them; own roles are left alone.

    Runs after migrations, where permissions of a new version first appear.
    """
    declared = all_permissions()
    for code, scope in rules.SHIPPED_SCOPES.items():
        _all_roles().using(using).update_or_create(
            code=code,
            defaults={
                "name": ShippedRole(code).name,
                "permissions": rules.shipped_permissions(code, declared),
                "scope": scope.value,
                "built_in": True,
            },
        )


def _all_roles() -> ScopedQuerySet[Role]:
    return Role.objects.system("codes are unique over all roles")


def _refuse_shipped(role: Role) -> None:
    if role.built_in:
        raise refused(None, _("A shipped role cannot be changed; copy it instead."), "shipped")


def _assign(role: Role, **facts: Unpack[RoleFacts]) -> None:
    """Check the facts and put them on the role, unsaved."""
    if "name" in facts:
        role.name = checked_name(Role, "name", facts["name"])
    if "scope" in facts:
        if facts["scope"] not in Scope.values:
            raise refused("scope", _("There is no such scope."), "unknown_scope")
        role.scope = Scope(facts["scope"]).value
    if "permissions" in facts:
        permissions = sorted(set(facts["permissions"]))
        try:
            check_known(permissions)
        except UnknownPermission:
            message = _("There is no such permission.")
            raise refused("permissions", message, "unknown_permission") from None
        role.permissions = permissions
