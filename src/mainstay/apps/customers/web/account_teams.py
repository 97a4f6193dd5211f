"""Pages: who works for a customer beside its owner; adding, changing and removing members."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mainstay.apps.customers import policies, queries
from mainstay.apps.customers.models import AccountTeamMember, Customer, MemberRight
from mainstay.apps.customers.queries import account_teams
from mainstay.apps.customers.rules import LONGEST_FUNCTION
from mainstay.apps.customers.services.account_teams import (
    add_member,
    change_member,
    remove_member,
)
from mainstay.apps.customers.web.submission import to_customer
from mainstay.apps.customers.wording import FUNCTIONS
from mainstay.apps.governance import queries as governance
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require
from mainstay.shell.paging import Page
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.confirmation import Confirmation, ask
from mainstay.shell.web.submission import submitted, writing
from mainstay.shell.web.tables import Badge, Column, Table, Tone


class MemberForm(forms.Form):
    """What is said of a member. What it must be is decided by the service."""

    function = forms.CharField(
        label=gettext_lazy("Function"),
        max_length=LONGEST_FUNCTION,
        required=False,
        widget=forms.TextInput(attrs={"list": "function-suggestions"}),
        help_text=gettext_lazy("What this person does for the customer."),
    )
    right = forms.ChoiceField(
        label=gettext_lazy("Right"),
        choices=MemberRight.choices,
        initial=MemberRight.READS,
        help_text=gettext_lazy(
            "Who works on it may change the customer and its contacts, if the roles permit that "
            "at all."
        ),
    )


class NewMemberForm(MemberForm):
    """Somebody to add."""

    person = forms.TypedChoiceField(label=gettext_lazy("Person"), coerce=int)
    field_order = ("person", "function", "right")

    def __init__(self, data: Any, there: set[int]) -> None:
        super().__init__(data)
        people = [
            (each.person_id, each.full_name)
            for each in governance.colleagues()
            if each.person_id not in there
        ]
        self.fields["person"].choices = [("", "–"), *people]  # type: ignore[attr-defined]


def team_panel(actor: Actor, customer: Customer, *, may_change: bool) -> dict[str, Any]:
    """What a customer's page shows of its account team."""
    table = Table(
        caption=_("Account team"),
        columns=_columns(customer, may_change=may_change),
        page=Page(list(account_teams.team_of(actor, customer.pk))),
        cards=True,
    )
    return {"account_team": table, "may_change_team": may_change}


def _columns(customer: Customer, *, may_change: bool) -> list[Column[AccountTeamMember]]:
    def link(member: AccountTeamMember) -> str | None:
        page = reverse("customers:team_member", args=[customer.pk, member.pk])
        return page if may_change else None

    return [
        Column("person", gettext_lazy("Person"), lambda member: member.person.full_name, link=link),
        Column("function", gettext_lazy("Function"), lambda member: member.function, wrap=True),
        Column("right", gettext_lazy("Right"), _right),
    ]


def _right(member: AccountTeamMember) -> Badge:
    if not member.person.is_active:
        return Badge(gettext_lazy("Disabled"))
    works = member.right == MemberRight.WORKS
    return Badge(MemberRight(member.right).label, Tone.GOOD if works else Tone.INFO)


@writing
@requires(policies.CHANGE_TEAM)
def new_member(request: HttpRequest, key: int) -> HttpResponse:
    """A form for one more member."""
    actor = acting(request)
    customer = _customer(actor, key)
    there = set(account_teams.team_of(actor, key).values_list("person_id", flat=True))
    form = NewMemberForm(request.POST or None, there)

    def add(**facts: Any) -> AccountTeamMember:
        return add_member(actor, key, **facts)

    added = submitted(request, form, add)
    if added is not None:
        said = _("%(name)s now belongs to the account team.")
        messages.success(request, said % {"name": added.person.full_name})
        return redirect("customers:customer", key)
    return _form_page(request, form, customer, None)


@writing
@requires(policies.CHANGE_TEAM)
def edit_member(request: HttpRequest, key: int, member_id: int) -> HttpResponse:
    """A form for what a member does and may do."""
    actor = acting(request)
    customer = _customer(actor, key)
    found = account_teams.member(actor, key, member_id)
    present = {"function": found.function, "right": found.right}
    form = MemberForm(request.POST or None, initial=present)

    def change(**facts: Any) -> AccountTeamMember:
        return change_member(actor, key, member_id, **facts)

    if submitted(request, form, change) is not None:
        said = _("%(name)s has been changed.")
        messages.success(request, said % {"name": found.person.full_name})
        return redirect("customers:customer", key)
    return _form_page(request, form, customer, found)


@writing
@requires(policies.CHANGE_TEAM)
def remove(request: HttpRequest, key: int, member_id: int) -> HttpResponse:
    """Ask, then take somebody from the account team."""
    actor = acting(request)
    customer = _customer(actor, key)
    found = account_teams.member(actor, key, member_id)
    name = found.person.full_name
    question = Confirmation(
        title=_("Take %(name)s from the account team?") % {"name": name},
        text=_("%(name)s then sees %(customer)s only if the own roles reach it.")
        % {"name": name, "customer": customer.name},
        agree=_("Take from the team"),
        cancel_url=reverse("customers:team_member", args=[key, member_id]),
        tone=Tone.BAD,
    )
    if request.method != "POST":
        return ask(request, question)
    remove_member(actor, key, member_id)
    messages.success(request, _("%(name)s left the account team.") % {"name": name})
    return to_customer(request, key)


def _customer(actor: Actor, key: int) -> Customer:
    customer = queries.customer(actor, key)
    require(actor, policies.CHANGE_TEAM, customer)
    return customer


def _form_page(
    request: HttpRequest, form: forms.Form, customer: Customer, found: AccountTeamMember | None
) -> HttpResponse:
    used = account_teams.functions_in_use(acting(request))
    context = {
        "form": form,
        "customer": customer,
        "member": found,
        "suggestions": sorted({*used, *map(str, FUNCTIONS)}),
        "title": found.person.full_name if found else _("New member of the account team"),
        "submit": _("Save") if found else _("Add to the team"),
        "cancel": reverse("customers:customer", args=[customer.pk]),
    }
    return render(request, "customers/team_form.html", context)
