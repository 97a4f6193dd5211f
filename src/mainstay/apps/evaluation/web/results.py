"""Pages: the result of an evaluation and its export."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mainstay.apps.evaluation import policies
from mainstay.apps.evaluation.exact import CODE, KEY
from mainstay.apps.evaluation.models import Evaluation
from mainstay.apps.evaluation.queries import evaluations as queries
from mainstay.apps.evaluation.queries import pictures
from mainstay.apps.evaluation.queries.breakdown import Field, in_place
from mainstay.apps.evaluation.queries.evaluations import NotFinished
from mainstay.apps.evaluation.queries.files import LABELS, EvaluationDamaged, EvaluationGone
from mainstay.apps.evaluation.queries.pictures import Corner
from mainstay.apps.evaluation.queries.results import (
    SHOWN_INDICATORS,
    ResultRow,
    ResultRows,
    VisibleResult,
    order_by,
    visible_result,
)
from mainstay.apps.evaluation.queries.schemes import grades_of
from mainstay.apps.evaluation.queries.scores import COVERAGE, SCORE
from mainstay.apps.evaluation.services.exporting import export_result
from mainstay.apps.evaluation.web import charts
from mainstay.apps.evaluation.web.columns import FIGURES
from mainstay.apps.evaluation.web.evaluations import state_badge, unfinished_page
from mainstay.apps.evaluation.web.forms import ResultFilterForm
from mainstay.apps.evaluation.web.strategies import STRATEGIES
from mainstay.apps.evaluation.wording.amounts import figure
from mainstay.apps.evaluation.wording.names import NO_GRADE, NO_LABEL, grade_name, scheme_name
from mainstay.apps.evaluation.wording.places import FIELDS, place_name
from mainstay.apps.governance import queries as governance
from mainstay.foundation.access.actor import Actor
from mainstay.shell.exports import FileFormat
from mainstay.shell.paging import CappedCount, paginate
from mainstay.shell.web import figures
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.exporting import asked_format, download
from mainstay.shell.web.tables import Badge, Column, GradeBadge, Kind, Table, sort_from

COVERED: tuple[str, Promise, Kind, bool] = (
    COVERAGE,
    gettext_lazy("Known of the score"),
    Kind.PERCENT,
    True,
)
FEW_GRADES, MANY_GRADES = 5, 8
"""As many grades have room in a low chart."""


@require_safe
@requires(policies.VIEW_EVALUATIONS)
def evaluation_page(request: HttpRequest, number: int) -> HttpResponse:
    """What an evaluation found: pictures and customers; until it is done, how far it is."""
    actor = acting(request)
    evaluation, job = queries.evaluation_with_job(actor, number)
    if evaluation.finished_at is None:
        return unfinished_page(request, actor, evaluation, job)
    try:
        seen = visible_result(actor, evaluation, SHOWN_INDICATORS)
    except EvaluationDamaged as damaged:
        gone = isinstance(damaged, EvaluationGone)
        facts = {"evaluation": evaluation, "damaged": str(damaged), "gone": gone}
        return render(request, "evaluation/damaged.html", facts, status=410 if gone else 503)
    form = _filters(request, seen)
    context: dict[str, Any] = {
        "evaluation": evaluation,
        "name": scheme_name(evaluation.version.scheme.code),
        "state": state_badge(evaluation),
        "seen": seen,
        "form": form,
        "table": _table(request, evaluation, narrowed(actor, seen, form)),
        "filtered": any(form.wanted.values()),
        "places": _places(request, form),
        "query": request.GET.urlencode(),
    }
    if seen.table.num_rows:
        context |= _pictures(evaluation, seen)
    return render(request, "evaluation/result.html", context)


def _filters(request: HttpRequest, seen: VisibleResult) -> ResultFilterForm:
    sees_quadrant = pictures.sees_quadrant(seen)
    return ResultFilterForm(seen.evaluation.version, request.GET, quadrant=sees_quadrant)


def narrowed(actor: Actor, seen: VisibleResult, form: ResultFilterForm) -> VisibleResult:
    """The rows that the filters ask for."""
    wanted = form.wanted
    if wanted["corner"]:
        seen = pictures.of_corner(seen, Corner(wanted["corner"]))
    if wanted["grade"]:
        seen = seen.of_grade(wanted["grade"])
    for field in Field:
        if wanted[field]:
            seen = in_place(actor, seen, field, wanted[field])
    return seen.found_by(actor, wanted["q"]) if wanted["q"] else seen


def _places(request: HttpRequest, form: ResultFilterForm) -> list[tuple[str, str]]:
    """The places that the list is narrowed to, in words, each with the list without it."""
    chosen = [(field, form.wanted[field]) for field in Field if form.wanted[field]]
    asked = request.GET.dict()
    return [
        (
            _("%(field)s: %(place)s") % {"field": FIELDS[field], "place": place_name(wanted)},
            f"?{urlencode({name: asked[name] for name in asked if name != field})}#customers",
        )
        for field, wanted in chosen
    ]


def _pictures(evaluation: Evaluation, seen: VisibleResult) -> dict[str, Any]:
    currency = governance.installation().reporting_currency
    revenue = pictures.revenue_picture(seen)
    sizes = pictures.sizes_of_grades(seen)
    found, customers = revenue.concentration, seen.table.num_rows
    quadrant = _quadrant(evaluation, seen, currency) if pictures.sees_quadrant(seen) else {}
    return {
        **quadrant,
        "sizes": sizes,
        "sizes_chart": charts.sizes(evaluation, sizes, customers if seen.is_labelled else None),
        "sizes_height": _height(len(sizes)),
        "curve": charts.curve(revenue) if revenue.marks else None,
        "concentration": charts.concentration(evaluation, revenue) if found.total else None,
        "hhi": figures.full_number(found.hhi, 4) if found.hhi is not None else "",
        "gini": figures.full_number(found.gini, 2) if found.gini is not None else "",
    }


def _quadrant(evaluation: Evaluation, seen: VisibleResult, currency: str) -> dict[str, Any]:
    """Who sells much and who earns much, for who may see both."""
    quadrant = pictures.value_quadrant(seen)
    return {
        "sees_profit": True,
        "quadrant": charts.quadrant(evaluation, quadrant, currency) if quadrant.known else None,
        "quadrant_known": quadrant.known,
        "quadrant_shown": len(quadrant.marks),
        "corners": [
            (STRATEGIES[corner], count, charts.results_url(evaluation, corner=corner.value))
            for corner, count in quadrant.corners.items()
        ],
    }


def _height(grades: int) -> str:
    """How tall the chart of this many grades is, each with two bars and their figures."""
    if grades <= FEW_GRADES:
        return "low"
    return "tall" if grades >= MANY_GRADES else ""


def _table(request: HttpRequest, evaluation: Evaluation, rows: VisibleResult) -> Table[ResultRow]:
    columns = _columns(evaluation, rows)
    sort = sort_from(request, columns, "step")
    return Table(
        caption=_("Customers"),
        columns=columns,
        page=paginate(ResultRows(rows), order_by(sort), cursor=request.GET.get("cursor")),
        sort=sort,
        currency=governance.installation().reporting_currency,
        total=CappedCount(rows.table.num_rows, capped=False),
    )


def _columns(evaluation: Evaluation, rows: VisibleResult) -> list[Column[ResultRow]]:
    scheme = evaluation.version.scheme.code

    def link(row: ResultRow) -> str:
        return reverse("customers:customer", args=[row[KEY]])

    labelled = rows.is_labelled
    return [
        Column("name", gettext_lazy("Customer"), lambda row: row["name"], link=link, wrap=True),
        Column(CODE, gettext_lazy("Code"), lambda row: row[CODE], sortable=True, wide=True),
        _labels_column(evaluation) if labelled else _grade_column(scheme),
        *([_score_column()] if SCORE in rows.scored else []),
        *([] if labelled else [_next_column(scheme)]),
        *(
            Column(
                code,
                label,
                lambda row, code=code: row[code],  # type: ignore[misc]
                kind,
                sortable=True,
                wide=wide,
            )
            for code, label, kind, wide in (COVERED, *FIGURES)
            if code in rows.table.column_names
        ),
    ]


def _grade_column(scheme: str) -> Column[ResultRow]:
    def badge(row: ResultRow) -> GradeBadge | Badge:
        if row["grade"] is None:
            return Badge(NO_GRADE)
        return GradeBadge(grade_name(scheme, row["grade"]), row["step"])

    return Column("step", gettext_lazy("Grade"), badge, sortable=True)


def _labels_column(evaluation: Evaluation) -> Column[ResultRow]:
    known = {each.code: GradeBadge(each.name, each.step) for each in grades_of(evaluation.version)}

    def badges(row: ResultRow) -> tuple[GradeBadge, ...] | Badge:
        given = tuple(known[code] for code in row[LABELS] or ())
        return given or Badge(NO_LABEL)

    return Column("step", gettext_lazy("Labels"), badges, sortable=True)


def _next_column(scheme: str) -> Column[ResultRow]:
    def next_grade(row: ResultRow) -> str:
        return str(grade_name(scheme, row["next_grade"])) if row["next_grade"] else ""

    return Column("next_grade", gettext_lazy("Within reach"), next_grade, wide=True)


def _score_column() -> Column[ResultRow]:
    def written(row: ResultRow) -> str | None:
        return None if row[SCORE] is None else figure(SCORE, row[SCORE], "")

    return Column(SCORE, gettext_lazy("Score"), written, Kind.WRITTEN, sortable=True)


@require_safe
@requires(policies.VIEW_EVALUATIONS)
def export(request: HttpRequest, number: int) -> HttpResponseBase:
    """The rows of a result that the filters ask for, as a file."""
    actor = acting(request)
    try:
        evaluation = queries.finished_evaluation(actor, number)
        seen = visible_result(actor, evaluation, SHOWN_INDICATORS)
    except (NotFinished, EvaluationDamaged):
        return redirect("evaluation:evaluation", number)  # the page says why
    exported = export_result(actor, narrowed(actor, seen, _filters(request, seen)))
    kind = asked_format(request) or FileFormat.CSV
    return download(request, exported, kind, reverse("evaluation:evaluation", args=[number]))
