"""Reading files of figures; what they mean is for the subject that keeps indicators."""

from collections.abc import Callable, Sequence

from mainstay.apps.ledger.cleaning.figures import clean_figures
from mainstay.apps.ledger.services.importing.reference_files import (
    ReferenceFile,
    ReferenceReport,
    Row,
    RowKind,
    take_rows,
)
from mainstay.apps.reference.contracts import Taken

MOST_RECORDS = 1_000_000

_KIND = RowKind(
    kind="figures",
    clean=clean_figures,
    problems=lambda _row: (),
    key=("record",),
    content=(),
    most=MOST_RECORDS,
    too_many="too_many_records",
)


def take_figures(file: ReferenceFile, take: Callable[[Sequence[Row]], Taken]) -> ReferenceReport:
    """Hand the rows of a file to `take` and tell what became of all. Raises ImportFailed.

    A row has `customer` and `industry` as texts, `figure` as a decimal and `on` as a day, None
    where nothing stands; `take` gives a refusal to each that it does not take.
    """
    return take_rows(file, _KIND, take)
