"""Every model of this package, made of the same made-up trade, for the checks of all of them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mainstay.analytics.baskets.choices import By, Per
from mainstay.analytics.baskets.contents import held_by_customers, traded_items
from mainstay.analytics.baskets.counting import find_frequent_sets
from mainstay.analytics.baskets.frequent_sets import FrequentSets
from mainstay.analytics.baskets.minimums import Minimums
from mainstay.analytics.baskets.next_of_all import next_products_of_all
from mainstay.analytics.baskets.rules import association_rules
from mainstay.analytics.baskets.usual_spend import read_usual_spend
from mainstay.analytics.churn.features import Trade
from mainstay.analytics.churn.horizons import Horizon
from mainstay.analytics.churn.model import ChurnModel
from mainstay.analytics.churn.refusals import ChurnRefused
from mainstay.analytics.churn.scoring import score_churn
from mainstay.analytics.churn.training import Plan, fit_churn
from mainstay.analytics.clv.columns import HistoryError
from mainstay.analytics.clv.fit import Fit
from mainstay.analytics.clv.fitting import PURCHASE_MODELS, fit_purchases, fit_spending
from mainstay.analytics.clv.gamma_gamma import Payments
from mainstay.analytics.clv.purchases import purchase_histories, weekly_histories
from mainstay.analytics.clv.scoring import score
from mainstay.analytics.forecasts.forecasting import forecast, largest
from mainstay.analytics.forecasts.histories import Histories
from mainstay.analytics.forecasts.monthly import monthly_figures
from mainstay.analytics.forecasts.refusals import ForecastError
from mainstay.analytics.lifecycle import FIGURES, LifecycleRules, stages
from mainstay.analytics.measures import ledger_measures
from mainstay.analytics.rfm import QuantileScores, segments
from mainstay.analytics.scoring.grading import grade
from mainstay.analytics.scoring.presets import TIERS
from mainstay.analytics.scoring.scheme import scheme_from_dict
from mainstay.analytics.scoring.tests.populations import INDICATORS, population
from mainstay.analytics.tests.online_retail import CATEGORIES_SCHEMA, ORDERS_SCHEMA
from mainstay.kernel.periods import Period, shift_months

START, AS_OF = date(2023, 1, 1), date(2025, 1, 1)
LINES_SCHEMA = {
    "customer": "int64",
    "source": "string",
    "order_no": "string",
    "product_code": "string",
    "product_name": "string",
    "category": "string",
    "quantity": "int64",
    "amount": "decimal(38, 4)",
    "kind": "string",
}


@dataclass(frozen=True)
class Traded:
    """The roll-ups and the lines of a trade."""

    orders: pa.Table
    categories: pa.Table
    lines: pa.Table

    def of(self, customers: list[int]) -> "Traded":
        """What some customers did."""
        keys = pa.array(customers, pa.int64())
        return Traded(
            *(
                table.filter(pc.is_in(table["customer"], value_set=keys))
                for table in (self.orders, self.categories, self.lines)
            )
        )

    def turned(self) -> "Traded":
        """The same with the rows in another order."""
        chance = np.random.default_rng(7)
        return Traded(
            *(
                table.take(chance.permutation(table.num_rows))
                for table in (self.orders, self.categories, self.lines)
            )
        )

    def without(self, column: str) -> "Traded":
        """The same without a column of the orders."""
        return replace(self, orders=self.orders.drop_columns(column))


@cache
def trade(customers: int = 260) -> Traded:
    """Customers with a rhythm each, who slow down before they leave and buy one to three things."""
    chance = Random(20261130)
    orders: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    for customer in range(1, customers + 1):
        usual, left = chance.uniform(8, 30), chance.randrange(4, 45)
        day = START + timedelta(days=chance.randrange(120))
        while day < AS_OF and left:
            name = f"{customer}-{left}"
            bought = ["rail", *(each for each in ("door", "motor") if chance.random() < 0.5)]
            amounts = [Decimal(chance.randrange(2_000, 9_000)) / 100 for _each in bought]
            orders.append(_order(customer, name, day, amounts))
            lines += [_line(customer, name, *each) for each in zip(bought, amounts, strict=True)]
            gap = chance.gammavariate(6, usual / 6) * (2 if left < 4 else 1)
            day, left = day + timedelta(days=max(1, round(gap))), left - 1
    months = [
        {
            "customer": each["customer"],
            "category": "lifts",
            "month": each["ordered_on"].replace(day=1),
        }
        for each in orders
    ]
    return Traded(
        ibis.memtable(orders, schema=ORDERS_SCHEMA).to_pyarrow(),
        ibis.memtable(
            [each | {"sale_lines": 1} for each in months], schema=CATEGORIES_SCHEMA
        ).to_pyarrow(),
        ibis.memtable(lines, schema=LINES_SCHEMA).to_pyarrow(),
    )


def _order(customer: int, name: str, day: date, amounts: list[Decimal]) -> dict[str, Any]:
    total = sum(amounts, Decimal(0))
    return {
        "customer": customer,
        "source": "test",
        "order_no": name,
        "currency": "CNY",
        "ordered_on": day,
        "lines": len(amounts),
        "sale_lines": len(amounts),
        "lines_with_cost": len(amounts),
        "amount": total,
        "amount_with_cost": total,
        "cost": total / 2,
    }


def _line(customer: int, name: str, product: str, amount: Decimal) -> dict[str, Any]:
    return {
        "customer": customer,
        "source": "test",
        "order_no": name,
        "product_code": product,
        "product_name": product,
        "category": "lifts",
        "quantity": 1,
        "amount": amount,
        "kind": "sale",
    }


@dataclass(frozen=True)
class Model:
    """A model, and how it takes what cannot be modelled.

    `find` gives what it says in a form that compares; `kept` the same after it was written down
    and read again, where there is something to keep, and `settled` whether the search that found
    it has come to its end. `refusal` is raised where there is nobody, or nobody but one
    customer; a model without one says nothing of nobody.
    """

    name: str
    find: Callable[[Traded], Any]
    kept: Callable[[Traded], Any] | None = None
    settled: Callable[[Any], bool] | None = None
    refusal: type[Exception] | None = None
    column: str = "sale_lines"


def _histories(traded: Traded) -> pa.Table:
    table = ibis.memtable(traded.orders)
    return purchase_histories(table, as_of=AS_OF).to_pyarrow()


def _purchases(code: str) -> Model:
    def fit(traded: Traded) -> Fit:
        return fit_purchases(weekly_histories(_histories(traded)), code)

    def told(traded: Traded, fitted: Fit) -> Any:
        histories = weekly_histories(_histories(traded).sort_by("customer"))
        return fitted, score(fitted, histories, 52.0).to_pydict()

    return Model(
        code,
        lambda traded: told(traded, fit(traded)),
        lambda traded: told(traded, Fit.from_json(fit(traded).to_json())),
        lambda found: found[0].converged,
        HistoryError,
    )


def _spending(traded: Traded) -> Fit:
    found = _histories(traded)
    frequency = found["frequency"].to_numpy().astype(float)
    repeated = found["repeated"].to_numpy()
    mean = np.divide(repeated, frequency, out=np.zeros_like(repeated), where=frequency > 0)
    return fit_spending(Payments.of(frequency, mean))


def _churn(traded: Traded) -> Any:
    trade = Trade(ibis.memtable(traded.orders), ibis.memtable(traded.categories))
    return trade, fit_churn(trade, AS_OF, Plan(Horizon.fixed(60), 2, 365))


def _scored(traded: Traded, *, kept: bool = False) -> Any:
    trade, fitted = _churn(traded)
    model = ChurnModel.from_json(fitted.model.to_json()) if kept else fitted.model
    return model, fitted.card, score_churn(model, trade, AS_OF).table.to_pydict()


def _baskets(traded: Traded) -> tuple[Any, FrequentSets, pa.Table]:
    year = Period(date(2024, 1, 1), AS_OF)
    lines, orders = ibis.memtable(traded.lines), ibis.memtable(traded.orders)
    items = traded_items(lines, orders, year, by=By.PRODUCT)
    least = Minimums(support=Decimal("0.05"), confidence=Decimal("0.1"))
    sets = find_frequent_sets(items, Per.ORDER, least, longest=3)
    return items, sets, association_rules(sets, least)


def _next(traded: Traded) -> Any:
    items, sets, rules = _baskets(traded)
    held = held_by_customers(items).select("customer", "item").to_pyarrow()
    listed = ibis.memtable(pa.table({"item": pa.array(["rail", "door", "motor"])}))
    spend = read_usual_spend(items, listed)
    return next_products_of_all(rules, sets.baskets, held, spend, most=2).to_pylist()


def _measured(traded: Traded) -> pa.Table:
    measures = ledger_measures(
        ibis.memtable(traded.orders), ibis.memtable(traded.categories), as_of=AS_OF
    )
    return measures.to_pyarrow().sort_by("customer")


def _stages(traded: Traded) -> Any:
    found = _measured(traded)
    figures = {name: found[name].cast(pa.float64()).to_numpy() for name in FIGURES}
    return stages(figures, LifecycleRules()).stages.tolist()


def _segments(traded: Traded) -> Any:
    found = _measured(traded)
    scores = [
        QuantileScores(
            found[name].cast(pa.float64()).fill_null(0).to_numpy().astype(np.int64),
            np.ones(found.num_rows, dtype=bool),
            better,
        ).scores
        for name, better in (("recency_days", -1), ("orders_12m", 1), ("revenue_12m", 1))
    ]
    return segments(*scores).tolist()


def _graded(traded: Traded) -> Any:
    found = _measured(traded)
    columns = {
        each.code: [None if figure is None else int(figure) for figure in told]
        for each in INDICATORS
        if each.code in found.column_names
        for told in [found[each.code].to_pylist()]
    }
    return grade(scheme_from_dict(TIERS), population(columns)).codes()


def _months(traded: Traded) -> Any:
    months = monthly_figures(ibis.memtable(traded.orders), Period(START, AS_OF)).to_pyarrow()
    histories = Histories.of(months, "revenue", shift_months(AS_OF, 0))
    told = forecast(histories, AS_OF, horizon=12, full=largest(histories, 0))
    return told.months_table(told.customers).to_pylist(), told.report


MODELS = (
    *map(_purchases, PURCHASE_MODELS),
    Model(
        "gamma_gamma",
        _spending,
        lambda traded: Fit.from_json(_spending(traded).to_json()),
        lambda found: found.converged,
        HistoryError,
        column="amount",
    ),
    Model(
        "churn",
        _scored,
        lambda traded: _scored(traded, kept=True),
        lambda found: found[1].settled,
        ChurnRefused,
    ),
    Model("rules", lambda traded: _baskets(traded)[2].to_pylist(), column="ordered_on"),
    Model("next_products", _next, column="ordered_on"),
    Model("lifecycle", _stages),
    Model("forecast", _months, refusal=ForecastError, column="amount"),
    Model("rfm", _segments),
    Model("scoring", _graded),
)
