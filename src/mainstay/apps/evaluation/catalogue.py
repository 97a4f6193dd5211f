"""The indicators that this subject brings: those of the ledger, and ratings by people."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mainstay.analytics.indicators import LEDGER_INDICATORS, Better, Indicator, Unit, money, ratio
from mainstay.analytics.scoring.presets import FURTHER_INDICATORS, INDUSTRY_RANK
from mainstay.apps.evaluation.contracts.indicators import IndicatorDefinition, Source
from mainstay.apps.evaluation.criteria import CRITERIA
from mainstay.apps.evaluation.queries.attributes import AGE, CAPITAL, SCALE
from mainstay.apps.evaluation.queries.costs import COST, GROSS, NET, REVENUE
from mainstay.apps.evaluation.queries.modelled import CHURN, CLV, FORECAST, P_ALIVE
from mainstay.apps.ledger.contracts import VIEW_COSTS
from mainstay.foundation.access.field_rights import OPEN

LEDGER_WORDS: dict[str, tuple[Promise, Promise, str]] = {
    # Name, definition, and the field right that it is under.
    "revenue_12m": (
        _("Revenue, 12 months"),
        _("Net of returns, over the twelve whole calendar months that ended on or before the day."),
        OPEN,
    ),
    "revenue_prev_12m": (
        _("Revenue, previous 12 months"),
        _("Net of returns, over the twelve months before those."),
        OPEN,
    ),
    "gross_profit_12m": (
        _("Gross profit, 12 months"),
        _("Amounts less costs of the lines whose cost is known."),
        VIEW_COSTS,
    ),
    "gross_margin": (
        _("Gross margin"),
        _("Gross profit as a share of the revenue whose cost is known."),
        VIEW_COSTS,
    ),
    "cost_coverage_12m": (
        _("Lines with known cost"),
        _("Share of the order lines of 12 months whose cost is known."),
        VIEW_COSTS,
    ),
    "orders_12m": (
        _("Orders, 12 months"),
        _("Orders with at least one sale line."),
        OPEN,
    ),
    "average_order_value": (
        _("Average order value"),
        _("Revenue of 12 months divided by its orders."),
        OPEN,
    ),
    "share_of_revenue": (
        _("Share of revenue"),
        _("Share in the positive revenue of all customers, 12 months."),
        OPEN,
    ),
    "share_of_profit": (
        _("Share of profit"),
        _("Share in the positive gross profit of all customers, 12 months."),
        VIEW_COSTS,
    ),
    "recency_days": (
        _("Days since the last purchase"),
        _("From the last day with an order to the day of the evaluation."),
        OPEN,
    ),
    "tenure_days": (
        _("Days since the first purchase"),
        _("From the first day with an order to the day of the evaluation."),
        OPEN,
    ),
    "active_months_12m": (
        _("Active months of 12"),
        _("Months of the twelve in which the customer bought."),
        OPEN,
    ),
    "repurchase_rate": (
        _("Repurchase rate"),
        _("Share of the purchase days of 12 months that followed an earlier one."),
        OPEN,
    ),
    "interval_median_days": (
        _("Usual days between purchases"),
        _("Median of the intervals between purchase days, all history."),
        OPEN,
    ),
    "interval_cv": (
        _("Irregularity of purchases"),
        _("Coefficient of variation of the intervals between purchase days."),
        OPEN,
    ),
    "category_count": (
        _("Categories bought"),
        _("Product categories with a sale in 12 months."),
        OPEN,
    ),
    "growth_yoy": (
        _("Growth on the year before"),
        _("Revenue of 12 months against that of the twelve months before."),
        OPEN,
    ),
    "revenue_drop_90d": (
        _("Drop over 90 days"),
        _("Revenue of the last 90 days against the same days a year earlier; a rise is negative."),
        OPEN,
    ),
}


COST_WORDS: dict[str, tuple[Promise, Promise, tuple[str, ...]]] = {
    # Name, definition, and what it is made of.
    COST: (
        _("Cost to serve, 12 months"),
        _("Activities at their costs, freight, and the interest on late payment."),
        (REVENUE,),
    ),
    NET: (
        _("Net profit, 12 months"),
        _("Gross profit less the cost to serve; unknown where either is."),
        (GROSS, COST),
    ),
}


def cost_indicators() -> Iterator[IndicatorDefinition]:
    """The cost to serve and what it leaves of gross profit."""
    directions = {COST: Better.LESS, NET: Better.MORE}
    for code, (name, definition, made_of) in COST_WORDS.items():
        indicator = replace(money(code, "value"), better=directions[code])
        words = (name, definition)
        yield IndicatorDefinition(indicator, *words, Source.COSTS, VIEW_COSTS, made_of=made_of)


ATTRIBUTE_WORDS: tuple[tuple[Indicator, Promise, Promise], ...] = (
    (
        Indicator(AGE, Unit.COUNT, "strategic_fit", minimum=Decimal(0)),
        _("Age of the company, in years"),
        _("Whole years from the day of foundation to the day of the evaluation."),
    ),
    (
        Indicator(SCALE, Unit.COUNT, "strategic_fit", minimum=Decimal(1), maximum=Decimal(4)),
        _("Size of the company"),
        _("By the official classes that “scale” names: micro 1, small 2, medium 3, large 4."),
    ),
    (
        money(CAPITAL, "strategic_fit"),
        _("Registered capital"),
        _("As it stands with the customer."),
    ),
)


def attribute_indicators() -> Iterator[IndicatorDefinition]:
    """What the facts of a customer tell in figures."""
    for indicator, name, definition in ATTRIBUTE_WORDS:
        yield IndicatorDefinition(indicator, name, definition, Source.ATTRIBUTE, OPEN)


MODEL_WORDS: tuple[tuple[Indicator, Promise, Promise, str], ...] = (
    (
        money(CLV, "value"),
        _("Lifetime value, 36 months"),
        _("Discounted margin of the purchases expected over 36 months, by the run in use."),
        VIEW_COSTS,
    ),
    (
        ratio(P_ALIVE, "loyalty"),
        _("Probability of being still there"),
        _("That the customer has not left for good, by the run in use."),
        OPEN,
    ),
    (
        ratio(CHURN, "risk", Better.LESS),
        _("Risk of churn"),
        _("Probability that the customer buys nothing in its horizon, by the run in use."),
        OPEN,
    ),
    (
        money(FORECAST, "potential"),
        _("Forecast revenue, 12 months"),
        _("Expected in the twelve months after the last complete one, by the run in use."),
        OPEN,
    ),
)


def model_indicators() -> Iterator[IndicatorDefinition]:
    """What models tell of customers."""
    for indicator, name, definition, right in MODEL_WORDS:
        yield IndicatorDefinition(indicator, name, definition, Source.MODEL, right)


def shipped_indicators() -> Iterator[IndicatorDefinition]:
    """The indicators of the ledger and the criteria that people rate by, with their words."""
    for indicator in LEDGER_INDICATORS:
        name, definition, right = LEDGER_WORDS[indicator.code]
        yield IndicatorDefinition(indicator, name, definition, Source.LEDGER, right)
    [rank] = [each for each in FURTHER_INDICATORS if each.code == INDUSTRY_RANK]
    yield IndicatorDefinition(
        rank,
        _("Place in its industry"),
        _("Number by revenue of 12 months among the customers of the same industry."),
        Source.LEDGER,
        OPEN,
    )
    for each in CRITERIA.values():
        words = (each.name, each.definition)
        yield IndicatorDefinition(each.indicator, *words, Source.RATING, OPEN)
