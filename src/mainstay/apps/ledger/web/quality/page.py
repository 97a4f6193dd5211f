"""Pages: how good the data is, the work list, and starting a check."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mainstay.apps.customers.contracts import priority
from mainstay.apps.ledger import policies
from mainstay.apps.ledger.models import QualitySnapshot
from mainstay.apps.ledger.quality_wording import FIELDS
from mainstay.apps.ledger.queries import quality
from mainstay.apps.ledger.queries.quality import Standing
from mainstay.apps.ledger.queries.quality_rows import with_customers
from mainstay.apps.ledger.queries.upkeep import newest_job
from mainstay.apps.ledger.services.quality import checking
from mainstay.apps.ledger.services.quality.exporting import export_findings
from mainstay.apps.ledger.web.quality.forms import FindingFilterForm
from mainstay.apps.ledger.web.quality.rows import Abilities, currency
from mainstay.apps.ledger.web.work import work_of_kinds
from mainstay.foundation.access.actor import Actor
from mainstay.shell.exports import FileFormat
from mainstay.shell.paging import Page, QuerySetRows, capped_count, paginate
from mainstay.shell.web import charts
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.charts import Chart, TrendPoint
from mainstay.shell.web.exporting import asked_format, download
from mainstay.shell.web.job_progress import JobProgress, progress_over, progress_part
from mainstay.shell.web.tables import Column, Kind, Table


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A line of the table of fields."""

    code: str
    completeness: float | None
    validity: float | None
    freshness: float | None
    uniqueness: float | None
    waiting: int


@require_safe
@requires(policies.VIEW_QUALITY)
def quality_page(request: HttpRequest) -> HttpResponse:
    """The score with its trend, each field, and what is to be mended."""
    actor = acting(request)
    form = FindingFilterForm(actor, request.GET)
    rows = quality.findings(actor, form.wanted)
    order = quality.order_for(actor)
    page = paginate(QuerySetRows(rows), order, cursor=request.GET.get("cursor"))
    shown = with_customers(actor, page.items)
    standing = quality.standing(actor)
    context = {
        "standing": standing,
        "checked": quality.was_checked(),
        "table": _fields_table(actor, standing) if standing else None,
        "chart": _trend(quality.trend(actor)) if standing and standing.company else None,
        "form": form,
        "rows": shown,
        "work": _work_table(page, rows),
        "filtered": any(request.GET.get(name) for name in form.fields),
        "abilities": Abilities.of(actor),
        "ranked": priority.is_known_to(actor),
        "currency": currency(),
        "may_check": actor.may(policies.CHECK_QUALITY),
        "may_export": bool(shown) and actor.may(policies.EXPORT_QUALITY),
        "checking": _checking(),
    }
    return render(request, "ledger/quality/page.html", context)


def _work_table(page: Page[Any], rows: Any) -> Table[Any]:
    """The pager of the work list; its rows have a template of their own."""
    return Table(_("Work list"), [], page, total=capped_count(rows))


def _fields_table(actor: Actor, standing: Standing) -> Table[FieldRow]:
    waiting = quality.open_by_field(actor)
    rows = [
        FieldRow(
            each.field,
            each.completeness,
            each.validity,
            each.freshness,
            each.uniqueness,
            waiting.get(each.field, 0),
        )
        for each in standing.figures.fields
    ]
    return Table(_("Fields"), _columns(), Page(rows), cards=True)


def _columns() -> Sequence[Column[FieldRow]]:
    return [
        Column("field", _("Field"), lambda row: str(FIELDS[row.code])),
        Column("completeness", _("Complete"), lambda row: row.completeness, Kind.PERCENT),
        Column("validity", _("Valid"), lambda row: row.validity, Kind.PERCENT),
        Column("freshness", _("Fresh"), lambda row: row.freshness, Kind.PERCENT),
        Column("uniqueness", _("Unique"), lambda row: row.uniqueness, Kind.PERCENT),
        Column("findings", _("To be mended"), lambda row: row.waiting, Kind.NUMBER, link=_to_list),
    ]


def _to_list(row: FieldRow) -> str | None:
    """The findings of one field, where there are any."""
    address = reverse("quality:quality")
    return f"{address}?field={row.code}#work-list" if row.waiting else None


def _trend(points: Sequence[QualitySnapshot]) -> Chart | None:
    """The scores day by day, once there are two days."""
    if len(points) < 2:  # noqa: PLR2004 - a line needs two points
        return None
    names = (_("Score"), _("Score by revenue"))
    marks = [TrendPoint(each.on, (each.score, each.score_by_revenue)) for each in points]
    return charts.trend(_("Score by day"), names, marks)


def _checking() -> JobProgress | None:
    """The check under way, None where there is none."""
    return work_of_kinds(
        checking.CHECK,
        part="quality:progress",
        page="quality:quality",
        title=_("A check is under way"),
    )


@require_POST
@requires(policies.CHECK_QUALITY)
def check(request: HttpRequest) -> HttpResponse:
    """Check all customers as a job, unless a check is under way."""
    actor = acting(request)
    if _checking() is None:
        checking.start(actor)
    messages.success(request, _("The check has been started."))
    return redirect("quality:quality")


@require_safe
@requires(policies.VIEW_QUALITY)
def progress(request: HttpRequest) -> HttpResponse:
    """Whether the check goes on; leads back to the page when it has ended."""
    actor = acting(request)
    work = _checking()
    if work is None:
        return progress_over(request, actor, newest_job(checking.CHECK), reverse("quality:quality"))
    return progress_part(request, work)


@require_safe
@requires(policies.EXPORT_QUALITY)
def export(request: HttpRequest) -> HttpResponseBase:
    """The filtered work list as a file."""
    actor = acting(request)
    exported = export_findings(actor, FindingFilterForm(actor, request.GET).wanted)
    kind = asked_format(request) or FileFormat.CSV
    return download(request, exported, kind, reverse("quality:quality"))
