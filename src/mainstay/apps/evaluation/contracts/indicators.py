"""The registry of indicators: what is known about each number that customers are graded by.

A subject registers its indicators in its `registration`; their codes then may stand in schemes.
Those that people define stand in the database: they are supplied when they are asked for, and their
codes begin with `custom.`, those of custom fields of customers with `field.`, so that none ever
meets one that a subject brings later.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
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
    FORMULA = "formula"
    EXTERNAL = "external"
    COSTS = "costs"
    ATTRIBUTE = "attribute"
    MODEL = "model"


@dataclass(frozen=True, slots=True)
class IndicatorDefinition:
    """An indicator with its words.

    `indicator` holds code, unit, direction, dimension, kept places, proposed step and limits;
    `definition` says in one sentence what is counted. `field_right` is the right that it takes to
    see a figure of it, `field_rights.OPEN` where none does: whoever brings an indicator says so.
    What is made of others names them in `made_of`, and takes the rights of all of them. A `retired`
    one is no longer offered.
    """

    indicator: Indicator
    name: str | Promise
    definition: str | Promise
    source: Source
    field_right: str
    made_of: tuple[str, ...] = ()
    retired: bool = False

    @property
    def code(self) -> str:
        return self.indicator.code


class UnknownIndicator(LookupError):
    """A code that no subject has registered."""


PREFIX = "custom."
"""Before the code of an indicator that people define."""
FIELD_PREFIX = "field."
"""Before the code of a custom field of customers whose values are figures."""
Supply = Callable[[], Mapping[str, IndicatorDefinition]]

_registered: dict[str, IndicatorDefinition] = {}
_supplies: list[Supply] = []


def register(definition: IndicatorDefinition) -> None:
    """Add an indicator. Raises ValueError when its code is taken by another one."""
    if _registered.setdefault(definition.code, definition) != definition:
        raise ValueError(f"indicator {definition.code} is registered twice")


def supply(defined: Supply) -> None:
    """Add where indicators that people define are read, each by its code with the prefix."""
    if defined not in _supplies:
        _supplies.append(defined)


def definition(code: str) -> IndicatorDefinition:
    """The indicator with this code. Raises UnknownIndicator."""
    found = _find(code)
    if found is None:
        raise UnknownIndicator(code)
    return found


def definitions() -> Mapping[str, IndicatorDefinition]:
    """Every indicator by its code: in the order of registration, then those that people define."""
    return {**_registered, **_defined()}


def _find(code: str) -> IndicatorDefinition | None:
    if code in _registered or not code.startswith((PREFIX, FIELD_PREFIX)):
        return _registered.get(code)
    return _defined().get(code)


def _defined() -> dict[str, IndicatorDefinition]:
    return {code: each for defined in _supplies for code, each in defined().items()}


def origins(code: str) -> frozenset[str]:
    """The indicator and all that it is made of, however deep."""
    return frozenset(_origins(code))


def _origins(code: str) -> Iterator[str]:
    yield code
    known = _find(code)
    for each in known.made_of if known else ():
        yield from _origins(each)


def sees_all_fields(actor: Actor) -> bool:
    """Whether the actor holds every field right, so that no indicator is hidden."""
    return all(actor.may(right.code) for right in field_rights())


def sees_all_indicators(actor: Actor) -> bool:
    """Whether figures of every indicator are for the actor."""
    return not hidden_among(actor, _registered)


def sees(actor: Actor, code: str) -> bool:
    """Whether figures of an indicator, and of all that it is made of, are for the actor.

    Of one that no subject brings any more only for who holds every field right.
    """
    known = _find(code)
    if known is None:
        return sees_all_fields(actor)
    return may_see(actor, known.field_right) and all(sees(actor, each) for each in known.made_of)


def hidden_among(actor: Actor, codes: Collection[str]) -> frozenset[str]:
    """Those of some indicators whose figures are not for the actor."""
    return frozenset(code for code in codes if not sees(actor, code))
