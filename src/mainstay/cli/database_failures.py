"""A database that fails or goes away while a command is at work, in words."""

import sys

from mainstay.cli.language import _
from mainstay.cli.output import fail


def fail_plainly(error: Exception, *, as_json: bool) -> None:
    """Say that the database failed and leave; any other error is left to the caller.

    A commit takes effect whole or not at all, but whether it did is not known to who lost the
    database at that moment.
    """
    reason = _database_error(error)
    if reason is not None:
        message = _(
            "The database failed: {error} What was under way took effect whole or not at all: "
            "look at `mainstay batches` once the database works again. Importing the same file "
            "again does no harm."
        )
        said = f"{' '.join(str(reason).split()).rstrip('.')}."
        fail(message.format(error=said), code="database", as_json=as_json)


def _database_error(error: BaseException) -> BaseException | None:
    """The database's own error behind an error, if it is one of a database that cannot work."""
    if "django.db" not in sys.modules:
        return None
    from django.db import InterfaceError, OperationalError

    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, (InterfaceError, OperationalError)):
            return seen
        seen = seen.__cause__ or seen.__context__
    return None
