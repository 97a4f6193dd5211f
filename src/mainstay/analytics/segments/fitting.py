"""Looking for segments among all customers."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from mainstay.analytics.segments.arrays import Floats, Integers
from mainstay.analytics.segments.borders import FEWEST_CUSTOMERS
from mainstay.analytics.segments.clustering import nearest
from mainstay.analytics.segments.model import NONE, SegmentModel, column, enough_known, placed
from mainstay.analytics.segments.refusals import SegmentsRefused
from mainstay.analytics.segments.scaling import Scale, fit_scale
from mainstay.analytics.segments.searching import Searched, Tell, search

CUSTOMER = "customer"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look at, in which figures have long tails, and for how many segments.

    Without a ``number`` it is chosen. Segments stand in order of their median in ``ordered_by``,
    the highest first; it is a column of the table.
    """

    indicators: tuple[str, ...]
    logged: frozenset[str]
    ordered_by: str
    number: int | None = None
    resamples: int = 50


@dataclass(frozen=True)
class Segmentation:
    """The segments that were found, and how.

    ``customers`` and ``segments`` go together; who is in no segment has NONE. ``filled`` says of
    each indicator how many customers of segments stand at its median because theirs is unknown;
    ``alike`` names the indicators that tell nobody apart and were not looked at.
    """

    model: SegmentModel
    customers: Integers
    segments: Integers
    searched: Searched
    filled: dict[str, int]
    alike: tuple[str, ...]

    @property
    def number(self) -> int:
        """How many segments there are."""
        return len(self.model.centres)

    @property
    def left_out(self) -> int:
        """Of how many customers too little is known."""
        return int((self.segments == NONE).sum())


def _nobody_waits(_done: int, _total: int) -> None:
    """Progress is told to nobody."""


def fit_segments(table: pa.Table, wanted: Wanted, tell: Tell = _nobody_waits) -> Segmentation:
    """Look for segments; the order of the rows changes nothing, and twice it finds the same.

    ``table`` has a row per customer: its key ``customer``, and the indicators. Who has fewer than
    half of them known is left out. Raises ``SegmentsRefused``.
    """
    for name in (CUSTOMER, *wanted.indicators, wanted.ordered_by):
        column(table, name)
    table = table.sort_by(CUSTOMER)
    scales = _scales(table, wanted)
    figures = np.stack([column(table, scale.name) for scale in scales], axis=1)
    least = (len(scales) + 1) // 2
    kept = enough_known(figures, least)
    points = placed(scales, figures)
    _require(points[kept])
    searched = search(points[kept], wanted.number, wanted.resamples, tell)
    searched = _in_order(searched, points[kept], column(table, wanted.ordered_by)[kept])
    labels = nearest(points, searched.centres)[0]
    return Segmentation(
        model=SegmentModel(scales, tuple(map(tuple, searched.centres.tolist())), least),
        customers=table[CUSTOMER].to_numpy(),
        segments=np.where(kept, labels, NONE),
        searched=searched,
        filled=_filled(scales, figures[kept]),
        alike=_alike(wanted, scales),
    )


def _scales(table: pa.Table, wanted: Wanted) -> tuple[Scale, ...]:
    fitted = (
        fit_scale(name, column(table, name), logged=name in wanted.logged)
        for name in wanted.indicators
    )
    found = tuple(scale for scale in fitted if scale is not None)
    if table.num_rows < FEWEST_CUSTOMERS:
        raise SegmentsRefused("too_few_customers", needed=FEWEST_CUSTOMERS, found=table.num_rows)
    if not found:
        raise SegmentsRefused("all_alike")
    return found


def _alike(wanted: Wanted, scales: tuple[Scale, ...]) -> tuple[str, ...]:
    told = {scale.name for scale in scales}
    return tuple(name for name in wanted.indicators if name not in told)


def _require(points: Floats) -> None:
    if len(points) < FEWEST_CUSTOMERS:
        raise SegmentsRefused("too_few_customers", needed=FEWEST_CUSTOMERS, found=len(points))
    if not np.ptp(points, axis=0).any():
        raise SegmentsRefused("all_alike")


def _in_order(searched: Searched, points: Floats, order: Floats) -> Searched:
    """Segments by their median, then their mean, the highest first; unknown figures count as 0."""
    labels, known = nearest(points, searched.centres)[0], np.nan_to_num(order)
    members = [known[labels == place] for place in range(len(searched.centres))]
    ranks = [(-np.median(each), -each.mean()) if len(each) else (np.inf, 0.0) for each in members]
    places = sorted(range(len(ranks)), key=ranks.__getitem__)
    similar = tuple(searched.similar[place] for place in places) if searched.similar else ()
    return replace(searched, centres=searched.centres[places], similar=similar)


def _filled(scales: tuple[Scale, ...], figures: Floats) -> dict[str, int]:
    unknown = np.isnan(figures).sum(axis=0)
    counted = zip(scales, unknown.tolist(), strict=True)
    return {scale.name: count for scale, count in counted if count}
