"""What figures and reasons tell that their reader may not know, left out.

Two things are: what is under a field right that the reader lacks, as if the indicator did not
exist; and what tells of other customers, for who does not see them all. How far scores are told
stands in `told_scores`.
"""

from collections.abc import Mapping
from typing import Any

from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.models import Evaluation
from mainstay.apps.evaluation.queries.told_scores import (
    SHARES,
    ScoreReader,
    Telling,
    score_reader,
    tells_of_others,
)
from mainstay.foundation.access.actor import Actor

WITHHELD = "withheld"
"""The status of a way up that rests on figures which the reader may not see."""

_OF_OTHERS = ("rank", "customers", "before", "total")
_COMPARING_RULES = frozenset({"pareto", "rfm", "top", "cap"})
COMPARING_CURVES = frozenset({"percentile", "minmax"})
"""The curves by which the value of a customer tells of others."""


def withheld_indicators(actor: Actor) -> frozenset[str]:
    """The indicators of which the actor gets no figures, since they tell of other customers."""
    return frozenset() if customers.sees_all(actor) else SHARES


def rests_on_hidden(actor: Actor, definition: Mapping[str, Any]) -> bool:
    """Whether a scheme grades by indicators that the actor may not see."""
    if indicators.sees_all_fields(actor):
        return False
    from mainstay.analytics.scoring.reading import rules_from_dict

    return bool(indicators.hidden_among(actor, rules_from_dict(definition).indicators()))


class OwnReasons:
    """The explanations of one evaluation without what the actor may not know.

    The grade itself stays. A finding that names a hidden indicator, or a score that is made of one,
    is left out, and with it the way up by such a scheme and what decided beside the rules;
    `withheld` tells so. Left out as None are the place among all customers that the actor does not
    see, their totals and shares of them. A step to a grade that depends on others has no figures:
    they would be those of another customer.
    """

    def __init__(self, actor: Actor, evaluation: Evaluation) -> None:
        """Look up once what the actor may know."""
        definition = evaluation.version.definition
        self._actor = actor
        self._reader = score_reader(actor, definition)
        self._rests_on_hidden = rests_on_hidden(actor, definition)
        self._sees_all = customers.sees_all(actor)
        self._compares = _compares(definition)

    def of(self, explanation: Mapping[str, Any]) -> dict[str, Any]:
        """One explanation, as `Explanation.to_dict` gives it, as far as it is told."""
        told = dict(explanation)
        if self._rests_on_hidden:
            told = self._without_hidden(told)
        if not self._sees_all:
            told = self._without_others(told)
        if self._reader is not None and "score" in told:
            told["score"] = self._reader.told(told["score"])
        return told

    def _without_hidden(self, explanation: Mapping[str, Any]) -> dict[str, Any]:
        ahead: dict[str, Any] = {"status": WITHHELD, "grade": None, "changes": [], "missing": []}
        told = {
            **explanation,
            "findings": [
                _without_coverage(self._reader, finding)
                for finding in explanation["findings"]
                if not _is_hidden(self._actor, self._reader, finding)
            ],
            **{
                name: [code for code in explanation[name] if indicators.sees(self._actor, code)]
                for name in ("missing", "skipped")
            },
            "next": explanation["next"] if explanation["next"]["status"] == "best" else ahead,
            "withheld": True,
        }
        if "decided" in told:
            kept = {name: told["decided"][name] for name in ("previous", "stays_until")}
            # Which rule held, with margins or for a place, bounds the figures that it asks for.
            told["decided"] = {"by_rules": None, "by_margin": None, "capped_from": None, **kept}
        return told

    def _without_others(self, explanation: Mapping[str, Any]) -> dict[str, Any]:
        ahead = explanation["next"]
        relative = self._compares or any(
            tells_of_others(change["indicator"]) for change in ahead["changes"]
        )
        told = {
            **explanation,
            "findings": [_own_finding(self._reader, each) for each in explanation["findings"]],
            "next": {**ahead, "changes": []} if relative else ahead,
        }
        decided = told.get("decided")
        if decided is not None and decided["capped_from"] is not None:
            capped = _own_finding(self._reader, decided["capped_from"])
            told["decided"] = {**decided, "capped_from": capped}
        return told


def _without_coverage(reader: ScoreReader | None, finding: Mapping[str, Any]) -> dict[str, Any]:
    """How much is known says whether a hidden figure is."""
    if finding["kind"] == "coverage" and reader is not None and reader.hidden:
        return {**finding, "coverage": None}
    return dict(finding)


def _is_hidden(actor: Actor, reader: ScoreReader | None, finding: Mapping[str, Any]) -> bool:
    """Whether a finding tells of a figure, or of a score, that is not for the actor."""
    from mainstay.analytics.scoring.scorecard import is_score

    named = [code for name, code in finding.items() if name.endswith("indicator")]
    scores = [code for code in named if is_score(code)]
    if reader is not None and any(reader.names_hidden(code) for code in scores):
        return True
    return bool(indicators.hidden_among(actor, set(named) - set(scores)))


def _own_finding(reader: ScoreReader | None, finding: Mapping[str, Any]) -> dict[str, Any]:
    told = dict(finding)
    for name in _OF_OTHERS:
        if name in told:
            told[name] = None
    if told.get("kind") == "top" and told["share"] is not None:
        told["most"] = None
    for name, code in finding.items():
        if name.endswith("indicator") and not _is_own(reader, code):
            told[name.replace("indicator", "figure")] = None
    return told


def _is_own(reader: ScoreReader | None, code: str) -> bool:
    """Whether an exact figure tells of no other customer."""
    from mainstay.analytics.scoring.scorecard import is_score

    if is_score(code):
        return reader is not None and reader.telling(code) is Telling.EXACT
    return not tells_of_others(code)


def compares(definition: Mapping[str, Any]) -> bool:
    """Whether by a scheme the grade of a customer tells of others: by their places or their sum."""
    from mainstay.analytics.scoring.reading import rules_from_dict

    asked = rules_from_dict(definition).indicators()
    return _compares(definition) or any(tells_of_others(code) for code in asked)


def _compares(definition: Any) -> bool:
    """Whether a rule, a cap or a curve of a scheme compares customers with each other."""
    if isinstance(definition, Mapping):
        return definition.get("kind") in COMPARING_CURVES or any(
            name in _COMPARING_RULES or _compares(part) for name, part in definition.items()
        )
    return isinstance(definition, list) and any(_compares(part) for part in definition)
