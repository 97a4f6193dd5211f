"""What the page of a run of churn shows: the model card, and the reasons of a customer in words."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from mainstay.apps.evaluation.models import ModelRun
from mainstay.apps.evaluation.services.model_runs.churn import REASONS
from mainstay.apps.evaluation.wording.churn import BASELINES, FEATURES, PARTS, SILENT, reason
from mainstay.shell.web.charts import Chart
from mainstay.shell.web.reliability import ReliabilityPoint, reliability
from mainstay.shell.web.tables import Badge, Tone

_MODERATE, _LARGE = 0.1, 0.25
"""From here on a feature has drifted: see docs/algorithms/churn.md."""
_FEATURES_SHOWN = 8


def shown(run: ModelRun) -> dict[str, Any]:
    """How well the model did on a later day, beside what, made of what, and how far all moved."""
    report = run.report
    test = report["parts"][-1]
    share = test["churned"] / test["observations"]
    return {
        "report": report,
        "known_until": date.fromisoformat(report["known_until"]),
        "test_day": date.fromisoformat(test["cutoffs"][0]),
        "share": share,
        "brier_gain": 1 - report["brier"] / report["brier_of_share"],
        "compared": [_compared(each) for each in report["compared"]],
        "unbeaten": [
            BASELINES[each["baseline"]][0]
            for each in report["compared"]
            if each["lead"] and not each["beaten"]
        ],
        "reliability": _reliability(report, share),
        "parts": [_part(each) for each in report["parts"]],
        "weights": [_named(each) for each in report["weights"][:_FEATURES_SHOWN]],
        "drift": [_drifted(each) for each in report["drift"][:_FEATURES_SHOWN]],
        "drifted": sum(each["index"] >= _LARGE for each in report["drift"]),
    }


def _compared(told: Mapping[str, Any]) -> dict[str, Any]:
    name, meaning = BASELINES[told["baseline"]]
    return {
        **told,
        "name": name,
        "meaning": meaning,
        "problem": SILENT.get(told["problem"], ""),
        "verdict": _verdict(told),
    }


def _verdict(told: Mapping[str, Any]) -> Badge | None:
    if told["lead"] is None:
        return None
    if told["beaten"]:
        return Badge(_("Beaten"), Tone.GOOD)
    if told["lead"]["high"] < 0:
        return Badge(_("Better than the model"), Tone.BAD)
    return Badge(_("No clear difference"), Tone.CAUTION)


def _reliability(report: Mapping[str, Any], share: float) -> Chart:
    points = [
        ReliabilityPoint(
            each["said"],
            each["came"]["value"],
            each["came"]["low"],
            each["came"]["high"],
            each["customers"],
        )
        for each in report["reliability"]
    ]
    title = _("What came true of what was said, by tenths of the customers")
    return reliability(title, points, share, _("Customers"))


def _part(told: Mapping[str, Any]) -> dict[str, Any]:
    days = [date.fromisoformat(each) for each in told["cutoffs"]]
    return {
        **told,
        "name": PARTS[told["name"]],
        "days": days,
        "share": told["churned"] / told["observations"],
    }


def _named(told: Mapping[str, Any]) -> dict[str, Any]:
    return {**told, "name": FEATURES[told["name"]].name}


def _drifted(told: Mapping[str, Any]) -> dict[str, Any]:
    return {**_named(told), "level": _level(told["index"])}


def _level(index: float) -> Badge:
    if index >= _LARGE:
        return Badge(_("Large"), Tone.CAUTION)
    if index >= _MODERATE:
        return Badge(_("Moderate"), Tone.INFO)
    return Badge(_("Little"), Tone.PLAIN)


def reasons_of(told: Mapping[str, Any], currency: str) -> list[dict[str, Any]]:
    """The reasons that a run tells of a customer, in words, with which way each one pushes."""
    found = []
    for number in REASONS:
        feature, added = told[f"reason_{number}"], told[f"contribution_{number}"]
        if feature is not None:
            raises = Badge(_("raises the risk"), Tone.CAUTION)
            lowers = Badge(_("lowers the risk"), Tone.GOOD)
            text = reason(feature, told[f"figure_{number}"], currency)
            found.append({"text": text, "way": raises if added > 0 else lowers})
    return found
