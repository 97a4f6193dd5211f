"""Setting, changing, removing and exporting exchange rates.

No amount that has been imported changes with them: the ledger keeps what was converted.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypedDict, Unpack

from django.db import IntegrityError, transaction

from mainstay.apps.governance import queries as governance
from mainstay.apps.reference.contracts import Change, Taken
from mainstay.apps.reference.models import ExchangeRate
from mainstay.apps.reference.policies import CHANGE_RATES, VIEW_RATES
from mainstay.apps.reference.queries.rates import DEFAULT_SORT, RateFilter, RateNotFound, rates
from mainstay.apps.reference.rules.rates import RATE_PLACES, Problem, rate_problems
from mainstay.apps.reference.services.refusals import refused
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require, service
from mainstay.foundation.audit import services as audit
from mainstay.shell.exports import ExportedList

FIELDS = ("date", "currency", "rate", "source")
"""The headings of an export, which an import knows too."""
_AT_ONCE = 1_000


class RateChanges(TypedDict, total=False):
    """What may be changed of a rate; what is left out stays."""

    currency: str
    on: date
    rate: Decimal
    source: str


@service(CHANGE_RATES)
def set_rate(
    actor: Actor, *, currency: str, on: date, rate: Decimal, source: str = ""
) -> ExchangeRate:
    """Add the rate of a currency on a day. Raises ValidationError, also where there is one."""
    row = ExchangeRate(currency=currency.strip().upper(), on=on, rate=rate, source=source.strip())
    _save(row)
    audit.record(
        actor,
        "reference.rate.created",
        subject=row,
        changes={name: [None, value] for name, value in _told(row).items()},
    )
    return row


@service(CHANGE_RATES)
def change_rate(actor: Actor, key: int, **facts: Unpack[RateChanges]) -> ExchangeRate:
    """Change what `facts` names of a rate. Raises RateNotFound and ValidationError."""
    row = _locked(actor, key)
    before = _told(row)
    for name, value in facts.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    row.currency = row.currency.upper()
    _save(row)
    after = _told(row)
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if changes:
        audit.record(actor, "reference.rate.changed", subject=row, changes=changes)
    return row


@service(CHANGE_RATES)
def remove_rate(actor: Actor, key: int) -> None:
    """Take a rate away. Raises RateNotFound."""
    row = _locked(actor, key)
    audit.record(
        actor,
        "reference.rate.removed",
        subject=row,
        changes={name: [value, None] for name, value in _told(row).items()},
    )
    row.delete()


@dataclass(frozen=True, slots=True)
class RateFacts:
    """A rate as a file brings it; it has been checked. `source` is None where it says nothing."""

    currency: str
    on: date
    rate: Decimal
    source: str | None


@service(CHANGE_RATES)
def take_rates(
    actor: Actor, facts: Sequence[RateFacts], *, file_name: str, commit: bool = True
) -> Taken:
    """Set the rates that a file brings, each day of a currency once; the file's wins.

    Without `commit` it only counts.
    """
    known = _known({each.currency for each in facts}, lock=commit)
    new: list[ExchangeRate] = []
    other: list[ExchangeRate] = []
    confirmed, changes = [], []
    for each in facts:
        row = known.get((each.currency, each.on))
        before = None if row is None else kept_facts(row)
        if row is not None and row.rate == each.rate and each.source in (None, row.source):
            confirmed.append(rate_key(row))
            continue
        if row is None:
            row = ExchangeRate(**{**asdict(each), "source": each.source or ""})
        else:
            row.rate = each.rate
            row.source = row.source if each.source is None else each.source
        (new if before is None else other).append(row)
        changes.append(Change(rate_key(row), before, kept_facts(row)))
    taken = Taken(
        len(new),
        len(other),
        len(confirmed),
        changes=tuple(changes),
        confirmed=tuple(confirmed),
    )
    if commit and (new or other):
        ExchangeRate.objects.bulk_create(new, batch_size=_AT_ONCE)
        rows = ExchangeRate.objects.system("the permission was checked")
        rows.bulk_update(other, ["rate", "source"], batch_size=_AT_ONCE)
        audit.record(actor, "reference.rates.imported", file=file_name, **taken.counts)
    return taken


def problems_of(facts: RateFacts, reporting_currency: str) -> list[Problem]:
    """What is wrong with a rate that a file brings."""
    found = rate_problems(
        reporting_currency, facts.currency, facts.on, facts.rate, facts.source or ""
    )
    return list(found)


def rate_key(row: ExchangeRate) -> str:
    """What tells a rate from all others."""
    return f"{row.currency} {row.on.isoformat()}"


def kept_facts(row: ExchangeRate) -> dict[str, str]:
    """What an undo compares and brings back."""
    return {"rate": f"{plain(row.rate):f}", "source": row.source}


def _known(currencies: set[str], *, lock: bool) -> dict[tuple[str, date], ExchangeRate]:
    rows = ExchangeRate.objects.system("a rate is one for everybody")
    rows = rows.filter(currency__in=currencies)
    if lock:
        rows = rows.select_for_update()
    return {(row.currency, row.on): row for row in rows}


@service(VIEW_RATES)
def export_rates(
    actor: Actor, wanted: RateFilter | None = None, sort: str = DEFAULT_SORT
) -> ExportedList:
    """The rates that are wanted, audited when asked for. Raises UnknownSort."""
    rows = rates(actor, wanted, sort)
    audit.record(actor, "reference.rates.exported", rows=rows.count())
    return ExportedList("exchange-rates", FIELDS, _rows(rows.iterator(_AT_ONCE)))


def _rows(rows: Iterable[ExchangeRate]) -> Iterator[Sequence[Any]]:
    for row in rows:
        yield row.on, row.currency, plain(row.rate), row.source


def plain(rate: Decimal) -> Decimal:
    """A rate without the noughts at its end."""
    short = rate.normalize()
    return short if short.as_tuple().exponent <= 0 else short.quantize(Decimal(1))  # type: ignore[operator]


def _locked(actor: Actor, key: int) -> ExchangeRate:
    rows = ExchangeRate.objects.system("the policy is asked for the very row").select_for_update()
    row = rows.filter(pk=key).first()
    if row is None:
        raise RateNotFound(key)
    require(actor, CHANGE_RATES, row)
    return row


def _save(row: ExchangeRate) -> None:
    reporting = governance.installation().reporting_currency
    problems = list(rate_problems(reporting, row.currency, row.on, row.rate, row.source))
    if problems:
        raise refused(problems)
    row.rate = round(row.rate, RATE_PLACES)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise refused([Problem("on", "rate_taken")]) from None


def _told(row: ExchangeRate) -> dict[str, str]:
    """The facts as the audit trail tells them."""
    return {
        "currency": row.currency,
        "on": row.on.isoformat(),
        "rate": f"{plain(row.rate):f}",
        "source": row.source,
    }
