"""What stands on the orders: products, quantities, prices, costs, and what comes back."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mainstay.cli.demo import discoveries
from mainstay.cli.demo.catalogue import PRODUCTS
from mainstay.cli.demo.courses import Demand
from mainstay.cli.demo.customers import Account
from mainstay.cli.demo.orders import Integers, Orders
from mainstay.cli.demo.segments import CATEGORIES, ONLINE, SEGMENTS
from mainstay.cli.demo.workdays import Floats

Flags = npt.NDArray[np.bool_]

COST_UNKNOWN = 0.05
RETURN_RATE = 0.017

_PRICES = np.array([product.price for product in PRODUCTS])
_COSTS = np.array([product.price * (1 - product.margin) for product in PRODUCTS])
_CATEGORY = np.array([CATEGORIES.index(product.category) for product in PRODUCTS])
_SERVICE = CATEGORIES.index("服务 Services")
_DOOR_OPERATOR = np.array([product.code.startswith("DO-C") for product in PRODUCTS])

# What a line of a category is worth beside the average line.
_LINE_WORTH = np.array([2.2, 1.2, 1.0, 1.6, 0.6, 0.6, 1.3, 0.35, 0.5])

# From which number on, rounded to which step: prices in fen, quantities in pieces.
_PRICE_STEPS = ((100_000, 100), (10_000, 10), (2_000, 5))
_QUANTITY_STEPS = ((1_000, 50), (200, 10), (50, 5))

_GIANT_PRICE = 0.685
_SQUEEZE = (1.04, 0.80)  # price factor three years ago and now
_EXPLODED_RETURNS = 0.8
_EXPLODING_DAYS = 183


@dataclass(frozen=True, slots=True)
class Lines:
    """Order lines as parallel arrays; prices, amounts and costs are whole fen (0.01 CNY).

    `order` and `product` are positions. `quantity` is negative on a return. `cost` is that of the
    line; where `cost_known` is false it means nothing. `returned_after` is the number of days after
    the order at which the goods came back, 0 for a sale.
    """

    order: Integers
    product: Integers
    quantity: Integers
    price: Integers
    cost: Integers
    cost_known: Flags
    returned_after: Integers


def fill_orders(
    rng: np.random.Generator, accounts: list[Account], demand: Demand, orders: Orders
) -> Lines:
    """Draw the sold lines of the orders; a product stands once on an order."""
    order = np.repeat(np.arange(len(orders.size)), orders.size)
    product = _products(rng, accounts, orders, order)
    order, product = np.divmod(np.unique(order * len(PRODUCTS) + product), len(PRODUCTS))
    account, day = orders.account[order], orders.day[order]
    online = orders.channel[order] == ONLINE
    years = (day - demand.level.shape[1]) / 365.25  # before the end, so negative
    price = _prices(
        rng, accounts, demand, account=account, product=product, years=years, online=online
    )
    quantity = _quantities(rng, orders, order, product, price)
    cost = _COSTS[product] * (1 + 0.022 * years) * rng.normal(1.0, 0.02, len(order))
    unknown = np.where(_CATEGORY[product] == _SERVICE, 4.0, 0.85) * COST_UNKNOWN
    return Lines(
        order,
        product,
        quantity,
        price,
        np.rint(cost * 100 * quantity).astype(np.int64),
        rng.random(len(order)) >= unknown,
        np.zeros(len(order), dtype=np.int64),
    )


def take_back(
    rng: np.random.Generator, accounts: list[Account], orders: Orders, sold: Lines, days: int
) -> Lines:
    """Draw what customers send back, one to six weeks after the order and before the end."""
    account, day = orders.account[sold.order], orders.day[sold.order]
    chance = np.where(_CATEGORY[sold.product] == _SERVICE, 0.0, RETURN_RATE)
    chance *= np.where(_CATEGORY[sold.product] == 1, 1.6, 1.0)
    exploding = _is(accounts, discoveries.RETURNS_EXPLODE)[account] & (
        day >= days - _EXPLODING_DAYS
    )
    chance[exploding & _DOOR_OPERATOR[sold.product]] = _EXPLODED_RETURNS
    chance[_is(accounts, discoveries.SILENT_LEAVER)[account]] = 0.0
    delay = rng.integers(7, 43, len(orders.day))[sold.order]
    back = (rng.random(len(day)) < chance) & (day + delay + 2 < days)
    part = np.where(exploding, rng.uniform(0.7, 1.0, len(day)), rng.uniform(0.05, 1.0, len(day)))
    quantity = np.ceil(sold.quantity * part).astype(np.int64)[back]
    return Lines(
        sold.order[back],
        sold.product[back],
        -quantity,
        sold.price[back],
        -np.rint(sold.cost[back] * (quantity / sold.quantity[back])).astype(np.int64),
        sold.cost_known[back],
        delay[back],
    )


def _is(accounts: list[Account], discovery: discoveries.Discovery) -> Flags:
    return np.array([account.discovery == discovery.code for account in accounts])


def _products(
    rng: np.random.Generator, accounts: list[Account], orders: Orders, order: Integers
) -> Integers:
    """Draw each line's product by its customer's taste."""
    likings = _likings(rng, accounts, orders)
    shares = np.cumsum(likings, axis=1) / likings.sum(axis=1, keepdims=True)
    account = orders.account[order]
    # All customers are drawn for at once: customer n's shares lie between n and n + 1.
    offsets = np.arange(len(accounts), dtype=np.float64)
    upper = (shares + offsets[:, None]).ravel()
    position = np.searchsorted(upper, account + rng.random(len(order)), side="right")
    return np.asarray(np.minimum(position - account * len(PRODUCTS), len(PRODUCTS) - 1))


def _likings(rng: np.random.Generator, accounts: list[Account], orders: Orders) -> Floats:
    """Every customer has its own taste, and small ones rarely buy what a whole lift needs."""
    mix = np.array([SEGMENTS[account.segment].mix for account in accounts])[:, _CATEGORY]
    taste = np.exp(rng.normal(0, 0.9, mix.shape)) * np.exp(rng.normal(0, 0.5, len(PRODUCTS)))
    exploding = _is(accounts, discoveries.RETURNS_EXPLODE)
    taste[exploding] = np.where(_DOOR_OPERATOR, 10.0, 1.0)
    per_category = np.bincount(_CATEGORY)[_CATEGORY]
    lines = np.bincount(orders.account, orders.size, len(accounts))
    worth = np.bincount(orders.account, orders.value, len(accounts)) / np.maximum(lines, 1)
    budget = worth[:, None] * _LINE_WORTH[_CATEGORY]
    affordable = 1 / (1 + (_PRICES / np.maximum(budget, 1.0)) ** 2)
    return np.asarray(mix / per_category * taste * affordable)


def _prices(
    rng: np.random.Generator,
    accounts: list[Account],
    demand: Demand,
    *,
    account: Integers,
    product: Integers,
    years: Floats,
    online: Flags,
) -> Integers:
    """List price of the day, less the customer's discount, rounded the way price lists are."""
    discount = np.clip(0.018 * np.log2(np.maximum(demand.revenue, 1.0) / 400_000), 0.0, 0.12)
    level = 1.0 - discount + rng.normal(0, 0.025, len(accounts))
    level[[one.abroad for one in accounts]] += 0.03
    level[_is(accounts, discoveries.UNPROFITABLE_GIANT)] = _GIANT_PRICE
    factor = level[account] + np.where(online, 0.03, 0.0)
    squeezed = _is(accounts, discoveries.PRICE_SQUEEZE)[account]
    factor[squeezed] = np.interp(years[squeezed], [-3.0, 0.0], _SQUEEZE)
    price = _PRICES[product] * (1 + 0.02 * years) * factor
    price *= rng.normal(1.0, 0.012, len(account))
    return _rounded(price * 100, _PRICE_STEPS)


def _quantities(
    rng: np.random.Generator, orders: Orders, order: Integers, product: Integers, price: Integers
) -> Integers:
    """Share an order's value among its lines, then round to whole and, if large, round numbers."""
    weight = _LINE_WORTH[_CATEGORY[product]] * np.exp(rng.normal(0, 0.4, len(order)))
    total = np.bincount(order, weight, len(orders.value))
    quantity = orders.value[order] * weight / total[order] / (price / 100)
    return _rounded(quantity, _QUANTITY_STEPS)


def _rounded(numbers: Floats, steps: tuple[tuple[int, int], ...]) -> Integers:
    """Round to the step of each number's size, to one at least."""
    step = np.select([numbers >= least for least, _ in steps], [step for _, step in steps], 1)
    return np.asarray(np.maximum(np.rint(numbers / step) * step, 1), dtype=np.int64)
