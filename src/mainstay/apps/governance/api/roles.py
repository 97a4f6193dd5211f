"""The interface for programs: roles and the permissions they can hold."""

from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from mainstay.apps.governance import queries, services
from mainstay.apps.governance.models import Role, Scope
from mainstay.foundation.access.permissions import all_permissions
from mainstay.shell.api.paging import PageIn, PageOut, page_out
from mainstay.shell.paging import QuerySetRows
from mainstay.shell.web.access import acting, requires

router = Router()


class RoleOut(Schema):
    """A role; shipped ones (`built_in`) cannot be changed."""

    id: int
    code: str
    name: str
    scope: Scope
    permissions: list[str]
    built_in: bool

    @staticmethod
    def resolve_name(role: Role) -> str:
        """The name in the caller's language."""
        return str(role.label)


class RoleIn(Schema):
    """An own role to create."""

    name: str
    scope: Scope = Scope.OWN
    permissions: list[str] = Field([])


class RoleChange(Schema):
    """What to change of an own role; what is left out stays."""

    name: str = ""
    scope: Scope = Scope.OWN
    permissions: list[str] = Field([])


class PermissionOut(Schema):
    """Something a role can allow."""

    code: str
    label: str
    writes: bool


@router.get("", response=PageOut[RoleOut])
@requires("governance.role.view")
def list_roles(request: HttpRequest, page: Query[PageIn]) -> dict[str, Any]:
    """All roles."""
    return page_out(request, QuerySetRows(queries.roles(acting(request))), ["pk"], page)


@router.get("/permissions", response=list[PermissionOut])
@requires("governance.role.view")
def list_permissions(request: HttpRequest) -> list[dict[str, Any]]:
    """Everything a role can allow."""
    return [
        {"code": each.code, "label": str(each.label), "writes": each.writes}
        for each in all_permissions()
        if not each.everyone
    ]


@router.post("", response={201: RoleOut})
@requires("governance.role.change")
def create_role(request: HttpRequest, role: RoleIn) -> Status[Role]:
    """Create an own role."""
    return Status(201, services.create_role(acting(request), **role.dict()))


@router.get("/{int:role_id}", response=RoleOut)
@requires("governance.role.view")
def get_role(request: HttpRequest, role_id: int) -> Role:
    """One role."""
    return queries.role(acting(request), role_id)


@router.patch("/{int:role_id}", response=RoleOut)
@requires("governance.role.change")
def change_role(request: HttpRequest, role_id: int, change: RoleChange) -> Role:
    """Change an own role."""
    actor = acting(request)
    found = queries.role(actor, role_id)
    return services.change_role(actor, found, **change.dict(exclude_unset=True))


@router.delete("/{int:role_id}", response={204: None})
@requires("governance.role.change")
def delete_role(request: HttpRequest, role_id: int) -> Status[None]:
    """Delete an own role that nobody holds."""
    actor = acting(request)
    services.delete_role(actor, queries.role(actor, role_id))
    return Status(204, None)
