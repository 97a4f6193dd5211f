"""Reads of runs of forecasts: months of customers and groups, and who gets the full models."""

from typing import TYPE_CHECKING, Any

from mainstay.apps.evaluation.models import Grade, GradeState, ModelRun
from mainstay.apps.evaluation.queries.files import read, read_row

if TYPE_CHECKING:
    import pyarrow as pa

MONTHS, GROUPS = "months.parquet", "groups.parquet"
"""Files of a run: the months of each customer, and of each group by the customer at its top."""
KNOWN = "known"
"""The column with the months that were known, as a list; those ahead are in `month_columns`."""
LEVELS = (80, 95)


def month_columns(figure: str) -> tuple[str, ...]:
    """The columns with the months ahead of a figure as lists: expected, and ends by level."""
    return (figure, *(f"{figure}_{end}_{level}" for level in LEVELS for end in ("low", "high")))


def months_of(run: ModelRun, key: int) -> dict[str, Any] | None:
    """The months of a customer who is visible; None where none is told.

    Raises EvaluationDamaged.
    """
    return read_row(run, MONTHS, key)


def groups_of(run: ModelRun) -> "pa.Table":
    """The months of all groups, by the code of the one at the top. Raises EvaluationDamaged."""
    return read(run, GROUPS)


def key_accounts() -> set[int]:
    """The customers whom the primary scheme makes key accounts."""
    rows = Grade.objects.system("a model decides whom to look at most closely")
    found = rows.filter(scheme__is_primary=True, state=GradeState.IN_FORCE, key_account=True)
    return set(found.order_by().values_list("customer_id", flat=True))
