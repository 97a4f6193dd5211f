"""The place of each customer in its industry."""

import numpy as np

from mainstay.analytics.industry_rank import industry_ranks


def ranks(revenue: list[int], industries: list[int]) -> list[int]:
    found = industry_ranks(np.array(revenue, dtype=np.int64), np.array(industries, dtype=np.int64))
    return [int(rank) for rank in found]


def test_each_industry_counts_from_one() -> None:
    assert ranks([10, 40, 30, 20], [0, 1, 0, 1]) == [2, 1, 1, 2]


def test_equal_revenue_is_told_apart_by_the_code() -> None:
    assert ranks([5, 7, 7, 7], [3, 3, 3, 3]) == [4, 1, 2, 3]


def test_who_has_no_industry_or_no_revenue_has_no_place() -> None:
    assert ranks([9, 8, 0, -5], [-1, 2, 2, 2]) == [0, 1, 0, 0]


def test_nobody_has_no_places() -> None:
    assert ranks([], []) == []


def test_the_places_are_those_that_counting_finds() -> None:
    random = np.random.default_rng(7)
    revenue = [int(each) for each in random.integers(-3, 12, 200)]
    industries = [int(each) for each in random.integers(-1, 6, 200)]
    found = ranks(revenue, industries)
    for me, place in enumerate(found):
        before = [
            other
            for other, theirs in enumerate(revenue)
            if industries[other] == industries[me]
            and (theirs > revenue[me] or (theirs == revenue[me] and other < me))
        ]
        has_place = industries[me] != -1 and revenue[me] > 0
        assert place == (len(before) + 1 if has_place else 0)
