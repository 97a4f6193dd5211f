"""The pictures of a result as charts whose marks open their customers."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from mainstay.apps.evaluation.models import Evaluation
from mainstay.apps.evaluation.queries.pictures import (
    Corner,
    QuadrantPicture,
    RevenuePicture,
    SizeOfGrade,
)
from mainstay.apps.evaluation.web.strategies import STRATEGIES
from mainstay.apps.evaluation.wording.names import NO_GRADE, grade_name
from mainstay.shell.sentences import listed
from mainstay.shell.web import charts
from mainstay.shell.web.charts import Chart

TOP = (1, 5, 10)


def results_url(evaluation: Evaluation, **wanted: str) -> str:
    """The page of a result, its list narrowed down."""
    address = reverse("evaluation:evaluation", args=[evaluation.pk])
    return f"{address}?{urlencode(wanted)}#customers" if wanted else address


def curve(picture: RevenuePicture) -> Chart:
    """The Pareto curve of revenue."""
    points = [
        charts.ParetoPoint(
            mark.name,
            mark.customers,
            mark.revenue,
            reverse("customers:customer", args=[mark.key]),
        )
        for mark in picture.marks
    ]
    borders = [("", float(each)) for each in picture.borders]
    return charts.pareto_curve(_("Pareto curve"), points, borders, _("Share of revenue"))


def concentration(evaluation: Evaluation, picture: RevenuePicture) -> Chart:
    """What the largest customers make of revenue."""
    names = (_("The largest"), _("The 5 largest"), _("The 10 largest"))
    url = results_url(evaluation, sort="-revenue_12m")
    bars = [
        charts.Bar(name, share, url)
        for name, share in zip(names, picture.concentration.top, strict=True)
        if share is not None
    ]
    return charts.concentration(_("Concentration"), bars, _("Share of revenue"))


def quadrant(evaluation: Evaluation, picture: QuadrantPicture, currency: str) -> Chart:
    """Revenue by gross profit, with the strategy of each field."""
    scheme = evaluation.version.scheme.code
    points = [
        charts.QuadrantPoint(
            mark.name,
            mark.revenue,
            mark.profit,
            _named(scheme, mark.grades),
            mark.step or charts.NO_STEP,
            reverse("customers:customer", args=[mark.key]),
        )
        for mark in picture.marks
    ]
    captions = charts.QuadrantCaptions(*(STRATEGIES[corner] for corner in Corner))
    return charts.value_quadrant(
        _("Sales × profit"),
        points,
        border=picture.border,
        names=(_("Revenue, 12 months"), _("Gross profit, 12 months")),
        captions=captions,
        currency=currency,
    )


def _named(scheme: str, grades: Sequence[str]) -> str:
    return listed(grade_name(scheme, each) for each in grades) if grades else str(NO_GRADE)


def sizes(
    evaluation: Evaluation, found: Sequence[SizeOfGrade], customers: int | None = None
) -> Chart:
    """Grades by customers and revenue; labels by their shares of all `customers`."""
    marks = [
        charts.GradeSize(
            each.grade.name,
            each.grade.step,
            each.customers,
            each.share_of_revenue,
            results_url(evaluation, grade=each.grade.code),
        )
        for each in found
    ]
    title = _("Customers per grade") if customers is None else _("Customers per label")
    return charts.grade_sizes(title, marks, _("Share of revenue"), customers)
