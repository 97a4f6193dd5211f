"""The chart of probabilities: what was said against what came true."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from mainstay.shell.web import figures
from mainstay.shell.web.charts import Chart, Text


@dataclass(frozen=True, slots=True)
class ReliabilityPoint:
    """Things of about one probability: what was said, what came, between which shares it lies."""

    said: float
    came: float
    low: float
    high: float
    count: int


def reliability(
    title: Text, points: Sequence[ReliabilityPoint], overall: float, count_name: Text
) -> Chart:
    """What came true of probabilities against what was said; `overall` is the share of all."""
    said, came = _("Said"), _("Came true")
    drawing = {
        "name": said,
        "depths": [point.said for point in points],
        "lines": [
            {"name": came, "shares": [point.came for point in points]},
            {"name": _("As said"), "shares": [point.said for point in points]},
        ],
        "marked": overall,
    }
    rows = [
        (
            figures.percent(point.said),
            figures.percent(point.came),
            f"{figures.percent(point.low)} – {figures.percent(point.high)}",
            figures.full_number(point.count),
        )
        for point in points
    ]
    return Chart("gains", title, drawing, (said, came, _("95 per cent interval"), count_name), rows)
