"""What stops an import or its undo, in words."""

from collections.abc import Iterator
from contextlib import contextmanager

from mainstay.cli.language import _
from mainstay.cli.output import Exit, fail


@contextmanager
def refusals(as_json: bool) -> Iterator[None]:
    """Put what stops an import into words and leave with its status."""
    from mainstay.apps.ledger import wording
    from mainstay.apps.ledger.cleaning.mapping import MappingRefused
    from mainstay.apps.ledger.services.importing import BatchBusy, OptionRefused
    from mainstay.apps.ledger.services.importing.failures import as_failure, failure_of
    from mainstay.foundation.access.services import AccessDenied

    try:
        yield
    except AccessDenied as error:
        message = _("You may not do this: {permission}.").format(permission=error.permission)
        fail(message, code="denied", as_json=as_json)
    except BatchBusy as error:
        message = _("This import is {state}; that cannot be done now.").format(state=error.state)
        fail(message, code="busy", as_json=as_json)
    except Exception as error:
        _state, failure = failure_of(as_failure(error) or error)
        if failure.get("code", "unexpected") == "unexpected":
            raise
        words = wording.failure(failure["code"], failure["figures"], with_codes=True)
        # What was said about the file is refused as such, what the file holds by the run.
        said = isinstance(error, (MappingRefused, OptionRefused))
        fail(
            words, code=failure["code"], as_json=as_json, status=Exit.USAGE if said else Exit.FAILED
        )
