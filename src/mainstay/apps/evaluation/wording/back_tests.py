"""What a back-test says, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mainstay.analytics.scoring.backtest import Verdict
from mainstay.apps.evaluation.contracts.back_tests import DayReport
from mainstay.apps.evaluation.models import BackTest, Outcome
from mainstay.apps.evaluation.wording.names import grade_name
from mainstay.shell.sentences import joined
from mainstay.shell.web import figures

NAIVE_ORDERS: dict[str, Promise] = {
    "revenue_12m": gettext_lazy("last year's revenue"),
    "recency_days": gettext_lazy("who bought last"),
}


def naive_name(order: str) -> str:
    """An order that anybody could make."""
    return str(NAIVE_ORDERS[order])


def verdict(row: BackTest, report: DayReport) -> str:
    """What a back-test found as of one day, in two sentences."""
    said = {
        "grade": grade_name(row.version.scheme.code, report.top_grade),
        "of_all": figures.percent(report.top_share),
        "outcome": outcome_name(row.outcome),
        "months": _months(row.horizon),
    }
    if report.verdict == Verdict.NOTHING_TO_CATCH or report.scheme.capture is None:
        return (
            _("Nothing came in the %(months)s that followed: there is nothing to compare.") % said
        )
    said["held"] = figures.percent(report.scheme.capture)
    best = report.best
    if report.verdict == Verdict.NOBODY_AT_THE_TOP or best is None or best.capture is None:
        return _("Nobody had a grade on this day.")
    said |= {"order": naive_name(best.order), "naive": figures.percent(best.capture)}
    held = _(
        "The top grade “%(grade)s”, %(of_all)s of the customers, held %(held)s of the %(outcome)s "
        "of the next %(months)s; as many customers by %(order)s alone would have held %(naive)s."
    )
    better = _("That is better than any of the simple orders.")
    no_better = _("No better than %(order)s.")
    compared = better if report.verdict == Verdict.BETTER else no_better
    return joined([held % said, compared % said])


def outcome_name(outcome: str) -> str:
    """What grades are held against, inside a sentence."""
    names = {Outcome.PROFIT: _("gross profit"), Outcome.REVENUE: _("revenue")}
    return names[Outcome(outcome)]


def _months(number: int) -> str:
    return ngettext("%(number)s month", "%(number)s months", number) % {"number": number}
