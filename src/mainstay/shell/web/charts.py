"""Charts of a page: figures for the script that draws them, and a table for everybody else.

Each function takes plain figures and gives a Chart for ``{% chart %}``. Shares are of one. Marks
that carry an address lead there when they are clicked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mainstay.shell.web import figures

Text = str | Promise
Figure = Decimal | float | int
MOST_POINTS = 400


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing: its kind, what the script needs, and the same figures as a table."""

    kind: str
    title: Text
    figures: dict[str, Any]
    columns: Sequence[Text]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class MonthPoint:
    """A month's revenue and gross margin; the margin is None where no cost is known."""

    month: date
    revenue: Figure
    margin: float | None = None
    url: str | None = None


def monthly_revenue(title: Text, points: Sequence[MonthPoint], currency: str) -> Chart:
    """Revenue as bars, margin as a line where any is known."""
    names = {"revenue": _("Revenue"), "margin": _("Margin")}
    marks = [
        {
            "month": figures.month(point.month),
            "revenue": float(point.revenue),
            "margin": point.margin,
            "url": point.url,
        }
        for point in points
    ]
    rows = [
        (
            figures.month(point.month),
            figures.full_money(point.revenue, currency),
            "" if point.margin is None else figures.percent(point.margin),
        )
        for point in points
    ]
    known = 2 if all(point.margin is None for point in points) else 3
    columns = (_("Month"), names["revenue"], names["margin"])[:known]
    drawing = {"symbol": figures.currency_symbol(currency), "names": names, "points": marks}
    return Chart("months", title, drawing, columns, [row[:known] for row in rows])


@dataclass(frozen=True, slots=True)
class ParetoPoint:
    """After how large a share of the customers how large a share of the value is reached."""

    name: str
    customers: float
    value: float
    url: str | None = None


def pareto_curve(
    title: Text,
    points: Sequence[ParetoPoint],
    borders: Sequence[tuple[Text, float]],
    value_name: Text,
) -> Chart:
    """The curve from no customers to all of them; `borders` are shares of the value with names."""
    names = {"customers": _("Share of customers"), "value": str(value_name)}
    kept = _thinned(points)
    drawing = {
        "names": names,
        "points": [
            {"name": p.name, "customers": p.customers, "value": p.value, "url": p.url} for p in kept
        ],
        "borders": [{"name": str(name), "value": value} for name, value in borders],
    }
    rows = [(p.name, figures.percent(p.customers), figures.percent(p.value)) for p in kept]
    columns = (_("Customer"), names["customers"], names["value"])
    return Chart("pareto", title, drawing, columns, rows)


NO_STEP = 0
"""The place of whoever has no grade, drawn in the colour of what is quiet."""


@dataclass(frozen=True, slots=True)
class QuadrantPoint:
    """A customer by two figures; `step` is its grade's place in the scheme, 1 the highest."""

    name: str
    x: Figure
    y: Figure
    grade: str = ""
    step: int = 3
    url: str | None = None


@dataclass(frozen=True, slots=True)
class QuadrantCaptions:
    """What to do with the customers of each corner, x before y."""

    high_high: Text
    high_low: Text
    low_high: Text
    low_low: Text


def value_quadrant(
    title: Text,
    points: Sequence[QuadrantPoint],
    *,
    border: tuple[Figure, Figure],
    names: tuple[Text, Text],
    captions: QuadrantCaptions,
    currency: str,
) -> Chart:
    """Customers by two amounts, with the border between high and low and an advice per corner."""
    corners = (captions.high_high, captions.high_low, captions.low_high, captions.low_low)
    drawing = {
        "symbol": figures.currency_symbol(currency),
        "names": {"x": str(names[0]), "y": str(names[1])},
        "border": {"x": float(border[0]), "y": float(border[1])},
        "captions": [str(caption) for caption in corners],
        "points": [
            {
                "name": p.name,
                "x": float(p.x),
                "y": float(p.y),
                "step": p.step,
                "grade": p.grade,
                "url": p.url,
            }
            for p in points
        ],
    }
    rows = [
        (p.name, figures.full_money(p.x, currency), figures.full_money(p.y, currency), p.grade)
        for p in points[:MOST_POINTS]
    ]
    return Chart("quadrant", title, drawing, (_("Customer"), *names, _("Grade")), rows)


def score_quadrant(
    title: Text,
    points: Sequence[QuadrantPoint],
    *,
    border: tuple[int, int],
    names: tuple[Text, Text],
    captions: QuadrantCaptions,
) -> Chart:
    """The same by two scores of a hundred; what stands in the place of the grade is a field."""
    drawn = value_quadrant(
        title, points, border=border, names=names, captions=captions, currency=""
    )
    rows = [(p.name, _score(float(p.x)), _score(float(p.y)), p.grade) for p in points[:MOST_POINTS]]
    columns = (_("Customer"), *names, pgettext("matrix", "Field"))
    return Chart(drawn.kind, title, {**drawn.figures, "symbol": None}, columns, rows)


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """A day's points out of a hundred, one for each line; None where a line has a gap."""

    day: date
    values: Sequence[float | None]


def trend(title: Text, names: Sequence[Text], points: Sequence[TrendPoint]) -> Chart:
    """Scores out of a hundred as lines, day by day. A line without any value is left out."""
    kept = [
        place
        for place in range(len(names))
        if any(point.values[place] is not None for point in points)
    ]
    lines = [
        {"name": str(names[place]), "values": [point.values[place] for point in points]}
        for place in kept
    ]
    days = [figures.day(point.day) for point in points]
    rows = [
        (day, *(_score(point.values[place]) for place in kept))
        for day, point in zip(days, points, strict=True)
    ]
    columns = (_("Day"), *(names[place] for place in kept))
    return Chart("trend", title, {"days": days, "lines": lines}, columns, rows)


