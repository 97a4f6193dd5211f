"""What the page of a run of lifecycle stages shows."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from mainstay.analytics.lifecycle import STAGES
from mainstay.apps.evaluation.models import ModelRun
from mainstay.apps.evaluation.wording.model_runs import MEANINGS
from mainstay.apps.evaluation.wording.model_runs import STAGES as WORDS
from mainstay.shell.web.charts import TrendPoint, trend
from mainstay.shell.web.tables import Badge


def stage_badge(code: str) -> Badge:
    """A stage as pages show it."""
    return Badge(*WORDS[code])


def shown(run: ModelRun) -> dict[str, Any]:
    """Sizes, shares over time, conversions between looks and dwell times."""
    report = run.report
    sizes = report["sizes"]
    return {
        "sizes": [
            {
                "badge": stage_badge(stage),
                "meaning": MEANINGS[stage],
                "customers": sizes[-1][place],
                "share": sizes[-1][place] / run.customers if run.customers else None,
                "url": _customers_in(run, stage),
                **_dwelling(report, stage),
            }
            for place, stage in enumerate(STAGES)
        ],
        "trend": _trend(report),
        "conversions": _conversions(report),
        "heads": [stage_badge(stage) for stage in STAGES],
        "first_look": date.fromisoformat(report["looks"][0]),
    }


def _customers_in(run: ModelRun, stage: str) -> str:
    return (
        f"{reverse('evaluation:model_run_customers', args=[run.pk])}?{urlencode({'stage': stage})}"
    )


def _dwelling(report: dict[str, Any], stage: str) -> dict[str, Any]:
    told = report["dwelling"].get(stage, {})
    return {"ended": told.get("ended_median"), "running": told.get("running_median")}


def _trend(report: dict[str, Any]) -> Any:
    """The share of each stage among the customers who have bought, look by look."""
    bought = [sum(each[1:]) for each in report["sizes"]]
    points = [
        TrendPoint(
            date.fromisoformat(day),
            [100 * number / total if total else None for number in sizes[1:]],
        )
        for day, sizes, total in zip(report["looks"], report["sizes"], bought, strict=True)
    ]
    names = [WORDS[stage][0] for stage in STAGES[1:]]
    return trend(_("Share of the customers who have bought, in per cent"), names, points)


def _conversions(report: dict[str, Any]) -> list[dict[str, Any]]:
    """A row for each stage before: how many customers were where at the next look."""
    rows = []
    for place, stage in enumerate(STAGES):
        counts = report["conversions"][place]
        total = sum(counts)
        cells = [
            {
                "customers": number,
                "share": number / total if total else None,
                "stays": place == column,
            }
            for column, number in enumerate(counts)
        ]
        if total:
            rows.append({"badge": stage_badge(stage), "cells": cells})
    return rows
