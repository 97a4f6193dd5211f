"""The lifecycle stages of all customers, month by month up to a day."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mainstay.analytics.lifecycle import (
    FIGURES,
    STAGES,
    LifecycleRules,
    Standing,
    conversions,
    dwelling,
    stages,
)
from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.exact import CODE, KEY
from mainstay.apps.evaluation.queries.measures import FIRST_DAY, Pinned, measured_of
from mainstay.apps.evaluation.services.model_runs.kind import (
    Figure,
    FigureType,
    Found,
    Kind,
    Metric,
    Parameter,
    Parameters,
    Tell,
)
from mainstay.apps.evaluation.services.model_runs.lifecycle_check import back_test
from mainstay.kernel.periods import months_later

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

MONTHS = "months"
_MOST = 10_000


def _parameter(name: str, usual: float) -> Parameter:
    """Shares may be below nothing; days and gaps are not."""
    if name in {"growth", "decline"}:
        return Parameter(usual, least=-1, most=10)
    return Parameter(usual, least=0, most=_MOST)


PARAMETERS: Mapping[str, Parameter] = {
    MONTHS: Parameter(12, least=1, most=60),
    **{name: _parameter(name, usual) for name, usual in asdict(LifecycleRules()).items()},
}
_STAGES = tuple(stage.value for stage in STAGES)


def _require(parameters: Parameters) -> None:
    try:
        _rules(parameters)
    except ValueError:
        says = _("These borders contradict each other: see the help of each.")
        raise ValidationError(says, "contradiction") from None


def _rules(parameters: Mapping[str, Any]) -> LifecycleRules:
    return LifecycleRules(
        **{field.name: parameters[field.name] for field in fields(LifecycleRules)}
    )


def run(pin: Pinned, as_of: date, parameters: Parameters, tell: Tell) -> Found:
    """The stage of each customer as of a day, and how all went through them before.

    The table has `key`, `customer`, `stage`, the day `since` of the first look that found it, and
    the stage `before`, which is missing where it was the same at every look. Raises LedgerDamaged.
    """
    looks = _looks(as_of, int(parameters[MONTHS]))
    rules, codes = _rules(parameters), customers.all_codes().sort_by("code").combine_chunks()
    history: list[Standing] = []
    for number, day in enumerate(looks):
        tell(number, len(looks))
        days = (day - looks[number - 1]).days if number else 0
        before = history[-1] if history else None
        history.append(stages(_figures(pin, day, codes["key"]), rules, before, days))
    found = [each.stages for each in history]
    return Found(_table(codes, looks, found), _report(looks, found))


def _looks(as_of: date, months: int) -> list[date]:
    """The day and the same day of the months before, the oldest first."""
    days = (months_later(as_of, -back) for back in reversed(range(months + 1)))
    return [day for day in days if day >= FIRST_DAY]


def _figures(pin: Pinned, day: date, keys: "pa.Array") -> "dict[str, np.ndarray[Any, Any]]":
    """The figures of the rules for each key; NaN where there is none."""
    import pyarrow as pa
    import pyarrow.compute as pc

    table = measured_of(pin, day).table
    places = pc.index_in(keys, value_set=table[KEY].combine_chunks())
    return {
        name: table[name].cast(pa.float64()).take(places).to_numpy().astype(float)
        for name in FIGURES
    }


def _table(
    codes: "pa.Table", looks: list[date], history: "list[np.ndarray[Any, Any]]"
) -> "pa.Table":
    import numpy as np
    import pyarrow as pa

    seen = np.stack(history)
    now = seen[-1]
    differs = seen != now
    # The last look that found another stage; -1 where none did.
    last = np.where(differs.any(axis=0), len(looks) - 1 - np.argmax(differs[::-1], axis=0), -1)
    earlier = seen[np.maximum(last, 0), np.arange(len(now))]
    names = pa.array([each.value for each in STAGES])
    return pa.table(
        {
            KEY: codes["key"],
            CODE: codes["code"],
            "stage": names.take(pa.array(now)),
            "since": pa.array(looks, pa.date32()).take(pa.array(last + 1)),
            "before": names.take(pa.array(earlier, mask=last < 0)),
        }
    )


def _report(looks: list[date], history: "list[np.ndarray[Any, Any]]") -> dict[str, Any]:
    import numpy as np

    return {
        "looks": [day.isoformat() for day in looks],
        "sizes": [np.bincount(each, minlength=len(STAGES)).tolist() for each in history],
        "conversions": conversions(history).tolist(),
        "dwelling": {
            stage.value: {
                "ended": told.ended,
                "ended_median": _number(told.ended_median),
                "running": told.running,
                "running_median": _number(told.running_median),
            }
            for stage, told in dwelling(history).items()
        },
    }


def _number(figure: float) -> float | None:
    return None if figure != figure else figure  # noqa: PLR0124 - NaN is no JSON


KIND = Kind(
    parameters=PARAMETERS,
    figures={
        "stage": Figure(FigureType.LABEL, _STAGES),
        "since": Figure(FigureType.DAY),
        "before": Figure(FigureType.LABEL),
    },
    order="customer",
    run=run,
    require=_require,
    back_test=back_test,
    metrics={
        stage: Metric(FigureType.COUNT, ("sizes", -1, place)) for place, stage in enumerate(_STAGES)
    },
)
