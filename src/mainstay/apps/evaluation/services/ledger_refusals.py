"""What ends a job that reads the ledger: its files, or the engine that is to read them."""

from collections.abc import Iterator
from contextlib import contextmanager

from mainstay.engine.errors import EngineUnavailable, LedgerDamaged
from mainstay.foundation.jobs.context import JobFailed, JobPostponed


@contextmanager
def ledger_refusals() -> Iterator[None]:
    """Tell a job why the ledger gives no figures.

    Raises JobFailed with `ledger_damaged`, and JobPostponed with `engine_unavailable`: a cluster
    may be there again soon.
    """
    try:
        yield
    except LedgerDamaged as error:
        raise JobFailed("ledger_damaged", file=error.name) from error
    except EngineUnavailable as error:
        raise JobPostponed(
            "engine_unavailable", engine=error.engine, trouble=error.trouble, says=error.says
        ) from error
