"""How much each customer buys and how that changes over the years.

A course is a level per customer and day: 1 is the customer's full yearly revenue, 0 is nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from mainstay.cli.demo import discoveries
from mainstay.cli.demo.customers import Account
from mainstay.cli.demo.discoveries import DISCOVERIES, SCATTERED_GROUP
from mainstay.cli.demo.segments import SEGMENTS
from mainstay.cli.demo.workdays import Floats

ORDINARY_REVENUE = 1_500_000_000.0
"""What all customers without a discovery would buy in a full year, in CNY."""

_SPREAD = 1.45  # of the log-normal sizes: the first fifth of the customers holds about four fifths
_LEVEL_SIZES = {"head": 0.4, "company": 0.1, "site": -0.5, "single": 0.0}
_PERSON_SIZE = -2.4
_NEWCOMERS = 0.27
_LEAVERS = 0.15
_SHORTEST_STAY = 200
_SETTLED = 0.06  # the largest neither come nor go, so that what is planted stands out
_YEAR = 365.25

# What happens to planted customers, in days before the end.
_LEAVER_SILENT_SINCE = 155
_SEASON = (190, 312)
_RISE = (340.0, 366.0)
_DOUBLING = (0.0, 730.0, 1100.0)


@dataclass(frozen=True, slots=True)
class Demand:
    """Yearly revenue in CNY per customer, and the level per customer and day."""

    revenue: Floats
    level: Floats


def plan_demand(rng: np.random.Generator, accounts: list[Account], days: int) -> Demand:
    """Give every customer a size and a course over `days` days; the last day comes last."""
    revenue = _sizes(rng, accounts)
    before_end = np.arange(days, 0, -1, dtype=np.float64)
    level = _ordinary_courses(rng, revenue, before_end)
    for row, account in enumerate(accounts):
        if account.discovery:
            level[row] = _DISCOVERY_COURSES[account.discovery](before_end)
    level[[not account.buys for account in accounts]] = 0.0
    return Demand(revenue, level)


def _sizes(rng: np.random.Generator, accounts: list[Account]) -> Floats:
    """Log-normal sizes without sampling noise: ranks are drawn, the sizes of the ranks are not."""
    latent = rng.normal(0.0, 1.1, len(accounts))
    for row, account in enumerate(accounts):
        latent[row] += np.log(SEGMENTS[account.segment].size) + _LEVEL_SIZES[account.level]
        latent[row] += _PERSON_SIZE if account.kind == "person" else 0.0
    ordinary = np.array([not account.discovery and account.buys for account in accounts])
    rank = np.argsort(np.argsort(latent[ordinary]))
    weights = np.sort(np.exp(_SPREAD * _normal_quantiles(int(ordinary.sum()))))[rank]
    revenue = np.zeros(len(accounts))
    revenue[ordinary] = ORDINARY_REVENUE * weights / weights.sum()
    planted = {discovery.code: discovery.revenue for discovery in DISCOVERIES}
    members = sum(account.discovery == SCATTERED_GROUP.code for account in accounts) - 1
    for row, account in enumerate(accounts):
        if account.discovery == SCATTERED_GROUP.code:
            revenue[row] = planted[account.discovery] / members * rng.uniform(0.75, 1.25)
        elif account.discovery:
            revenue[row] = planted[account.discovery]
    return revenue


def _normal_quantiles(count: int) -> Floats:
    """Standard normal quantiles at the middle of `count` equal shares."""
    normal = NormalDist()
    return np.array([normal.inv_cdf((place + 0.5) / count) for place in range(count)])


def _ordinary_courses(rng: np.random.Generator, revenue: Floats, before_end: Floats) -> Floats:
    """Growth, slow waves of projects, newcomers and leavers."""
    count, days = len(revenue), len(before_end)
    growth = rng.normal(0.04, 0.18, (count, 1))
    height = rng.uniform(0.05, 0.40, (count, 1))
    length = rng.uniform(140, 520, (count, 1))
    phase = rng.uniform(0, 2 * np.pi, (count, 1))
    years = before_end / _YEAR
    level = np.exp(growth * (years.max() / 2 - years))
    level *= 1 + height * np.sin(2 * np.pi * before_end / length + phase)
    small = np.argsort(np.argsort(-revenue)) / count
    comes = (rng.random(count) < _NEWCOMERS) & (small > _SETTLED)
    since = np.where(comes, rng.uniform(20, days, count), np.inf)
    leaves = (rng.random(count) < _LEAVERS * (0.5 + small)) & (small > _SETTLED)
    until = np.where(leaves, rng.uniform(0, days - _SHORTEST_STAY, count), -np.inf)
    until = np.where(until > since - _SHORTEST_STAY, -np.inf, until)
    start = np.clip((since[:, None] - before_end) / 120, 0.0, 1.0)
    fade = np.clip((before_end - until[:, None]) / 150, 0.0, 1.0)
    ended = before_end > until[:, None]
    return np.asarray(level * (0.35 + 0.65 * start) * (start > 0) * (0.3 + 0.7 * fade) * ended)


def _steady(before_end: Floats) -> Floats:
    return np.exp(-0.03 * before_end / _YEAR)


def _rising_sixfold(before_end: Floats) -> Floats:
    return np.interp(before_end, _RISE, [1.0, 0.16])


def _silent_at_last(before_end: Floats) -> Floats:
    return np.where(before_end > _LEAVER_SILENT_SINCE, 1.0, 0.0)


def _one_season(before_end: Floats) -> Floats:
    in_year = before_end % _YEAR
    latest, earliest = _SEASON
    return np.where((in_year > latest) & (in_year <= earliest), 3.0, 0.0)


def _doubling(before_end: Floats) -> Floats:
    return np.interp(before_end, _DOUBLING, [1.0, 0.42, 0.36])


def _growing(before_end: Floats) -> Floats:
    return np.exp(-0.22 * before_end / _YEAR)


_DISCOVERY_COURSES: dict[str, Callable[[Floats], Floats]] = {
    discoveries.UNPROFITABLE_GIANT.code: _steady,
    discoveries.FAST_RISER.code: _rising_sixfold,
    discoveries.SILENT_LEAVER.code: _silent_at_last,
    discoveries.SCATTERED_GROUP.code: _steady,
    discoveries.RETURNS_EXPLODE.code: _steady,
    discoveries.SEASONAL_BUYER.code: _one_season,
    discoveries.CONCENTRATION_RISK.code: _doubling,
    discoveries.PRICE_SQUEEZE.code: _growing,
}
