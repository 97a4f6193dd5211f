"""Pages: attractiveness by relative strength, and what it is made of."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from mainstay.apps.evaluation import policies
from mainstay.apps.evaluation.exact import CODE, KEY
from mainstay.apps.evaluation.models import MatrixAxes
from mainstay.apps.evaluation.models.portfolio import MOST_POINTS
from mainstay.apps.evaluation.queries.files import EvaluationDamaged
from mainstay.apps.evaluation.queries.pictures import PROFIT, REVENUE
from mainstay.apps.evaluation.queries.portfolio_matrix import (
    ATTRACTIVENESS,
    POSITION,
    STRENGTH,
    FieldSize,
    Matrix,
    MatrixMark,
    Position,
    ScoreHidden,
    matrix_axes,
    portfolio_matrix,
    scored_schemes,
)
from mainstay.apps.evaluation.queries.results import NamedRows, ResultRow, with_names
from mainstay.apps.evaluation.queries.schemes import NotEvaluated
from mainstay.apps.evaluation.services.portfolio_matrix import set_matrix_axes
from mainstay.apps.evaluation.wording.amounts import figure
from mainstay.apps.evaluation.wording.names import scheme_name
from mainstay.apps.evaluation.wording.portfolio_matrix import ADVICE, POSITIONS, STRATEGIES
from mainstay.apps.governance import queries as governance
from mainstay.foundation.access.actor import Actor
from mainstay.shell.paging import CappedCount, paginate
from mainstay.shell.web import charts
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.charts import Chart
from mainstay.shell.web.exporting import asked_format, download_rows
from mainstay.shell.web.submission import submitted, writing
from mainstay.shell.web.tables import Badge, Column, Kind, Table, Tone, sort_from

if TYPE_CHECKING:
    import pyarrow as pa

TEMPLATE = "evaluation/matrix/page.html"
TONES = {
    Position.KEY: Tone.GOOD,
    Position.KEY_DEVELOPMENT: Tone.INFO,
    Position.MAINTENANCE: Tone.CAUTION,
    Position.OPPORTUNISTIC: Tone.PLAIN,
}
STEPS = {position: step for step, position in enumerate(Position, 1)}
"""The best field has the colour of the best grade."""
_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Field:
    """A field with its strategy, what it has, and where its customers are listed."""

    name: str | Promise
    strategy: str | Promise
    advice: str | Promise
    size: FieldSize
    address: str


@require_safe
@requires(policies.VIEW_EVALUATIONS)
def matrix_page(request: HttpRequest) -> HttpResponseBase:
    """Customers by what they could bring and by how well placed we are with them."""
    actor = acting(request)
    axes = matrix_axes()
    context: dict[str, Any] = {
        "axes": axes,
        "attractiveness": scheme_name(axes.attractiveness.code),
        "strength": scheme_name(axes.strength.code),
        "may_change": actor.may(policies.CHANGE_SCHEMES),
        "may_run": actor.may(policies.RUN),
    }
    try:
        found = portfolio_matrix(actor)
    except NotEvaluated as error:
        return _without(request, context, unevaluated=str(error))
    except ScoreHidden as error:
        return _without(request, context, hidden=scheme_name(str(error)))
    except EvaluationDamaged as damaged:
        return _without(request, context, damaged=str(damaged))
    return _answer(request, context, found)


def _without(request: HttpRequest, context: dict[str, Any], **why: Any) -> HttpResponse:
    """The page without the matrix; it says why."""
    if "unevaluated" in why:
        why["scheme"] = scheme_name(why["unevaluated"])
    status = 503 if "damaged" in why else 200
    return render(request, TEMPLATE, {**context, **why}, status=status)


def _answer(request: HttpRequest, context: dict[str, Any], found: Matrix) -> HttpResponseBase:
    wanted = request.GET.get(POSITION, "")
    position = Position(wanted) if wanted in set(Position) else None
    listed = found.of(position) if position else found.table
    columns = _columns(found)
    sort = sort_from(request, columns, f"-{REVENUE}")
    if (kind := asked_format(request)) is not None:
        action = "evaluation.matrix.exported"
        return download_rows(
            request, "portfolio-matrix", columns, _rows(listed), action=action, kind=kind
        )
    currency = governance.installation().reporting_currency
    marks = found.marks()
    parts = {
        "found": found,
        "chart": _chart(found, marks) if marks else None,
        "drawn": len(marks),
        "fields": [_field(each, size) for each, size in found.sizes().items()],
        "currency": currency,
        "narrowed": POSITIONS[position] if position else "",
        "table": Table(
            caption=_("Customers"),
            columns=columns,
            page=paginate(NamedRows(listed), (sort, CODE), cursor=request.GET.get("cursor")),
            sort=sort,
            currency=currency,
            total=CappedCount(listed.num_rows, capped=False),
            cards=True,
        ),
    }
    return render(request, TEMPLATE, {**context, **parts})


def _field(position: Position, size: FieldSize) -> Field:
    address = f"?{POSITION}={position.value}#customers"
    return Field(POSITIONS[position], STRATEGIES[position], ADVICE[position], size, address)


def _rows(listed: "pa.Table") -> list[ResultRow]:
    """All rows by revenue, with names, for a file."""
    table = listed.sort_by([(REVENUE, "descending"), (CODE, "ascending")])
    parts = (table.slice(start, _AT_ONCE) for start in range(0, table.num_rows, _AT_ONCE))
    return [row for part in parts for row in with_names(part.to_pylist())]


def _chart(found: Matrix, marks: Any) -> Chart:
    """Relative strength to the right, attractiveness upwards."""
    return charts.score_quadrant(
        _("Attractiveness by relative strength"),
        [_point(mark) for mark in marks],
        border=(found.axes.strong_from, found.axes.attractive_from),
        names=(_("Relative strength"), _("Attractiveness")),
        captions=charts.QuadrantCaptions(
            high_high=POSITIONS[Position.KEY],
            high_low=POSITIONS[Position.MAINTENANCE],
            low_high=POSITIONS[Position.KEY_DEVELOPMENT],
            low_low=POSITIONS[Position.OPPORTUNISTIC],
        ),
    )


def _point(mark: MatrixMark) -> charts.QuadrantPoint:
    return charts.QuadrantPoint(
        mark.name,
        mark.strength,
        mark.attractiveness,
        str(POSITIONS[mark.position]),
        STEPS[mark.position],
        reverse("customers:customer", args=[mark.key]),
    )


def _columns(found: Matrix) -> list[Column[ResultRow]]:
    def link(row: ResultRow) -> str:
        return reverse("customers:customer", args=[row[KEY]])

    def badge(row: ResultRow) -> Badge:
        position = Position(row[POSITION])
        return Badge(POSITIONS[position], TONES[position])

    def score(code: str, label: str | Promise) -> Column[ResultRow]:
        return Column(
            code, label, lambda row: figure("score", row[code], ""), Kind.WRITTEN, sortable=True
        )

    money = (
        (REVENUE, gettext_lazy("Revenue, 12 months"), False),
        (PROFIT, gettext_lazy("Gross profit, 12 months"), True),
    )
    return [
        Column("name", gettext_lazy("Customer"), lambda row: row["name"], link=link, wrap=True),
        Column(CODE, gettext_lazy("Code"), lambda row: row[CODE], sortable=True, wide=True),
        Column(POSITION, pgettext_lazy("matrix", "Field"), badge),
        score(ATTRACTIVENESS, gettext_lazy("Attractiveness")),
        score(STRENGTH, gettext_lazy("Relative strength")),
        *(
            Column(
                code,
                label,
                lambda row, code=code: row[code],  # type: ignore[misc]
                Kind.MONEY,
                sortable=True,
                wide=wide,
            )
            for code, label, wide in money
            if code in found.table.column_names
        ),
    ]


class AxesForm(forms.Form):
    """Which schemes are the axes, and from how many points a score is high."""

    attractiveness = forms.ChoiceField(
        label=gettext_lazy("Attractiveness"),
        help_text=gettext_lazy("What a customer could bring, whoever supplies it."),
    )
    attractive_from = forms.IntegerField(
        label=gettext_lazy("Attractive from"), min_value=0, max_value=MOST_POINTS
    )
    strength = forms.ChoiceField(
        label=gettext_lazy("Relative strength"),
        help_text=gettext_lazy("How well placed we are with a customer, beside others."),
    )
    strong_from = forms.IntegerField(
        label=gettext_lazy("Strong from"),
        min_value=0,
        max_value=MOST_POINTS,
        help_text=gettext_lazy("Points of 100. A score that is exactly there is high."),
    )

    def __init__(self, data: Any, actor: Actor, axes: MatrixAxes) -> None:
        initial = {
            "attractiveness": axes.attractiveness.code,
            "strength": axes.strength.code,
            "attractive_from": axes.attractive_from,
            "strong_from": axes.strong_from,
        }
        super().__init__(data, initial=initial)
        choices = [(each.code, scheme_name(each.code)) for each in scored_schemes(actor)]
        for name in ("attractiveness", "strength"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]


@writing
@requires(policies.CHANGE_SCHEMES)
def change_axes(request: HttpRequest) -> HttpResponse:
    """A form that says what the matrix is made of."""
    actor = acting(request)
    form = AxesForm(request.POST or None, actor, matrix_axes())

    def put(**said: Any) -> MatrixAxes:
        return set_matrix_axes(actor, **said)

    if submitted(request, form, put) is not None:
        messages.success(request, _("The matrix has been changed."))
        return redirect("evaluation:matrix")
    return render(request, "evaluation/matrix/axes.html", {"form": form})
