"""What stops an import or its undo, in words."""

from collections.abc import Iterator
from contextlib import contextmanager

from mainstay.cli.language import _
from mainstay.cli.output import Exit, fail

_ANSWERS = {
    "decimal_comma": _("Answer with --decimal-comma or --decimal-point."),
    "ambiguous_dates": _("Answer with --day-order day_first or --day-order month_first."),
    "identity_mode": _("Answer with --source NAME, or with --map."),
    "sheet_unknown": _("Answer with --sheet NAME."),
    "encoding_unknown": _("Answer with --encoding NAME, such as big5 or windows-1252."),
}
"""How to answer what an import stops to ask, by the code of the failure."""


@contextmanager
def refusals(as_json: bool) -> Iterator[None]:
    """Put what stops an import into words and leave with its status."""
    from mainstay.apps.ledger import failure_wording, wording
    from mainstay.apps.ledger.services.importing import (
        BatchBusy,
        MappingRefused,
        OptionRefused,
        ProfileRefused,
        as_failure,
        failure_of,
    )
    from mainstay.foundation.access.services import AccessDenied
    from mainstay.foundation.jobs.leases import LeaseLost
    from mainstay.shell.sentences import joined

    try:
        yield
    except AccessDenied as error:
        message = _("You may not do this: {permission}.").format(permission=error.permission)
        fail(message, code="denied", as_json=as_json)
    except BatchBusy as error:
        fail(wording.busy(error.state), code="busy", as_json=as_json)
    except LeaseLost:
        message = _(
            "A worker took this over, since the process seemed lost: `mainstay batches` tells how "
            "it ended."
        )
        fail(message, code="taken_over", as_json=as_json)
    except ProfileRefused as error:
        fail(str(error.words), code=error.code, as_json=as_json, status=Exit.USAGE)
    except Exception as error:
        _state, failure = failure_of(as_failure(error) or error)
        if failure.get("code", "unexpected") == "unexpected":
            raise
        words = failure_wording.failure(failure["code"], failure["figures"], with_codes=True)
        if failure["code"] in _ANSWERS:
            words = joined((words, str(_ANSWERS[failure["code"]])))
        # What was said about the file is refused as such, what the file holds by the run.
        said = isinstance(error, (MappingRefused, OptionRefused))
        fail(
            words, code=failure["code"], as_json=as_json, status=Exit.USAGE if said else Exit.FAILED
        )
