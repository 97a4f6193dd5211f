"""What came of a round: means, spreads, disagreement, coverage."""

from decimal import Decimal
from typing import Any

import pytest

from mainstay.apps.evaluation.models import RatingRound
from mainstay.apps.evaluation.queries.ratings.feeding import latest_ratings
from mainstay.apps.evaluation.queries.ratings.results import coverage, results
from mainstay.apps.evaluation.queries.ratings.rounds import raters_progress
from mainstay.apps.evaluation.tests.rating import closed, keys_of, rate, round_of
from mainstay.apps.governance.testing import NamedActors, NamedPeople

AWARE, RIVAL = "brand_awareness", "future_competition"


@pytest.fixture
def spring(trade: NamedPeople) -> RatingRound:
    """Three people have rated the giant, two of them the other one too; it is closed."""
    row = round_of([trade.chen_wei, trade.li_na, trade.zhang_min])
    for rater, aware, rival in (
        (trade.chen_wei, 5, 1),
        (trade.li_na, 4, 1),
        (trade.zhang_min, 4, None),
    ):
        rate(rater, row, "GIANT", {AWARE: aware, RIVAL: rival})
    rate(trade.chen_wei, row, "MIDDLE", {AWARE: 5}, comment="Everybody knows it")
    rate(trade.li_na, row, "MIDDLE", {AWARE: 3})
    return closed(row)


def test_each_customer_has_a_mean_and_a_spread_in_each_criterion(
    spring: RatingRound, acting: NamedActors
) -> None:
    told = [
        (each.code, each.criterion.code, each.mean, each.spread, each.raters, each.cannot_say)
        for each in results(acting.li_na, spring)
    ]
    assert told == [
        ("GIANT", AWARE, Decimal("4.33"), Decimal("0.47"), 3, 0),
        ("GIANT", RIVAL, Decimal("1.00"), Decimal("0.00"), 2, 1),
        ("MIDDLE", AWARE, Decimal("4.00"), Decimal("1.00"), 2, 0),
    ]


def test_disagreement_is_marked(spring: RatingRound, acting: NamedActors) -> None:
    marked = [each.code for each in results(acting.li_na, spring) if each.disagrees]
    assert marked == ["MIDDLE"]


def test_coverage_tells_how_much_is_answered(spring: RatingRound, acting: NamedActors) -> None:
    found = coverage(acting.li_na, spring, results(acting.li_na, spring))
    assert (found.customers, found.rated) == (2, 1)
    assert (found.answers, found.asked, found.cannot_say) == (8, 12, 1)
    assert found.share == Decimal(8) / 12


def test_progress_names_each_rater_and_counts(spring: RatingRound) -> None:
    told = [
        (each.name, each.progress.answers, each.progress.asked) for each in raters_progress(spring)
    ]
    assert told == [("Chen Wei", 3, 4), ("Li Na", 3, 4), ("Zhang Min", 2, 4)]


def test_what_counts_of_a_customer_is_the_newest_closed_round_with_a_step(
    trade: NamedPeople, spring: RatingRound, acting: NamedActors
) -> None:
    later = round_of([trade.li_na], name="Autumn")
    rate(trade.li_na, later, "GIANT", {AWARE: 2, RIVAL: None})
    closed(later)

    told = [
        (each.criterion.code, each.mean, each.round_name)
        for each in latest_ratings(acting.li_na, keys_of("GIANT")[0])
    ]
    assert told == [(AWARE, Decimal("2.00"), "Autumn"), (RIVAL, Decimal("1.00"), "Spring")]


def test_results_cost_the_same_for_many_customers(
    spring: RatingRound, acting: NamedActors, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        results(acting.li_na, spring)
