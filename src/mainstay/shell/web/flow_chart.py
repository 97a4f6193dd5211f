"""The chart of what goes from where to where; see `charts` for the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mainstay.shell.web import figures
from mainstay.shell.web.charts import NO_STEP, Chart, Figure, Text


@dataclass(frozen=True, slots=True)
class FlowEnd:
    """Where flows begin or end; `step` is a grade's place in its scheme, NO_STEP for others."""

    name: Text
    step: int = NO_STEP
    url: str | None = None


@dataclass(frozen=True, slots=True)
class FlowBand:
    """How many things go from one end to another, by the places of the ends, and their value."""

    start: int
    end: int
    count: int
    value: Figure
    url: str | None = None


def flows(
    title: Text,
    starts: Sequence[FlowEnd],
    ends: Sequence[FlowEnd],
    bands: Sequence[FlowBand],
    *,
    names: tuple[Text, Text, Text, Text],
    currency: str,
) -> Chart:
    """What goes from where to where, as bands as wide as they are many.

    `names` head the four columns of the table: start, end, count, value.
    """
    drawing = {
        "symbol": figures.currency_symbol(currency),
        "names": {"count": str(names[2]), "value": str(names[3])},
        "starts": [_end(each) for each in starts],
        "ends": [_end(each) for each in ends],
        "bands": [
            {
                "start": band.start,
                "end": band.end,
                "count": band.count,
                "value": float(band.value),
                "url": band.url,
            }
            for band in bands
        ],
    }
    rows = [
        (
            str(starts[band.start].name),
            str(ends[band.end].name),
            figures.full_number(band.count),
            figures.full_money(band.value, currency),
        )
        for band in bands
    ]
    return Chart("flows", title, drawing, names, rows)


def _end(end: FlowEnd) -> dict[str, Any]:
    return {"name": str(end.name), "step": end.step, "url": end.url}
