"""Segments as plain data: what it takes to say where a customer belongs, kept as text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from mainstay.analytics.segments.arrays import Flags, Floats, Integers
from mainstay.analytics.segments.clustering import nearest
from mainstay.analytics.segments.refusals import SegmentsRefused
from mainstay.analytics.segments.scaling import Scale

NONE = -1
"""The segment of a customer of whom too little is known."""
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class SegmentModel:
    """The scales of the indicators, and the centre of each segment on them, in their order.

    Customers with fewer than ``least_known`` of the indicators known are in no segment.
    """

    scales: tuple[Scale, ...]
    centres: tuple[tuple[float, ...], ...]
    least_known: int

    @property
    def indicators(self) -> tuple[str, ...]:
        """The indicators it looks at."""
        return tuple(scale.name for scale in self.scales)

    def segments(self, table: pa.Table) -> Integers:
        """The segment of each row, from 0 on; NONE where too little is known of it.

        Raises ``SegmentsRefused`` with ``missing``.
        """
        figures = np.stack([column(table, name) for name in self.indicators], axis=1)
        labels, _squared = nearest(placed(self.scales, figures), np.array(self.centres))
        return np.where(enough_known(figures, self.least_known), labels, NONE)

    def to_json(self) -> str:
        """The model as text; what is read again says the same to the last bit."""
        return json.dumps({"format": _FORMAT, **asdict(self)})

    @classmethod
    def from_json(cls, text: str) -> SegmentModel:
        """Read a model again. Raises ``ValueError`` for what none is."""
        data = json.loads(text)
        if not isinstance(data, Mapping) or data.get("format") != _FORMAT:
            raise ValueError("no segments of this version")
        try:
            return cls._from_data(data)
        except (KeyError, TypeError) as error:
            raise ValueError("no segments: keys are missing or too many") from error

    @classmethod
    def _from_data(cls, data: Mapping[str, Any]) -> SegmentModel:
        scales = tuple(Scale(**each) for each in data["scales"])
        centres = tuple(tuple(each) for each in data["centres"])
        return cls(scales, centres, data["least_known"])


def column(table: pa.Table, name: str) -> Floats:
    """Figures of an indicator, NaN where none is known. Raises ``SegmentsRefused``."""
    if name not in table.column_names:
        raise SegmentsRefused("missing", name)
    figures: Floats = table[name].cast(pa.float64()).to_numpy().astype(np.float64)
    return figures


def enough_known(figures: Floats, least: int) -> Flags:
    """Of which rows at least so many figures are known."""
    known: Flags = (~np.isnan(figures)).sum(axis=1) >= least
    return known


def placed(scales: tuple[Scale, ...], figures: Floats) -> Floats:
    """Where customers stand on all scales."""
    return np.stack([scale.scaled(figures[:, place]) for place, scale in enumerate(scales)], axis=1)
