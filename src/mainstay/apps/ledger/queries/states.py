"""The ledger's states, as the engine takes them."""

from collections.abc import Collection
from decimal import Decimal
from functools import cache

from django.conf import settings
from django.db.models import Q, QuerySet

from mainstay.apps.ledger.models import ImportBatch, ImportKind, LedgerFileEntry, LedgerHead
from mainstay.engine.cluster_address import read_address
from mainstay.engine.ledger_state import (
    ByteRange,
    FileKind,
    IdentityMode,
    LedgerFile,
    LedgerState,
    LiveBatch,
)
from mainstay.engine.session import Engine, EngineConfig, open_engine
from mainstay.engine.store import LedgerStore
from mainstay.engine.tables import open_embedded_tables

_WHY = "the ledger's files are not rows of anybody; who sees which figures is asked at the figures"


@cache
def engine() -> Engine:
    """This process's engine. Raises EngineUnavailable for a name that is none."""
    config = EngineConfig(
        memory=settings.ENGINE_MEMORY_LIMIT,
        threads=settings.ENGINE_THREADS,
        temp_directory=settings.MAINSTAY_HOME.scratch,
        cluster=read_address(settings.ENGINE),
    )
    return open_engine(config)


def store() -> LedgerStore:
    """The installation's ledger folder."""
    return LedgerStore(settings.MAINSTAY_HOME.ledger)


def current_number() -> int:
    """The number of the current state; 0 before the first import."""
    head = LedgerHead.objects.system(_WHY).values_list("state", flat=True).first()
    return head or 0


def current_state() -> LedgerState:
    """The current state."""
    return state_at(current_number())


class StateGone(LookupError):
    """Files of an earlier state are no longer kept; `number` says of which."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def state_at(number: int) -> LedgerState:
    """A state that was: its files and the batches that counted in it, the newest last.

    Raises StateGone when retention has removed files of it.
    """
    entries = list(_entries_at(number))
    if any(entry.gone_at is not None for entry in entries):
        raise StateGone(number)
    return LedgerState(
        number=number,
        files=tuple(_as_file(entry) for entry in entries),
        batches=tuple(_live_batches_at(number)),
    )


def _entries_at(number: int) -> QuerySet[LedgerFileEntry]:
    there = Q(added_in__lte=number) & (Q(removed_in=None) | Q(removed_in__gt=number))
    return LedgerFileEntry.objects.system(_WHY).filter(there)


def _live_batches_at(number: int) -> list[LiveBatch]:
    live = Q(ledger_state__lte=number) & (Q(undone_in=None) | Q(undone_in__gt=number))
    rows = (
        ImportBatch.objects.system(_WHY)
        .filter(live, kind=ImportKind.ORDERS)
        .order_by("ledger_state")
        .values_list("pk", "source", "identity")
    )
    return [LiveBatch(pk, source, IdentityMode(mode)) for pk, source, mode in rows]


def _as_file(entry: LedgerFileEntry) -> LedgerFile:
    return LedgerFile(
        kind=FileKind(entry.kind),
        name=entry.name,
        sha256=entry.sha256,
        bytes=entry.bytes,
        rows=entry.rows,
        ranges=tuple(ByteRange(*values) for values in entry.ranges),
        batch=entry.batch_id,
        covers=entry.covers or None,
        first_on=entry.first_on,
        last_on=entry.last_on,
        money=tuple((currency, Decimal(amount)) for currency, amount in entry.money),
    )


def customers_with_lines(state: LedgerState, keys: Collection[int]) -> set[int]:
    """Which of these customers have order lines in a state. Raises LedgerDamaged."""
    if not keys:
        return set()
    import ibis

    with open_embedded_tables(engine(), store(), state) as tables:
        orders = tables.orders()
        wanted = ibis.memtable({"customer": sorted(keys)}, schema={"customer": "int64"})
        found = orders.semi_join(wanted, "customer").customer.name("customer")
        return set(found.as_table().distinct().to_pyarrow()["customer"].to_pylist())


def products_in_lines(codes: Collection[str]) -> set[str]:
    """Which of these codes of products order lines have now. Raises LedgerDamaged."""
    if not codes or current_number() == 0:
        return set()
    import ibis

    with open_embedded_tables(engine(), store(), current_state()) as tables:
        lines = tables.lines()
        wanted = ibis.memtable({"product_code": sorted(codes)}, schema={"product_code": "string"})
        found = lines.semi_join(wanted, "product_code").product_code.name("product_code")
        return set(found.as_table().distinct().to_pyarrow()["product_code"].to_pylist())
