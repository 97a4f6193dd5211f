"""When the customers order, through which channel and from whom."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mainstay.cli.demo.courses import Demand
from mainstay.cli.demo.customers import Account
from mainstay.cli.demo.people import KEY_ACCOUNT_MANAGERS
from mainstay.cli.demo.segments import ONLINE, SEGMENTS
from mainstay.cli.demo.workdays import Days, Floats, pace

Integers = npt.NDArray[np.int64]

ORDER_LINES = 200_000
LONGEST_ORDER = 12

_MOST_ORDERS = 330.0  # a year, of one customer
_REPEATED_PRODUCTS = 1.125  # drawn lines for each line that is left when repeats are taken out
_RETURNED = 1.019
_KEEPS_CHANNEL = 0.8
_IN_THE_MORNING = 0.47
_STOOD_IN_FOR = 0.06
_SECONDS_OF_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Orders:
    """Orders as parallel arrays, in order of time.

    `account` and `day` are positions in the lists of customers and days, `second` is the second of
    that day, `value` what the order is to be worth in CNY, `size` its number of lines, `channel` a
    position in CHANNELS, `salesperson` one in KEY_ACCOUNT_MANAGERS or -1.
    """

    account: Integers
    day: Integers
    second: Integers
    value: Floats
    size: Integers
    channel: Integers
    salesperson: Integers


def place_orders(
    rng: np.random.Generator, accounts: list[Account], demand: Demand, days: Days
) -> Orders:
    """Draw the orders. Half of a change in level shows in their number, half in their value."""
    abroad = np.array([account.abroad for account in accounts])
    rhythm = np.where(abroad[:, None], pace(days, abroad=True), pace(days, abroad=False))
    rate = np.sqrt(demand.level) * rhythm
    yearly = _orders_a_year(accounts, demand, rate)
    counts = _orders_of_days(rng, accounts, rate * yearly[:, None] / 365.25)
    account, day = np.nonzero(counts)
    repeats = counts[account, day]
    account, day = np.repeat(account, repeats), np.repeat(day, repeats)
    spread = np.where([bool(one.discovery) for one in accounts], 0.35, 0.6)[account]
    mean = demand.revenue[account] / yearly[account] * np.sqrt(demand.level[account, day])
    value = mean * np.exp(rng.normal(0, 1, len(account)) * spread - spread**2 / 2)
    channel = _channels(rng, accounts, account)
    second = _seconds(rng, channel)
    in_time = np.argsort(day * _SECONDS_OF_DAY + second, kind="stable")
    return Orders(
        account[in_time],
        day[in_time],
        second[in_time],
        value[in_time],
        _sizes(rng, accounts, account)[in_time],
        channel[in_time],
        _salespeople(rng, accounts, account, channel)[in_time],
    )


def _orders_a_year(accounts: list[Account], demand: Demand, rate: Floats) -> Floats:
    """Orders a year at level 1: as the root of revenue, scaled to the wanted number of lines."""
    relative = np.sqrt(np.maximum(demand.revenue, 1.0))
    lines = np.array([SEGMENTS[account.segment].lines for account in accounts])
    wanted = ORDER_LINES * _REPEATED_PRODUCTS / _RETURNED
    yearly = relative
    for _ in range(8):
        expected = (rate.sum(axis=1) / 365.25 * yearly * lines).sum()
        yearly = np.minimum(yearly * wanted / expected, _MOST_ORDERS)
    return yearly


def _orders_of_days(rng: np.random.Generator, accounts: list[Account], rate: Floats) -> Integers:
    """Orders per customer and day: by chance, but planted customers keep their rhythm exactly."""
    counts = rng.poisson(rate)
    planted = [row for row, account in enumerate(accounts) if account.discovery]
    due = np.cumsum(rate[planted], axis=1) + rng.random((len(planted), 1))
    counts[planted] = np.diff(np.floor(due), axis=1, prepend=0.0)
    return np.asarray(counts)


def _channels(rng: np.random.Generator, accounts: list[Account], account: Integers) -> Integers:
    """Each customer keeps to one channel for most of its orders."""
    shares = np.cumsum([SEGMENTS[one.segment].channels for one in accounts], axis=1)
    usual = (rng.random(len(accounts))[:, None] >= shares).sum(axis=1)
    drawn = (rng.random(len(account))[:, None] >= shares[account]).sum(axis=1)
    keeps = rng.random(len(account)) < _KEEPS_CHANNEL
    channel = np.where(keeps, usual[account], drawn)
    return np.asarray(np.minimum(channel, shares.shape[1] - 1))


def _seconds(rng: np.random.Generator, channel: Integers) -> Integers:
    """Office hours with a lull at noon; the online shop is busy until late in the evening."""
    count = len(channel)
    morning = 8.4 + 3.5 * rng.beta(2.2, 1.8, count)
    afternoon = 13.2 + 4.9 * rng.beta(1.8, 2.4, count)
    office = np.where(rng.random(count) < _IN_THE_MORNING, morning, afternoon)
    online = 7.0 + 16.0 * rng.beta(2.4, 1.7, count)
    return np.asarray(np.where(channel == ONLINE, online, office) * 3600).astype(np.int64)


def _sizes(rng: np.random.Generator, accounts: list[Account], account: Integers) -> Integers:
    means = np.array([SEGMENTS[one.segment].lines for one in accounts])[account]
    return np.minimum(rng.geometric(1 / means), LONGEST_ORDER)


def _salespeople(
    rng: np.random.Generator, accounts: list[Account], account: Integers, channel: Integers
) -> Integers:
    """The owner sells; now and then a colleague stands in; the online shop has no salesperson."""
    owner = np.array([KEY_ACCOUNT_MANAGERS.index(one.owner) for one in accounts])[account]
    stand_in = rng.integers(len(KEY_ACCOUNT_MANAGERS), size=len(account))
    sold_by = np.where(rng.random(len(account)) < _STOOD_IN_FOR, stand_in, owner)
    return np.where(channel == ONLINE, -1, sold_by)
