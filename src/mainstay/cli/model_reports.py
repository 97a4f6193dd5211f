"""What model runs found of all customers together, on a terminal."""

from typing import TYPE_CHECKING, Any

from mainstay.cli.amounts import counted
from mainstay.cli.language import _
from mainstay.cli.output import say, table

if TYPE_CHECKING:
    from mainstay.apps.evaluation.models import ModelRun
    from mainstay.apps.evaluation.services.model_runs.comparing import Comparison


def print_report(row: "ModelRun") -> None:
    """Print what a finished run found, and first how it did where it was held against time."""
    from mainstay.apps.evaluation.services.model_runs.running import BACK_TEST

    if BACK_TEST in row.report:
        print_back_test(row)
    if row.kind == "segments":
        _segments(row)  # people name them after the run has ended
        return
    _PRINTED[row.kind](row.report)


def print_back_test(row: "ModelRun") -> None:
    """Print the verdict, and each measure beside the plain rule."""
    from mainstay.apps.evaluation.services.model_runs.running import BACK_TEST
    from mainstay.apps.evaluation.wording.back_tests_of_models import (
        PLAIN_RULES,
        measure,
        verdict,
    )

    told = row.report[BACK_TEST]
    says = _("{verdict}: {rule}. {customers} customers, up to {until}.")
    say(
        says.format(
            verdict=verdict(told["better"]),
            rule=PLAIN_RULES[row.kind],
            customers=counted(told["customers"]),
            until=told["until"],
        )
    )
    measures = [measure(each) for each in told["measures"]]
    rows = [
        (each.label, each.run or "–", each.naive or "–", _("better") if each.better else "")
        for each in measures
    ]
    table((_("Measure"), _("Run"), _("Plain rule"), ""), rows)


def print_comparison(found: "Comparison") -> None:
    """Print how far customers moved, what was found of all, and who moved most."""
    from mainstay.apps.evaluation.services.model_runs.kinds import KINDS
    from mainstay.apps.evaluation.wording.comparing_models import (
        metric_name,
        moved_told,
        summary,
        told,
    )
    from mainstay.apps.evaluation.wording.model_runs import FIGURES

    code, kind = found.after.kind, KINDS[found.after.kind]
    say(summary(found))
    runs = (str(found.before.pk), str(found.after.pk))
    moved = [(str(FIGURES[code][each.name]), moved_told(each)) for each in found.figures]
    table((_("Figure"), _("Moved")), moved)
    metrics = [
        (metric_name(each.name), *(told(side, kind.metrics[each.name].type) for side in sides))
        for each in found.metrics
        for sides in [(each.before, each.after)]
    ]
    table((_("Run"), *runs), metrics)
    leading = kind.leading
    movers = [
        (each.name, *(told(side, kind.figures[leading].type, leading) for side in sides))
        for each in found.movers
        for sides in [(each.before, each.after)]
    ]
    table((str(FIGURES[code][leading]), *runs), movers)


def _lifecycle(report: dict[str, Any]) -> None:
    from mainstay.analytics.lifecycle import STAGES
    from mainstay.apps.evaluation.wording.model_runs import STAGES as WORDS

    sizes = report["sizes"]
    rows = [
        (
            WORDS[stage][0],
            counted(sizes[0][place]),
            counted(sizes[-1][place]),
            _months(report["dwelling"].get(stage, {}).get("ended_median")),
        )
        for place, stage in enumerate(STAGES)
    ]
    first, last = report["looks"][0], report["looks"][-1]
    table((_("Stage"), first, last, _("Months stayed, median")), rows)


def _months(figure: float | None) -> str:
    return "–" if figure is None else f"{figure:g}"


def _clv(report: dict[str, Any]) -> None:
    from mainstay.apps.evaluation.wording.model_runs import CHOICES

    rows = [
        (_("Model of purchases"), CHOICES[report["used"]["model"]]),
        (_("Customers who have bought"), counted(report["buyers"])),
        (_("Have bought again"), counted(report["repeaters"])),
        (_("Value of all customers"), counted(round(report["total"]))),
        (_("Purchases, next 12 months"), counted(round(report["expected_purchases"]))),
    ]
    table(("", ""), rows)
    if limits := [*report["used"]["limits"], *report["spending"]["limits"]]:
        says = _("The data do not tell all parameters: {limits}")
        say(says.format(limits=", ".join(limits)))
    if check := report["check"]:
        says = _(
            "A year before, {expected} purchases would have been expected; {actual} came. Wrong "
            "per customer by {error}; by the year before alone, by {naive}."
        )
        say(
            says.format(
                expected=counted(round(check["expected"])),
                actual=counted(check["actual"]),
                error=f"{check['error']:.2f}",
                naive=f"{check['naive_error']:.2f}",
            )
        )


