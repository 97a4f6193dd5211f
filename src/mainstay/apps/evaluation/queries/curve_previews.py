"""What a curve makes of the figures that customers have now, as far as its reader may know it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.contracts.indicators import IndicatorDefinition
from mainstay.apps.evaluation.exact import KEY
from mainstay.apps.evaluation.models import LatestFigures
from mainstay.apps.evaluation.queries.catalogue import (
    FIGURE,
    IndicatorFigures,
    indicator_figures,
)
from mainstay.apps.evaluation.queries.withholding import COMPARING_CURVES
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.columns import read_columns

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
    found = _of_traders(actor, indicator_figures(actor, code))
    everybody = customers.sees_all(actor)
    compares = not everybody and curve["kind"] in COMPARING_CURVES
    column = frozen_column(found.definition.indicator, found.table[FIGURE])
    chosen.check(column.indicator, "curve")
    drawn = preview(None if compares else chosen, column)
    return CurvePreview(found.definition, drawn, found.as_of, everybody, found.withheld, compares)


def _of_traders(actor: Actor, found: IndicatorFigures) -> IndicatorFigures:
    """The figures of customers with order lines alone: others are not graded."""
    import pyarrow as pa
    import pyarrow.compute as pc

    rows = LatestFigures.objects.visible_to(actor).order_by()
    traders = read_columns(rows, pa.schema([("customer_id", pa.int64())]))["customer_id"]
    return found.narrowed(found.table.filter(pc.is_in(found.table[KEY], value_set=traders)))
