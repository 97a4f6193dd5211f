"""What the page of a run shows, for each kind of model."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mainstay.apps.evaluation.models import ModelKind, ModelRun
from mainstay.apps.evaluation.web.model_runs import (
    baskets,
    churn,
    clv,
    forecast,
    lifecycle,
    segments,
)


@dataclass(frozen=True, slots=True)
class Face:
    """A template, and what it shows of a finished run."""

    template: str
    shown: Callable[[ModelRun], dict[str, Any]]


FACES: Mapping[str, Face] = {
    ModelKind.LIFECYCLE: Face("evaluation/model_runs/lifecycle.html", lifecycle.shown),
    ModelKind.CLV: Face("evaluation/model_runs/clv.html", clv.shown),
    ModelKind.BASKETS: Face("evaluation/model_runs/baskets.html", baskets.shown),
    ModelKind.CHURN: Face("evaluation/model_runs/churn.html", churn.shown),
    ModelKind.FORECAST: Face("evaluation/model_runs/forecast.html", forecast.shown),
    ModelKind.SEGMENTS: Face("evaluation/model_runs/segments.html", segments.shown),
}
