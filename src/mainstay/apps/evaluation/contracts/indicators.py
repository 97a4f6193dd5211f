"""The registry of indicators: what is known about each number that customers are graded by.

A subject registers its indicators in its `registration`; their codes then may stand in schemes.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise

from mainstay.analytics.indicators import Indicator
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.field_rights import field_rights, may_see


class Source(StrEnum):
    """Where the figures of an indicator come from."""

    LEDGER = "ledger"
    RATING = "rating"


@dataclass(frozen=True, slots=True)
class IndicatorDefinition:
    """An indicator with its words.

    `indicator` holds code, unit, direction, dimension, kept places, proposed step and limits;
    `definition` says in one sentence what is counted. `field_right` is the right that it takes to
    see a figure of it, `field_rights.OPEN` where none does: whoever brings an indicator says so.
    """

    indicator: Indicator
    name: str | Promise
    definition: str | Promise
    source: Source
    field_right: str

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


def sees_all_fields(actor: Actor) -> bool:
    """Whether the actor holds every field right, so that no indicator is hidden."""
    return all(actor.may(right.code) for right in field_rights())


def sees_all_indicators(actor: Actor) -> bool:
    """Whether figures of every indicator are for the actor."""
    return not hidden_among(actor, _registered)


def sees(actor: Actor, code: str) -> bool:
    """Whether figures of an indicator are for the actor.

    Of one that no subject brings any more only for who holds every field right.
    """
    known = _registered.get(code)
    return sees_all_fields(actor) if known is None else may_see(actor, known.field_right)


def hidden_among(actor: Actor, codes: Collection[str]) -> frozenset[str]:
    """Those of some indicators whose figures are not for the actor."""
    return frozenset(code for code in codes if not sees(actor, code))
