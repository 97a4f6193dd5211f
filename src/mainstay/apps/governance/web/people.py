"""Pages: people."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from mainstay.apps.governance import queries, services
from mainstay.apps.governance.contracts import person_links
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.provider import configuration
from mainstay.apps.governance.web.forms.passwords import InitialPasswordForm
from mainstay.apps.governance.web.forms.people import NewPersonForm, PeopleFilter, PersonForm
from mainstay.apps.governance.web.sessions import session_table
from mainstay.apps.governance.web.submission import (
    FormPage,
    PersonQuestion,
    agree_about_person,
    fill_in,
)
from mainstay.apps.governance.web.tokens import token_table
from mainstay.shell.paging import QuerySetRows, capped_count, paginate
from mainstay.shell.sentences import listed
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.exporting import asked_format, download_rows
from mainstay.shell.web.submission import submitted, writing
from mainstay.shell.web.tables import Badge, Column, Table, Tone


@require_safe
@requires("governance.person.view")
def people(request: HttpRequest) -> HttpResponseBase:
    """The people within reach."""
    actor = acting(request)
    filters = PeopleFilter(actor, request.GET)
    filters.is_valid()
    rows = queries.people(actor, **filters.cleaned_data)
    may_change = actor.may("governance.person.change")
    if kind := asked_format(request):
        columns = _columns(may_change=False, may_reset=may_change)
        return download_rows(
            request, "people", columns, rows, action="governance.people.exported", kind=kind
        )
    table = Table(
        caption=_("People"),
        columns=_columns(may_change=may_change, may_reset=may_change),
        page=paginate(QuerySetRows(rows), ["full_name", "pk"], cursor=request.GET.get("cursor")),
        total=capped_count(rows),
        cards=True,
    )
    return render(
        request,
        "governance/people.html",
        {"table": table, "filters": filters, "may_change": may_change},
    )


def _columns(*, may_change: bool, may_reset: bool) -> list[Column[Person]]:
    def link(person: Person) -> str | None:
        return reverse("governance:person", args=[person.pk]) if may_change else None

    def state(person: Person) -> Badge:
        if not person.is_active:
            return Badge(gettext_lazy("Disabled"))
        if person.must_change_password:
            return Badge(gettext_lazy("Initial password"), Tone.CAUTION)
        return Badge(gettext_lazy("Active"), Tone.GOOD)

    def protection(person: Person) -> Badge | None:
        held = getattr(person, "has_second_factor", False)
        return Badge(gettext_lazy("On"), Tone.GOOD) if held else None

    second_factor = Column("second_factor", gettext_lazy("Second factor"), protection, wide=True)
    return [
        Column(
            "full_name", pgettext_lazy("person", "Name"), lambda person: person.full_name, link=link
        ),
        Column("email", gettext_lazy("E-mail"), lambda person: person.email, wide=True),
        Column("team", gettext_lazy("Team"), lambda person: person.team, wrap=True),
        Column("roles", gettext_lazy("Roles"), _roles, wrap=True),
        Column("state", gettext_lazy("Status"), state),
        *([second_factor] if may_reset else []),
        Column(
            "last_login", gettext_lazy("Last sign-in"), lambda person: person.last_login, wide=True
        ),
    ]


def _roles(person: Person) -> str:
    return listed(role.label for role in person.roles.all())


@writing
@requires("governance.person.change")
def new_person(request: HttpRequest) -> HttpResponse:
    """A form for one more person."""
    actor = acting(request)

    page = FormPage(
        title=_("New person"),
        submit=_("Create person"),
        done=_("The person can sign in now."),
        parent=_("People"),
        parent_url=reverse("governance:people"),
    )
    return fill_in(
        request,
        NewPersonForm(actor, request.POST or None),
        partial(services.create_person, actor),
        page,
    )


@writing
@requires("governance.person.change")
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """One person: facts, roles, state and tokens."""
    actor = acting(request)
    found = queries.person(actor, person_id)
    present = {
        "full_name": found.full_name,
        "email": found.email,
        "language": found.language,
        "time_zone": found.time_zone,
        "team_id": found.team_id,
        "region_ids": found.region_ids,
        "roles": [role.code for role in found.roles.all()],
    }
    form = PersonForm(actor, request.POST or None, initial=present)

    def change(**facts: Any) -> Person:
        return services.change_person(actor, queries.person(actor, person_id), **facts)

    if submitted(request, form, change) is not None:
        messages.success(request, _("The person has been changed."))
        return redirect("governance:person", person_id)
    tokens = token_table(queries.tokens_of(actor, person_id))
    context = {"person": found, "form": form, "tokens": tokens}
    context["sessions"] = session_table(queries.sessions_of(actor, found))
    context["second_factor"] = queries.second_factor_of(found)
    context["links"] = person_links(actor)
    context["provider"] = configuration.provider()
    context["provider_link"] = queries.provider_link(actor, found)
    return render(request, "governance/person.html", context)


@writing
@requires("governance.person.change")
def person_password(request: HttpRequest, person_id: int) -> HttpResponse:
    """A form for a new initial password."""
    actor = acting(request)
    found = queries.person(actor, person_id)

    page = FormPage(
        title=_("New initial password"),
        submit=_("Replace password"),
        done=_("The password has been replaced."),
        parent=found.full_name,
        parent_url=reverse("governance:person", args=[person_id]),
    )
    return fill_in(
        request,
        InitialPasswordForm(request.POST or None),
        partial(services.set_password, actor, found),
        page,
    )


@writing
@requires("governance.person.change")
def disable_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Ask, then shut the person out."""
    question = PersonQuestion(
        title=_("Disable %(name)s?"),
        text=_(
            "Sessions and API tokens end at once. What the person has done stays, and the person "
            "can be enabled again."
        ),
        agree=_("Disable"),
        done=_("The person is shut out."),
        tone=Tone.BAD,
    )
    return agree_about_person(request, person_id, question, services.disable_person)


@writing
@requires("governance.person.change")
def enable_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Ask, then let the person in again."""
    question = PersonQuestion(
        title=_("Enable %(name)s?"),
        text=_("The person can sign in with the old password. API tokens stay revoked."),
        agree=_("Enable"),
        done=_("The person can sign in again."),
    )
    return agree_about_person(request, person_id, question, services.enable_person)
