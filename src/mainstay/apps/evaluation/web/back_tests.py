"""Pages: back-tests of schemes, asking for one, what came of it."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from mainstay.apps.evaluation import policies
from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.contracts.back_tests import DEPTHS, DayReport
from mainstay.apps.evaluation.models import BackTest
from mainstay.apps.evaluation.queries import back_tests as queries
from mainstay.apps.evaluation.queries.schemes import usable_schemes
from mainstay.apps.evaluation.services.back_testing import QUARTER, Wanted, request_back_test
from mainstay.apps.evaluation.web.asked_work import AskedWork
from mainstay.apps.evaluation.web.forms import BackTestForm
from mainstay.apps.evaluation.wording.back_tests import naive_name, verdict
from mainstay.apps.evaluation.wording.names import grade_name, scheme_name
from mainstay.apps.governance import queries as governance
from mainstay.foundation.access.services import AccessDenied
from mainstay.kernel.clock import today_in
from mainstay.kernel.periods import months_later
from mainstay.shell.web import charts
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.charts import Chart
from mainstay.shell.web.listing import Listing
from mainstay.shell.web.submission import writing
from mainstay.shell.web.tables import Badge, Column, Kind, Tone

WORK = AskedWork("evaluation:back_test", queries.back_test_with_job)


@dataclass(frozen=True, slots=True)
class DayPanel:
    """What a page shows of one day."""

    report: DayReport
    verdict: str
    better: bool
    curves: Chart
    orders: list[tuple[str, Any]]
    grades: list[tuple[str, Any]]
    left_out: list[str]


@require_safe
@requires(policies.VIEW_EVALUATIONS)
def back_test_list(request: HttpRequest) -> HttpResponseBase:
    """All back-tests; who does not see all customers and figures is told so."""
    actor = acting(request)
    listing = Listing(
        caption=_("Back-tests"),
        name="back-tests",
        columns=_columns(),
        rows=queries.back_tests(actor),
        order=["-pk"],
        action="evaluation.back_tests.exported",
    )
    if (file := listing.file(request)) is not None:
        return file
    sees = policies.tells_everything(actor)
    context = {
        "table": listing.table(request),
        "sees": sees,
        "may_run": sees and actor.may(policies.RUN),
    }
    return render(request, "evaluation/back_tests/list.html", context)


def _columns() -> list[Column[BackTest]]:
    def link(row: BackTest) -> str:
        return reverse("evaluation:back_test", args=[row.pk])

    return [
        Column(
            "scheme",
            gettext_lazy("Scheme"),
            lambda row: scheme_name(row.version.scheme.code),
            link=link,
        ),
        Column("pk", gettext_lazy("Number"), lambda row: row.pk),
        Column("as_of", gettext_lazy("As of"), lambda row: row.newest_day),
        Column("days", gettext_lazy("Days"), lambda row: len(row.days), Kind.NUMBER, wide=True),
        Column("horizon", gettext_lazy("Months"), lambda row: row.horizon, Kind.NUMBER),
        Column("by", gettext_lazy("By"), lambda row: row.by_name, wide=True),
        Column("at", gettext_lazy("Asked for"), lambda row: row.requested_at, wide=True),
        Column("state", gettext_lazy("Status"), _state_badge),
    ]


def _state_badge(row: BackTest) -> Badge:
    if row.finished_at is None:
        return Badge(gettext_lazy("Not finished"), Tone.INFO)
    return Badge(gettext_lazy("Done"), Tone.GOOD)


@writing
@requires(policies.RUN)
def new_back_test(request: HttpRequest) -> HttpResponse:
    """A form that asks for a back-test."""
    actor = acting(request)
    if not policies.tells_everything(actor):
        raise AccessDenied(policies.RUN)
    today = today_in(ZoneInfo(governance.installation().time_zone))
    form = BackTestForm(
        list(usable_schemes(actor)), today, request.POST or None, request.GET.get("scheme", "")
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = request_back_test(actor, _wanted(form))
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return redirect("evaluation:back_test", row.pk)
    return render(request, "evaluation/back_tests/form.html", {"form": form})


def _wanted(form: BackTestForm) -> Wanted:
    said = form.cleaned_data
    newest = said["as_of"]
    days = tuple(months_later(newest, -QUARTER * back) for back in range(said["earlier"] + 1))
    return Wanted(said["scheme"], days, said["horizon"], said["unit"], said["outcome"])


@require_safe
@requires(policies.VIEW_EVALUATIONS)
def back_test_page(request: HttpRequest, number: int) -> HttpResponse:
    """What a back-test found, or how far it is."""
    actor = acting(request)
    row, job = queries.back_test_with_job(actor, number)
    context: dict[str, Any] = {
        **WORK.told(actor, row, job),
        "row": row,
        "name": scheme_name(row.version.scheme.code),
        "days": [_panel(row, report) for report in queries.reports_of(row)],
        "currency": governance.installation().reporting_currency,
    }
    return render(request, "evaluation/back_tests/page.html", context)


def _panel(row: BackTest, report: DayReport) -> DayPanel:
    scheme = row.version.scheme.code
    named = [(str(scheme_name(scheme)), report.scheme)]
    named += [(naive_name(each.order).capitalize(), each) for each in report.naive]
    lines = [charts.GainsLine(name, each.curve) for name, each in named if each.curve]
    known = indicators.definitions()
    return DayPanel(
        report=report,
        verdict=verdict(row, report),
        better=report.verdict == "better",
        curves=charts.gains(_("What came, by share of customers"), DEPTHS, lines, report.top_share),
        orders=named,
        grades=[(str(grade_name(scheme, each.grade)), each) for each in report.grades],
        left_out=[str(known[code].name) if code in known else code for code in report.left_out],
    )


@require_safe
@requires(policies.VIEW_EVALUATIONS)
def progress(request: HttpRequest, number: int) -> HttpResponse:
    """The part of the page that tells how far a back-test is."""
    return WORK.progress(request, number)


@require_POST
@requires(policies.RUN)
def cancel(request: HttpRequest, number: int) -> HttpResponse:
    """Stop a back-test that is not finished."""
    return WORK.cancel(request, number)
