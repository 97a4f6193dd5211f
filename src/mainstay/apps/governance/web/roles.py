"""Pages: roles and what they may do."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mainstay.apps.governance import queries, services
from mainstay.apps.governance.models import Role
from mainstay.apps.governance.web.forms.choices import permission_choices
from mainstay.apps.governance.web.forms.organisation import RoleForm
from mainstay.apps.governance.web.submission import Deletion, FormPage, agree_to_delete, fill_in
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.permissions import all_permissions
from mainstay.shell.paging import Page
from mainstay.shell.web.access import acting, demand, requires
from mainstay.shell.web.exporting import asked_format, download_rows
from mainstay.shell.web.submission import writing
from mainstay.shell.web.tables import Badge, Column, Kind, Table, Tone


@require_safe
@requires("governance.role.view")
def roles(request: HttpRequest) -> HttpResponseBase:
    """Shipped and own roles."""
    rows = queries.roles_with_holders(acting(request))
    if kind := asked_format(request):
        return download_rows(
            request, "roles", _columns(), rows, action="governance.roles.exported", kind=kind
        )
    table = Table(caption=_("Roles"), columns=_columns(), page=Page(rows), cards=True)
    context = {"table": table, "may_change": acting(request).may("governance.role.change")}
    return render(request, "governance/roles.html", context)


def _columns() -> list[Column[tuple[Role, int]]]:
    return [
        Column(
            "name",
            gettext_lazy("Name"),
            lambda row: row[0].label,
            link=lambda row: reverse("governance:role", args=[row[0].pk]),
        ),
        Column("scope", gettext_lazy("Sees"), lambda row: row[0].get_scope_display()),
        Column(
            "permissions",
            gettext_lazy("Permissions"),
            lambda row: len(row[0].permissions),
            Kind.NUMBER,
        ),
        Column("holders", gettext_lazy("Active people"), lambda row: row[1], Kind.NUMBER),
        Column("origin", gettext_lazy("Origin"), _origin),
    ]


def _origin(row: tuple[Role, int]) -> Badge:
    if row[0].built_in:
        return Badge(gettext_lazy("Shipped"))
    return Badge(gettext_lazy("Own"), Tone.INFO)


@writing
@requires("governance.role.change")
def new_role(request: HttpRequest) -> HttpResponse:
    """A form for an own role, empty or copied from another one."""
    actor = acting(request)

    page = FormPage(
        title=_("New role"),
        submit=_("Create role"),
        done=_("The role has been created."),
        parent=_("Roles"),
        parent_url=reverse("governance:roles"),
    )
    copied = request.GET.get("copy", "")
    present = _copied(actor, int(copied)) if copied.isdecimal() else None
    form = RoleForm(all_permissions(), request.POST or None, initial=present)
    return fill_in(request, form, partial(services.create_role, actor), page)


def _copied(actor: Actor, role_id: int) -> dict[str, Any]:
    """What a new role takes over from another one: everything but its name."""
    source = queries.role(actor, role_id)
    return {"scope": source.scope, "permissions": source.permissions}


@writing
@requires("governance.role.view")
def role(request: HttpRequest, role_id: int) -> HttpResponse:
    """One role: a form for own ones, a list of what it may do otherwise."""
    actor = acting(request)
    found = queries.role(actor, role_id)
    if request.method == "POST":
        demand(request, "governance.role.change")
    may_change = actor.may("governance.role.change")
    if found.built_in or not may_change:
        held = [each for each in all_permissions() if each.code in found.permissions]
        groups = permission_choices(held)
        context = {"role": found, "groups": groups, "may_change": may_change}
        return render(request, "governance/role.html", context)

    def change(**facts: Any) -> Role:
        return services.change_role(actor, queries.role(actor, role_id), **facts)

    present = {"name": found.name, "scope": found.scope, "permissions": found.permissions}
    page = FormPage(
        title=found.name,
        submit=_("Save"),
        done=_("The role has been changed."),
        parent=_("Roles"),
        parent_url=reverse("governance:roles"),
        delete_url=reverse("governance:delete_role", args=[role_id]),
    )
    form = RoleForm(all_permissions(), request.POST or None, initial=present)
    return fill_in(request, form, change, page)


@writing
@requires("governance.role.change")
def delete_role(request: HttpRequest, role_id: int) -> HttpResponse:
    """Ask, then remove an own role that nobody holds."""
    actor = acting(request)
    found = queries.role(actor, role_id)
    deletion = Deletion(
        name=found.label,
        condition=_("Only a role of your own that nobody holds can be deleted."),
        done=_("The role has been deleted."),
        page=reverse("governance:role", args=[role_id]),
        parent=reverse("governance:roles"),
    )
    return agree_to_delete(request, deletion, partial(services.delete_role, actor, found))
