"""When what runs by itself is due; the same for schemes and for kinds of models."""

from datetime import date

from mainstay.apps.evaluation.models import Runs, RunsByItself
from mainstay.apps.governance import queries as governance
from mainstay.kernel.periods import month_of, shift_months

FIELDS = ("runs", "runs_on_import", "run_asked", "last_run_on")
"""The fields that say when something runs, and what a start changes."""


def period_of(runs: Runs, day: date) -> date:
    """The first day of the month or of the fiscal year in which a day lies."""
    month = month_of(day)
    if runs != Runs.YEARLY:
        return month
    begins = governance.installation().fiscal_year_start_month
    return shift_months(month, -((month.month - begins) % 12))


def plan(row: RunsByItself, every: str, *, on_import: bool) -> bool:
    """Let it run each month or year from the next one on, or never; whether that is another plan.

    Raises ValueError for an unknown `every`. The caller keeps the row.
    """
    runs = Runs(every)
    if (runs, on_import) == (row.runs, row.runs_on_import):
        return False
    row.runs, row.runs_on_import = runs, on_import
    row.run_asked = row.run_asked and on_import
    row.last_run_on = period_of(runs, governance.today()) if runs else None
    return True


def due_as_of(row: RunsByItself) -> date | None:
    """As of which day it is to be run now, None where it is not.

    The first of the month or year has the whole months before it; after an import it is today.
    """
    today = governance.today()
    if row.runs:
        period = period_of(Runs(row.runs), today)
        if row.last_run_on is None or row.last_run_on < period:
            return period
    return today if row.run_asked else None


def note_start(row: RunsByItself) -> None:
    """Write down that it was started, so that it is due again in the next period."""
    if row.runs:
        row.last_run_on = period_of(Runs(row.runs), governance.today())
    row.run_asked = False
    row.save(update_fields=["last_run_on", "run_asked"])
