"""Reasons in words, built from the codes and figures that an evaluation kept."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from mainstay.apps.evaluation.criteria import CRITERIA
from mainstay.apps.evaluation.models import RatingRound
from mainstay.apps.evaluation.wording.amounts import (
    figure,
    indicator_name,
    share_beside,
    share_in_full,
    told_apart,
)
from mainstay.apps.evaluation.wording.deciding import decisions, scored
from mainstay.apps.evaluation.wording.names import grade_name
from mainstay.shell.sentences import joined, listed
from mainstay.shell.web import figures

Finding = Mapping[str, Any]

BOUNDS: dict[str, Promise] = {
    ">=": gettext_lazy("at least %(value)s"),
    ">": gettext_lazy("more than %(value)s"),
    "<=": gettext_lazy("at most %(value)s"),
    "<": gettext_lazy("less than %(value)s"),
    "=": gettext_lazy("exactly %(value)s"),
}

CONDITIONS: dict[str, Promise] = {
    "met": gettext_lazy("%(indicator)s is %(figure)s; %(bound)s is asked and met."),
    "failed": gettext_lazy("%(indicator)s is %(figure)s; %(bound)s is asked and not met."),
    "missing": gettext_lazy("%(indicator)s is not known yet; %(bound)s is asked."),
    "skipped": gettext_lazy("%(indicator)s is not known yet and was left out."),
}


NUMBER_OF_ALL = gettext_noop("Number %(rank)s of %(customers)s by “%(indicator)s” with %(figure)s.")

WITHHELD: dict[str, Promise] = {
    "met": gettext_lazy("%(indicator)s: %(bound)s is asked and met."),
    "failed": gettext_lazy("%(indicator)s: %(bound)s is asked and not met."),
}
"""The same where the figure would tell of customers that the reader does not see."""


def reasons(explanation: Mapping[str, Any], scheme: str, currency: str) -> list[str]:
    """Why the grade is what it is: what decided, figure by figure, and what was not known.

    `explanation` is what `analytics.scoring.explanation.Explanation.to_dict` wrote. Without a grade
    it may have `lines_from`, the day before which the customer had no lines but has some later;
    `withheld` says that there are reasons which the reader may not see. Of a `label` of a typology
    the grade is the label, or empty where it does not apply.
    """
    findings = explanation["findings"]
    if explanation["grade"] is None and not findings:
        return [_without_lines(explanation.get("lines_from"))]
    told = [text for each in findings for text in _told(each, scheme, currency)]
    if explanation["grade"] is None:
        return [*told, *_missing(explanation)]
    is_label = bool(explanation.get("label"))
    has_better = explanation["explained"] != explanation["grade"] and not is_label
    if has_better and not _speaks_of_itself(findings):
        better = grade_name(scheme, explanation["explained"])
        told.insert(
            0, _("No better grade was reached. The next one is %(grade)s:") % {"grade": better}
        )
    told = [*scored(explanation.get("score"), currency), *told]
    told += decisions(explanation.get("decided"), explanation["grade"], scheme, currency)
    if explanation.get("withheld"):
        told.append(_("The grade rests on figures that you may not see."))
    return [*told, *_unknown(explanation)]


def _without_lines(lines_from: date | None) -> str:
    if lines_from is None:
        return _("There are no order lines yet, so there is no grade.")
    day = figures.day(lines_from)
    return _("There are no order lines before %(day)s, so there is no grade.") % {"day": day}


def _speaks_of_itself(findings: Iterable[Finding]) -> bool:
    """An RFM finding names the segment that the scores make, whichever was asked for."""
    return any(finding["kind"] == "rfm" for finding in findings)


def _told(finding: Finding, scheme: str, currency: str) -> list[str]:
    match finding["kind"]:
        case "pareto":
            return [_pareto(finding, currency)]
        case "rfm":
            return _rfm(finding, scheme, currency)
        case "top":
            return [_top(finding, currency)]
        case "coverage":
            return [_coverage(finding)]
        case _:
            return [_condition(finding, currency)]


def _condition(finding: Finding, currency: str) -> str:
    code, outcome = finding["indicator"], finding["outcome"]
    shown, value = figure(code, finding["figure"], currency), finding["value"]
    if finding["figure"] is None:
        asked = figure(code, value, currency)
    else:
        shown, asked = told_apart(code, finding["figure"], value, currency)
    facts = {
        "indicator": indicator_name(code),
        "figure": shown,
        "bound": str(BOUNDS[finding["operator"]]) % {"value": asked},
    }
    withheld = finding["figure"] is None and outcome in WITHHELD
    return str((WITHHELD if withheld else CONDITIONS)[outcome]) % facts


def _pareto(finding: Finding, currency: str) -> str:
    code = finding["indicator"]
    facts = {
        "indicator": indicator_name(code),
        "figure": figure(code, finding["figure"], currency),
        "share": share_in_full(Decimal(finding["share"])),
    }
    if finding["figure"] is None:
        return _("%(indicator)s is not known yet.") % facts
    if Decimal(finding["figure"]) <= 0:
        return _("%(indicator)s is %(figure)s; only figures above zero have a share.") % facts
    met = finding["outcome"] == "met"
    if finding["total"] is None:
        return _own_share(facts, met=met)
    return _place(finding, facts, met=met, currency=currency)


def _own_share(facts: Mapping[str, str], *, met: bool) -> str:
    """The same for a reader who may not know what the others make."""
    if met:
        return (
            _("%(indicator)s is %(figure)s: among the customers that make the first %(share)s.")
            % facts
        )
    return (
        _("%(indicator)s is %(figure)s: not among the customers that make the first %(share)s.")
        % facts
    )


def _place(finding: Finding, facts: dict[str, str], *, met: bool, currency: str) -> str:
    total, border = Decimal(finding["total"]), Decimal(finding["share"])
    facts |= {
        "rank": figures.full_number(finding["rank"]),
        "customers": figures.full_number(finding["customers"]),
        "before": share_beside(Decimal(finding["before"]) / total, border, 2) if total else "",
        "total": figure(finding["indicator"], total, currency),
    }
    if met and finding["rank"] == 1:
        return (
            _(
                "Number 1 of %(customers)s by “%(indicator)s” with %(figure)s of %(total)s: no"
                " customer stands before it, so it is among those that make the first %(share)s."
            )
            % facts
        )
    place = _(NUMBER_OF_ALL) % facts
    if met:
        why = _(
            "Those before it make %(before)s of %(total)s, so it is among the customers that make"
            " the first %(share)s."
        )
    else:
        why = _(
            "Those before it already make %(before)s of %(total)s, so it is not among the customers"
            " that make the first %(share)s."
        )
    return joined([place, why % facts])


PLACES: dict[str, Promise] = {
    "met": gettext_lazy("Asked and met: %(bound)s."),
    "failed": gettext_lazy("Asked and not met: %(bound)s."),
}
"""What comes of a place that is told beside it."""


def _top(finding: Finding, currency: str) -> str:
    code, outcome = finding["indicator"], finding["outcome"]
    facts = {
        "indicator": indicator_name(code),
        "figure": figure(code, finding["figure"], currency),
        "bound": _places(finding),
    }
    if outcome == "missing":
        return str(CONDITIONS[outcome]) % facts
    if finding["rank"] is None:
        return str((WITHHELD if finding["figure"] is None else CONDITIONS)[outcome]) % facts
    facts |= {
        "rank": figures.full_number(finding["rank"]),
        "customers": figures.full_number(finding["customers"]),
    }
    return joined([_(NUMBER_OF_ALL) % facts, str(PLACES[outcome]) % facts])


def _places(finding: Finding) -> str:
    """How many places there are, where that tells nothing of others."""
    most = None if finding["most"] is None else figures.full_number(finding["most"])
    if finding["share"] is None:
        words = ngettext(
            "the place of the first customer",
            "a place among the first %(most)s customers",
            finding["most"],
        )
        return words % {"most": most}
    share = share_in_full(Decimal(finding["share"]))
    if most is None:
        return _("a place among the first %(share)s of customers") % {"share": share}
    facts = {"share": share, "most": most}
    return _("a place among the first %(share)s of customers, who are %(most)s") % facts


def _coverage(finding: Finding) -> str:
    if finding["coverage"] is None or finding["floor"] is None:
        return _("Too little is known for a grade.")
    floor = Decimal(finding["floor"])
    known = share_beside(Decimal(finding["coverage"]), floor, 0)
    facts = {"known": known, "floor": share_in_full(floor)}
    return _("Too little is known for a grade: %(known)s of the score, and %(floor)s is asked.") % (
        facts
    )


def _rfm(finding: Finding, scheme: str, currency: str) -> list[str]:
    scores = [
        _("%(indicator)s: %(figure)s, score %(score)s of 5.")
        % {
            "indicator": indicator_name(finding[f"{name}_indicator"]),
            "figure": figure(finding[f"{name}_indicator"], finding[f"{name}_figure"], currency),
            "score": finding[f"{name}_score"],
        }
        for name in ("recency", "frequency", "monetary")
    ]
    segment = grade_name(scheme, finding["own_segment"])
    return [
        *scores,
        _("Together these scores make the segment “%(segment)s”.") % {"segment": segment},
    ]


def _unknown(explanation: Mapping[str, Any]) -> list[str]:
    """What was asked for and is not known: left out, or in the way of better grades."""
    told = []
    skipped = explanation["skipped"]
    if skipped:
        told.append(
            _("No ratings yet for %(names)s: the amounts alone decided.")
            % {"names": names(skipped)}
        )
    lacking = [code for code in explanation["missing"] if code not in skipped]
    rated = [code for code in lacking if code in CRITERIA]
    if rated:
        told.append(
            _("Not rated yet: %(names)s. Grades that ask for these cannot be reached before.")
            % {"names": names(rated)}
        )
    others = [code for code in lacking if code not in CRITERIA]
    if others:
        told.append(
            _("Not known yet: %(names)s. Grades that ask for these cannot be reached before.")
            % {"names": names(others)}
        )
    return told


def _missing(explanation: Mapping[str, Any]) -> list[str]:
    """What has to become known before there is a grade."""
    if not explanation["missing"]:
        return []
    return [_("Not known yet: %(names)s.") % {"names": names(explanation["missing"])}]


def rated_in(rounds: Iterable[RatingRound]) -> list[str]:
    """Where ratings come from: the rounds with the days on which they were closed."""
    words = _("Rated in “%(round)s”, closed on %(day)s.")
    return [
        words % {"round": each.name, "day": figures.day(each.closed_on)}
        for each in rounds
        if each.closed_on is not None
    ]


def inherited(top: str = "") -> str:
    """Says that the grade is the group's; `top` is the code of the customer at its top."""
    if not top:
        return _("The grade is that of the group it belongs to.")
    return _("The grade is that of its group, %(customer)s and all below it.") % {"customer": top}


def names(codes: Iterable[str]) -> str:
    """Some indicators in one line."""
    return listed(indicator_name(code) for code in codes)
