"""Fitting BG/NBD: ours, and lifetimes in an environment of its own. Both read the same arrays."""

import time
from typing import Any

_NAMES = ("r", "alpha", "a", "b")


def write(path: str, customers: int, alike: bool) -> dict[str, Any]:
    """Make histories of two years up: many ``alike``, in whole days, or hardly any.

    Customers buy and leave as BG/NBD says, with r = 0.6, alpha = 40 days, a = 1.2 and b = 4.
    """
    import numpy as np

    chance = np.random.default_rng(20261130)
    age = chance.integers(30, 730, customers).astype(np.float64)
    rate = chance.gamma(0.6, 1 / 40.0, customers)
    leaving = chance.beta(1.2, 4.0, customers)
    frequency, recency = np.zeros(customers), np.zeros(customers)
    moment, active = np.zeros(customers), np.ones(customers, dtype=bool)
    while active.any():
        moment[active] += chance.exponential(1 / rate[active])
        active &= moment < age
        frequency[active] += 1
        recency[active] = moment[active]
        active &= chance.random(customers) >= leaving
    if alike:
        recency = np.floor(recency)
    else:
        age += chance.random(customers)
    np.savez(path, frequency=frequency, recency=recency, age=age)
    return {"repeats": float(frequency.sum())}


def fit(path: str) -> dict[str, Any]:
    """Put the histories together, fit, and expect a year of everybody."""
    from mainstay.analytics.clv.fitting import fit_purchases
    from mainstay.analytics.clv.histories import Histories
    from mainstay.analytics.clv.scoring import score

    columns = _columns(path)
    # Libraries that are loaded on first use are no part of what is measured.
    few = Histories.of(*(column[:100] for column in columns))
    score(fit_purchases(few), few, 365.0)
    began = time.perf_counter()
    histories = Histories.of(*columns)
    found = fit_purchases(histories)
    fitted = time.perf_counter()
    score(found, Histories.of(*columns), 365.0)
    scored = time.perf_counter()
    assert found.sound
    return {
        "seconds": fitted - began,
        "scoring": scored - fitted,
        "distinct": found.distinct,
        "parameters": list(found.parameters.values()),
        "log_likelihood": found.log_likelihood,
    }


def likelihood(path: str, parameters: list[float]) -> dict[str, Any]:
    """The log-likelihood of somebody else's parameters."""
    import numpy as np

    from mainstay.analytics.clv.beta_geometric import BG_NBD
    from mainstay.analytics.clv.histories import Histories

    surface = BG_NBD.surface(Histories.of(*_columns(path)))
    return {"log_likelihood": surface(np.array(parameters)).value}


def lifetimes(path: str) -> dict[str, Any]:
    """Fit with lifetimes, as its documentation shows."""
    import lifetimes  # type: ignore[import-not-found]

    columns = _columns(path)
    began = time.perf_counter()
    fitter = lifetimes.BetaGeoFitter().fit(*columns)
    seconds = time.perf_counter() - began
    return {"seconds": seconds, "parameters": [float(fitter.params_[name]) for name in _NAMES]}


def _columns(path: str) -> Any:
    import numpy as np

    with np.load(path) as arrays:
        return [arrays[name] for name in ("frequency", "recency", "age")]
