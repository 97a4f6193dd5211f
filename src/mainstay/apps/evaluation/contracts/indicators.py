"""The registry of indicators: what is known about each number that customers are graded by.

A subject registers its indicators in its `registration`; their codes then may stand in schemes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise

from mainstay.analytics.indicators import Indicator


class Source(StrEnum):
    """Where the figures of an indicator come from."""

    LEDGER = "ledger"
    RATING = "rating"


@dataclass(frozen=True, slots=True)
class IndicatorDefinition:
    """An indicator with its words.

    `indicator` holds code, unit, direction, dimension, kept places, proposed step and limits;
    `definition` says in one sentence what is counted.
    """

    indicator: Indicator
    name: str | Promise
    definition: str | Promise
    source: Source

    @property
    def code(self) -> str:
        return self.indicator.code


class UnknownIndicator(LookupError):
    """A code that no subject has registered."""


_registered: dict[str, IndicatorDefinition] = {}


def register(definition: IndicatorDefinition) -> None:
    """Add an indicator. Raises ValueError when its code is taken by another one."""
    if _registered.setdefault(definition.code, definition) != definition:
        raise ValueError(f"indicator {definition.code} is registered twice")


def definition(code: str) -> IndicatorDefinition:
    """The indicator with this code. Raises UnknownIndicator."""
    try:
        return _registered[code]
    except KeyError:
        raise UnknownIndicator(code) from None


def definitions() -> Mapping[str, IndicatorDefinition]:
    """Every indicator by its code, in the order of registration."""
    return dict(_registered)
