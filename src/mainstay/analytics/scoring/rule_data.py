"""Rules read from and written to plain data, as docs/algorithms/grading.md has it.

A further kind of rule needs a class that keeps the contract of ``Rule`` and an entry in each of
the two tables below.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from mainstay.analytics.rfm import SEGMENTS
from mainstay.analytics.scoring.pareto_rule import ParetoRule
from mainstay.analytics.scoring.plain_data import (
    SchemeError,
    count_of,
    figure_of,
    list_of,
    object_of,
    text_from,
    text_of,
)
from mainstay.analytics.scoring.rfm_rule import RfmRule
from mainstay.analytics.scoring.rules import AllOf, AnyOf, Condition, Operator, Otherwise, Rule
from mainstay.analytics.scoring.scorecard import is_score
from mainstay.analytics.scoring.top_rule import TopRule

_OTHERWISE = "otherwise"
_SKIP = "skip"
_DEEPEST = 20
"""Lists within lists; what is read goes through them again and again."""


def rule_from_data(data: Any, place: str) -> Rule:
    """Read a rule. Raises ``SchemeError``."""
    if place.count("[") > _DEEPEST:
        raise SchemeError(place.partition(".")[0], "too_deep")
    if data == _OTHERWISE:
        return Otherwise()
    if not isinstance(data, Mapping):
        raise SchemeError(place, "not_a_rule")
    for key, read in _READERS.items():
        if key in data:
            return read(data, place)
    raise SchemeError(place, "not_a_rule")


def _read_all(data: Any, place: str) -> Rule:
    return AllOf(_parts(object_of(data, place, required={"all"})["all"], f"{place}.all"))


def _read_any(data: Any, place: str) -> Rule:
    return AnyOf(_parts(object_of(data, place, required={"any"})["any"], f"{place}.any"))


def _parts(data: Any, place: str) -> tuple[Rule, ...]:
    entries = list_of(data, place)
    if not entries:
        raise SchemeError(place, "empty_group")
    parts = tuple(rule_from_data(entry, f"{place}[{index}]") for index, entry in enumerate(entries))
    if any(isinstance(part, Otherwise) for part in parts):
        raise SchemeError(place, "otherwise_inside_group")
    return parts


def _read_condition(data: Any, place: str) -> Rule:
    required = {"indicator", "operator", "value"}
    facts = object_of(data, place, required=required, optional={"if_missing", "margin"})
    if facts.get("if_missing", _SKIP) != _SKIP:
        raise SchemeError(f"{place}.if_missing", "unknown_word")
    try:
        operator = Operator(facts["operator"])
    except ValueError:
        raise SchemeError(f"{place}.operator", "unknown_operator") from None
    return Condition(
        text_of(facts["indicator"], f"{place}.indicator"),
        operator,
        figure_of(facts["value"], f"{place}.value"),
        skip_missing="if_missing" in facts,
        margin=_condition_margin(facts, operator, place),
    )


def _condition_margin(facts: Mapping[str, Any], operator: Operator, place: str) -> Decimal | None:
    margin = _margin(facts, place)
    if margin is not None and operator is Operator.EQUAL:
        raise SchemeError(f"{place}.margin", "exact_value_has_no_margin")
    return margin


def _margin(
    facts: Mapping[str, Any], place: str, below: Decimal | int | None = None
) -> Decimal | None:
    """Read how far a border gives way; below the border itself where that is a share or a place."""
    if "margin" not in facts:
        return None
    margin = figure_of(facts["margin"], f"{place}.margin")
    if margin <= 0 or (below is not None and margin >= below):
        raise SchemeError(f"{place}.margin", "not_a_margin")
    return margin


def _read_pareto(data: Any, place: str) -> Rule:
    inner = object_of(data, place, required={"pareto"})["pareto"]
    here = f"{place}.pareto"
    facts = object_of(inner, here, required={"indicator", "share"}, optional={"margin"})
    share = _share(facts["share"], f"{here}.share")
    indicator = text_of(facts["indicator"], f"{here}.indicator")
    if is_score(indicator):
        raise SchemeError(f"{here}.indicator", "no_share_of_scores")
    return ParetoRule(indicator, share, _margin(facts, here, share))


def _share(data: Any, place: str) -> Decimal:
    share = figure_of(data, place)
    if not 0 < share <= 1:
        raise SchemeError(place, "not_a_share")
    return share


def _read_top(data: Any, place: str) -> Rule:
    inner = object_of(data, place, required={"top"})["top"]
    here = f"{place}.top"
    facts = object_of(inner, here, required={"indicator"}, optional={"count", "share", "margin"})
    if ("count" in facts) == ("share" in facts):
        raise SchemeError(here, "count_or_share")
    indicator = text_of(facts["indicator"], f"{here}.indicator")
    if "share" in facts:
        share = _share(facts["share"], f"{here}.share")
        return TopRule(indicator, share=share, margin=_margin(facts, here, share))
    count = count_of(facts["count"], f"{here}.count")
    margin = _margin(facts, here, count)
    if margin is not None and margin % 1:
        raise SchemeError(f"{here}.margin", "not_a_margin")
    return TopRule(indicator, count=count, margin=margin)


def _read_rfm(data: Any, place: str) -> Rule:
    inner = object_of(data, place, required={"rfm"})["rfm"]
    names = ("segment", "recency", "frequency", "monetary")
    facts = object_of(inner, f"{place}.rfm", required=set(names))
    rule = RfmRule(*(text_of(facts[name], f"{place}.rfm.{name}") for name in names))
    if rule.segment not in SEGMENTS:
        raise SchemeError(f"{place}.rfm.segment", "unknown_segment")
    return rule


_READERS: dict[str, Callable[[Any, str], Rule]] = {
    "all": _read_all,
    "any": _read_any,
    "indicator": _read_condition,
    "pareto": _read_pareto,
    "rfm": _read_rfm,
    "top": _read_top,
}


def rule_to_data(rule: Rule) -> Any:
    """Write a rule; reading it gives the same one."""
    return _WRITERS[type(rule)](rule)


def _condition_data(rule: Any) -> dict[str, str]:
    data = {
        "indicator": rule.indicator,
        "operator": rule.operator.value,
        "value": format(rule.value, "f"),
    }
    return data | ({"if_missing": _SKIP} if rule.skip_missing else {}) | _margin_data(rule)


def _margin_data(rule: Any) -> dict[str, str]:
    return {} if rule.margin is None else {"margin": text_from(rule.margin)}


def _pareto_data(rule: Any) -> dict[str, Any]:
    border = {"indicator": rule.indicator, "share": text_from(rule.share)}
    return {"pareto": border | _margin_data(rule)}


def _top_data(rule: Any) -> dict[str, Any]:
    number = {"share": rule.share} if rule.count is None else {"count": rule.count}
    border = {name: text_from(figure) for name, figure in number.items()}
    return {"top": {"indicator": rule.indicator} | border | _margin_data(rule)}


def _rfm_data(rule: Any) -> dict[str, Any]:
    names = ("segment", "recency", "frequency", "monetary")
    return {"rfm": {name: getattr(rule, name) for name in names}}


_WRITERS: dict[type, Callable[[Any], Any]] = {
    AllOf: lambda rule: {"all": [rule_to_data(part) for part in rule.parts]},
    AnyOf: lambda rule: {"any": [rule_to_data(part) for part in rule.parts]},
    Condition: _condition_data,
    ParetoRule: _pareto_data,
    RfmRule: _rfm_data,
    TopRule: _top_data,
    Otherwise: lambda _: _OTHERWISE,
}
