"""The tables of the import pages."""

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from mainstay.apps.ledger.models import BatchState, ImportBatch
from mainstay.apps.ledger.rules import accepted_of
from mainstay.foundation.audit.naming import name_in_words
from mainstay.shell.web.tables import Badge, Column, Kind, Tone

QUESTIONS = ("ambiguous_dates", "decimal_comma")
"""Failures that a person answers with a button, after which the file is checked again."""

TONES: dict[str, Tone] = {
    BatchState.UPLOADED: Tone.PLAIN,
    BatchState.CHECKED: Tone.INFO,
    BatchState.RUNNING: Tone.INFO,
    BatchState.COMMITTED: Tone.GOOD,
    BatchState.UNDONE: Tone.PLAIN,
    BatchState.REFUSED: Tone.CAUTION,
    BatchState.FAILED: Tone.BAD,
    BatchState.CANCELLED: Tone.PLAIN,
}


def state_badge(batch: ImportBatch) -> Badge:
    """The state in which a batch is; one that stopped to ask something says so."""
    if batch.failure.get("code") in QUESTIONS:
        return Badge(_("Has a question"), Tone.CAUTION)
    return Badge(capfirst(batch.get_state_display()), TONES[batch.state])


def batch_columns() -> list[Column[ImportBatch]]:
    """The columns of the list of imports."""
    return [
        Column("file", _("File"), lambda batch: batch.file_name, link=address_of),
        Column("number", _("No."), lambda batch: batch.pk, Kind.NUMBER),
        Column("kind", _("Kind"), lambda batch: batch.get_kind_display(), wide=True),
        Column("state", _("State"), state_badge),
        Column("accepted", _("Accepted"), _accepted, Kind.NUMBER),
        Column("rejected", _("Rejected"), _rejected, Kind.NUMBER),
        Column("source", _("Source"), lambda batch: batch.source, wide=True),
        Column("recurring", _("Recurring import"), _recurring_name, wide=True),
        Column("by", _("By"), lambda batch: name_in_words(batch.by_name), wide=True),
        Column("when", _("When"), lambda batch: batch.created_at, wide=True),
    ]


def address_of(batch: ImportBatch) -> str:
    """The page of an import."""
    return reverse("ledger:batch", args=[batch.pk])


def _recurring_name(batch: ImportBatch) -> str:
    return batch.recurring.name if batch.recurring is not None else ""


def _accepted(batch: ImportBatch) -> int | None:
    return accepted_of(batch.state, batch.report)


def _rejected(batch: ImportBatch) -> int | None:
    count: int | None = batch.report.get("rejected")
    return count
