"""What became of an order file's records, gathered from cleaning and from the engine."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from mainstay.apps.customers.queries import names
from mainstay.apps.ledger.cleaning.findings import Reject
from mainstay.apps.ledger.models import Salesperson
from mainstay.apps.ledger.services.importing.finishing import (
    SAMPLE,
    Outcomes,
    Sample,
    in_order,
    total_samples,
)
from mainstay.apps.ledger.services.importing.reject_spool import RejectSpool
from mainstay.engine.resolve import Outcome, Reason, Resolution

_FIELDS = {Reason.LINE_NO_MISSING: "line_no"}
_FIELD_OF = {"amount_original": "amount", "cost_original": "cost"}
_DERIVED = frozenset({"kind"})
_SHOWN = (Outcome.SUPERSEDED, Outcome.NEW, Outcome.UNCHANGED)


def of(found: Resolution, spool: RejectSpool, zone: ZoneInfo, totals: Sequence[int]) -> Outcomes:
    """The outcomes of a resolution, with what was rejected or left out before it.

    Days are the zone's; `totals` are some of the records that add others up.
    """

    def rejects() -> Iterator[Reject]:
        return in_order(spool.reasons(), _rejects(found))

    return Outcomes(rejects, (*_samples(found, zone), *total_samples(totals)), _places(found))


def _rejects(found: Resolution) -> Iterator[Reject]:
    for batch in found.rejects():
        for record, code in zip(
            batch["record"].to_pylist(), batch["code"].to_pylist(), strict=True
        ):
            yield Reject(record, None, _FIELDS.get(code, "order_no"), code, "")


def _places(found: Resolution) -> dict[int, int]:
    places: dict[int, int] = {}
    for batches in (found.rejects(), found.reserved_places()):
        for batch in batches:
            pairs = zip(batch["record"].to_pylist(), batch["line_no"].to_pylist(), strict=True)
            places.update((record, place) for record, place in pairs if place is not None)
    return places


def _samples(found: Resolution, zone: ZoneInfo) -> Iterator[Sample]:
    for outcome in _SHOWN:
        rows = [row for batch in found.sample(outcome, SAMPLE) for row in batch.to_pylist()]
        changes = _changes(rows, zone) if outcome is Outcome.SUPERSEDED else {}
        for row in rows:
            yield Sample(row["record"], outcome.value, changes.get(row["record"], {}))


def _changes(
    rows: Sequence[dict[str, Any]], zone: ZoneInfo
) -> dict[int, dict[str, tuple[str, str]]]:
    """For each changed line the fields that change, in the file's own terms."""
    sides = [row[side] for row in rows for side in ("previous", "current")]
    named = names({side["customer"] for side in sides})
    sellers = Salesperson.objects.system("shown as the file named them")
    codes = dict(
        sellers.filter(key__in={side["salesperson"] for side in sides}).values_list("key", "code")
    )
    words: dict[str, Callable[[Any], str]] = {
        "customer": lambda key: named[key].code if key in named else "",
        "salesperson": lambda key: codes.get(key, ""),
        "ordered_at": lambda at: _local(at, zone),
    }
    return {
        row["record"]: {
            _FIELD_OF.get(name, name): (word(old), word(row["current"][name]))
            for name, old in row["previous"].items()
            for word in [words.get(name, _plain)]
            if name not in _DERIVED and old != row["current"][name]
        }
        for row in rows
    }


def _local(at: datetime, zone: ZoneInfo) -> str:
    """A moment in the company's zone; midnight goes without saying."""
    local = at.astimezone(zone)
    return f"{local:%Y-%m-%d}" if local.time() == time() else f"{local:%Y-%m-%d %H:%M:%S}"


def _plain(value: Any) -> str:
    if value is None:
        return ""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
