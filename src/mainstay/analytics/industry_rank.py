"""The place of each customer in its industry by revenue.

Definition: docs/algorithms/industry-rank.md.
"""

import numpy as np
import numpy.typing as npt

Figures = npt.NDArray[np.int64]

NO_INDUSTRY = -1
NO_RANK = 0


def industry_ranks(revenue: Figures, industries: Figures) -> Figures:
    """Give the places from 1, ``NO_RANK`` for whoever has none.

    ``revenue`` is in the order of customer codes, by which equal figures are told apart;
    ``industries`` numbers the industry of each customer, ``NO_INDUSTRY`` where it is not known.
    """
    ranks = np.full(len(revenue), NO_RANK, dtype=np.int64)
    members = np.flatnonzero((industries != NO_INDUSTRY) & (revenue > 0))
    # The sort is stable, so that equal figures stay in the order of codes.
    order = members[np.lexsort((-revenue[members], industries[members]))]
    _names, first, sizes = np.unique(industries[order], return_index=True, return_counts=True)
    ranks[order] = np.arange(len(order)) - np.repeat(first, sizes) + 1
    return ranks
