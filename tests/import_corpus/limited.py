"""An import in a process of its own, with the time and the memory that it took."""

import json
import resource
import sys
import time
from pathlib import Path


def import_and_measure(usual: str, file: str) -> None:
    """Import a usual file and then another, and print what the second one took and became."""
    import django

    django.setup()
    from tests.import_corpus.expected import Case, Outcome, imported

    case = Case("orders", {}, {}, Outcome())
    imported(Path(usual), case)
    base, began = _peak_kilobytes(), time.monotonic()
    found = imported(Path(file), case)
    json.dump(
        {
            "refused": found.refused,
            "accepted": found.accepted,
            "reasons": dict(found.reasons),
            "seconds": time.monotonic() - began,
            "kilobytes": _peak_kilobytes() - base,
        },
        sys.stdout,
    )


def _peak_kilobytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
