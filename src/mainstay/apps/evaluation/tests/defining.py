"""Own indicators for tests, and a scheme that grades by one."""

from typing import Any

from mainstay.apps.evaluation.models import CustomIndicator, Scheme, SchemeVersion
from mainstay.apps.evaluation.services.custom_indicators import create_indicator
from mainstay.foundation.access.actor import system_actor

DEFINING = system_actor("test definition")
PER_MONTH = "revenue_12m / active_months_12m"


def define(code: str = "per_month", formula: str = PER_MONTH, **said: Any) -> CustomIndicator:
    """An indicator of amounts, unless something else is said."""
    usual = {"unit": "money", "dimension": "value", "better": "more", "names": {"en": code}}
    return create_indicator(DEFINING, **(usual | {"code": code, "formula": formula} | said))


def graded_by(indicator: str, least: str = "100") -> Scheme:
    """A scheme with two grades: from so much on high, all others low."""
    scheme = Scheme.objects.create(code="own")
    rule = {"indicator": indicator, "operator": ">=", "value": least}
    grades = [{"code": "high", "rule": rule}, {"code": "low", "rule": "otherwise"}]
    definition = {"code": "own", "grades": grades}
    SchemeVersion.objects.create(scheme=scheme, number=1, definition=definition)
    return scheme
