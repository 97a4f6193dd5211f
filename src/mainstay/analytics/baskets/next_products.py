"""What a customer may buy next: what others with the same products have, and it has not.

Formulas and an example: docs/algorithms/baskets.md.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mainstay.analytics.baskets.usual_spend import UsualSpend

_SMALLEST = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class NextProduct:
    """A product that a customer does not have, and the best rule that speaks for it.

    Of ``alike`` customers that have all of ``because``, ``also`` have the product too: that share
    is ``confidence``, ``lift`` times the share of all ``baskets`` customers that have it
    (``buyers``). ``usual`` is what its buyers usually spend on it in a year, ``expected_value`` is
    confidence times that; both are None where nobody bought it within the year.
    """

    product: str
    because: tuple[str, ...]
    also: int
    alike: int
    buyers: int
    baskets: int
    confidence: float
    lift: float
    usual: Decimal | None
    expected_value: Decimal | None


def next_products(
    rules: pa.Table, baskets: int, holdings: Collection[str], spend: Mapping[str, UsualSpend]
) -> list[NextProduct]:
    """Choose for a customer, best rules first, each product once, by its best rule.

    ``rules`` are those of ``association_rules`` over the baskets of so many customers, in their
    order; one speaks for a product only when its lift is above 1. ``holdings`` are the products
    that the customer has, ``spend`` what others spend. Rules alike in confidence go by expected
    value.
    """
    fitting = _speaking(rules, baskets, holdings)
    best: dict[str, NextProduct] = {}
    for rule in fitting.to_pylist():
        product = rule["consequent"]
        if product not in best:
            best[product] = suggested(rule, baskets, spend.get(product))
    return sorted(best.values(), key=rank)


def _speaking(rules: pa.Table, baskets: int, holdings: Collection[str]) -> pa.Table:
    """Keep rules of which the customer has every antecedent and not the consequent."""
    held = pa.array(sorted(holdings), pa.string())
    new = pc.invert(pc.is_in(rules["consequent"], value_set=held))
    told = rules.filter(new)
    if not told.num_rows or not len(held):
        return told.slice(0, 0)
    antecedents = told["antecedent"].combine_chunks()
    has = pc.is_in(antecedents.flatten(), value_set=held).to_numpy(zero_copy_only=False)
    lengths = antecedents.value_lengths().to_numpy()
    has_all = np.logical_and.reduceat(has, np.cumsum(lengths) - lengths)
    return above_chance(told.filter(pa.array(has_all)), baskets)


def above_chance(rules: pa.Table, baskets: int) -> pa.Table:
    """Keep rules whose lift is above 1, in whole numbers."""
    both, antecedent, consequent = (
        rules[name].to_numpy().astype(object)
        for name in ("count", "antecedent_count", "consequent_count")
    )
    above = (both * baskets > antecedent * consequent).astype(bool)
    return rules.filter(pa.array(above))


def suggested(rule: dict[str, Any], baskets: int, spend: UsualSpend | None) -> NextProduct:
    """What a rule suggests, with what it may bring."""
    also, alike = rule["count"], rule["antecedent_count"]
    usual = None if spend is None else spend.median
    return NextProduct(
        product=rule["consequent"],
        because=tuple(rule["antecedent"]),
        also=also,
        alike=alike,
        buyers=rule["consequent_count"],
        baskets=baskets,
        confidence=rule["confidence"],
        lift=rule["lift"],
        usual=usual,
        expected_value=None if usual is None else _expected(usual, also, alike),
    )


def _expected(usual: Decimal, also: int, alike: int) -> Decimal:
    """Multiply by the confidence as a fraction, and round once."""
    return (usual * also / alike).quantize(_SMALLEST, ROUND_HALF_EVEN)


def rank(found: NextProduct) -> tuple[float, Decimal, int, str]:
    """Where it stands among the suggestions for a customer, the best first."""
    value = found.expected_value
    return (-found.confidence, -(value or Decimal(0)), -found.also, found.product)
