"""Who would move if a scheme were another one, as far as somebody may see it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from mainstay.analytics.scoring.reading import is_typology
from mainstay.apps.evaluation.models import Evaluation, SchemeVersion
from mainstay.apps.evaluation.queries.moves import Moves


@dataclass(frozen=True)
class WhatIf(Moves):
    """Who has which grade now and would have which, of the customers that the actor sees.

    `evaluation` froze what was graded, nobody where it was measured now; `on_draft` is the draft
    that was asked about, if one was.
    """

    definition: dict[str, Any]
    on_draft: SchemeVersion | None
    as_of: date
    unit: str
    evaluation: Evaluation | None

    @property
    def labelled(self) -> bool:
        """Whether customers have labels, any number of them, and no grades."""
        return is_typology(self.definition)
