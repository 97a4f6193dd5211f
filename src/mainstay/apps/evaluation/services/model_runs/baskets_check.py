"""Whether customers bought in the months after what a run had suggested to them."""

from typing import TYPE_CHECKING

from mainstay.apps.evaluation.exact import KEY
from mainstay.apps.evaluation.services.model_runs.back_test import HeldAgainst, Measure, Past
from mainstay.apps.ledger.queries.baskets.answering import holdings_of_everybody

if TYPE_CHECKING:
    import pyarrow as pa


def back_test(past: Past) -> HeldAgainst:
    """Look for the suggestions among what customers had not had before.

    The plain rule suggests to everybody the products that most customers had, but for those it
    has. Raises LedgerDamaged.
    """
    from mainstay.analytics.baskets.hits import hits, most_popular, newly_bought
    from mainstay.apps.evaluation.services.model_runs.baskets import MOST, wanted_as_of

    wanted, pin = wanted_as_of(past.as_of, past.parameters), past.pin
    before, after = (
        holdings_of_everybody(pin.ledger_state, pin.aliases, wanted.by, window)
        for window in (wanted.window, past.after)
    )
    new = newly_bought(before, after)
    run, naive = hits(_suggested(past.found.table), new), hits(most_popular(before, MOST), new)
    return HeldAgainst(
        run.customers,
        [
            Measure("hit_rate", run.hit_rate, naive.hit_rate, more_is_better=True),
            Measure("precision", run.precision, naive.precision, more_is_better=True),
        ],
    )


def _suggested(told: "pa.Table") -> "pa.Table":
    """The products of the lists, one to a row."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from mainstay.apps.evaluation.services.model_runs.baskets import NEXT

    lists = told[NEXT].combine_chunks()
    rows = pc.list_parent_indices(lists)
    products = pc.struct_field(pc.list_flatten(lists), "product")
    return pa.table({"customer": told[KEY].combine_chunks().take(rows), "item": products})
