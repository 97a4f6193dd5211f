"""Pages: the installation's settings."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mainstay.apps.governance import queries, services
from mainstay.apps.governance.models import KEPT_DAYS, Installation
from mainstay.apps.governance.web.forms import InstallationForm
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.submission import submitted, writing


@writing
@requires("governance.installation.change")
def installation(request: HttpRequest) -> HttpResponse:
    """Whose installation this is, its year, currency and zone."""
    actor = acting(request)
    company = queries.installation()
    locked = queries.is_zone_locked()
    present = {
        "name": company.name,
        "fiscal_year_start_month": company.fiscal_year_start_month,
        "spring_festival_days": company.spring_festival_days,
        "spring_festival_days_before": company.spring_festival_days_before,
        "exchange_rate_days": company.exchange_rate_days,
        **{field: getattr(company, field) for field in KEPT_DAYS},
        "reporting_currency": company.reporting_currency,
        "time_zone": company.time_zone,
    }
    form = InstallationForm(request.POST or None, initial=present, locked=locked)

    def change(**facts: Any) -> Installation:
        return services.change_installation(actor, **facts)

    if submitted(request, form, change) is not None:
        messages.success(request, _("The settings have been changed."))
        return redirect("governance:installation")
    return render(request, "governance/installation.html", {"form": form, "locked": locked})
