"""Importing exchange rates from a file."""

from collections.abc import Sequence

from mainstay.apps.governance import queries as governance
from mainstay.apps.ledger.cleaning.rates import clean_rates
from mainstay.apps.ledger.services.importing.reference_files import (
    OPTIONS,
    ReferenceFile,
    ReferenceReport,
    Row,
    RowKind,
    take_file,
)
from mainstay.apps.reference.contracts import CHANGE_RATES, Taken
from mainstay.apps.reference.services.rates import RateFacts, problems_of, take_rates
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import service

MOST_RECORDS = 200_000
"""More than 50 years of every working day in a dozen currencies."""
RATE_OPTIONS = (*OPTIONS, "decimal_comma")
"""The decisions that say something about a file of rates."""


@service(CHANGE_RATES, atomic=False)
def import_rates(actor: Actor, file: ReferenceFile, *, commit: bool = True) -> ReferenceReport:
    """Set the rates that a file brings, all sound ones or none; without `commit` only tell.

    A rate of a day that is known already becomes what the file says. Raises ImportFailed.
    """
    reporting = governance.installation().reporting_currency
    kind = RowKind(
        kind="rates",
        clean=clean_rates,
        problems=lambda row: problems_of(_facts(row), reporting),
        key=("currency", "on"),
        content=("rate",),
        most=MOST_RECORDS,
        too_many="too_many_rates",
    )

    def take(rows: Sequence[Row]) -> Taken:
        facts = [_facts(row) for row in rows]
        return take_rates(actor, facts, file_name=file.name[:255], commit=commit)

    return take_file(actor, file, kind, take, commit=commit)


def _facts(row: Row) -> RateFacts:
    return RateFacts(row["currency"], row["on"], row["rate"], row["source"])
