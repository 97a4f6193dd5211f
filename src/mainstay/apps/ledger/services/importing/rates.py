"""Importing exchange rates: read, checked, and set at once by the app that keeps them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from mainstay.apps.governance import queries as governance
from mainstay.apps.ledger import wording
from mainstay.apps.ledger.cleaning.day_month import DayMonthEvidence
from mainstay.apps.ledger.cleaning.decimal_marks import CommaEvidence
from mainstay.apps.ledger.cleaning.findings import Reject
from mainstay.apps.ledger.cleaning.mapping import field_columns, guess_mapping
from mainstay.apps.ledger.cleaning.rates import RateOptions, clean_rates
from mainstay.apps.ledger.reading.chunks import read_records
from mainstay.apps.ledger.reading.sniffing import Sniffed, sniff
from mainstay.apps.ledger.services.importing.failures import (
    ImportFailed,
    as_failure,
    ask_about_commas,
    ask_about_dates,
)
from mainstay.apps.ledger.services.importing.incoming import first_codes
from mainstay.apps.ledger.services.importing.looking import limits
from mainstay.apps.ledger.services.importing.options import ImportOptions, OptionUnfit
from mainstay.apps.reference.contracts import CHANGE_RATES
from mainstay.apps.reference.services.rates import RateFacts, problems_of, take_rates
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import service

MOST_RECORDS = 200_000
"""More than 50 years of every working day in a dozen currencies."""
RATE_OPTIONS = ("encoding", "sheet", "day_order", "decimal_comma")
"""The decisions that say something about a file of rates."""
DUPLICATE = "duplicate_in_file"


@dataclass(frozen=True, slots=True)
class RatesFile:
    """A file of rates and what was said about it. `name` is only told."""

    name: str
    blocks: Iterable[bytes]
    mapping: Mapping[str, str] = field(default_factory=dict)
    options: ImportOptions = field(default_factory=ImportOptions)


@dataclass(slots=True)
class RatesReport:
    """records = created + changed + unchanged + rejected + blank."""

    records: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    blank: int = 0
    rejects: list[Reject] = field(default_factory=list)
    """Every reason, in order of record."""

    @property
    def reasons(self) -> dict[str, int]:
        """How many records each reason rejects."""
        return dict(first_codes(self.rejects).most_common())

    def as_json(self) -> dict[str, Any]:
        """Plain values, each reject with its reason in words."""
        counts = {name: value for name, value in asdict(self).items() if name != "rejects"}
        rejects = [
            {**each._asdict(), "detail": wording.reason(each.counted_as, each.value)}
            for each in self.rejects
        ]
        return {**counts, "reasons": self.reasons, "rejects": rejects}

    @property
    def reconciles(self) -> bool:
        done = self.created + self.changed + self.unchanged
        return self.records == done + self.rejected + self.blank


def require_fit(said: Iterable[str]) -> None:
    """Raise OptionUnfit where an option was said that a file of rates has no use for."""
    for option in said:
        if option not in RATE_OPTIONS:
            raise OptionUnfit(option, "")


@service(CHANGE_RATES, atomic=False)
def import_rates(actor: Actor, file: RatesFile, *, commit: bool = True) -> RatesReport:
    """Set the rates that a file brings, all sound ones or none; without `commit` only tell.

    A rate of a day that is known already becomes what the file says. Raises ImportFailed.
    """
    with TemporaryDirectory(prefix="mainstay-rates-") as folder:
        path = Path(folder) / ("rates" + PurePosixPath(file.name).suffix[:12])
        try:
            with path.open("xb") as kept:
                kept.writelines(file.blocks)
            rows, report = _read(path, file)
        except Exception as error:
            raise as_failure(error) or error from error
    sound = _without_duplicates(rows, report)
    facts = [RateFacts(row["currency"], row["on"], row["rate"], row["source"]) for row in sound]
    taken = take_rates(actor, facts, file_name=file.name[:255], commit=commit)
    report.created, report.changed = taken.created, taken.changed
    report.unchanged += taken.unchanged
    report.rejects.sort(key=lambda reject: reject.record)
    report.rejected = len({reject.record for reject in report.rejects})
    if not report.reconciles:
        raise ImportFailed("does_not_reconcile", report={**asdict(report), "rejects": []})
    return report


def _read(path: Path, file: RatesFile) -> tuple[list[dict[str, Any]], RatesReport]:
    """The rows whose cells make a rate, and the report of all others."""
    options = file.options
    sniffed = sniff(path, options.encoding, sheet=options.sheet, limits=limits())
    columns = _columns(sniffed, file.mapping)
    report = RatesReport(records=sniffed.rows_above, blank=sniffed.rows_above)
    reading = RateOptions(options.day_order, options.decimal_comma, sniffed.date_system)
    rows: list[dict[str, Any]] = []
    days, commas = DayMonthEvidence(), CommaEvidence()
    reporting = governance.installation().reporting_currency
    for chunk in read_records(path, sniffed):
        cleaned = clean_rates(chunk, columns, reading)
        report.records += cleaned.records
        report.blank += cleaned.blank
        report.rejects += cleaned.rejects
        if report.records > MOST_RECORDS:
            raise ImportFailed("too_many_rates", limit=MOST_RECORDS)
        days.add(cleaned.day_month)
        commas.add(cleaned.commas)
        for row in cleaned.rows:
            problems = list(_problems(row, reporting))
            report.rejects += problems
            if not problems:
                rows.append(row)
    ask_about_dates(days, options.day_order)
    ask_about_commas(commas, options.decimal_comma)
    return rows, report


def _columns(sniffed: Sniffed, said: Mapping[str, str]) -> dict[str, int]:
    """The columns by field: as said, the others guessed from the headings."""
    guessed = guess_mapping(sniffed.headers, "rates")
    taken = set(said.values())
    others = {name: header for name, header in guessed.items() if header not in taken}
    return field_columns({**others, **said}, sniffed.headers, "rates")


def _problems(row: dict[str, Any], reporting_currency: str) -> Iterator[Reject]:
    facts = RateFacts(row["currency"], row["on"], row["rate"], row["source"])
    for problem in problems_of(facts, reporting_currency):
        value = row[problem.field]
        shown = f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
        yield Reject(row["record"], row["line"], problem.field, problem.code, shown)


def _without_duplicates(
    rows: Sequence[dict[str, Any]], report: RatesReport
) -> list[dict[str, Any]]:
    """Each day of a currency once: what says the same twice is known, what differs is rejected."""
    by_day: dict[tuple[str, date], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_day[row["currency"], row["on"]].append(row)
    sound = []
    for (currency, on), same in by_day.items():
        if len({row["rate"] for row in same}) > 1:
            report.rejects += [
                Reject(row["record"], row["line"], "on", DUPLICATE, f"{currency} {on}")
                for row in same
            ]
        else:
            sound.append(same[-1])
            report.unchanged += len(same) - 1
    return sound
