"""Association rules: who has all of some items has one more, how often, and how much more."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from mainstay.analytics.baskets.frequent_sets import FrequentSets, Integers, SetsOfLength
from mainstay.analytics.baskets.minimums import Minimums

# A rule "whoever has all of ``antecedent`` has ``consequent`` too". ``count`` is the number of
# baskets that hold all of it, ``antecedent_count`` and ``consequent_count`` those with either side.
RULES_SCHEMA: pa.Schema = pa.schema(
    [
        pa.field("antecedent", pa.list_(pa.string())),
        pa.field("consequent", pa.string()),
        pa.field("count", pa.int64()),
        pa.field("antecedent_count", pa.int64()),
        pa.field("consequent_count", pa.int64()),
        pa.field("support", pa.float64()),
        pa.field("confidence", pa.float64()),
        pa.field("lift", pa.float64()),
        pa.field("leverage", pa.float64()),
    ]
)

_BETWEEN_NAMES = "\x1f"

_Exact = npt.NDArray[np.object_]
_Floats = npt.NDArray[np.float64]
_Counts = tuple[Integers, Integers, Integers]


def association_rules(sets: FrequentSets, minimums: Minimums) -> pa.Table:
    """Make every rule with one consequent out of frequent sets, best first: ``RULES_SCHEMA``.

    Best is by confidence, then by the number of baskets, shorter rules, and names. All minimums
    are compared as whole numbers of any size.
    """
    found = [
        _rules_of(sets, level, place, minimums)
        for level in sets.levels[1:]
        for place in range(level.length)
    ]
    rules = pa.concat_tables([RULES_SCHEMA.empty_table(), *found])
    return rules.take(_best_first(rules))


def _rules_of(sets: FrequentSets, level: SetsOfLength, place: int, minimums: Minimums) -> pa.Table:
    """Make the rules whose consequent stands at one place of each set."""
    antecedents = np.delete(level.members, place, axis=1)
    consequents = level.members[:, place]
    counts = (
        level.counts,
        sets.counts_of(antecedents),
        sets.counts_of(consequents[:, np.newaxis]),
    )
    good = _reaches(counts, sets.baskets, minimums)
    names = pa.array(sets.items, pa.string())
    kept = (counts[0][good], counts[1][good], counts[2][good])
    flat = names.take(pa.array(antecedents[good].ravel()))
    ends = np.arange(len(kept[0]) + 1, dtype=np.int32) * (level.length - 1)
    return pa.table(
        [
            pa.ListArray.from_arrays(pa.array(ends), flat),
            names.take(pa.array(consequents[good])),
            *map(pa.array, kept),
            *map(pa.array, _measures(kept, sets.baskets)),
        ],
        schema=RULES_SCHEMA,
    )


def _reaches(counts: _Counts, baskets: int, minimums: Minimums) -> npt.NDArray[np.bool_]:
    """Say which rules reach the minimums: fractions are compared by multiplying crosswise."""
    both, antecedent, consequent = (each.astype(object) for each in counts)
    numerator, denominator = minimums.confidence.as_integer_ratio()
    good = both * denominator >= numerator * antecedent
    if minimums.lift is not None:
        numerator, denominator = minimums.lift.as_integer_ratio()
        good &= both * baskets * denominator >= numerator * antecedent * consequent
    if minimums.leverage is not None:
        numerator, denominator = minimums.leverage.as_integer_ratio()
        above = both * baskets - antecedent * consequent
        good &= above * denominator >= numerator * baskets**2
    return good.astype(bool)


def _measures(counts: _Counts, baskets: int) -> Iterator[_Floats]:
    """Give support, confidence, lift and leverage: whole numbers until the one division."""
    both, antecedent, consequent = (each.astype(object) for each in counts)
    apart: _Exact = antecedent * consequent
    for numerator, denominator in (
        (both, baskets),
        (both, antecedent),
        (both * baskets, apart),
        (both * baskets - apart, baskets**2),
    ):
        yield np.asarray(numerator / denominator, dtype=np.float64)


def _best_first(rules: pa.Table) -> pa.Array:
    """Give the order of rules; names decide last, so that it never depends on chance."""
    antecedents = rules["antecedent"].combine_chunks()
    keys = pa.table(
        {
            "confidence": rules["confidence"],
            "count": rules["count"],
            "length": antecedents.value_lengths(),
            "antecedent": pc.binary_join(antecedents, _BETWEEN_NAMES),
            "consequent": rules["consequent"],
        }
    )
    return pc.sort_indices(
        keys,
        sort_keys=[
            ("confidence", "descending"),
            ("count", "descending"),
            ("length", "ascending"),
            ("antecedent", "ascending"),
            ("consequent", "ascending"),
        ],
    )
