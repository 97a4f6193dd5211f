"""How much there has to be before a model is trained; below that it is refused."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mainstay.analytics.churn.refusals import ChurnRefused
from mainstay.analytics.churn.samples import Labelled


@dataclass(frozen=True, slots=True)
class Minimum:
    """So many customers, and so many observations of those who churned and of those who stayed.

    A customer that is looked at on several days is one customer and several observations.
    """

    customers: int
    of_each: int

    def require(self, part: str, rows: Labelled) -> None:
        """Refuse a part that has less. Raises ``ChurnRefused``."""
        customers = len(np.unique(rows.sample.keys))
        churned = int(rows.churned.sum())
        kept = len(rows.churned) - churned
        for code, found, needed in (
            ("too_few_customers", customers, self.customers),
            ("too_few_churned", churned, self.of_each),
            ("too_few_kept", kept, self.of_each),
        ):
            if found < needed:
                raise ChurnRefused(code, part, needed, found)


TRAINING, VALIDATION, TEST = "training", "validation", "test"
MINIMUMS = {
    TRAINING: Minimum(customers=200, of_each=50),
    VALIDATION: Minimum(customers=100, of_each=20),
    TEST: Minimum(customers=100, of_each=20),
}
"""With twenty of the rarer kind an AUC of 0.8 is known to within about 0.1."""