def _score(value: float | None) -> str:
    return "" if value is None else figures.full_number(value, 1)


@dataclass(frozen=True, slots=True)
class GainsLine:
    """How large a share of the value an order of customers has reached at each depth."""

    name: Text
    shares: Sequence[float]


def gains(title: Text, depths: Sequence[float], lines: Sequence[GainsLine], marked: float) -> Chart:
    """Orders of customers against each other: shares of customers by what they hold.

    `depths` are shares of the customers; `marked` is one that a line is drawn at.
    """
    name = _("Share of customers")
    drawing = {
        "name": name,
        "depths": list(depths),
        "lines": [{"name": str(line.name), "shares": list(line.shares)} for line in lines],
        "marked": marked,
    }
    tenths = [place for place in range(len(depths)) if place % 10 == 0]
    rows = [
        (
            figures.percent(depths[place], 0),
            *(figures.percent(line.shares[place]) for line in lines),
        )
        for place in tenths
        if lines
    ]
    return Chart("gains", title, drawing, (name, *(line.name for line in lines)), rows)


@dataclass(frozen=True, slots=True)
class Bar:
    """One share with its name."""

    label: Text
    share: float
    url: str | None = None


def shares(title: Text, bars: Sequence[Bar], thing_name: Text, value_name: Text) -> Chart:
    """Shares as lying bars; the names head the two columns of the table."""
    drawing = {
        "name": str(value_name),
        "bars": [{"label": str(bar.label), "share": bar.share, "url": bar.url} for bar in bars],
    }
    rows = [(str(bar.label), figures.percent(bar.share)) for bar in bars]
    return Chart("bars", title, drawing, (thing_name, value_name), rows)


def concentration(title: Text, bars: Sequence[Bar], value_name: Text) -> Chart:
    """How much the largest customers make, as lying bars."""
    return shares(title, bars, _("Customers"), value_name)


@dataclass(frozen=True, slots=True)
class WhaleMark:
    """What the most profitable customers make together, as far as the one of this name."""

    name: str
    customers: float
    profit: Figure
    url: str | None = None


def whale_curve(
    title: Text, marks: Sequence[WhaleMark], peak: Figure, profit_name: Text, currency: str
) -> Chart:
    """Cumulated profit over the share of customers, with a line at its peak."""
    names = {
        "customers": _("Share of customers"),
        "profit": str(profit_name),
        "peak": _("Peak"),
    }
    drawing = {
        "symbol": figures.currency_symbol(currency),
        "names": names,
        "peak": float(peak),
        "points": [
            {"name": m.name, "customers": m.customers, "profit": float(m.profit), "url": m.url}
            for m in marks
        ],
    }
    rows = [
        (m.name, figures.percent(m.customers), figures.full_money(m.profit, currency))
        for m in marks
    ]
    columns = (_("Customer"), names["customers"], names["profit"])
    return Chart("whale", title, drawing, columns, rows)


@dataclass(frozen=True, slots=True)
class HistogramBin:
    """How many things have a figure within two borders, which `label` names."""

    label: Text
    count: int
    url: str | None = None


@dataclass(frozen=True, slots=True)
class HistogramLine:
    """A line from 0 to 100 over a histogram: a value for each bin, None where there is none."""

    name: Text
    values: Sequence[float | None]


def histogram(
    title: Text,
    bins: Sequence[HistogramBin],
    figure_name: Text,
    count_name: Text,
    line: HistogramLine | None = None,
) -> Chart:
    """How figures are spread, from the smallest; the names head the columns of the table."""
    drawing = {
        "name": str(count_name),
        "bins": [{"label": str(each.label), "count": each.count, "url": each.url} for each in bins],
        "line": line and {"name": str(line.name), "values": list(line.values)},
    }
    rows = [(str(each.label), figures.full_number(each.count)) for each in bins]
    columns = (figure_name, count_name)
    if line is None:
        return Chart("histogram", title, drawing, columns, rows)
    told = [_score(value) for value in line.values]
    more = [(*row, value) for row, value in zip(rows, told, strict=True)]
    return Chart("histogram", title, drawing, (*columns, line.name), more)


@dataclass(frozen=True, slots=True)
class GradeSize:
    """How many customers a grade has, and what share of the value they make."""

    name: Text
    step: int
    customers: int
    value_share: float | None = None
    url: str | None = None


def grade_sizes(
    title: Text, sizes: Sequence[GradeSize], value_name: Text, customers: int | None = None
) -> Chart:
    """Grades from the highest to the lowest: share of customers beside share of value.

    The shares are of so many `customers`, by default of those that have one of the grades.
    """
    names = {"customers": _("Customers"), "value": str(value_name)}
    drawing = {
        "names": names,
        "customers": customers,
        "grades": [
            {
                "name": str(size.name),
                "step": size.step,
                "customers": size.customers,
                "value": size.value_share,
                "url": size.url,
            }
            for size in sizes
        ],
    }
    rows = [
        (
            str(size.name),
            figures.full_number(size.customers),
            "" if size.value_share is None else figures.percent(size.value_share),
        )
        for size in sizes
    ]
    return Chart("grades", title, drawing, (_("Grade"), names["customers"], names["value"]), rows)


def _thinned(points: Sequence[ParetoPoint]) -> Sequence[ParetoPoint]:
    """At most MOST_POINTS points, the first and the last among them: more cannot be told apart."""
    if len(points) <= MOST_POINTS:
        return points
    last = len(points) - 1
    # Customers at the head differ most, so the points stand closer there.
    wanted = {round(last * (index / (MOST_POINTS - 1)) ** 2) for index in range(MOST_POINTS)}
    return [points[index] for index in sorted(wanted)]
