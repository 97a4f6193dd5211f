"""The models of StatsForecast, one history after the other."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from mainstay.analytics.forecasts.choices import Method
from mainstay.analytics.forecasts.histories import MONTHS_OF_YEAR, Block, Floats
from mainstay.analytics.libraries import MODELS_EXTRA, LibraryMissing

LIBRARY_METHODS = (Method.AUTO_ETS, Method.AUTO_THETA)
_MODELS = {Method.AUTO_ETS: "AutoETS", Method.AUTO_THETA: "AutoTheta"}


def require_library() -> None:
    """Raise ``LibraryMissing`` where StatsForecast is not installed."""
    _models()


def library_forecasts(
    block: Block, method: Method, horizon: int, tell: Callable[[], None] = lambda: None
) -> Floats:
    """Tell so many months after each history, which is read from its first month on.

    A history for which the model finds nothing, or nothing finite, has NaN. ``tell`` hears of each
    history that is done. Raises ``LibraryMissing``.
    """
    points = np.full((horizon, block.size), np.nan)
    model = getattr(_models(), _MODELS[method])
    for row, first in enumerate(block.first.tolist()):
        told = _told(model(season_length=MONTHS_OF_YEAR), block.values[first:, row], horizon)
        tell()
        if np.isfinite(told).all():
            points[:, row] = told
    return points


def _told(model: Any, history: Floats, horizon: int) -> Floats:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            told: Floats = model.forecast(y=np.ascontiguousarray(history), h=horizon)["mean"]
    except Exception:  # noqa: BLE001 - the library raises plain exceptions for what it cannot fit
        return np.full(horizon, np.nan)
    return told


def _models() -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from statsforecast import models
    except ModuleNotFoundError as missing:
        raise LibraryMissing("statsforecast", MODELS_EXTRA) from missing
    return models
