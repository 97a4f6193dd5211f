"""What a curve makes of the figures that customers have now, as far as its reader may know it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.contracts.indicators import IndicatorDefinition
from mainstay.apps.evaluation.queries.catalogue import indicator, latest_day, traders_table
from mainstay.apps.evaluation.queries.told_scores import tells_of_others
from mainstay.apps.evaluation.queries.withholding import COMPARING_CURVES
from mainstay.foundation.access.actor import Actor

if TYPE_CHECKING:
    from mainstay.analytics.scoring.curve_preview import Preview


@dataclass(frozen=True)
class CurvePreview:
    """A curve over the newest figures of the customers with order lines that the reader sees.

    `everybody` says whether these are all. `withheld` is where nothing is told since the indicator
    tells of other customers; `compares` where the curve does, so that bars stand without values.
    """

    definition: IndicatorDefinition
    drawn: "Preview"
    as_of: date
    everybody: bool
    withheld: bool
    compares: bool


def curve_preview(actor: Actor, code: str, curve: Mapping[str, Any]) -> CurvePreview:
    """What a curve makes of an indicator's figures. Raises UnknownIndicator and SchemeError.

    Who does not see all customers gets values of curves that look at one figure alone: others
    would tell where those stand who are not seen (decision 39).
    """
    from mainstay.analytics.scoring.curve_preview import preview
    from mainstay.analytics.scoring.population import frozen_column
    from mainstay.analytics.scoring.scorecard_data import curve_from_dict

    chosen = curve_from_dict(curve)
    definition = indicator(actor, code)
    chosen.check(definition.indicator, "curve")
    everybody = customers.sees_all(actor)
    withheld = not everybody and tells_of_others(code)
    compares = not everybody and curve["kind"] in COMPARING_CURVES
    table = traders_table(actor, code)
    column = frozen_column(definition.indicator, table.slice(0, 0 if withheld else None)[code])
    drawn = preview(None if compares else chosen, column)
    return CurvePreview(definition, drawn, latest_day(), everybody, withheld, compares)
