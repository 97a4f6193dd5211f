"""The contacts that a file of customers holds too, without handing the file in again."""

from mainstay.apps.ledger.models import BatchState, ImportBatch, ImportKind
from mainstay.apps.ledger.policies import RUN_IMPORTS
from mainstay.apps.ledger.queries.folders import upload_path
from mainstay.apps.ledger.reading.errors import EncodingUnknown, FileRefused, SheetUnknown
from mainstay.apps.ledger.services.importing.describing import configure
from mainstay.apps.ledger.services.importing.options import ImportOptions
from mainstay.apps.ledger.services.importing.uploading import discard, file_blocks, take_file
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require, service


class NoContacts(Exception):
    """The file of an import has no contacts to be imported, or not yet, or is no longer kept."""


def may_take_contacts(batch: ImportBatch) -> bool:
    """Whether the customers of a file are there and its contacts can follow."""
    return (
        batch.kind == ImportKind.CUSTOMERS
        and batch.state == BatchState.COMMITTED
        and batch.upload_gone_at is None
        and bool(batch.report.get("contact_columns"))
    )


@service(RUN_IMPORTS, atomic=False)
def take_contacts(actor: Actor, batch: ImportBatch) -> ImportBatch:
    """Hand the file of imported customers in once more, as one of contacts.

    It is read as it was read before; nothing is checked yet. Raises NoContacts and FileRefused.
    """
    require(actor, RUN_IMPORTS, batch)
    if not may_take_contacts(batch):
        raise NoContacts
    blocks = file_blocks(upload_path(batch))
    taken = take_file(actor, kind=ImportKind.CONTACTS, file_name=batch.file_name, blocks=blocks)
    read = ImportOptions.from_json(batch.options)
    shape = ImportOptions(
        encoding=read.encoding, sheet=read.sheet, day_order=read.day_order, totals=read.totals
    )
    try:
        configure(actor, taken, options=shape)
    except (EncodingUnknown, SheetUnknown):
        pass  # asked for as at any other file
    except FileRefused:
        discard(actor, taken)
        raise
    return taken
