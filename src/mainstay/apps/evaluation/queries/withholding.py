"""What figures and reasons tell that their reader may not know, left out.

Two things are: what is under a field right that the reader lacks, as if the indicator did not
exist; and what tells of other customers, for who does not see them all.
"""

from collections.abc import Mapping
from typing import Any

from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.models import Evaluation
from mainstay.foundation.access.actor import Actor

SHARES = frozenset({"share_of_revenue", "share_of_profit"})
"""Indicators that give the whole company's total to who knows the customer's own amount."""
WITHHELD = "withheld"
"""The status of a way up that rests on figures which the reader may not see."""

_OF_OTHERS = ("rank", "customers", "before", "total")


def withheld_indicators(actor: Actor) -> frozenset[str]:
    """The indicators of which the actor gets no figures, since they tell of other customers."""
    return frozenset() if customers.sees_all(actor) else SHARES


def tells_of_others(code: str) -> bool:
    """Whether figures of an indicator rest on the total of all customers."""
    return not SHARES.isdisjoint(indicators.origins(code))


def rests_on_hidden(actor: Actor, definition: Mapping[str, Any]) -> bool:
    """Whether a scheme grades by indicators that the actor may not see."""
    if indicators.sees_all_fields(actor):
        return False
    from mainstay.analytics.scoring.scheme import scheme_from_dict

    return bool(indicators.hidden_among(actor, scheme_from_dict(definition).indicators()))


def own_reasons(
    actor: Actor, evaluation: Evaluation, explanation: Mapping[str, Any]
) -> dict[str, Any]:
    """An explanation without what the actor may not know; the grade itself stays.

    A finding that names a hidden indicator is left out, and with it the way up by such a scheme;
    `withheld` tells so. Left out as None are the place among all customers that the actor does not
    see, their totals and shares of them. A step to a grade that depends on others has no figures:
    they would be those of another customer.
    """
    told = _without_hidden(actor, evaluation, explanation)
    if customers.sees_all(actor):
        return told
    ahead = told["next"]
    relative = _compares(evaluation.version.definition) or any(
        tells_of_others(change["indicator"]) for change in ahead["changes"]
    )
    return {
        **told,
        "findings": [_own_finding(finding) for finding in told["findings"]],
        "next": {**ahead, "changes": []} if relative else ahead,
    }


def _without_hidden(
    actor: Actor, evaluation: Evaluation, explanation: Mapping[str, Any]
) -> dict[str, Any]:
    if not rests_on_hidden(actor, evaluation.version.definition):
        return dict(explanation)
    ahead: dict[str, Any] = {"status": WITHHELD, "grade": None, "changes": [], "missing": []}
    return {
        **explanation,
        "findings": [
            finding
            for finding in explanation["findings"]
            if not indicators.hidden_among(actor, _named_in(finding))
        ],
        **{
            name: [code for code in explanation[name] if indicators.sees(actor, code)]
            for name in ("missing", "skipped")
        },
        "next": explanation["next"] if explanation["next"]["status"] == "best" else ahead,
        "withheld": True,
    }


def _named_in(finding: Mapping[str, Any]) -> list[str]:
    """The indicators that a finding tells of."""
    return [code for name, code in finding.items() if name.endswith("indicator")]


def _own_finding(finding: Mapping[str, Any]) -> dict[str, Any]:
    told = dict(finding)
    for name in _OF_OTHERS:
        if name in told:
            told[name] = None
    for name, code in finding.items():
        if name.endswith("indicator") and tells_of_others(code):
            told[name.replace("indicator", "figure")] = None
    return told


def _compares(definition: Any) -> bool:
    """Whether a rule of a scheme compares customers with each other."""
    if isinstance(definition, Mapping):
        return any(
            name in {"pareto", "rfm"} or _compares(part) for name, part in definition.items()
        )
    return isinstance(definition, list) and any(_compares(part) for part in definition)
