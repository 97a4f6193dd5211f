"""The chart of several things on several scales at once; see `charts` for the others."""

from collections.abc import Sequence
from dataclasses import dataclass

from mainstay.shell.web import figures
from mainstay.shell.web.charts import Chart, Text


@dataclass(frozen=True, slots=True)
class RadarLine:
    """A thing's places on each axis, from 0 in the middle to 100; None where it has none."""

    name: Text
    values: Sequence[float | None]
    url: str | None = None


def radar(title: Text, head: Text, axes: Sequence[Text], lines: Sequence[RadarLine]) -> Chart:
    """Things as closed lines around a middle, three axes at least; `head` is what things are."""
    drawing = {
        "axes": [str(axis) for axis in axes],
        "lines": [
            {"name": str(line.name), "values": list(line.values), "url": line.url} for line in lines
        ],
    }
    rows = [(str(line.name), *(_told(value) for value in line.values)) for line in lines]
    return Chart("radar", title, drawing, (head, *axes), rows)


def _told(value: float | None) -> str:
    return "" if value is None else figures.full_number(value)
