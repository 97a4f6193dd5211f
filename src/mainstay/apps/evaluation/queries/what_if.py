"""Who would move if a scheme were another one, as far as somebody may see it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from mainstay.apps.evaluation.models import Evaluation, SchemeVersion
from mainstay.apps.evaluation.queries.entitlements import GradeCosts, total
from mainstay.apps.evaluation.queries.moves import Moves, Size


@dataclass(frozen=True)
class WhatIf(Moves):
    """Who has which grade now and would have which, of the customers that the actor sees.

    `evaluation` froze what was graded, nobody where it was measured now; `on_draft` is the draft
    that was asked about, if one was. `costs` are of what grades are entitled to, None where nobody
    said or they are not told.
    """

    definition: dict[str, Any]
    on_draft: SchemeVersion | None
    as_of: date
    unit: str
    evaluation: Evaluation | None
    costs: GradeCosts | None = None

    def cost(self, size: Size | None) -> Decimal | None:
        """What those are entitled to in a year; None where it is not known, or not told."""
        if self.costs is None or size is None:
            return None
        return self.costs.of(size.grade.code, size.customers)

    def total_cost(self, when: str) -> Decimal | None:
        """The same of all; None where a part is not known, or not told."""
        if self.costs is None:
            return None
        return total(self.cost(size) for size in self.sizes(when))
