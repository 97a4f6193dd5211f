"""Reading files of ratings; what they mean is for the subject that asks for ratings."""

from collections.abc import Callable, Sequence

from mainstay.apps.ledger.cleaning.ratings import clean_ratings
from mainstay.apps.ledger.services.importing.reference_files import (
    ReferenceFile,
    ReferenceReport,
    Row,
    RowKind,
    take_rows,
)
from mainstay.apps.reference.contracts import Taken

RATING_OPTIONS = ("encoding", "sheet")
"""The decisions that say something about a file of ratings."""
MOST_RECORDS = 100_000

_KIND = RowKind(
    kind="ratings",
    clean=clean_ratings,
    problems=lambda _row: (),
    key=("record",),
    content=(),
    most=MOST_RECORDS,
    too_many="too_many_records",
)


def take_ratings(file: ReferenceFile, take: Callable[[Sequence[Row]], Taken]) -> ReferenceReport:
    """Hand the rows of a file to `take` and tell what became of all. Raises ImportFailed.

    A row has `customer`, `criterion`, `rater`, `rating` and `comment` as texts, None where nothing
    stands; `take` gives a refusal to each that it does not take.
    """
    return take_rows(file, _KIND, take)
