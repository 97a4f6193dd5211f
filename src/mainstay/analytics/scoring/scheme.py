"""Schemes: an ordered list of grades with their rules, read from and written to plain data.

The data format is that of docs/algorithms/grading.md. A further kind of rule needs a class that
keeps the contract of ``Rule`` and an entry in each of the two tables below.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from mainstay.analytics.rfm import SEGMENTS
from mainstay.analytics.scoring.pareto_rule import ParetoRule
from mainstay.analytics.scoring.rfm_rule import RfmRule
from mainstay.analytics.scoring.rules import AllOf, AnyOf, Condition, Operator, Otherwise, Rule

_OTHERWISE = "otherwise"
_SKIP = "skip"


class SchemeError(ValueError):
    """A scheme's definition is wrong; ``place`` says where, ``problem`` is a code."""

    def __init__(self, place: str, problem: str) -> None:
        """Keep both for the application to put into words."""
        super().__init__(f"{place}: {problem}")
        self.place = place
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Grade:
    """One grade of a scheme and the rule that leads to it."""

    code: str
    rule: Rule
    key_account: bool = False


@dataclass(frozen=True, slots=True)
class Scheme:
    """Grades, best first; the first whose rule holds is the customer's, the last takes the rest."""

    code: str
    grades: tuple[Grade, ...]

    def __post_init__(self) -> None:
        """Refuse what would leave a customer without a grade or two grades with one name."""
        codes = [grade.code for grade in self.grades]
        if len(set(codes)) < len(codes):
            raise SchemeError("grades", "repeated_grade")
        if not self.grades or not isinstance(self.grades[-1].rule, Otherwise):
            raise SchemeError("grades", "otherwise_not_last")
        if any(isinstance(grade.rule, Otherwise) for grade in self.grades[:-1]):
            raise SchemeError("grades", "otherwise_not_last")

    def indicators(self) -> tuple[str, ...]:
        """Name the indicators that the rules ask for, in the order of the rules."""
        return tuple(
            dict.fromkeys(code for grade in self.grades for code in grade.rule.indicators())
        )


def scheme_from_dict(
    definition: Mapping[str, Any], *, indicators: Collection[str] | None = None
) -> Scheme:
    """Read a scheme from plain data.

    With ``indicators`` every other indicator is refused. Raises ``SchemeError``.
    """
    data = _object(definition, "", required={"code", "grades"})
    grades = []
    for index, entry in enumerate(_list(data["grades"], "grades")):
        place = f"grades[{index}]"
        facts = _object(entry, place, required={"code", "rule"}, optional={"key_account"})
        key_account = facts.get("key_account", False)
        if not isinstance(key_account, bool):
            raise SchemeError(f"{place}.key_account", "not_true_or_false")
        rule = _rule(facts["rule"], f"{place}.rule")
        grades.append(Grade(_text(facts["code"], f"{place}.code"), rule, key_account))
    scheme = Scheme(_text(data["code"], "code"), tuple(grades))
    for code in scheme.indicators():
        if indicators is not None and code not in indicators:
            raise SchemeError("grades", f"unknown_indicator {code}")
    return scheme


def scheme_to_dict(scheme: Scheme) -> dict[str, Any]:
    """Write a scheme as plain data; reading it gives the same scheme."""
    return {
        "code": scheme.code,
        "grades": [
            {
                "code": grade.code,
                **({"key_account": True} if grade.key_account else {}),
                "rule": _data(grade.rule),
            }
            for grade in scheme.grades
        ],
    }


def _rule(data: Any, place: str) -> Rule:
    if data == _OTHERWISE:
        return Otherwise()
    if not isinstance(data, Mapping):
        raise SchemeError(place, "not_a_rule")
    for key, read in _READERS.items():
        if key in data:
            return read(data, place)
    raise SchemeError(place, "not_a_rule")


def _read_all(data: Any, place: str) -> Rule:
    return AllOf(_parts(_object(data, place, required={"all"})["all"], f"{place}.all"))


def _read_any(data: Any, place: str) -> Rule:
    return AnyOf(_parts(_object(data, place, required={"any"})["any"], f"{place}.any"))


