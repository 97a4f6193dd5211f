"""How customers buy, and by which method they are forecast: names that everybody uses."""

from enum import StrEnum


class Pattern(StrEnum):
    """How a customer buys."""

    SMOOTH = "smooth"
    ERRATIC = "erratic"
    INTERMITTENT = "intermittent"
    LUMPY = "lumpy"
    NEW = "new"
    GONE = "gone"


PATTERNS = tuple(Pattern)
"""The place of a pattern here is its number in arrays."""


class Method(StrEnum):
    """A way of forecasting; of two that are equally good the first one is chosen."""

    SEASONAL_LEVEL = "seasonal_level"
    AUTO_ETS = "auto_ets"
    AUTO_THETA = "auto_theta"
    TSB = "tsb"
    CROSTON_SBA = "croston_sba"
    SEASONAL_NAIVE = "seasonal_naive"
    NEW = "new"
    NOTHING = "nothing"


METHODS = tuple(Method)
"""The place of a method here is its number in arrays."""