def _baskets(report: dict[str, Any]) -> None:
    rows = [
        (_("Customers who bought"), counted(report["customers"])),
        (_("Rules"), counted(report["rules"])),
        (_("Customers with a next product"), counted(report["suggested"])),
        (_("Expected value of the best ones"), counted(round(report["expected"]))),
    ]
    table(("", ""), rows)


def _churn(report: dict[str, Any]) -> None:
    from mainstay.apps.evaluation.wording.churn import BASELINES, SILENT

    rows = [
        (_("Customers looked at"), counted(report["scored"])),
        (_("Of them expected to churn"), counted(round(report["expected"]))),
        (_("AUC"), _interval(report["auc"])),
        (_("Brier score"), f"{report['brier']:.4f} ({report['brier_of_share']:.4f})"),
    ]
    table(("", ""), rows)
    compared = [
        (
            BASELINES[each["baseline"]][0],
            _interval(each["auc"]) if each["auc"] else SILENT[each["problem"]],
            _("beaten") if each["beaten"] else "",
        )
        for each in report["compared"]
    ]
    table((_("Rule"), _("AUC"), ""), compared)
    caught = [
        (f"{each['share']:.0%}", f"{each['precision']:.0%}", f"{each['recall']:.0%}")
        for each in report["caught"]
    ]
    table((_("Highest"), _("Precision"), _("Recall")), caught)


def _interval(estimate: dict[str, float]) -> str:
    return f"{estimate['value']:.3f} ({estimate['low']:.3f}–{estimate['high']:.3f})"


def _forecast(report: dict[str, Any]) -> None:
    year, accuracy = report["total"]["years"][0], report["accuracy"]
    rows = [
        (_("Months from"), report["until"]),
        (_("Revenue, last 12 months"), counted(round(report["total"]["last_12m"]))),
        (_("Revenue, next 12 months"), counted(round(year["forecast"]))),
        (_("80 % interval"), _between(year)),
    ]
    if report["margin"] is not None:
        year = report["margin"]["years"][0]
        rows.append((_("Margin, next 12 months"), counted(round(year["forecast"]))))
    table(("", ""), rows)
    levels = {
        "total": _("All together"),
        "groups": _("Groups of customers"),
        "customers": _("Customers"),
    }
    table(
        (_("Error in the past"), _("Forecast"), _("As a year before")),
        [
            (name, _share(accuracy[level]["chosen"]), _share(accuracy[level]["seasonal_naive"]))
            for level, name in levels.items()
            if accuracy[level]["histories"]
        ],
    )


def _between(year: dict[str, float]) -> str:
    return f"{counted(round(year['low_80']))} – {counted(round(year['high_80']))}"


def _share(told: dict[str, float | None] | None) -> str:
    """The error of a month as a share of what came."""
    return "–" if told is None or told["wape"] is None else f"{told['wape']:.1%}"


def _segments(row: "ModelRun") -> None:
    from mainstay.apps.evaluation.queries.segment_runs import segments_of
    from mainstay.apps.evaluation.wording.segments import STRUCTURES, told_by

    for says in STRUCTURES.get(row.report["structure"], ()):
        say(str(says))
    rows = []
    for each in segments_of(row):
        told = each.told
        share, similar = told["revenue_share"], told["similar"]
        rows.append(
            (
                each.code,
                each.name,
                counted(told["customers"]),
                "–" if share is None else f"{share:.0%}",
                "–" if similar is None else f"{similar:.2f}",
                told_by(told, told["telling"]),
            )
        )
    figures = (_("Customers"), _("Revenue"), _("Comes again"), _("Than others"))
    table((_("Code"), _("Segment"), *figures), rows)


_PRINTED = {
    "lifecycle": _lifecycle,
    "clv": _clv,
    "baskets": _baskets,
    "churn": _churn,
    "forecast": _forecast,
}
