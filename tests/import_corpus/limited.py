"""Imports in a process of their own, with the time and the memory that they took."""

import json
import resource
import sys
import time
from pathlib import Path


def import_and_measure(usual: str, folder: str) -> None:
    """Import a usual file and then those of a folder, and print what each took and became."""
    import django

    django.setup()
    from tests.import_corpus.expected import Case, Outcome, imported

    case = Case("orders", {}, {}, Outcome())
    imported(Path(usual), case)
    measured = {}
    for path in sorted(Path(folder).iterdir()):
        base, began = _peak_kilobytes(), time.monotonic()
        found = imported(path, case)
        measured[path.name] = {
            "refused": found.refused,
            "seconds": time.monotonic() - began,
            "kilobytes": _peak_kilobytes() - base,
        }
    json.dump(measured, sys.stdout)


def _peak_kilobytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
