"""A fitted model: parameters, how they were found, and how certain they are. Plain data.

What `converged`, `limits` and `condition` mean: docs/algorithms/clv.md.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from mainstay.analytics.clv.columns import Floats

# Of the parameters' logarithms: what is not known to within twenty times is not told by the data.
LARGEST_DEVIATION = 3.0

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted model.

    ``limits`` are the parameters that ran away, with where to: empty when the optimum lies inside.
    ``condition`` is that of the information matrix of the parameters' logarithms, ``covariance``
    its inverse; both are None where the matrix has none.
    """

    model: str
    parameters: dict[str, float]
    log_likelihood: float
    customers: int
    distinct: int
    steps: int
    converged: bool
    limits: tuple[str, ...]
    condition: float | None
    covariance: tuple[tuple[float, ...], ...] | None

    @property
    def boundary(self) -> bool:
        """Whether the likelihood rises for ever: the model's best is a limit of it."""
        return bool(self.limits)

    @property
    def identifiable(self) -> bool:
        """Whether the data tell all parameters."""
        if self.boundary or self.covariance is None:
            return False
        return bool(np.linalg.eigvalsh(self.covariance)[-1] <= LARGEST_DEVIATION**2)

    @property
    def sound(self) -> bool:
        """Whether the fit may be used without more ado: converged, inside, identifiable."""
        return self.converged and self.identifiable

    @property
    def values(self) -> Floats:
        """The parameters in the order of the model."""
        return np.array(list(self.parameters.values()))

    @property
    def standard_errors(self) -> dict[str, float | None]:
        """The standard errors of the parameters by observed information; None of an unsound fit."""
        if not self.sound or self.covariance is None:
            return dict.fromkeys(self.parameters)
        return {
            name: value * self.covariance[place][place] ** 0.5
            for place, (name, value) in enumerate(self.parameters.items())
        }

    def to_json(self) -> str:
        """The fit as text; every figure is read again to its last bit."""
        return json.dumps({"format": _FORMAT, **asdict(self)})

    @classmethod
    def from_json(cls, text: str) -> Fit:
        """Read a fit again. Raises ``ValueError`` for what none is."""
        data = json.loads(text)
        if not isinstance(data, Mapping) or data.get("format") != _FORMAT:
            raise ValueError("not a fitted model of this version")
        return cls._from_data({name: each for name, each in data.items() if name != "format"})

    @classmethod
    def _from_data(cls, data: dict[str, Any]) -> Fit:
        if data.keys() != set(cls.__slots__):
            raise ValueError("not a fitted model: keys are missing or too many")
        covariance = data["covariance"]
        return cls(
            **data
            | {
                "limits": tuple(data["limits"]),
                "covariance": covariance and tuple(tuple(row) for row in covariance),
            }
        )
