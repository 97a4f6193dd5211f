"""The same figures from DuckDB and from a Spark cluster, to the cent and to the last bit."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import ibis
import pyarrow as pa
import pytest

from mainstay.analytics.activity_counts import line_counts, order_counts
from mainstay.analytics.baskets.choices import By, Per
from mainstay.analytics.baskets.contents import item_names, traded_items
from mainstay.analytics.baskets.counting import find_frequent_sets
from mainstay.analytics.baskets.minimums import Minimums
from mainstay.analytics.baskets.next_products import next_products
from mainstay.analytics.baskets.rules import association_rules
from mainstay.analytics.baskets.usual_spend import read_usual_spend
from mainstay.analytics.churn.features import Trade, churn_features
from mainstay.analytics.churn.horizons import Horizon
from mainstay.analytics.churn.samples import known_time, label, observe
from mainstay.analytics.clv.purchases import purchase_days, purchase_histories
from mainstay.analytics.forecasts.monthly import monthly_figures, order_days
from mainstay.analytics.measures import ledger_measures
from mainstay.analytics.outcomes import outcomes
from mainstay.analytics.spring_festival import SpringFestivalBreak
from mainstay.engine.session import Engine
from mainstay.engine.tables import LedgerTables
from mainstay.kernel.periods import Period
from tests.engines.reading import answer, rows
from tests.engines.trading import MERGED, Trading

pytestmark = pytest.mark.xdist_group("spark")

YEAR = Period(date(2024, 1, 1), date(2025, 1, 1))
Question = Callable[[LedgerTables], Any]


def units() -> Any:
    columns = {"customer": [*MERGED], "unit": [*MERGED.values()]}
    return ibis.memtable(
        pa.table({name: pa.array(keys, pa.int64()) for name, keys in columns.items()})
    )


def trade(tables: LedgerTables) -> Trade:
    return Trade(tables.orders(), tables.categories(), units())


def measured(as_of: date, **options: Any) -> Question:
    return lambda tables: ledger_measures(
        tables.orders(), tables.categories(), as_of=as_of, **options
    )


def test_every_row_in_force_is_the_same(spark: Engine, trading: Trading) -> None:
    questions: tuple[Question, ...] = (
        LedgerTables.lines,
        LedgerTables.orders,
        LedgerTables.categories,
    )
    for question in questions:
        ours = rows(trading.embedded, trading, question)
        assert len(ours) > 100
        assert rows(spark, trading, question) == ours


@pytest.mark.parametrize("as_of", [date(2025, 3, 1), date(2024, 2, 29)], ids=str)
def test_every_indicator_of_every_customer_is_the_same(
    spark: Engine, trading: Trading, as_of: date
) -> None:
    question = measured(as_of)
    ours = rows(trading.embedded, trading, question)
    assert len(ours) > 30
    assert rows(spark, trading, question) == ours


def test_indicators_of_merged_customers_without_the_festival_are_the_same(
    spark: Engine, trading: Trading
) -> None:
    question = measured(date(2025, 3, 10), units=units(), festival=SpringFestivalBreak())
    ours = rows(trading.embedded, trading, question)
    assert not {row["customer"] for row in ours} & MERGED.keys()
    assert rows(spark, trading, question) == ours


def test_before_the_first_order_there_is_no_figure(spark: Engine, trading: Trading) -> None:
    assert rows(spark, trading, measured(date(2020, 1, 1))) == []


@pytest.mark.parametrize(
    "question",
    [
        lambda tables: outcomes(tables.orders(), YEAR, units=units()),
        lambda tables: order_counts(tables.orders(), [YEAR, YEAR], units()),
        lambda tables: line_counts(tables.orders(), [YEAR]),
        lambda tables: purchase_histories(tables.orders(), as_of=YEAR.end, units=units()),
        lambda tables: purchase_days(tables.orders(), YEAR),
        lambda tables: churn_features(trade(tables), YEAR.end),
        lambda tables: monthly_figures(tables.orders(), YEAR, units()),
        lambda tables: order_days(tables.orders(), YEAR.end),
    ],
    ids=["outcomes", "orders", "lines", "histories", "purchases", "churn", "months", "days"],
)
def test_what_customers_brought_and_the_work_they_made_are_the_same(
    spark: Engine, trading: Trading, question: Question
) -> None:
    ours = rows(trading.embedded, trading, question)
    assert len(ours) > 20
    assert rows(spark, trading, question) == ours


def test_who_came_back_when_is_the_same(spark: Engine, trading: Trading) -> None:
    def question(tables: LedgerTables) -> Any:
        known = known_time(trade(tables), YEAR.end)
        sample = observe(trade(tables), YEAR.start, churn_features)
        seen = label(trade(tables), sample, YEAR.start, Horizon.fixed(180))
        return known, seen.sample.keys.tolist(), seen.waited.tolist(), seen.intervals.tolist()

    ours = answer(trading.embedded, trading, question)
    assert len(ours[1]) > 20
    assert answer(spark, trading, question) == ours


@pytest.mark.parametrize(("by", "per"), [(By.PRODUCT, Per.ORDER), (By.CATEGORY, Per.CUSTOMER)])
def test_the_rules_of_baskets_are_the_same(
    spark: Engine, trading: Trading, by: By, per: Per
) -> None:
    def question(tables: LedgerTables) -> Any:
        reach = ibis.memtable(pa.table({"customer": pa.array(range(30), pa.int64())}))
        lines, orders = tables.lines(), tables.orders()
        traded = traded_items(lines, orders, YEAR, by=by, units=units(), reach=reach)
        minimums = Minimums(Decimal("0.01"), Decimal("0.05"))
        sets = find_frequent_sets(traded, per, minimums, longest=4)
        rules = association_rules(sets, minimums)
        items = ibis.memtable(pa.table({"item": rules["consequent"].unique()}))
        names = item_names(traded, items).to_pyarrow().to_pylist()
        spend = read_usual_spend(traded, items)
        suggested = next_products(rules, sets.baskets, [sets.items[0]], spend)
        named = sorted(names, key=lambda row: str(row["item"]))
        return sets.items, rules.to_pylist(), named, spend, suggested

    ours = answer(trading.embedded, trading, question)
    assert all(ours)
    assert answer(spark, trading, question) == ours


def test_what_churn_is_told_by_is_the_same(spark: Engine, trading: Trading) -> None:
    day = date(2024, 9, 15)

    def question(tables: LedgerTables) -> Any:
        trade = Trade(tables.orders(), tables.categories(), units(), SpringFestivalBreak())
        sample = observe(trade.before(day), day, churn_features)
        looked = label(trade, sample, day, Horizon())
        waited = looked.waited.tolist()
        return sample.keys.tolist(), sample.figures.tobytes(), waited, known_time(trade, YEAR.end)

    ours = answer(trading.embedded, trading, question)
    assert len(ours[0]) > 20
    assert len({*ours[2]}) > 5
    assert answer(spark, trading, question) == ours
