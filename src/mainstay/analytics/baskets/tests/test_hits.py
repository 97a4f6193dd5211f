"""What became of suggestions, on a few customers by hand."""

import pyarrow as pa

from mainstay.analytics.baskets.hits import hits, most_popular, newly_bought


def held(*pairs: tuple[int, str]) -> pa.Table:
    return pa.table(
        {
            "customer": pa.array([customer for customer, _item in pairs], pa.int64()),
            "item": pa.array([item for _customer, item in pairs], pa.string()),
        }
    )


BEFORE = held((1, "ink"), (1, "pen"), (2, "pen"), (3, "cup"), (3, "pen"), (4, "ink"))


def test_what_somebody_had_already_or_somebody_new_bought_is_not_newly_bought() -> None:
    after = held((1, "pen"), (1, "cup"), (9, "cup"))
    assert newly_bought(BEFORE, after).to_pylist() == [{"customer": 1, "item": "cup"}]


def test_hits_count_customers_and_suggestions() -> None:
    new = held((1, "cup"), (2, "ink"), (3, "tea"))
    found = hits(held((1, "cup"), (1, "tea"), (3, "ink"), (4, "pen")), new)
    assert (found.customers, found.hit, found.hit_rate) == (3, 1, 1 / 3)
    assert (found.suggested, found.bought, found.precision) == (4, 1, 1 / 4)
    nothing = hits(held(), held())
    assert (nothing.hit_rate, nothing.precision) == (None, None)


def test_the_most_popular_are_suggested_but_for_what_a_customer_has() -> None:
    # Three have a pen, two ink, one a cup.
    found = most_popular(BEFORE, 1).sort_by("customer").to_pylist()
    assert [(each["customer"], each["item"]) for each in found] == [
        (1, "cup"),
        (2, "ink"),
        (3, "ink"),
        (4, "pen"),
    ]
