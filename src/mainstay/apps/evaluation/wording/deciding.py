"""What decided beside the rules, and the score, in words."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mainstay.apps.evaluation.wording.amounts import figure, indicator_name
from mainstay.apps.evaluation.wording.names import grade_name
from mainstay.shell.sentences import joined
from mainstay.shell.web import figures


def scored(told: Mapping[str, Any] | None, currency: str) -> list[str]:
    """The score and how much of it is known; nothing where it is not told."""
    if told is None or told["score"] is None:
        return []
    score = _("The score is %(score)s of 100.") % {
        "score": figure("score", told["score"], currency)
    }
    if told["coverage"] is None:
        return [score]
    share = figures.percent(Decimal(told["coverage"]), 0)
    return [joined([score, _("Known of what it is made of: %(share)s.") % {"share": share}])]


def decisions(
    decided: Mapping[str, Any] | None, grade: str, scheme: str, currency: str
) -> list[str]:
    """A minimum stay, a margin or a full grade, where one made the grade what it is."""
    if decided is None:
        return []
    told = []
    if decided["stays_until"] is not None:
        told.append(_stay(decided, grade, scheme))
    if decided["by_margin"]:
        told.append(_margin(decided, scheme))
    if decided["capped_from"] is not None:
        told.append(_full(decided["capped_from"], scheme, currency))
    return told


def _stay(decided: Mapping[str, Any], grade: str, scheme: str) -> str:
    facts = {"day": figures.day(date.fromisoformat(decided["stays_until"]))}
    if decided["by_rules"] in (None, grade):
        return _("A grade is kept for a minimum time: this one until %(day)s.") % facts
    facts["by_rules"] = str(grade_name(scheme, decided["by_rules"]))
    return (
        _(
            "A grade is kept for a minimum time: this one until %(day)s, although the rules alone"
            " give %(by_rules)s."
        )
        % facts
    )


def _margin(decided: Mapping[str, Any], scheme: str) -> str:
    return _(
        "Before it was %(previous)s. The rules alone give %(by_rules)s, but a border has to be"
        " passed by its margin before the grade changes."
    ) % {
        "previous": grade_name(scheme, decided["previous"]),
        "by_rules": grade_name(scheme, decided["by_rules"]),
    }


def _full(capped: Mapping[str, Any], scheme: str, currency: str) -> str:
    facts = {
        "grade": grade_name(scheme, capped["grade"]),
        "most": figures.full_number(capped["most"]),
        "indicator": indicator_name(capped["indicator"]),
    }
    full = ngettext(
        "%(grade)s is full: it takes %(most)s customer, the first by “%(indicator)s”;",
        "%(grade)s is full: it takes %(most)s customers, the first by “%(indicator)s”;",
        capped["most"],
    )
    if capped["rank"] is None:
        return joined([full % facts, _("this one comes after them.")])
    facts |= {
        "rank": figures.full_number(capped["rank"]),
        "figure": figure(capped["indicator"], capped["figure"], currency),
    }
    return joined([full % facts, _("this one is number %(rank)s of all with %(figure)s.") % facts])
