"""What each of many customers may buy next: for all at once what ``next_products`` gives for one.

Formulas: docs/algorithms/baskets.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from mainstay.analytics.baskets.next_products import (
    NextProduct,
    above_chance,
    rank,
    suggested,
)
from mainstay.analytics.baskets.usual_spend import UsualSpend

# A suggestion for a customer; ``place`` counts from 1, the best one. See ``NextProduct``.
NEXT_SCHEMA: pa.Schema = pa.schema(
    [
        pa.field("customer", pa.int64()),
        pa.field("place", pa.int32()),
        pa.field("product", pa.string()),
        pa.field("because", pa.list_(pa.string())),
        pa.field("also", pa.int64()),
        pa.field("alike", pa.int64()),
        pa.field("confidence", pa.float64()),
        pa.field("lift", pa.float64()),
        pa.field("usual", pa.decimal128(38, 4)),
        pa.field("expected_value", pa.decimal128(38, 4)),
    ]
)

_Places = npt.NDArray[np.int64]


def next_products_of_all(
    rules: pa.Table,
    baskets: int,
    holdings: pa.Table,
    spend: Mapping[str, UsualSpend],
    *,
    most: int,
) -> pa.Table:
    """Choose at most so many products for each customer: ``NEXT_SCHEMA``, by customer and place.

    ``holdings`` has a row for each ``customer`` and ``item`` that it has; the rest is as for
    ``next_products``, rules with the best suggestions first, so each customer is given what it
    would be given alone.
    """
    customers, having = _having(holdings)
    given = np.zeros(len(customers), np.int64)
    known: dict[str, _Places] = dict(having)
    found: list[tuple[NextProduct, _Places, _Places]] = []
    for each in _suggestions(rules, baskets, spend):
        places = _who_fits(each, having, known)
        places = places[given[places] < most]
        if len(places):
            given[places] += 1
            known[each.product] = np.union1d(known.get(each.product, _NOBODY), places)
            found.append((each, places, given[places].copy()))
    return _table(customers, found)


_NOBODY: _Places = np.empty(0, np.int64)


def _having(holdings: pa.Table) -> tuple[_Places, dict[str, _Places]]:
    """The customers, and for each item the places of those who have it, ascending."""
    customers, places = np.unique(holdings["customer"].to_numpy(), return_inverse=True)
    encoded = holdings["item"].combine_chunks().dictionary_encode()
    items = encoded.indices.to_numpy()
    order = np.lexsort((places, items))
    stops = np.cumsum(np.bincount(items, minlength=len(encoded.dictionary)))
    parts = np.split(places[order], stops[:-1]) if len(stops) else []
    return customers, dict(zip(encoded.dictionary.to_pylist(), parts, strict=True))


def _suggestions(
    rules: pa.Table, baskets: int, spend: Mapping[str, UsualSpend]
) -> Iterator[NextProduct]:
    """What rules suggest, in the order in which a customer is given it."""
    told = above_chance(rules, baskets).to_pylist()
    return iter(
        sorted((suggested(rule, baskets, spend.get(rule["consequent"])) for rule in told), key=rank)
    )


def _who_fits(
    each: NextProduct, having: Mapping[str, _Places], known: Mapping[str, _Places]
) -> _Places:
    """Who has all that speaks for a product, and neither has it nor was given it already."""
    places = having.get(each.because[0], _NOBODY)
    for item in each.because[1:]:
        places = np.intersect1d(places, having.get(item, _NOBODY), assume_unique=True)
    return np.setdiff1d(places, known.get(each.product, _NOBODY), assume_unique=True)


def _table(customers: _Places, found: list[tuple[NextProduct, _Places, _Places]]) -> pa.Table:
    if not found:
        return NEXT_SCHEMA.empty_table()
    numbers = np.repeat(np.arange(len(found)), [len(places) for _each, places, _given in found])
    products = pa.table(
        {
            "product": pa.array([each.product for each, *_ in found], pa.string()),
            "because": pa.array([list(each.because) for each, *_ in found], pa.list_(pa.string())),
            "also": pa.array([each.also for each, *_ in found]),
            "alike": pa.array([each.alike for each, *_ in found]),
            "confidence": pa.array([each.confidence for each, *_ in found]),
            "lift": pa.array([each.lift for each, *_ in found]),
            "usual": pa.array([each.usual for each, *_ in found], pa.decimal128(38, 4)),
            "expected_value": pa.array(
                [each.expected_value for each, *_ in found], pa.decimal128(38, 4)
            ),
        }
    ).take(pa.array(numbers))
    who = customers[np.concatenate([places for _each, places, _given in found])]
    place = np.concatenate([given for _each, _places, given in found]).astype(np.int32)
    table = products.add_column(0, "place", pa.array(place)).add_column(
        0, "customer", pa.array(who)
    )
    order = [("customer", "ascending"), ("place", "ascending")]
    return table.cast(NEXT_SCHEMA).take(pc.sort_indices(table, sort_keys=order))
