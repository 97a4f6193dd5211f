"""Pages: exchange rates."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from mainstay.apps.governance import queries as governance
from mainstay.apps.reference import policies
from mainstay.apps.reference.contracts import Place, page_actions
from mainstay.apps.reference.models import ExchangeRate
from mainstay.apps.reference.queries import rates as queries
from mainstay.apps.reference.services import rates as services
from mainstay.apps.reference.web.forms import RateFilterForm, RateForm
from mainstay.foundation.access.actor import Actor
from mainstay.shell.exports import FileFormat
from mainstay.shell.paging import QuerySetRows, capped_count, paginate
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.confirmation import Confirmation, ask
from mainstay.shell.web.exporting import asked_format, download
from mainstay.shell.web.partials import on_to
from mainstay.shell.web.submission import submitted, writing
from mainstay.shell.web.tables import Column, Kind, Table, Tone, sort_from


@require_safe
@requires(policies.VIEW_RATES)
def rate_list(request: HttpRequest) -> HttpResponse:
    """The rates: filtered, sorted, a page at a time."""
    actor = acting(request)
    form = _filters(actor, request)
    columns = _columns(actor)
    sort = sort_from(request, columns, queries.DEFAULT_SORT)
    rows = queries.rates(actor, form.wanted, sort)
    page = paginate(QuerySetRows(rows), [sort, "pk"], cursor=request.GET.get("cursor"))
    context = {
        "table": Table(
            caption=_("Exchange rates"),
            columns=columns,
            page=page,
            sort=sort,
            total=capped_count(rows),
            cards=True,
        ),
        "form": form,
        "filtered": form.wanted != queries.RateFilter(),
        "may_change": actor.may(policies.CHANGE_RATES),
        "actions": page_actions(actor, Place.RATES),
        "installation": governance.installation(),
    }
    return render(request, "reference/rates.html", context)


def _filters(actor: Actor, request: HttpRequest) -> RateFilterForm:
    return RateFilterForm(queries.currencies_with_rates(actor), request.GET)


def _columns(actor: Actor) -> list[Column[ExchangeRate]]:
    may_change = actor.may(policies.CHANGE_RATES)

    def link(rate: ExchangeRate) -> str | None:
        return reverse("reference:rate", args=[rate.pk]) if may_change else None

    return [
        Column("on", gettext_lazy("Day"), lambda rate: rate.on, link=link, sortable=True),
        Column("currency", gettext_lazy("Currency"), lambda rate: rate.currency, sortable=True),
        Column(
            "rate",
            pgettext_lazy("currency", "Rate"),
            lambda rate: f"{services.plain(rate.rate):f}",
            Kind.WRITTEN,
            sortable=True,
        ),
        Column("source", gettext_lazy("Source"), lambda rate: rate.source, wrap=True),
    ]


@require_safe
@requires(policies.VIEW_RATES)
def export(request: HttpRequest) -> HttpResponseBase:
    """The filtered list as a file."""
    actor = acting(request)
    sort = sort_from(request, _columns(actor), queries.DEFAULT_SORT)
    exported = services.export_rates(actor, _filters(actor, request).wanted, sort)
    kind = asked_format(request) or FileFormat.CSV
    return download(request, exported, kind, reverse("reference:rates"))


@writing
@requires(policies.CHANGE_RATES)
def new_rate(request: HttpRequest) -> HttpResponse:
    """A form for one more rate."""
    actor = acting(request)
    form = RateForm(_currency(), request.POST or None)
    if submitted(request, form, lambda **facts: services.set_rate(actor, **facts)):
        messages.success(request, _("The exchange rate has been set."))
        return redirect("reference:rates")
    context = {"form": form, "title": _("New exchange rate"), "submit": _("Set rate")}
    return render(request, "reference/rate.html", context)


@writing
@requires(policies.CHANGE_RATES)
def edit_rate(request: HttpRequest, key: int) -> HttpResponse:
    """A form for one rate."""
    actor = acting(request)
    found = queries.rate_of(actor, key)
    present = {
        "currency": found.currency,
        "on": found.on,
        "rate": f"{services.plain(found.rate):f}",
        "source": found.source,
    }
    form = RateForm(_currency(), request.POST or None, initial=present)
    if submitted(request, form, lambda **facts: services.change_rate(actor, key, **facts)):
        messages.success(request, _("The exchange rate has been changed."))
        return redirect("reference:rates")
    context = {"form": form, "title": str(found), "submit": _("Save"), "rate": found}
    return render(request, "reference/rate.html", context)


@writing
@requires(policies.CHANGE_RATES)
def remove(request: HttpRequest, key: int) -> HttpResponse:
    """Ask, then take a rate away."""
    actor = acting(request)
    found = queries.rate_of(actor, key)
    question = Confirmation(
        title=_("Delete the rate %(rate)s?") % {"rate": found},
        text=_(
            "Order lines that were converted with it keep their amounts. Later imports use the "
            "rate before it."
        ),
        agree=_("Delete"),
        cancel_url=reverse("reference:rate", args=[key]),
        tone=Tone.BAD,
    )
    if request.method != "POST":
        return ask(request, question)
    services.remove_rate(actor, key)
    messages.success(request, _("The exchange rate has been deleted."))
    return on_to(request, reverse("reference:rates"))


def _currency() -> str:
    return governance.installation().reporting_currency
