"""Where the curves of a scorecard's lines are drawn: each is fetched by itself, once it is seen."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.policies import VIEW_GRADES
from mainstay.apps.evaluation.web.indicators.curves import curve_url
from mainstay.foundation.access.actor import Actor


@dataclass(frozen=True, slots=True)
class CurvePlace:
    """A place for a drawing; `mark` is the same as long as the curve is, so that it stays drawn.

    Without `url` nothing is drawn.
    """

    mark: str
    url: str = ""


def curve_place(actor: Actor, place: int, indicator: str, curve: Mapping[str, Any]) -> CurvePlace:
    """The place of a line's curve, empty where its figures are not for the actor."""
    drawn = json.dumps([place, indicator, curve], sort_keys=True)
    mark = f"curve-{sha256(drawn.encode()).hexdigest()[:16]}"
    if not actor.may(VIEW_GRADES) or indicator not in indicators.definitions():
        return CurvePlace(mark)
    if not indicators.sees(actor, indicator):
        return CurvePlace(mark)
    return CurvePlace(mark, curve_url(indicator, curve))


def curves_of(actor: Actor, definition: Mapping[str, Any]) -> list[CurvePlace]:
    """The places of all curves of a definition."""
    lines = definition.get("scorecard", {}).get("indicators", [])
    return [
        curve_place(actor, place, line["indicator"], line["curve"])
        for place, line in enumerate(lines)
    ]
