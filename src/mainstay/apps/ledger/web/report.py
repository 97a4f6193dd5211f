"""What an import did or would do, as its page shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mainstay.apps.ledger import wording
from mainstay.apps.ledger.contracts import ImportReport
from mainstay.apps.ledger.models import ImportBatch, ImportKind
from mainstay.shell.web import charts
from mainstay.shell.web.charts import Bar, Chart

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Share:
    """One part of what was in the file: its records and their money, one sum per currency."""

    label: Text
    records: int
    money: list[Decimal]
    part: str = ""
    """`whole` for the file itself, `detail` for a part of the line above."""


@dataclass(frozen=True, slots=True)
class ReportView:
    """A report ready to be shown."""

    title: str
    currencies: list[str]
    shares: list[Share]
    reasons: list[tuple[str, int]]
    changes: list[tuple[str, int]]
    charts: list[Chart]


def view_of(batch: ImportBatch) -> ReportView | None:
    """The report of an import, None before its first check."""
    if not batch.report:
        return None
    report = ImportReport.from_json(batch.report)
    currencies = sorted(report.money_in)
    done = batch.committed_at is not None
    return ReportView(
        title=_("What became of the records") if done else _("What would become of the records"),
        currencies=currencies,
        shares=_shares(batch, report, currencies),
        reasons=[(wording.reason(code), count) for code, count in report.reasons.items()],
        changes=_remarks(report),
        charts=_charts(report),
    )


def _shares(batch: ImportBatch, report: ImportReport, currencies: list[str]) -> list[Share]:
    def share(label: Text, records: int, money: Mapping[str, Decimal], part: str = "") -> Share:
        sums = [money.get(currency, Decimal(0)) for currency in currencies]
        return Share(label, records, sums, part)

    lines = [
        share(_("In the file"), report.records, report.money_in, "whole"),
        share(_("Accepted"), report.accepted, report.money_accepted),
        share(_("Unchanged, known already"), report.unchanged, report.money_unchanged),
        share(_("Rejected"), report.rejected, report.money_rejected),
        share(_("Blank"), report.blank, {}),
    ]
    if report.totals:
        lines.append(share(_("of the blank, totals of other rows"), report.totals, {}, "detail"))
    if report.superseded and batch.kind == ImportKind.ORDERS:
        replaced = _("of the accepted, in place of an older version that amounted to")
        lines.insert(2, share(replaced, report.superseded, report.money_superseded, "detail"))
    elif report.superseded:
        lines.insert(2, share(_("of the accepted, changed"), report.superseded, {}, "detail"))
    return lines


def _remarks(report: ImportReport) -> list[tuple[str, int]]:
    """What was altered in cells, what the import does beside its records, what is odd."""
    remarks = [(wording.change(code), count) for code, count in report.changes.items()]
    remarks += [(wording.note(code), count) for code, count in report.notes.items()]
    return remarks


PARTS: tuple[tuple[str, Promise], ...] = (
    ("accepted", gettext_lazy("Accepted")),
    ("unchanged", gettext_lazy("Unchanged")),
    ("rejected", gettext_lazy("Rejected")),
    ("blank", gettext_lazy("Blank")),
)


def _charts(report: ImportReport) -> list[Chart]:
    """Which share of the records, and of the money in each currency, becomes what."""
    counts = [(label, getattr(report, name)) for name, label in PARTS]
    found = [_chart(_("Shares of the file"), _("Share of the file"), counts, report.records)]
    for currency, whole in sorted(report.money_in.items()):
        sums = [
            (label, getattr(report, f"money_{name}").get(currency, Decimal(0)))
            for name, label in PARTS
            if name != "blank"
        ]
        title = _("Shares of the money, %(currency)s") % {"currency": currency}
        found.append(_chart(title, _("Share of the money"), sums, whole))
    return [chart for chart in found if chart is not None]


def _chart(
    title: str, value_name: str, parts: Sequence[tuple[Text, Decimal | int]], whole: Decimal | int
) -> Chart | None:
    """One bar for each part; None where parts of other signs make no shares."""
    if whole <= 0 or any(part < 0 for _label, part in parts):
        return None
    bars = [Bar(label, float(part / whole)) for label, part in parts if part]
    return charts.shares(title, bars, _("Records"), value_name)
