"""A scheme's definition in words: what leads to each grade, and how customers are scored."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mainstay.analytics.scoring.reading import entries_of
from mainstay.apps.evaluation.wording.amounts import figure, indicator_name, share_in_full
from mainstay.apps.evaluation.wording.comparisons import weighting_in_words
from mainstay.apps.evaluation.wording.names import dimension_name, grade_name
from mainstay.apps.evaluation.wording.reasons import BOUNDS
from mainstay.shell.sentences import joined, labelled, listed
from mainstay.shell.web import figures


@dataclass(frozen=True, slots=True)
class Words:
    """A rule in words; a group has what it is made of below it."""

    text: str
    parts: tuple["Words", ...] = ()


@dataclass(frozen=True, slots=True)
class GradeWords:
    """A grade with what leads to it."""

    name: str
    step: int
    key_account: bool
    rule: Words
    limit: str


@dataclass(frozen=True, slots=True)
class LineWords:
    """An indicator of a scorecard."""

    name: str
    dimension: str
    weight: str
    curve: str


def grades_in_words(scheme: str, definition: Mapping[str, Any], currency: str) -> list[GradeWords]:
    """The grades of a definition, best first, or its labels."""
    return [
        GradeWords(
            str(grade_name(scheme, grade["code"])),
            step,
            grade.get("key_account", False),
            rule_in_words(grade["rule"], currency),
            _limit(grade.get("cap")),
        )
        for step, grade in enumerate(entries_of(definition), 1)
    ]


def rule_in_words(rule: Any, currency: str) -> Words:
    """A rule as docs/algorithms/grading.md has it, in words."""
    if not isinstance(rule, Mapping):
        return Words(_("All others"))
    for kind, heading in (("all", _("All of these:")), ("any", _("One of these at least:"))):
        if kind in rule:
            return Words(heading, tuple(rule_in_words(part, currency) for part in rule[kind]))
    if "pareto" in rule:
        return Words(_pareto(rule["pareto"]))
    if "top" in rule:
        return Words(_top(rule["top"], currency))
    if "rfm" in rule:
        return Words(_rfm(rule["rfm"]))
    return Words(_condition(rule, currency))


def _condition(rule: Mapping[str, Any], currency: str) -> str:
    code = rule["indicator"]
    asked = str(BOUNDS[rule["operator"]]) % {"value": figure(code, rule["value"], currency)}
    told = [labelled(indicator_name(code), asked)]
    if "margin" in rule:
        told.append(_margin(figure(code, rule["margin"], currency)))
    if rule.get("if_missing"):
        told.append(_("(left out where it is not known)"))
    return joined(told)


def _margin(margin: str) -> str:
    return _("(Margin %(margin)s: who has the grade keeps it, who has not needs as much more.)") % {
        "margin": margin
    }


def _pareto(rule: Mapping[str, Any]) -> str:
    told = _("Among the customers that make the first %(share)s of %(indicator)s.") % {
        "share": share_in_full(Decimal(rule["share"])),
        "indicator": indicator_name(rule["indicator"]),
    }
    if "margin" not in rule:
        return told
    return joined([told, _margin(share_in_full(Decimal(rule["margin"])))])


def _top(rule: Mapping[str, Any], currency: str) -> str:
    name = indicator_name(rule["indicator"])
    if "share" in rule:
        first, margin = share_in_full(Decimal(rule["share"])), rule.get("margin")
        told = _("Among the first %(share)s of the customers by %(indicator)s.") % {
            "share": first,
            "indicator": name,
        }
        said = share_in_full(Decimal(margin)) if margin else ""
    else:
        count = int(rule["count"])
        told = ngettext(
            "The first customer by %(indicator)s.",
            "Among the first %(count)s customers by %(indicator)s.",
            count,
        ) % {"count": figures.full_number(count), "indicator": name}
        said = figures.full_number(int(rule["margin"])) if "margin" in rule else ""
    return joined([told, _margin(said)]) if said else told


def _rfm(rule: Mapping[str, Any]) -> str:
    names = listed(indicator_name(rule[part]) for part in ("recency", "frequency", "monetary"))
    says = _("The segment that the fifths of these make: %(indicators)s.")
    return says % {"indicators": names}


def _limit(cap: Mapping[str, Any] | None) -> str:
    if cap is None:
        return ""
    count = int(cap["most"])
    says = ngettext(
        "At most %(count)s customer: the best by %(indicator)s.",
        "At most %(count)s customers: the best by %(indicator)s.",
        count,
    )
    return says % {
        "count": figures.full_number(count),
        "indicator": indicator_name(cap["indicator"]),
    }


def lines_in_words(definition: Mapping[str, Any]) -> list[LineWords]:
    """The indicators of a definition's scorecard, with their share of all weights; none without."""
    if "scorecard" not in definition:
        return []
    from mainstay.analytics.scoring.scorecard_data import scorecard_from_dict

    weights = scorecard_from_dict(definition["scorecard"]).whole_weights
    whole = sum(weights)
    return [
        LineWords(
            indicator_name(line["indicator"]),
            str(dimension_name(line["dimension"])),
            figures.percent(weight / whole if whole else 0),
            curve_in_words(line["curve"]),
        )
        for line, weight in zip(definition["scorecard"]["indicators"], weights, strict=True)
    ]