def _parts(data: Any, place: str) -> tuple[Rule, ...]:
    entries = _list(data, place)
    if not entries:
        raise SchemeError(place, "empty_group")
    parts = tuple(_rule(entry, f"{place}[{index}]") for index, entry in enumerate(entries))
    if any(isinstance(part, Otherwise) for part in parts):
        raise SchemeError(place, "otherwise_inside_group")
    return parts


def _read_condition(data: Any, place: str) -> Rule:
    required = {"indicator", "operator", "value"}
    facts = _object(data, place, required=required, optional={"if_missing"})
    if facts.get("if_missing", _SKIP) != _SKIP:
        raise SchemeError(f"{place}.if_missing", "unknown_word")
    try:
        operator = Operator(facts["operator"])
    except ValueError:
        raise SchemeError(f"{place}.operator", "unknown_operator") from None
    return Condition(
        _text(facts["indicator"], f"{place}.indicator"),
        operator,
        _figure(facts["value"], f"{place}.value"),
        skip_missing="if_missing" in facts,
    )


def _read_pareto(data: Any, place: str) -> Rule:
    inner = _object(data, place, required={"pareto"})["pareto"]
    facts = _object(inner, f"{place}.pareto", required={"indicator", "share"})
    share = _figure(facts["share"], f"{place}.pareto.share")
    if not 0 < share <= 1:
        raise SchemeError(f"{place}.pareto.share", "not_a_share")
    return ParetoRule(_text(facts["indicator"], f"{place}.pareto.indicator"), share)


def _read_rfm(data: Any, place: str) -> Rule:
    inner = _object(data, place, required={"rfm"})["rfm"]
    names = ("segment", "recency", "frequency", "monetary")
    facts = _object(inner, f"{place}.rfm", required=set(names))
    rule = RfmRule(*(_text(facts[name], f"{place}.rfm.{name}") for name in names))
    if rule.segment not in SEGMENTS:
        raise SchemeError(f"{place}.rfm.segment", "unknown_segment")
    return rule


_READERS: dict[str, Callable[[Any, str], Rule]] = {
    "all": _read_all,
    "any": _read_any,
    "indicator": _read_condition,
    "pareto": _read_pareto,
    "rfm": _read_rfm,
}


def _data(rule: Rule) -> Any:
    return _WRITERS[type(rule)](rule)


def _condition_data(rule: Any) -> dict[str, str]:
    data = {
        "indicator": rule.indicator,
        "operator": rule.operator.value,
        "value": format(rule.value, "f"),
    }
    return data | ({"if_missing": _SKIP} if rule.skip_missing else {})


def _pareto_data(rule: Any) -> dict[str, Any]:
    return {"pareto": {"indicator": rule.indicator, "share": format(rule.share, "f")}}


def _rfm_data(rule: Any) -> dict[str, Any]:
    names = ("segment", "recency", "frequency", "monetary")
    return {"rfm": {name: getattr(rule, name) for name in names}}


_WRITERS: dict[type, Callable[[Any], Any]] = {
    AllOf: lambda rule: {"all": [_data(part) for part in rule.parts]},
    AnyOf: lambda rule: {"any": [_data(part) for part in rule.parts]},
    Condition: _condition_data,
    ParetoRule: _pareto_data,
    RfmRule: _rfm_data,
    Otherwise: lambda _: _OTHERWISE,
}


def _object(
    data: Any, place: str, *, required: set[str], optional: frozenset[str] | set[str] = frozenset()
) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise SchemeError(place, "not_an_object")
    for key in sorted(required - data.keys()):
        raise SchemeError(place, f"missing_key {key}")
    for key in sorted(data.keys() - required - optional):
        raise SchemeError(place, f"unknown_key {key}")
    return data


def _list(data: Any, place: str) -> list[Any]:
    if not isinstance(data, (list, tuple)):
        raise SchemeError(place, "not_a_list")
    return list(data)


def _text(data: Any, place: str) -> str:
    if not isinstance(data, str) or not data:
        raise SchemeError(place, "not_a_text")
    return data


def _figure(data: Any, place: str) -> Decimal:
    """Read a figure written as text, so that no float is ever read."""
    try:
        figure = Decimal(_text(data, place))
    except InvalidOperation:
        raise SchemeError(place, "not_a_figure") from None
    if not figure.is_finite():
        raise SchemeError(place, "not_a_figure")
    return figure
