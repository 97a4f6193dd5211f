"""Reads of the indicators that the company defines, and what uses them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import lazystr

from mainstay.analytics.formulas.parsing import parse
from mainstay.analytics.formulas.syntax import Node, codes_in
from mainstay.analytics.indicators import Better, Unit, defined
from mainstay.apps.customers.contracts.custom_fields import said_in
from mainstay.apps.evaluation.contracts.indicators import PREFIX, IndicatorDefinition, Source
from mainstay.apps.evaluation.models import CustomIndicator, IndicatorSource, SchemeVersion
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.field_rights import may_see
from mainstay.foundation.kept import kept

KEPT = "evaluation.custom_indicators"
_WHY = "indicators are the company's"


class IndicatorNotFound(LookupError):
    """The company has defined no such indicator."""


@dataclass(frozen=True, slots=True)
class OwnIndicator:
    """An indicator that the company defines: what the registry knows of it, and how it is found.

    Without a formula its figures come in files.
    """

    definition: IndicatorDefinition
    formula: Node | None
    adds_up: bool


def own_indicators() -> Mapping[str, OwnIndicator]:
    """The indicators that the company defines, by code; read once within a request."""
    return kept(KEPT, _read)


def custom_definitions() -> Mapping[str, IndicatorDefinition]:
    """The same as the registry takes them."""
    return {code: each.definition for code, each in own_indicators().items()}


def _read() -> dict[str, OwnIndicator]:
    rows = CustomIndicator.objects.system(_WHY)
    return {PREFIX + row.code: _own(row) for row in rows}


def _own(row: CustomIndicator) -> OwnIndicator:
    """A row read. A formula takes no field right but those of what it is made of."""
    code = PREFIX + row.code
    formula = parse(row.formula) if row.source == IndicatorSource.FORMULA else None
    definition = IndicatorDefinition(
        defined(code, Unit(row.unit), row.dimension, Better(row.better)),
        lazystr(LazyText(row.names, code)),
        lazystr(LazyText(row.definitions, "")),
        Source(row.source),
        row.field_right,
        made_of=codes_in(formula) if formula is not None else (),
        retired=row.is_retired,
    )
    return OwnIndicator(definition, formula, row.adds_up)


class LazyText:
    """A text by language that is chosen when it is read."""

    def __init__(self, texts: Mapping[str, str], otherwise: str) -> None:
        self._texts = texts
        self._otherwise = otherwise

    def __str__(self) -> str:
        return said_in(self._texts) or self._otherwise


def custom_indicators(actor: Actor) -> QuerySet[CustomIndicator]:
    """The indicators that the company defines, retired ones last."""
    return CustomIndicator.objects.visible_to(actor).order_by("is_retired", "pk")


def custom_indicator(actor: Actor, code: str) -> CustomIndicator:
    """One of them, by its code with or without the prefix. Raises IndicatorNotFound."""
    found = custom_indicators(actor).filter(code=code.removeprefix(PREFIX)).first()
    if found is None or not may_see(actor, found.field_right):
        raise IndicatorNotFound(code)
    return found


def schemes_that_use(code: str) -> list[str]:
    """The codes of the schemes that name an indicator in any version, in order.

    Evaluations of an old version can be graded again, so old versions count as well.
    """
    rows = SchemeVersion.objects.system("which schemes use an indicator")
    using = {
        row.scheme.code for row in rows.select_related("scheme") if named_in(row.definition, {code})
    }
    return sorted(using)


def named_in(definition: Any, codes: set[str]) -> set[str]:
    """Those of some indicators that a scheme's definition names anywhere."""
    match definition:
        case str():
            return {definition} & codes
        case Mapping():
            parts = [*definition.keys(), *definition.values()]
        case list():
            parts = definition
        case _:
            return set()
    return set().union(*(named_in(part, codes) for part in parts))