def curve_in_words(curve: Mapping[str, Any]) -> str:
    """How figures are turned into values from 0 to 100."""
    match curve["kind"]:
        case "percentile":
            return _("by rank among all")
        case "minmax":
            share = share_in_full(Decimal(curve["winsor"]))
            return _("evenly from the least to the most, the outer %(share)s cut") % {
                "share": share
            }
        case "logistic":
            return _("S-shaped: 50 at %(middle)s, width %(width)s") % {
                "middle": curve["middle"],
                "width": curve["width"],
            }
        case _:
            return listed(f"{step['from']} → {step['value']}" for step in curve["steps"])


def remarks(definition: Mapping[str, Any]) -> list[str]:
    """What else a definition says: missing figures, coverage, how long grades stay."""
    told = []
    if "scorecard" in definition:
        told += _of_scorecard(definition["scorecard"])
    if "minimum_stay" in definition:
        months = int(definition["minimum_stay"]["months"])
        says = ngettext(
            "A grade stays for at least %(count)s month.",
            "A grade stays for at least %(count)s months.",
            months,
        )
        told.append(says % {"count": months})
    return told


def _of_scorecard(scorecard: Mapping[str, Any]) -> list[str]:
    neutral = scorecard.get("if_missing", "drop")
    told = [
        *weighting_in_words(scorecard),
        _("A figure that is missing is left out, and the others weigh more.")
        if neutral == "drop"
        else _("A figure that is missing counts as %(value)s.") % {"value": neutral},
    ]
    if "coverage_floor" in scorecard:
        share = share_in_full(Decimal(scorecard["coverage_floor"]))
        says = _("Without figures for %(share)s of the weights there is no grade.")
        told.append(says % {"share": share})
    return told


def definition_in_words(scheme: str, definition: Mapping[str, Any], currency: str) -> list[str]:
    """A whole definition as lines, indented where one belongs to another."""
    lines: list[str] = []
    for grade in grades_in_words(scheme, definition, currency):
        marked = _("%(grade)s (key account)") if grade.key_account else "%(grade)s"
        lines.append(marked % {"grade": grade.name})
        lines += [f"  {line}" for line in _indented(grade.rule)]
        lines += [f"  {grade.limit}"] if grade.limit else []
    scored = lines_in_words(definition)
    if scored:
        lines.append(_("Scorecard"))
    for line in scored:
        told = listed([line.dimension, line.weight, line.curve])
        lines.append("  " + labelled(line.name, told))
    return [*lines, *remarks(definition)]


def _indented(words: Words) -> Iterator[str]:
    yield words.text
    for part in words.parts:
        yield from (f"  {line}" for line in _indented(part))


def places(scheme: str, parts: Sequence[str]) -> str:
    """A place at which two versions differ, in words."""
    from mainstay.apps.evaluation.wording.definitions import PARTS

    words = []
    for above, part in zip(["", *parts], parts, strict=False):
        if above in {"grades", "labels"}:
            words.append(str(grade_name(scheme, part)))
        elif above == "indicators":
            words.append(indicator_name(part))
        elif above == "within":
            words.append(str(dimension_name(part)))
        else:
            words.append(str(PARTS.get(part, part)))
    return " › ".join(words)


def stated(parts: Sequence[str], text: str) -> str:
    """What a version says at a place, in words where it names something."""
    match parts[-1]:
        case "indicator":
            return indicator_name(text)
        case "dimension":
            return str(dimension_name(text))
        case _:
            return text
