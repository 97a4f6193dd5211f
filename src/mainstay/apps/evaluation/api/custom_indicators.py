"""The interface for programs: indicators that the company defines."""

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from mainstay.apps.evaluation.contracts.indicators import PREFIX
from mainstay.apps.evaluation.models import CustomIndicator
from mainstay.apps.evaluation.policies import DEFINE_INDICATORS
from mainstay.apps.evaluation.queries.custom_indicators import (
    custom_indicator,
    custom_indicators,
)
from mainstay.apps.evaluation.services import custom_indicators as services
from mainstay.foundation.access.field_rights import may_see
from mainstay.shell.web.access import acting, requires

router = Router()
_NAMES = "By language: `zh-hans`, `zh-hant`, `en`. One is enough; the others fall back on it."
_FORMULA = "Codes and numbers, joined by + - * / and parentheses; min, max and coalesce."
_RIGHT = "Of figures from files: the field right that it takes to see them; empty for everybody."
_ADDS_UP = "Of figures from files: whether those of merged customers and of a group add up."
UnitOf = Literal["money", "ratio", "count", "days"]
Direction = Literal["more", "less", "neither"]
DimensionOf = Literal["value", "loyalty", "satisfaction", "potential", "risk", "strategic_fit"]


class CustomIndicatorOut(Schema):
    """An indicator that the company defines, as it was written."""

    code: str = Field(description="Without the prefix `custom.`.")
    indicator: str = Field(description="What schemes, formulas and files know it by.")
    names: dict[str, str]
    definitions: dict[str, str]
    unit: str
    dimension: str
    better: str
    source: str
    formula: str
    field_right: str
    adds_up: bool
    is_retired: bool
    version: int

    @staticmethod
    def resolve_indicator(row: CustomIndicator) -> str:
        """The code with its prefix."""
        return PREFIX + row.code


class CustomIndicatorIn(Schema):
    """An indicator to define."""

    code: str = Field(description="Small letters, digits and underscores, up to 24.")
    names: dict[str, str] = Field(description=_NAMES)
    definitions: dict[str, str] = Field({}, description="What is counted; by language.")
    unit: UnitOf
    dimension: DimensionOf
    better: Direction = "more"
    source: Literal["formula", "external"] = "formula"
    formula: str = Field("", description=_FORMULA)
    field_right: str = Field("", description=_RIGHT)
    adds_up: bool = Field(False, description=_ADDS_UP)


class CustomIndicatorChange(Schema):
    """What to change of the indicator that was read at `version`; what is left out stays."""

    version: int
    names: dict[str, str] = Field({}, description=_NAMES)
    definitions: dict[str, str] = Field({})
    dimension: DimensionOf = "value"
    better: Direction = "more"
    formula: str = Field("", description=_FORMULA)
    field_right: str = Field("", description=_RIGHT)
    adds_up: bool = Field(False, description=_ADDS_UP)


@router.get("", response=list[CustomIndicatorOut])
@requires(DEFINE_INDICATORS)
def list_custom_indicators(request: HttpRequest) -> list[CustomIndicator]:
    """The indicators that the company defines, retired ones last."""
    actor = acting(request)
    return [row for row in custom_indicators(actor) if may_see(actor, row.field_right)]


@router.post("", response={201: CustomIndicatorOut})
@requires(DEFINE_INDICATORS)
def create_custom_indicator(
    request: HttpRequest, wanted: CustomIndicatorIn
) -> Status[CustomIndicator]:
    """Define one more indicator. A mistake in the formula is named with its place."""
    said: dict[str, Any] = wanted.dict()
    return Status(201, services.create_indicator(acting(request), **said))


@router.get("/{str:code}", response=CustomIndicatorOut)
@requires(DEFINE_INDICATORS)
def get_custom_indicator(request: HttpRequest, code: str) -> CustomIndicator:
    """One of them."""
    return custom_indicator(acting(request), code)


@router.patch("/{str:code}", response=CustomIndicatorOut)
@requires(DEFINE_INDICATORS)
def change_custom_indicator(
    request: HttpRequest, code: str, change: CustomIndicatorChange
) -> CustomIndicator:
    """Change an indicator; answers 409 when somebody else changed it since `version`.

    Formula, direction and dimension stay once a scheme grades by it; code and unit always.
    """
    said: dict[str, Any] = change.dict(exclude_unset=True)
    return services.change_indicator(acting(request), code, said.pop("version"), **said)


@router.delete("/{str:code}", response={204: None})
@requires(DEFINE_INDICATORS)
def delete_custom_indicator(request: HttpRequest, code: str) -> Status[None]:
    """Delete an indicator that no scheme and no other indicator uses."""
    services.delete_indicator(acting(request), code)
    return Status(204, None)


@router.post("/{str:code}/retire", response=CustomIndicatorOut)
@requires(DEFINE_INDICATORS)
def retire_custom_indicator(request: HttpRequest, code: str) -> CustomIndicator:
    """No longer offer an indicator; what uses it goes on."""
    return services.retire_indicator(acting(request), code)


@router.post("/{str:code}/restore", response=CustomIndicatorOut)
@requires(DEFINE_INDICATORS)
def restore_custom_indicator(request: HttpRequest, code: str) -> CustomIndicator:
    """Offer a retired indicator again."""
    return services.restore_indicator(acting(request), code)
