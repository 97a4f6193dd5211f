"""What is made of a file once, so that it can be read fast and often: kept beside the file."""

import os
from collections.abc import Callable
from pathlib import Path


def kept_beside(path: Path, ending: str, make: Callable[[Path], None]) -> Path:
    """The file of this ending beside another one; made now if nobody has made it before.

    Several processes may make it at once: it appears whole, under its name, or not at all.
    """
    kept = path.with_name(f"{path.name}.{ending}")
    if kept.exists():
        return kept
    growing = kept.with_name(f"{kept.name}.{os.getpid()}")
    try:
        make(growing)
        growing.replace(kept)
    finally:
        growing.unlink(missing_ok=True)
    return kept
