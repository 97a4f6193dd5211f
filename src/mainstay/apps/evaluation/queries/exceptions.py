"""The exceptions of an evaluation: who would have another grade, were the scheme not frozen."""

from collections.abc import Sequence
from typing import Any

from mainstay.analytics.scoring.history import PREVIOUS
from mainstay.apps.evaluation.exact import CODE
from mainstay.apps.evaluation.models import Evaluation
from mainstay.apps.evaluation.queries.files import INPUTS, LABELS, read
from mainstay.apps.evaluation.queries.results import visible_result, with_names
from mainstay.apps.evaluation.queries.table_rows import TableRows
from mainstay.foundation.access.actor import Actor
from mainstay.shell.paging import OrderKey, Position

ORDER = ("step", CODE)


class ExceptionRows(TableRows):
    """The units in reach whose grade differs from the one they held, with their names.

    A row has key, customer, name, previous (the grade held before), grade and step.
    """

    def __init__(self, actor: Actor, evaluation: Evaluation) -> None:
        """Read the result. Raises EvaluationDamaged."""
        import pyarrow.compute as pc

        seen = visible_result(actor, evaluation).table
        self.count = 0
        if LABELS in seen.column_names:  # labels are not frozen
            super().__init__(seen.slice(0, 0))
            return
        inputs = read(evaluation, INPUTS, [CODE, PREVIOUS])
        held = inputs[PREVIOUS].take(pc.index_in(seen[CODE], value_set=inputs[CODE]))
        table = seen.append_column("previous", held)
        same = pc.equal(pc.fill_null(held, ""), pc.fill_null(table["grade"], ""))
        super().__init__(table.filter(pc.invert(same)))
        self.count = int(pc.sum(pc.invert(same)).as_py() or 0)

    def after(
        self, order: Sequence[OrderKey], position: Position | None, limit: int
    ) -> Sequence[dict[str, Any]]:
        """The first rows beyond a position."""
        return with_names(super().after(order, position, limit))
