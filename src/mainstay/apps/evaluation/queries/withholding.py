"""What figures and reasons tell of other customers, left out for who does not see them all."""

from collections.abc import Mapping
from typing import Any

from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.models import Evaluation
from mainstay.foundation.access.actor import Actor

SHARES = frozenset({"share_of_revenue", "share_of_profit"})
"""Indicators that give the whole company's total to who knows the customer's own amount."""

_OF_OTHERS = ("rank", "customers", "before", "total")


def withheld_indicators(actor: Actor) -> frozenset[str]:
    """The indicators of which the actor gets no figures."""
    return frozenset() if customers.sees_all(actor) else SHARES


def own_reasons(
    actor: Actor, evaluation: Evaluation, explanation: Mapping[str, Any]
) -> dict[str, Any]:
    """An explanation without what it tells of customers that the actor may not see.

    Left out, as None, are the place among all customers, their totals and shares of them. A step
    to a grade that depends on others has no figures: they would be those of another customer.
    """
    if customers.sees_all(actor):
        return dict(explanation)
    ahead = explanation["next"]
    relative = _compares(evaluation.version.definition) or any(
        change["indicator"] in SHARES for change in ahead["changes"]
    )
    return {
        **explanation,
        "findings": [_own_finding(finding) for finding in explanation["findings"]],
        "next": {**ahead, "changes": []} if relative else ahead,
    }


def _own_finding(finding: Mapping[str, Any]) -> dict[str, Any]:
    told = dict(finding)
    for name in _OF_OTHERS:
        if name in told:
            told[name] = None
    for name, code in finding.items():
        if name.endswith("indicator") and code in SHARES:
            told[name.replace("indicator", "figure")] = None
    return told


def _compares(definition: Any) -> bool:
    """Whether a rule of a scheme compares customers with each other."""
    if isinstance(definition, Mapping):
        return any(
            name in {"pareto", "rfm"} or _compares(part) for name, part in definition.items()
        )
    return isinstance(definition, list) and any(_compares(part) for part in definition)
