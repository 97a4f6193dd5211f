"""Figures of charts: for the script that draws, and as a table for everybody else."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.template import Context, Template

from mainstay.shell.web import charts
from mainstay.shell.web.charts import (
    Bar,
    GradeSize,
    MonthPoint,
    ParetoPoint,
    QuadrantCaptions,
    QuadrantPoint,
    TrendPoint,
)
from mainstay.shell.web.flow_chart import FlowBand, FlowEnd, flows
from mainstay.shell.web.forecast_chart import ExpectedMonth, forecast
from mainstay.shell.web.radar import RadarLine, radar

CAPTIONS = QuadrantCaptions("defend", "reprice", "grow", "standardise")


def every_kind() -> list[charts.Chart]:
    return [
        charts.monthly_revenue(
            "Months", [MonthPoint(date(2024, 2, 1), Decimal("1200.50"), None)], "CNY"
        ),
        charts.pareto_curve("Pareto", [ParetoPoint("A", 0.1, 0.8, "/a/")], [("A", 0.8)], "Revenue"),
        charts.value_quadrant(
            "Quadrant",
            [QuadrantPoint("A", Decimal(10), Decimal(-2), "Main", 3, "/a/")],
            border=(5, 1),
            names=("Revenue", "Profit"),
            captions=CAPTIONS,
            currency="CNY",
        ),
        charts.concentration("Concentration", [Bar("Largest", 0.2)], "Revenue"),
        charts.trend(
            "Scores", ["Score", "By revenue"], [TrendPoint(date(2024, 2, 1), (81.25, None))]
        ),
        charts.grade_sizes("Grades", [GradeSize("Main", 3, 12, 0.4)], "Revenue"),
        radar("Profiles", "Segment", ["Revenue"], [RadarLine("Regulars", [62.5], "/a/")]),
        forecast(
            "Revenue",
            [(date(2024, 1, 1), Decimal("1200.50"))],
            [ExpectedMonth(date(2024, 2, 1), 1300, (1100, 1500), (900, 1700))],
            "CNY",
        ),
    ]


FLOW_NAMES = ("Before", "After", "Customers", "Revenue")


@pytest.mark.parametrize("chart", every_kind(), ids=lambda chart: chart.kind)
def test_every_kind_can_be_sent_and_read(chart: charts.Chart) -> None:
    json.dumps(chart.figures)
    assert all(len(row) == len(chart.columns) for row in chart.rows)


def test_a_chart_names_itself_and_shows_its_figures_as_a_table() -> None:
    html = Template("{% load components %}{% chart chart %}").render(
        Context({"chart": every_kind()[0]})
    )
    assert 'data-chart="months"' in html
    assert 'data-figures="{&quot;' in html
    assert "<figcaption" in html
    assert "¥1,200.50</td>" in html


def test_names_cannot_break_out_of_the_figures() -> None:
    chart = charts.concentration("C", [Bar("</script><script>alert(1)</script>", 0.2)], "Revenue")
    html = Template("{% load components %}{% chart chart %}").render(Context({"chart": chart}))
    assert "<script>alert" not in html


def test_a_long_curve_is_thinned_but_keeps_its_ends() -> None:
    points = [ParetoPoint(str(n), n / 5000, n / 5000) for n in range(1, 5001)]
    drawn = charts.pareto_curve("Pareto", points, [], "Revenue").figures["points"]
    assert len(drawn) <= charts.MOST_POINTS
    assert (drawn[0]["name"], drawn[-1]["name"]) == ("1", "5000")
    # The head, where customers differ most, stays dense.
    assert drawn[1]["name"] == "2"


def test_a_line_without_any_value_is_left_out_of_a_trend() -> None:
    points = [
        TrendPoint(date(2024, 2, 1), (81.25, None)),
        TrendPoint(date(2024, 2, 2), (None, None)),
    ]
    chart = charts.trend("Scores", ["Score", "By revenue"], points)
    assert [line["name"] for line in chart.figures["lines"]] == ["Score"]
    assert [row[1] for row in chart.rows] == ["81.3", ""]


def test_a_flow_is_told_by_the_names_of_its_ends() -> None:
    ends = [FlowEnd("A", 1, "/a"), FlowEnd("Lost")]
    bands = [FlowBand(0, 1, 3, Decimal(1200), "/lost"), FlowBand(0, 0, 5, Decimal(0))]
    chart = flows("Moves", ends[:1], ends, bands, names=FLOW_NAMES, currency="CNY")
    assert chart.rows == [("A", "Lost", "3", "¥1,200.00"), ("A", "A", "5", "¥0.00")]
    assert [band["url"] for band in chart.figures["bands"]] == ["/lost", None]


def test_a_forecast_tells_known_months_first_and_of_others_what_they_lie_between() -> None:
    chart = every_kind()[-1]
    assert [row[1:3] for row in chart.rows] == [("¥1,200.50", ""), ("", "¥1,300.00")]
    assert chart.rows[1][3] == "¥1,100.00 – ¥1,500.00"
    assert chart.figures["ahead"][0]["nearlyCertain"] == [900.0, 1700.0]
