"""How customers buy: regularly or now and then, after Syntetos, Boylan & Croston (2005)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from mainstay.analytics.forecasts.choices import PATTERNS
from mainstay.analytics.forecasts.histories import MONTHS_OF_TWO_YEARS, MONTHS_OF_YEAR, Block, Flags

RARE_INTERVAL = 1.32
"""From so many months between months with sales on a customer buys now and then."""
UNEVEN = 0.49
"""From so large a squared coefficient of variation on sales of months are uneven."""


SMOOTH, ERRATIC, INTERMITTENT, LUMPY, NEW, GONE = (np.int8(place) for place in range(len(PATTERNS)))


def patterns(block: Block) -> npt.NDArray[np.int8]:
    """Tell the pattern of each history that has begun.

    GONE is who had nothing for two years, NEW whose history is shorter than a year. Of the others
    the mean interval between months with sales and the squared coefficient of variation of their
    figures decide.
    """
    sold = block.values != 0
    months = sold.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        rare = block.ages / months >= RARE_INTERVAL
        mean = block.values.sum(axis=0) / months
        variance = np.where(sold, (block.values - mean) ** 2, 0.0).sum(axis=0) / months
        uneven = variance / mean**2 >= UNEVEN
    found = np.where(rare, np.where(uneven, LUMPY, INTERMITTENT), np.where(uneven, ERRATIC, SMOOTH))
    found[block.ages < MONTHS_OF_YEAR] = NEW
    found[~sold[-MONTHS_OF_TWO_YEARS:].any(axis=0)] = GONE
    return found.astype(np.int8)


def is_sparse(found: npt.NDArray[np.int8]) -> Flags:
    """Whether customers buy now and then."""
    sparse: Flags = (found == INTERMITTENT) | (found == LUMPY)
    return sparse
