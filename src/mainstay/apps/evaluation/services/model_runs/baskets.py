"""What customers have together, and what each of them may buy next."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from mainstay.analytics.baskets.choices import By, Per
from mainstay.analytics.baskets.minimums import Minimums
from mainstay.analytics.baskets.refusals import TooManyCombinations, TooManySets
from mainstay.apps.evaluation.queries.basket_runs import NAMES, PLACE, RULES
from mainstay.apps.evaluation.queries.measures import Pinned
from mainstay.apps.evaluation.services.model_runs.baskets_check import back_test
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
from mainstay.apps.evaluation.services.model_runs.named import named
from mainstay.apps.ledger.queries.baskets.answering import (
    FEWEST_ALIKE,
    BasketsOfEverybody,
    baskets_of_everybody,
)
from mainstay.apps.ledger.queries.baskets.asking import Wanted
from mainstay.foundation.jobs.context import JobFailed
from mainstay.kernel.periods import Period, months_later

if TYPE_CHECKING:
    import pyarrow as pa

NEXT = "next"
"""Of a customer the list of what it may buy next."""
MOST = 5
_STEPS = 2
_PER_SUGGESTION = ("product", "because", "also", "alike", "confidence", "lift", "expected_value")


def run(pin: Pinned, as_of: date, parameters: Parameters, tell: Tell) -> Found:
    """The rules of a window that ends with a day, and what each customer may buy next.

    Raises LedgerDamaged, and JobFailed with `too_many_combinations`.
    """
    tell(0, _STEPS)
    wanted = wanted_as_of(as_of, parameters)
    try:
        found = baskets_of_everybody(pin.ledger_state, pin.aliases, wanted, MOST)
    except (TooManyCombinations, TooManySets) as error:
        raise JobFailed("too_many_combinations") from error
    tell(1, _STEPS)
    table = _table(found)
    return Found(table, _report(found, table), {RULES: _rules(found), NAMES: _names(found)})


def wanted_as_of(as_of: date, parameters: Parameters) -> Wanted:
    """The rules of the months before a day, by the parameters of a run."""
    minimums = Minimums(
        support=_exact(parameters["support"]),
        confidence=_exact(parameters["confidence"]),
        baskets=FEWEST_ALIKE,
    )
    window = Period(months_later(as_of, -int(parameters["months"])), as_of)
    by = By(str(parameters["by"]))
    return Wanted(by, Per.CUSTOMER, window, minimums, int(parameters["longest"]))


def _exact(share: Any) -> Decimal:
    """A share as it was written, to six places."""
    return round(Decimal(str(share)), 6)


def _table(found: BasketsOfEverybody) -> "pa.Table":
    """A row for each customer that has something: the best suggestion, and the list of them."""
    import pyarrow as pa
    import pyarrow.compute as pc

    held, told = found.held.sort_by("customer").combine_chunks(), found.suggestions
    best = told.filter(pc.equal(told[PLACE], 1))
    places = pc.index_in(held["customer"], value_set=best["customer"].combine_chunks())
    products = best["product"].take(places)
    names = found.rules.names
    called = [names.get(product) for product in products.to_pylist()]
    return named(
        held["customer"].to_numpy(),
        {
            "held": held["items"].combine_chunks(),
            "product": products.combine_chunks(),
            "product_name": pa.array(called, pa.string()),
            "confidence": best["confidence"].take(places).combine_chunks(),
            "expected_value": best["expected_value"]
            .take(places)
            .cast(pa.float64())
            .combine_chunks(),
            NEXT: _lists(held["customer"], told),
        },
    )


def _lists(customers: "pa.ChunkedArray", told: "pa.Table") -> "pa.Array":
    """The suggestions of each customer as a list; `told` stands by customer and place."""
    import numpy as np
    import pyarrow as pa

    keys = told["customer"].to_numpy()
    starts = np.searchsorted(keys, customers.to_numpy())
    offsets = np.append(starts, len(keys)).astype(np.int32)
    columns = [told[name].combine_chunks() for name in _PER_SUGGESTION]
    rows = pa.StructArray.from_arrays(columns, names=list(_PER_SUGGESTION))
    return pa.ListArray.from_arrays(pa.array(offsets), rows)


def _rules(found: BasketsOfEverybody) -> "pa.Table":
    import pyarrow as pa

    rules = found.rules.rules
    return rules.append_column(PLACE, pa.array(range(1, rules.num_rows + 1), pa.int64()))


def _names(found: BasketsOfEverybody) -> "pa.Table":
    import pyarrow as pa

    names = sorted(found.rules.names.items())
    return pa.table(
        {
            "item": pa.array([item for item, _name in names], pa.string()),
            "name": pa.array([name for _item, name in names], pa.string()),
        }
    )


def _report(found: BasketsOfEverybody, table: "pa.Table") -> dict[str, Any]:
    import pyarrow.compute as pc

    window, sets = found.rules.wanted.window, found.rules.sets
    return {
        "since": window.start.isoformat(),
        "until": window.end.isoformat(),
        "customers": sets.baskets,
        "items": len(sets.items),
        "rules": found.rules.rules.num_rows,
        "suggested": table.num_rows - table["product"].null_count,
        "expected": pc.sum(table["expected_value"]).as_py() or 0.0,
    }


KIND = Kind(
    parameters={
        "by": Parameter(By.PRODUCT.value, choices=tuple(each.value for each in By)),
        "months": Parameter(12, least=1, most=60),
        "support": Parameter(0.05, least=0.000001, most=1),
        "confidence": Parameter(0.3, least=0, most=1),
        "longest": Parameter(2, least=2, most=3),
    },
    figures={
        "product": Figure(FigureType.TEXT),
        "product_name": Figure(FigureType.TEXT),
        "expected_value": Figure(FigureType.MONEY),
        "confidence": Figure(FigureType.SHARE),
        "held": Figure(FigureType.NUMBER),
    },
    order="-expected_value",
    run=run,
    back_test=back_test,
    metrics={
        "rules": Metric(FigureType.COUNT, ("rules",)),
        "suggested": Metric(FigureType.COUNT, ("suggested",)),
        "expected_value": Metric(FigureType.MONEY, ("expected",)),
    },
)
