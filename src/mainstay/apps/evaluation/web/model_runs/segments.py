"""What the page of a run of segments shows."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mainstay.analytics.segments.borders import DOUBTFUL, STABLE
from mainstay.apps.evaluation.models import ModelRun
from mainstay.apps.evaluation.queries.segment_runs import (
    NONE,
    NamedSegment,
    numbered,
    segments_of,
)
from mainstay.apps.evaluation.services.model_runs.segments import (
    AUTOMATIC,
    BEFORE,
    LIFECYCLE,
    RFM,
)
from mainstay.apps.evaluation.wording.amounts import indicator_name
from mainstay.apps.evaluation.wording.model_runs import STAGES
from mainstay.apps.evaluation.wording.segments import NOBODY, RFM_LABELS, STRUCTURES, told_by
from mainstay.apps.governance import queries as governance
from mainstay.shell.sentences import listed
from mainstay.shell.web import figures
from mainstay.shell.web.charts import Chart
from mainstay.shell.web.radar import RadarLine, radar
from mainstay.shell.web.tables import Badge, Cell, Column, Edit, Tone, cell_of

_FEWEST_AXES = 3


def shown(run: ModelRun) -> dict[str, Any]:
    """The segments with what tells them, why so many, and what stands beside them."""
    report, segments = run.report, segments_of(run)
    profile = [each["name"] for each in report["segments"][0]["profile"]]
    several = len(segments) > 1
    return {
        "report": report,
        "currency": governance.installation().reporting_currency,
        "doubt": STRUCTURES.get(report["structure"]),
        "asked": run.parameters["number"] != AUTOMATIC,
        "several": several,
        "segments": [_segment(run, each, profile) for each in segments],
        "radar": _radar(run, segments) if several and len(profile) >= _FEWEST_AXES else None,
        "judged": _judged(report),
        "candidates": [_candidate(each, report) for each in report["candidates"]],
        "filled": [(indicator_name(code), count) for code, count in report["filled"].items()],
        "alike": listed(indicator_name(code) for code in report["alike"]),
        "customers_in": sum(each["customers"] for each in report["segments"]),
        "left_out_url": _customers(run, segment=NONE),
        "beside": [_beside(run, name, segments) for name in (BEFORE, RFM, LIFECYCLE)],
    }


def named_before(run: ModelRun) -> dict[str, str]:
    """What the segments of the run before were called when this one was made, by their codes."""
    before = run.report["beside"].get(BEFORE)
    return (
        {code: name or numbered(code) for code, name in before["names"].items()} if before else {}
    )


def name_cell(run: ModelRun, segment: NamedSegment) -> Cell:
    """The name of a segment, to be changed where it stands."""
    url = reverse("evaluation:segment_name", args=[run.pk, segment.code])
    label = _("Change: name of %(segment)s") % {"segment": segment.name}
    edit = Edit(f"name-{segment.code}", url, url, label)
    column: Column[NamedSegment] = Column(
        "name", gettext_lazy("Segment"), lambda each: each.name, edit=lambda _segment: edit
    )
    return cell_of(column, segment)


def stability_badge(similar: float | None) -> Badge | None:
    """Whether a segment comes again when customers are drawn anew."""
    if similar is None:
        return None
    if similar >= STABLE:
        return Badge(_("Stable"), Tone.GOOD)
    return Badge(_("Fairly stable"), Tone.INFO) if similar >= DOUBTFUL else _doubtful()


def _doubtful() -> Badge:
    return Badge(_("Doubtful"), Tone.CAUTION)


def _customers(run: ModelRun, **labels: str) -> str:
    return f"{reverse('evaluation:model_run_customers', args=[run.pk])}?{urlencode(labels)}"


def _segment(run: ModelRun, segment: NamedSegment, profile: Sequence[str]) -> dict[str, Any]:
    told = segment.told
    return {
        **told,
        "cell": name_cell(run, segment),
        "name": segment.name,
        "share": told["customers"] / run.customers if run.customers else None,
        "told_by": told_by(told, profile),
        "stability": stability_badge(told["similar"]),
        "url": _customers(run, segment=segment.code),
    }


def _radar(run: ModelRun, segments: Sequence[NamedSegment]) -> Chart:
    axes = [indicator_name(each["name"]) for each in segments[0].told["profile"]]
    lines = [
        RadarLine(
            segment.name,
            [each["percentile"] for each in segment.told["profile"]],
            _customers(run, segment=segment.code),
        )
        for segment in segments
    ]
    title = _("Where the middle of each segment lies among everybody, in per cent of the customers")
    return radar(title, _("Segment"), axes, lines)


def _judged(report: Mapping[str, Any]) -> Chart:
    """Silhouette and stability of each number of segments."""
    names = (_("Silhouette"), _("Stability of the least stable segment"))
    candidates = report["candidates"]
    pairs = [(each["silhouette"], each["least_similar"]) for each in candidates]
    numbers = [figures.full_number(each["number"]) for each in candidates]
    drawing = {
        "days": numbers,
        "lines": [
            {"name": name, "values": [pair[place] for pair in pairs]}
            for place, name in enumerate(names)
        ],
        "ofOne": True,
    }
    rows = [
        (number, *(figures.full_number(value, 2) for value in pair))
        for number, pair in zip(numbers, pairs, strict=True)
    ]
    title = _("Silhouette and stability by the number of segments")
    return Chart("trend", title, drawing, (_("Number of segments"), *names), rows)


def _candidate(told: Mapping[str, Any], report: Mapping[str, Any]) -> dict[str, Any]:
    verdict = stability_badge(told["least_similar"])
    if told["few"]:
        verdict = Badge(_("Outliers"), Tone.CAUTION)
    return {**told, "verdict": verdict, "chosen": told["number"] == report["number"]}


def _beside(run: ModelRun, name: str, segments: Sequence[NamedSegment]) -> dict[str, Any]:
    """Customers by a label elsewhere and by segment; nothing but how to get it where it is not."""
    told = run.report["beside"].get(name)
    if told is None:
        return {"name": name, "lines": None}
    words = _WORDS[name](run)
    codes = [*(each.code for each in segments), NONE]
    nobody = any(counts[-1] for counts in told["counts"])
    columns = len(segments) + nobody
    lines = [
        {"badge": words[label], "cells": _cells(run, name, label, codes, counts)[:columns]}
        for label, counts in zip(told["labels"], told["counts"], strict=True)
        if any(counts)
    ]
    return {
        "name": name,
        "as_of": date.fromisoformat(told["as_of"]),
        "run": told["run"],
        "heads": [*(each.name for each in segments), *([NOBODY] if nobody else [])],
        "lines": lines,
    }


def _cells(
    run: ModelRun, name: str, label: str, codes: Sequence[str], counts: Sequence[int]
) -> list[dict[str, Any]]:
    total = sum(counts)
    return [
        {
            "customers": count,
            "share": count / total,
            "url": _customers(run, segment=code, **{name: label}),
        }
        for code, count in zip(codes, counts, strict=True)
    ]


def _before_words(run: ModelRun) -> dict[str, Badge]:
    named = {code: Badge(name, Tone.PLAIN) for code, name in named_before(run).items()}
    return {**named, NONE: Badge(NOBODY, Tone.PLAIN)}


def _rfm_words(_run: ModelRun) -> dict[str, Badge]:
    return {code: Badge(*words) for code, words in RFM_LABELS.items()}


def _stage_words(_run: ModelRun) -> dict[str, Badge]:
    stages = {code: Badge(*words) for code, words in STAGES.items()}
    return {**stages, NONE: Badge(NOBODY, Tone.PLAIN)}


_WORDS: Mapping[str, Callable[[ModelRun], dict[str, Badge]]] = {
    BEFORE: _before_words,
    RFM: _rfm_words,
    LIFECYCLE: _stage_words,
}
