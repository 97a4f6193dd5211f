"""The kinds of models that there are."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mainstay.apps.evaluation.models import ModelKind
from mainstay.apps.evaluation.services.model_runs import (
    baskets,
    churn,
    clv,
    forecast,
    lifecycle,
    segments,
)
from mainstay.apps.evaluation.services.model_runs.kind import Kind

KINDS: Mapping[str, Kind] = {
    ModelKind.LIFECYCLE: lifecycle.KIND,
    ModelKind.CLV: clv.KIND,
    ModelKind.BASKETS: baskets.KIND,
    ModelKind.CHURN: churn.KIND,
    ModelKind.FORECAST: forecast.KIND,
    ModelKind.SEGMENTS: segments.KIND,
}


def kind_of(code: str) -> Kind:
    """A kind by its code. Raises ValidationError."""
    if code not in KINDS:
        says = _("There is no such kind of model.")
        raise ValidationError({"kind": ValidationError(says, "unknown")})
    return KINDS[code]
