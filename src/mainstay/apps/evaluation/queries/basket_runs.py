"""Reads of runs about baskets: their rules, and what the items in them are called."""

from typing import TYPE_CHECKING

from mainstay.apps.evaluation.models import ModelRun
from mainstay.apps.evaluation.queries.files import read

if TYPE_CHECKING:
    import pyarrow as pa

RULES, NAMES = "rules.parquet", "names.parquet"
"""Files of a run: its rules, best first, and what the items in them are called."""
PLACE = "place"
"""The place of a rule, 1 the best one."""


def rules_of(run: ModelRun) -> "pa.Table":
    """The rules of a finished run, with their places. Raises EvaluationDamaged."""
    return read(run, RULES)


def names_of(run: ModelRun) -> dict[str, str]:
    """What order lines call the items of rules. Raises EvaluationDamaged."""
    named = read(run, NAMES)
    return dict(zip(named["item"].to_pylist(), named["name"].to_pylist(), strict=True))
