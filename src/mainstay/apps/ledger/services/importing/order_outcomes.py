"""What became of an order file's records, gathered from cleaning and from the engine."""

from collections.abc import Iterator

from mainstay.apps.ledger.cleaning.findings import Reject
from mainstay.apps.ledger.services.importing.finishing import SAMPLE, Outcomes, Sample, in_order
from mainstay.apps.ledger.services.importing.reject_spool import RejectSpool
from mainstay.engine.resolve import Outcome, Reason, Resolution

_FIELDS = {Reason.LINE_NO_MISSING: "line_no"}
_SHOWN = (Outcome.SUPERSEDED, Outcome.NEW, Outcome.UNCHANGED)


def of(found: Resolution, spool: RejectSpool) -> Outcomes:
    """The outcomes of a resolution, with what was rejected before it."""

    def rejects() -> Iterator[Reject]:
        return in_order(spool.reasons(), _rejects(found))

    return Outcomes(rejects, tuple(_samples(found)), _places(found))


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


def _samples(found: Resolution) -> Iterator[Sample]:
    for outcome in _SHOWN:
        for batch in found.sample(outcome, SAMPLE):
            for row in batch.to_pylist():
                yield Sample(row["record"], outcome.value, row["previous"])
