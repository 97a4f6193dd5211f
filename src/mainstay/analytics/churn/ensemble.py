"""What trees and the line below them say together, and why."""

from __future__ import annotations

from dataclasses import dataclass

from mainstay.analytics.churn.arrays import Floats
from mainstay.analytics.churn.line import Line
from mainstay.analytics.churn.samples import Sample
from mainstay.analytics.churn.trees import contributions, margins


@dataclass(frozen=True, slots=True)
class Ensemble:
    """A line, and the text of the trees that mend it.

    Trees alone know nothing beyond the figures they were grown by: whoever is silent for longer, or
    has bought more often, than anybody at the training would be like the last one there. The line
    goes on.
    """

    line: Line
    trees: str

    def margins(self, sample: Sample) -> Floats:
        """Log-odds among as many who churned as who stayed."""
        said: Floats = self.line.log_odds(sample) + margins(self.trees, sample.figures)
        return said

    def contributions(self, sample: Sample) -> Floats:
        """How much each feature of each customer adds to these: Shapley values.

        Those of the line, and those of the trees.
        """
        added: Floats = self.line.contributions(sample) + contributions(self.trees, sample.figures)
        return added
