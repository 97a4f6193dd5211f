"""A curve of a definition as the parameters of an address, and back."""

from collections.abc import Mapping
from typing import Any

_PARAMETERS = ("kind", "winsor", "middle", "width")
_STEPS = "steps"
CURVE_PARAMETERS = (*_PARAMETERS, _STEPS)


def parameters_of(curve: Mapping[str, Any]) -> dict[str, str]:
    """The curve as parameters; steps are `1:0,3:50`."""
    told = {name: curve[name] for name in _PARAMETERS if name in curve}
    if _STEPS in curve:
        told[_STEPS] = ",".join(f"{each['from']}:{each['value']}" for each in curve[_STEPS])
    return told


def curve_from(parameters: Mapping[str, str]) -> dict[str, Any]:
    """The curve that parameters say, right or wrong; others than those of curves do not matter."""
    said: dict[str, Any] = {name: parameters[name] for name in _PARAMETERS if parameters.get(name)}
    if parameters.get(_STEPS):
        pairs = (each.partition(":") for each in parameters[_STEPS].split(",") if each)
        said[_STEPS] = [
            {"from": border.strip(), "value": value.strip()} for border, _colon, value in pairs
        ]
    return said
