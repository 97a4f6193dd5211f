"""Pages: net profit as a whale curve, and what serving customers costs."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mainstay.analytics.indicators import Unit
from mainstay.apps.evaluation.contracts.cost_drivers import drivers
from mainstay.apps.evaluation.models import ActivityCost, OtherCosts
from mainstay.apps.evaluation.policies import CHANGE_COSTS
from mainstay.apps.evaluation.queries.costs import (
    NET,
    activity_costs,
    offered_for,
    other_costs,
)
from mainstay.apps.evaluation.queries.entitlements import entitlement_costs
from mainstay.apps.evaluation.queries.net_profit import NetProfitPicture, net_profit_picture
from mainstay.apps.evaluation.services.costs import (
    remove_activity_cost,
    set_activity_cost,
    set_other_costs,
)
from mainstay.apps.evaluation.wording.amounts import indicator_name
from mainstay.apps.evaluation.wording.names import ENTITLEMENT_COSTS
from mainstay.apps.governance import queries as governance
from mainstay.apps.ledger.contracts import VIEW_COSTS
from mainstay.foundation.audit.naming import name_in_words
from mainstay.kernel.periods import last_12_months
from mainstay.shell.paging import Page
from mainstay.shell.web import charts, figures
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.charts import Chart
from mainstay.shell.web.confirmation import Confirmation, ask
from mainstay.shell.web.partials import on_to
from mainstay.shell.web.submission import submitted, writing
from mainstay.shell.web.tables import Column, Kind, Table, Tone

_PER_CENT = Decimal(100)


@require_safe
@requires(VIEW_COSTS)
def net_profit_page(request: HttpRequest) -> HttpResponse:
    """How net profit adds up over the customers that the reader sees."""
    actor = acting(request)
    picture = net_profit_picture(actor)
    currency = governance.installation().reporting_currency
    context = {
        "picture": picture,
        "currency": currency,
        "curve": _curve(picture, currency) if picture.marks else None,
        "figures_url": reverse("evaluation:indicator", args=[NET]),
        "may_change": actor.may(CHANGE_COSTS),
    }
    return render(request, "evaluation/costs/net_profit.html", context)


def _curve(picture: NetProfitPicture, currency: str) -> Chart:
    marks = [
        charts.WhaleMark(
            each.name,
            each.customers,
            each.profit,
            reverse("customers:customer", args=[each.key]),
        )
        for each in picture.marks
    ]
    return charts.whale_curve(
        _("Whale curve"), marks, picture.peak, _("Cumulated net profit"), currency
    )


@require_safe
@requires(CHANGE_COSTS)
def cost_list(request: HttpRequest) -> HttpResponse:
    """What activities cost from which day, and where the other costs are found."""
    actor = acting(request)
    other, entitled = other_costs(), entitlement_costs(actor)
    currency = governance.installation().reporting_currency
    context = {
        "table": Table(
            caption=_("Costs of activities"),
            columns=_columns(),
            page=Page(list(activity_costs(actor))),
            currency=currency,
            cards=True,
        ),
        "other": other,
        "freight": indicator_name(other.freight) if other.freight else "",
        "payment_delay": indicator_name(other.payment_delay) if other.payment_delay else "",
        "entitlement_costs": [
            (name, entitled.get(item)) for item, name in ENTITLEMENT_COSTS.items()
        ],
        "currency": currency,
    }
    return render(request, "evaluation/costs/list.html", context)


def _columns() -> list[Column[ActivityCost]]:
    known = drivers()

    def name(row: ActivityCost) -> str:
        return str(known[row.driver].name) if row.driver in known else row.driver

    def remove(row: ActivityCost) -> str:
        return reverse("evaluation:remove_cost", args=[row.driver, row.valid_from.isoformat()])

    return [
        Column("driver", gettext_lazy("Activity"), name),
        Column("valid_from", gettext_lazy("Valid from"), lambda row: row.valid_from),
        Column("amount", gettext_lazy("Cost"), lambda row: row.amount, Kind.AMOUNT),
        Column("by", gettext_lazy("By"), lambda row: name_in_words(row.by_name), wide=True),
        Column("act", gettext_lazy("Action"), lambda _row: _("Remove"), link=remove),
    ]


class ActivityCostForm(forms.Form):
    """What one activity costs from a day on."""

    driver = forms.ChoiceField(label=gettext_lazy("Activity"))
    valid_from = forms.DateField(
        label=gettext_lazy("Valid from"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=gettext_lazy("Before the first day of an activity its first cost holds."),
    )
    amount = forms.DecimalField(label=gettext_lazy("Cost of one"), min_value=0, max_digits=15)

    def __init__(self, data: Any, first_day: date) -> None:
        super().__init__(data, initial={"valid_from": first_day})
        choices = [(code, each.name) for code, each in drivers().items()]
        self.fields["driver"].choices = choices  # type: ignore[attr-defined]


@writing
@requires(CHANGE_COSTS)
def new_cost(request: HttpRequest) -> HttpResponse:
    """A form that says what an activity costs."""
    actor = acting(request)
    first_day = last_12_months(governance.today()).start
    form = ActivityCostForm(request.POST or None, first_day)

    def put(**said: Any) -> ActivityCost:
        return set_activity_cost(actor, said["driver"], said["valid_from"], said["amount"])

    if submitted(request, form, put) is not None:
        messages.success(request, _("The cost has been set."))
        return redirect("evaluation:costs")
    context = {"form": form, "title": _("Cost of an activity")}
    return render(request, "evaluation/costs/form.html", context)


@writing
@requires(CHANGE_COSTS)
def remove_cost(request: HttpRequest, driver: str, day: str) -> HttpResponse:
    """Ask, then take a cost back."""
    actor = acting(request)
    valid_from = _day(day)
    row = activity_costs(actor).filter(driver=driver, valid_from=valid_from).first()
    if row is None:
        raise Http404
    page = reverse("evaluation:costs")
    if request.method == "POST":
        remove_activity_cost(actor, driver, valid_from)
        messages.success(request, _("The cost has been removed."))
        return on_to(request, page)
    question = Confirmation(
        _("Remove this cost?"),
        _("The cost before it holds on. Net profit changes at once, evaluations stay."),
        agree=_("Remove"),
        cancel_url=page,
        facts=[(_("Valid from"), figures.day(valid_from))],
        tone=Tone.BAD,
    )
    return ask(request, question)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Http404 from None


class OtherCostsForm(forms.Form):
    """Which indicators hold freight and late payment, and what money costs in a year."""

    freight = forms.ChoiceField(
        label=gettext_lazy("Freight"),
        required=False,
        help_text=gettext_lazy(
            "An indicator of amounts over 12 months whose figures come in files. Who has no figure "
            "is unknown: put 0 where there is no freight."
        ),
    )
    payment_delay = forms.ChoiceField(
        label=gettext_lazy("Days that payment is late"),
        required=False,
        help_text=gettext_lazy("An indicator of days whose figures come in files."),
    )
    capital_rate = forms.DecimalField(
        label=gettext_lazy("What money costs in a year, in per cent"),
        required=False,
        min_value=0,
        max_value=100,
        decimal_places=4,
    )

    def __init__(self, data: Any, row: OtherCosts) -> None:
        rate = None if row.capital_rate is None else (row.capital_rate * _PER_CENT).normalize()
        initial = {
            "freight": row.freight,
            "payment_delay": row.payment_delay,
            "capital_rate": None if rate is None else f"{rate:f}",
        }
        super().__init__(data, initial=initial)
        for name, unit in (("freight", Unit.MONEY), ("payment_delay", Unit.DAYS)):
            found = {each.code: each.name for each in offered_for(unit)}
            kept = getattr(row, name)
            if kept:
                found.setdefault(kept, indicator_name(kept))
            choices = [("", _("None")), *found.items()]
            self.fields[name].choices = choices  # type: ignore[attr-defined]


@writing
@requires(CHANGE_COSTS)
def change_other_costs(request: HttpRequest) -> HttpResponse:
    """A form that says where the other costs are found."""
    actor = acting(request)
    form = OtherCostsForm(request.POST or None, other_costs())

    def put(**said: Any) -> OtherCosts:
        rate = said.pop("capital_rate")
        share = None if rate is None else rate / _PER_CENT
        return set_other_costs(actor, **said, capital_rate=share)

    if submitted(request, form, put) is not None:
        messages.success(request, _("The costs have been set."))
        return redirect("evaluation:costs")
    context = {"form": form, "title": _("Freight and late payment")}
    return render(request, "evaluation/costs/form.html", context)
