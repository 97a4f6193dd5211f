"""The registry of cost drivers: activities that cost something each time.

A subject registers its drivers in its `registration`; administrators then say what one costs.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from mainstay.kernel.periods import Period


@dataclass(frozen=True, slots=True)
class Counting:
    """What is counted: the activities of each unit in each of some periods.

    `state` is the ledger's, `units` has the unit of each customer that is not its own.
    """

    state: int
    periods: Sequence[Period]
    units: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class CostDriver:
    """An activity. `counts` gives by unit how often it occurred in each period; others had none."""

    code: str
    name: str | Promise
    counts: Callable[[Counting], Mapping[int, Sequence[int]]]


_registered: dict[str, CostDriver] = {}


def register(driver: CostDriver) -> None:
    """Add a driver. Raises ValueError when its code is taken by another one."""
    if _registered.setdefault(driver.code, driver) != driver:
        raise ValueError(f"cost driver {driver.code} is registered twice")


def drivers() -> Mapping[str, CostDriver]:
    """Every driver by its code, in the order of registration."""
    return dict(_registered)
