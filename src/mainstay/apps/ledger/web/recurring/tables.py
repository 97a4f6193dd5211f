"""The tables of recurring imports, and how one is told in words."""

from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from mainstay.apps.governance import queries as governance
from mainstay.apps.ledger import recurring_wording as wording
from mainstay.apps.ledger.models import BatchState, RecurringImport, RecurringRun
from mainstay.apps.ledger.recurrence import Origin, Rhythm, RunOutcome
from mainstay.apps.ledger.services.recurring.setting_up import AFTER_FAILURES
from mainstay.apps.ledger.web.tables import state_badge
from mainstay.shell.web.tables import Badge, Column, Kind, Tone

TONES: dict[str, Tone] = {
    RunOutcome.RUNNING: Tone.INFO,
    RunOutcome.IMPORTED: Tone.GOOD,
    RunOutcome.REFUSED: Tone.CAUTION,
    RunOutcome.FAILED: Tone.BAD,
    RunOutcome.STOPPED: Tone.PLAIN,
}


def standing_badge(recurring: RecurringImport) -> Badge:
    """Whether it looks for files."""
    if recurring.paused_at is None:
        return Badge(_("Active"), Tone.GOOD)
    tone = Tone.BAD if recurring.paused_why == AFTER_FAILURES else Tone.PLAIN
    return Badge(_("Paused"), tone)


def outcome_badge(outcome: str | None) -> Badge | None:
    """What became of a file."""
    return Badge(capfirst(RunOutcome(outcome).label), TONES[outcome]) if outcome else None


def run_badge(run: RecurringRun) -> Badge | None:
    """What became of the file of a run, and of its import since."""
    counted = (BatchState.COMMITTED, BatchState.UNDONE)
    if run.ended_at and run.batch is not None and run.batch.state in counted:
        return state_badge(run.batch)
    return outcome_badge(run.outcome)


def rhythm_words(recurring: RecurringImport) -> str:
    """How often it looks."""
    if recurring.origin == Origin.FOLDER:
        return gettext("every minute")
    if recurring.rhythm == Rhythm.MINUTES:
        words = ngettext("every {count} minute", "every {count} minutes", recurring.every_minutes)
        return words.format(count=recurring.every_minutes)
    at = _clock_words(recurring)
    if recurring.rhythm == Rhythm.DAILY:
        return gettext("every day at {at}").format(at=at)
    day: str | Promise = WEEKDAYS[recurring.weekday - 1]
    return gettext("every {day} at {at}").format(day=day, at=at)


def _clock_words(recurring: RecurringImport) -> str:
    """The time of day; with the company's zone for a reader who lives in another."""
    at = recurring.at.strftime("%H:%M") if recurring.at else ""
    zone = governance.installation().time_zone
    return at if zone == timezone.get_current_timezone_name() else f"{at} ({zone})"


def recurring_columns() -> list[Column[RecurringImport]]:
    """The columns of the list."""
    return [
        Column("name", _("Name"), lambda each: each.name, link=address_of),
        Column("standing", _("State"), standing_badge),
        Column("kind", _("Brings"), lambda each: each.profile.get_kind_display(), wide=True),
        Column("origin", _("Files from"), wording.origin_in_short, wrap=True),
        Column("last", _("Last file"), lambda each: outcome_badge(_last_outcome(each))),
        Column("next", _("Looks next"), lambda each: each.next_at),
    ]


def _last_outcome(recurring: RecurringImport) -> str | None:
    outcome: str | None = getattr(recurring, "last_outcome", None)
    return outcome


def address_of(recurring: RecurringImport) -> str:
    """The page of a recurring import."""
    return reverse("ledger:recurring", args=[recurring.pk])


def run_columns() -> list[Column[RecurringRun]]:
    """The columns of what it took."""
    return [
        Column("when", _("When"), lambda run: run.started_at),
        Column("file", _("File"), lambda run: run.file_name, wrap=True),
        Column("outcome", _("Outcome"), run_badge),
        Column("import", _("Import"), _number, Kind.NUMBER, link=_import_of),
        Column("reason", _("Reason"), wording.reason_of, wrap=True),
    ]


def _number(run: RecurringRun) -> int | None:
    return run.batch_id or run.taken_id


def _import_of(run: RecurringRun) -> str | None:
    if run.taken_id:
        return reverse("ledger:file", args=[run.taken_id])
    return reverse("ledger:batch", args=[run.batch_id]) if run.batch_id else None
