"""The files of an evaluation: frozen inputs, units and results, read only when they are whole."""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from mainstay.apps.evaluation.models import Evaluation

if TYPE_CHECKING:
    import pyarrow as pa

INPUTS = "inputs.parquet"
UNITS = "units.parquet"
RESULT = "result.parquet"

_verified: set[tuple[int, str, str]] = set()


class EvaluationDamaged(Exception):
    """A file of an evaluation is missing or differs from what was written; `name` says which."""

    def __init__(self, number: int, name: str) -> None:
        super().__init__(f"{number}/{name}")
        self.number = number
        self.name = name


def folder_of(name: str) -> Path:
    """The place of an evaluation's folder."""
    folder: Path = settings.MAINSTAY_HOME.evaluations / name
    return folder


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def read(
    evaluation: Evaluation,
    name: str,
    columns: Sequence[str] | None = None,
    filters: Any = None,
) -> "pa.Table":
    """Some columns of a file, or those of its rows that pass Parquet filters.

    A process hashes a file when it first reads it. Raises EvaluationDamaged.
    """
    import pyarrow.parquet as pq

    path = folder_of(evaluation.folder) / name
    mark = (os.getpid(), str(path), evaluation.files[name])
    if mark not in _verified:
        try:
            whole = digest(path) == evaluation.files[name]
        except OSError:
            whole = False
        if not whole:
            raise EvaluationDamaged(evaluation.pk, name)
        _verified.add(mark)
    wanted = None if columns is None else list(columns)
    return pq.read_table(path, columns=wanted, filters=filters, partitioning=None)
