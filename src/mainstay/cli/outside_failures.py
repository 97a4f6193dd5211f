"""What fails outside Mainstay while a command is at work, in words: database, engine, disk…"""

import sys
from collections.abc import Sequence

from mainstay.cli.engine_checks import trouble
from mainstay.cli.language import _
from mainstay.cli.output import fail
from mainstay.engine.errors import EngineUnavailable
from mainstay.kernel.disk import refused_by_disk


def fail_plainly(error: Exception, words: Sequence[str], *, as_json: bool) -> None:
    """Say what failed of the command in these words and leave; another error is the caller's."""
    reason = _database_error(error)
    if reason is not None:
        from mainstay.shell.sentences import joined

        # Whether a commit took effect is not known to who lost the database at that moment.
        message = _(
            "The database failed: {error} What was under way took effect whole or not at all."
        )
        said = f"{' '.join(str(reason).split()).rstrip('.')}."
        sentences = [message.format(error=said)]
        if words[:1] == ["import"]:
            sentences.append(
                _(
                    "Look at `mainstay batches` once the database works again. Importing the same "
                    "file again does no harm."
                )
            )
        fail(joined(sentences), code="database", as_json=as_json)
    if isinstance(error, EngineUnavailable):
        fail(trouble(error), code="engine_unavailable", as_json=as_json)
    if isinstance(error, MemoryError):
        message = _(
            "The memory was not enough: raise MAINSTAY_ENGINE_MEMORY. What was under way did not "
            "take effect."
        )
        fail(message, code="memory", as_json=as_json)
    if isinstance(error, OSError) and refused_by_disk(error):
        message = _("The disk refused: {error}. What was under way did not take effect.")
        fail(message.format(error=error.strerror), code="disk", as_json=as_json)


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
