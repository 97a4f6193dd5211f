"""Pages: the installation's settings."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mainstay.apps.governance import queries, services
from mainstay.apps.governance.models import (
    KEPT_DAYS,
    Installation,
    SecondFactorDuty,
    SignInProfile,
)
from mainstay.apps.governance.web.confirming import confirmed_if
from mainstay.apps.governance.web.forms.installation import InstallationForm
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.submission import submitted, writing


def _weakens(request: HttpRequest) -> bool:
    """Whether what was sent asks less of those who sign in."""
    company = queries.installation()
    present = queries.sign_in_rules()
    sent = request.POST
    return (
        _falls(list(SecondFactorDuty), company.second_factor, sent.get("second_factor", ""))
        or _falls(list(SignInProfile), company.sign_in_profile, sent.get("sign_in_profile", ""))
        or _loosens(present.password_days, sent.get("password_days", ""))
        or _loosens(present.idle_minutes, sent.get("idle_minutes", ""))
    )


def _falls(rising: list[Any], present: str, sent: str) -> bool:
    """Whether a choice goes back to one that asks less."""
    return sent in rising and rising.index(sent) < rising.index(present)


def _loosens(present: int, sent: str) -> bool:
    """Whether a time grows or, with 0, is given up."""
    if not sent.isdecimal():
        return False
    wanted = int(sent)
    return present not in {wanted, 0} and (wanted == 0 or wanted > present)


@writing
@requires("governance.installation.change")
@confirmed_if(_weakens)
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
        "second_factor": company.second_factor,
        "sign_in_profile": company.sign_in_profile,
        "password_days": company.password_days,
        "idle_minutes": company.idle_minutes,
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
