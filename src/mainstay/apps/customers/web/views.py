"""Pages: saved views of the list of customers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from mainstay.apps.customers import policies
from mainstay.apps.customers.models import CustomerView, Sharing
from mainstay.apps.customers.queries import views as queries
from mainstay.apps.customers.queries.views import Catalogue, ViewNotFound
from mainstay.apps.customers.rules.conditions import InvalidFilter
from mainstay.apps.customers.rules.filter_wording import described
from mainstay.apps.customers.rules.views import LONGEST_NAME, ViewVersionConflict
from mainstay.apps.customers.services import views as services
from mainstay.apps.customers.web.asked import asked_behind
from mainstay.apps.customers.web.building import layout
from mainstay.apps.customers.web.list_head import may_change_view, view_address
from mainstay.apps.customers.web.submission import submitted
from mainstay.foundation.access.actor import Actor
from mainstay.shell.paging import QuerySetRows, paginate
from mainstay.shell.web.access import acting, demand, requires
from mainstay.shell.web.confirmation import Confirmation, ask
from mainstay.shell.web.partials import on_to
from mainstay.shell.web.submission import writing
from mainstay.shell.web.tables import Table, Tone

OVERTAKEN = gettext_lazy("Somebody else has changed this view since you opened it.")


class ViewForm(forms.Form):
    """The name of a view and whom it is shared with."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=LONGEST_NAME)
    sharing = forms.ChoiceField(
        label=gettext_lazy("Shared with"),
        choices=Sharing.choices,
        help_text=gettext_lazy("Everybody sees only the customers within their own reach."),
    )
    team = forms.TypedChoiceField(
        label=gettext_lazy("Team"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, actor: Actor, data: Any, view: CustomerView | None = None) -> None:
        known = {"name": view.name, "sharing": view.sharing, "team": view.team_id} if view else {}
        super().__init__(data or None, initial={"sharing": Sharing.NOBODY, **known})
        if not actor.may(policies.SHARE_VIEWS):
            del self.fields["sharing"], self.fields["team"]
            return
        team: Any = self.fields["team"]
        team.choices = [("", "–"), *services.shareable_teams(actor)]
        team.widget.attrs.update({"data-with": "id_sharing", "data-with-values": '["team"]'})


@dataclass(frozen=True, slots=True)
class ViewLine:
    """A view as the page of all views shows it."""

    view: CustomerView
    url: str
    words: str
    is_hidden: bool
    may_change: bool
    pin_place: int | None = None
    opens_first: bool = False


@require_safe
@requires(policies.VIEW)
def view_list(request: HttpRequest) -> HttpResponse:
    """All views that one may use: the pinned ones in their order, then the others by name."""
    actor = acting(request)
    known = queries.Catalogue(actor)
    pins = queries.pins(actor)
    pinned = {pin.view_id: pin for pin in pins}
    rows = queries.views(actor)
    found = {each.pk: each for each in rows.filter(pk__in=pinned)}
    others = rows.exclude(pk__in=pinned)
    page = paginate(QuerySetRows(others), ["name", "pk"], cursor=request.GET.get("cursor"))
    lines = [_line(actor, found[pin.view_id], known) for pin in pins if pin.view_id in found]
    context = {
        "pinned": list(zip(lines, pins, strict=True)),
        "others": [_line(actor, each, known) for each in page.items],
        "table": Table(_("Views"), [], page),
        "may_keep": actor.may(policies.KEEP_VIEWS),
    }
    return render(request, "customers/views.html", context)


def _line(actor: Actor, view: CustomerView, known: Catalogue) -> ViewLine:
    read = queries.read_view(view, known)
    words = ""
    if read.criteria:
        words = described(read.criteria, queries.name_people(read.state.groups))
    may_change = may_change_view(actor, view)
    return ViewLine(view, view_address(view), words, read.criteria is None, may_change)


@writing
@requires(policies.KEEP_VIEWS)
def new_view(request: HttpRequest) -> HttpResponse:
    """Save the list in `list` as a view."""
    actor = acting(request)
    asked = asked_behind(request, actor)
    form = ViewForm(actor, request.POST)

    def save(**facts: Any) -> CustomerView:
        return services.create_view(actor, state=asked.state, **facts)

    made = _written(request, form, save)
    if made is None:
        return _form_page(request, form, _("Save as view"), asked.address(), asked.criteria_words)
    services.pin_view(actor, made.pk)
    messages.success(request, _("“%(name)s” has been saved.") % {"name": made.name})
    return on_to(request, view_address(made))


@writing
@requires(policies.KEEP_VIEWS)
def edit_view(request: HttpRequest, view_id: int) -> HttpResponse:
    """Rename a view, share it with others or no longer."""
    actor = acting(request)
    view = queries.view(actor, view_id)
    demand(request, policies.KEEP_VIEWS, view)
    form = ViewForm(actor, request.POST, view)
    form.fields["version"] = forms.IntegerField(
        widget=forms.HiddenInput, initial=view.version, required=False
    )

    def save(version: int | None, **facts: Any) -> CustomerView:
        return services.change_view(actor, view_id, version or 0, **facts)

    if _written(request, form, save) is None:
        return _form_page(request, form, _("Name and sharing"), view_address(view), "")
    return on_to(request, view_address(view))


def _written(
    request: HttpRequest, form: ViewForm, save: Callable[..., CustomerView]
) -> CustomerView | None:
    try:
        return submitted(
            request, form, save, conflict=ViewVersionConflict, overtaken=str(OVERTAKEN)
        )
    except InvalidFilter as error:
        form.add_error(None, services.invalid_filter(error).messages[0])
        return None


def _form_page(
    request: HttpRequest, form: ViewForm, title: str, back: str, words: str
) -> HttpResponse:
    context = {
        "layout": layout(request),
        "form": form,
        "title": title,
        "back": back,
        "words": words,
    }
    return render(request, "customers/view_form.html", context)


@require_POST
@requires(policies.KEEP_VIEWS)
def keep_changes(request: HttpRequest, view_id: int) -> HttpResponse:
    """Let a view show from now on what the list in `list` shows."""
    actor = acting(request)
    asked = asked_behind(request, actor)
    said = request.POST.get("version", "")
    version = int(said) if said.isascii() and said.isdecimal() else 0
    try:
        services.change_view(actor, view_id, version, state=asked.state)
    except ViewVersionConflict:
        messages.error(request, str(OVERTAKEN))
        return redirect(asked.address())
    messages.success(request, _("The view has been saved as it is now."))
    return redirect(view_address(queries.view(actor, view_id)))


@require_POST
@requires(policies.KEEP_VIEWS)
def duplicate(request: HttpRequest, view_id: int) -> HttpResponse:
    """Make a view of one's own that is like another one."""
    actor = acting(request)
    like = queries.view(actor, view_id)
    try:
        made = services.duplicate_view(actor, view_id, _name_of_copy(actor, like.name))
    except InvalidFilter:
        messages.error(request, _("Only a view whose conditions you may see can be copied."))
        return redirect("customers:views")
    messages.success(request, _("“%(name)s” has been saved.") % {"name": made.name})
    return redirect(view_address(made))


def _name_of_copy(actor: Actor, name: str) -> str:
    """The same name with a number that the actor has not given yet."""
    own = queries.views(actor).filter(owner_id=actor.person_id).values_list("name", flat=True)
    taken, number = set(own), 1
    while True:
        number += 1
        copy = f"{name[: LONGEST_NAME - 5]} ({number})"
        if copy not in taken:
            return copy


@writing
@requires(policies.KEEP_VIEWS)
def delete(request: HttpRequest, view_id: int) -> HttpResponse:
    """Delete a view, after asking."""
    actor = acting(request)
    view = queries.view(actor, view_id)
    demand(request, policies.KEEP_VIEWS, view)
    if request.method == "POST":
        services.delete_view(actor, view_id)
        messages.success(request, _("“%(name)s” has been deleted.") % {"name": view.name})
        return on_to(request, reverse("customers:views"))
    pinned = queries.pinned_by(view)
    people = ngettext("%(n)s person", "%(n)s people", pinned) % {"n": pinned}
    return ask(
        request,
        Confirmation(
            _("Delete this view?"),
            _("The customers stay. Whoever uses the view finds it no more."),
            agree=_("Delete"),
            cancel_url=reverse("customers:views"),
            action=reverse("customers:view_delete", args=[view_id]),
            facts=[(_("Name"), view.name), (_("Pinned by"), people)],
            tone=Tone.BAD,
        ),
    )


@require_POST
@requires(policies.KEEP_VIEWS)
def pin(request: HttpRequest, view_id: int) -> HttpResponse:
    """Pin a view, take it away, move it among the pinned ones, or let it open first."""
    actor = acting(request)
    deeds: dict[str, Callable[[], object]] = {
        "pin": lambda: services.pin_view(actor, view_id),
        "unpin": lambda: services.unpin_view(actor, view_id),
        "up": lambda: services.move_pin(actor, view_id, -1),
        "down": lambda: services.move_pin(actor, view_id, 1),
        "first": lambda: services.open_first(actor, view_id),
        "not_first": lambda: services.open_first(actor, None),
    }
    deed = deeds.get(request.POST.get("do", ""))
    if deed is None:
        raise ViewNotFound(view_id)
    deed()
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if is_ours else reverse("customers:views"))
