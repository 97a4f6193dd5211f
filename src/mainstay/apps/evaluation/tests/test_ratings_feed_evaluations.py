"""Closed rounds give evaluations their ratings, frozen with the round that they come from."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mainstay.apps.customers.models import Counter, Customer, CustomerAlias
from mainstay.apps.evaluation.criteria import FOR_TIERS
from mainstay.apps.evaluation.models import Evaluation
from mainstay.apps.evaluation.queries.files import INPUTS, read
from mainstay.apps.evaluation.queries.ratings.frozen import rounds_behind
from mainstay.apps.evaluation.queries.why import why
from mainstay.apps.evaluation.services.evaluating import evaluate
from mainstay.apps.evaluation.services.grading import rerun
from mainstay.apps.evaluation.services.ratings.rounds import cancel_round
from mainstay.apps.evaluation.tests.rating import MAKING, closed, keys_of, rate, round_of
from mainstay.apps.governance.testing import NamedActors, NamedPeople

AS_OF = date(2025, 1, 1)
HIGH = {code: 1 if code == "future_competition" else 4 for code in FOR_TIERS}


def rated(
    trade: NamedPeople, values: Mapping[str, int | None], on: date = AS_OF, name: str = "Spring"
) -> int:
    """A closed round in which one person rated the giant; its number."""
    row = round_of([trade.li_na], criteria=FOR_TIERS, name=name)
    rate(trade.li_na, row, "GIANT", values)
    return closed(row, on).pk


def tiers(as_of: date = AS_OF, unit: str = "customer") -> Evaluation:
    return evaluate(MAKING, "tiers", as_of, unit)


def grade_of(acting: NamedActors, code: str = "GIANT") -> str | None:
    return why(acting.li_na, code, "tiers").grade


def inputs(evaluation: Evaluation) -> dict[str, dict[str, Any]]:
    rows = read(evaluation, INPUTS).to_pylist()
    return {row["customer"]: row for row in rows}


def test_without_ratings_nobody_is_strategic_and_the_sheet_says_so(
    trade: NamedPeople, acting: NamedActors
) -> None:
    tiers()
    told = why(acting.li_na, "GIANT", "tiers")
    assert told.grade == "general"
    assert any("Not rated yet" in reason for reason in told.reasons)


def test_who_is_rated_four_in_everything_becomes_strategic(
    trade: NamedPeople, acting: NamedActors
) -> None:
    tiers()
    rated(trade, HIGH)
    tiers()
    told = why(acting.li_na, "GIANT", "tiers")
    assert told.grade == "strategic"
    assert not any("Not rated yet" in reason for reason in told.reasons)
    assert told.reasons[-1] == "Rated in “Spring”, closed on 1 Jan 2025."
    assert grade_of(acting, "MIDDLE") == "general"


@pytest.mark.parametrize("veto", [4, 5])
def test_a_future_competitor_is_never_strategic(
    trade: NamedPeople, acting: NamedActors, veto: int
) -> None:
    rated(trade, {**HIGH, "future_competition": veto})
    tiers()
    assert grade_of(acting) == "general"


def test_one_rating_below_four_is_enough_not_to_be(trade: NamedPeople, acting: NamedActors) -> None:
    rated(trade, {**HIGH, "volume_leap": 3})
    tiers()
    assert grade_of(acting) == "general"


def test_an_open_or_a_cancelled_round_counts_for_nothing(
    trade: NamedPeople, acting: NamedActors
) -> None:
    row = round_of([trade.li_na], criteria=FOR_TIERS)
    rate(trade.li_na, row, "GIANT", HIGH)
    tiers()
    assert grade_of(acting) == "general"
    cancel_round(MAKING, row.pk)
    tiers()
    assert grade_of(acting) == "general"


def test_a_day_counts_rounds_that_were_closed_until_then(
    trade: NamedPeople, acting: NamedActors
) -> None:
    rated(trade, HIGH, on=date(2025, 1, 2))
    tiers(date(2025, 1, 1))
    assert grade_of(acting) == "general"
    tiers(date(2025, 1, 2))
    assert grade_of(acting) == "strategic"


def test_the_mean_of_the_newest_round_that_rates_the_criterion_counts(
    trade: NamedPeople,
) -> None:
    first = rated(trade, HIGH, on=date(2024, 3, 1), name="First")
    later = round_of([trade.li_na, trade.chen_wei], criteria=FOR_TIERS[:2], name="Later")
    rate(trade.li_na, later, "GIANT", {FOR_TIERS[0]: 2, FOR_TIERS[1]: None})
    rate(trade.chen_wei, later, "GIANT", {FOR_TIERS[0]: 5})
    second = closed(later, date(2024, 9, 1)).pk

    row = inputs(tiers())["GIANT"]
    assert (row[FOR_TIERS[0]], row[f"rated_in.{FOR_TIERS[0]}"]) == (Decimal("3.50"), second)
    assert (row[FOR_TIERS[1]], row[f"rated_in.{FOR_TIERS[1]}"]) == (Decimal("4.00"), first)


def test_of_two_rounds_of_one_day_the_one_closed_later_counts(trade: NamedPeople) -> None:
    one = rated(trade, HIGH, name="One")
    other = rated(trade, {**HIGH, "volume_leap": 2}, name="Other")
    row = inputs(tiers())["GIANT"]
    assert (row["rated_in.volume_leap"], row["volume_leap"]) == (max(one, other), 2)


def test_ratings_are_frozen_and_a_re_run_gives_the_same_bytes(
    trade: NamedPeople, acting: NamedActors
) -> None:
    number = rated(trade, HIGH)
    evaluation = tiers()
    rated(trade, dict.fromkeys(FOR_TIERS, 1), name="Later")

    assert rounds_behind(evaluation, keys_of("GIANT")[0]) == dict.fromkeys(FOR_TIERS, number)
    assert rounds_behind(evaluation, keys_of("SMALL")[0]) == {}
    assert rerun(acting.li_na, evaluation)


def test_without_ratings_the_inputs_are_what_they_were(trade: NamedPeople) -> None:
    columns = read(tiers(), INPUTS).column_names
    assert not {name for name in columns if name.startswith("rated_in.")} | (
        set(FOR_TIERS) & set(columns)
    )


def test_ratings_of_a_merged_customer_count_for_the_kept_one(
    trade: NamedPeople, acting: NamedActors
) -> None:
    row = round_of([trade.li_na], criteria=FOR_TIERS, customers=["MIDDLE", "GIANT"])
    rate(trade.li_na, row, "MIDDLE", HIGH)
    rate(trade.li_na, row, "GIANT", {"volume_leap": 1})
    closed(row, AS_OF)
    giant, middle = keys_of("GIANT", "MIDDLE")
    CustomerAlias.objects.create(old_key=middle, kept_id=giant)
    Counter.objects.system("test").update_or_create(
        name=Counter.ALIAS_VERSION, defaults={"value": 1}
    )

    row_of = inputs(tiers())["GIANT"]
    assert row_of["volume_leap"] == Decimal("2.50")  # of both, rated in the same round
    assert row_of["brand_awareness"] == 4


def test_a_group_is_rated_as_its_top_is(trade: NamedPeople) -> None:
    giant, middle = keys_of("GIANT", "MIDDLE")
    Customer.objects.system("test").filter(pk=middle).update(parent=giant)
    row = round_of([trade.li_na], criteria=["volume_leap"])
    rate(trade.li_na, row, "GIANT", {"volume_leap": 2})
    rate(trade.li_na, row, "MIDDLE", {"volume_leap": 5})
    closed(row, AS_OF)

    assert inputs(tiers(unit="group"))["GIANT"]["volume_leap"] == 2


def test_who_may_not_see_ratings_is_not_told_of_the_round(
    trade: NamedPeople, acting: NamedActors
) -> None:
    from dataclasses import replace

    rated(trade, HIGH)
    tiers()
    narrow = replace(
        acting.li_na, permissions=acting.li_na.permissions - {"evaluation.rating.view"}
    )
    assert not any("Rated in" in reason for reason in why(narrow, "GIANT", "tiers").reasons)
