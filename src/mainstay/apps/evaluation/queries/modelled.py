"""Figures that models found: those of the run in use, beside what was measured."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.exact import KEY, exact_type
from mainstay.apps.evaluation.models import ModelKind, ModelRun
from mainstay.apps.evaluation.queries.files import read
from mainstay.apps.evaluation.queries.model_runs import FIGURES, run_in_use

if TYPE_CHECKING:
    import pyarrow as pa

CLV, P_ALIVE = "clv_36m", "p_alive"
CHURN, FORECAST = "churn_probability", "forecast_12m"
MODELLED_IN = "modelled_in."
"""Before the code of an indicator: the column with the number of the run that a figure is from."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Which column of the runs of a kind an indicator is; groups add `adds_up` ones up."""

    kind: str
    column: str
    adds_up: bool


ORIGINS: Mapping[str, Origin] = {
    CLV: Origin(ModelKind.CLV, "clv_36m", adds_up=True),
    P_ALIVE: Origin(ModelKind.CLV, "p_alive", adds_up=False),
    CHURN: Origin(ModelKind.CHURN, "churn_probability", adds_up=False),
    FORECAST: Origin(ModelKind.FORECAST, "forecast_12m", adds_up=True),
}


def modelled_now() -> list[str]:
    """The indicators that a run in use tells of, in order."""
    runs = ModelRun.objects.system("which models are in use tells of no customer")
    kinds = set(runs.filter(in_use=True).order_by().values_list("kind", flat=True))
    return [code for code, origin in ORIGINS.items() if origin.kind in kinds]


def with_models(
    table: "pa.Table", codes: Collection[str], as_of: date, units: Mapping[int, int]
) -> "pa.Table":
    """The table with figures of the runs in use, and beside each the number of the run.

    A run as of a later day knows what came later, so none of its figures count. `units` has the
    unit of each customer that is not its own; a group has the figure of its top where figures do
    not add up. Raises EvaluationDamaged.
    """
    import pyarrow as pa

    for code in sorted(codes):
        origin, indicator = ORIGINS[code], indicators.definition(code).indicator
        run = run_in_use(origin.kind)
        found: dict[int, Any] = {}
        if run is not None and run.as_of <= as_of:
            found = _of_units(read(run, FIGURES, [KEY, origin.column]), origin, units)
        figures = [found.get(key) for key in table[KEY].to_pylist()]
        kept = pa.array(figures, pa.float64()).cast(exact_type(indicator), safe=False)
        numbers = [None if each is None or run is None else run.pk for each in figures]
        table = table.append_column(code, kept)
        table = table.append_column(MODELLED_IN + code, pa.array(numbers, pa.int64()))
    return table


def _of_units(told: "pa.Table", origin: Origin, units: Mapping[int, int]) -> dict[int, float]:
    pairs = zip(told[KEY].to_pylist(), told[origin.column].to_pylist(), strict=True)
    known = {key: figure for key, figure in pairs if figure is not None}
    if not origin.adds_up:
        return known
    added: dict[int, float] = {}
    for key, figure in known.items():
        unit = units.get(key, key)
        added[unit] = added.get(unit, 0.0) + figure
    return added
