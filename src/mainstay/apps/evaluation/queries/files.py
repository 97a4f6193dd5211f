"""The files of evaluations and model runs, read only when they are whole.

An evaluation has frozen inputs, units and results, a model run what it found of each customer.
"""

import hashlib
import os
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from mainstay.apps.evaluation.exact import KEY
from mainstay.apps.evaluation.models import Evaluation, ModelRun

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

INPUTS = "inputs.parquet"
UNITS = "units.parquet"
RESULT = "result.parquet"
LABELS = "labels"
"""The column of a typology's result that has the labels of each unit."""


def label_file(place: int) -> str:
    """The file with the reasons of a typology's label, by its place among the labels."""
    return f"label-{place + 1}.parquet"


_ROWS_REMEMBERED = 300
Run = Evaluation | ModelRun
"""What keeps files."""

_verified: set[tuple[int, str, str]] = set()


class EvaluationDamaged(Exception):
    """A file of an evaluation is missing or differs from what was written; `name` says which."""

    def __init__(self, number: int, name: str) -> None:
        super().__init__(f"{number}/{name}")
        self.number = number
        self.name = name


class EvaluationGone(EvaluationDamaged):
    """The files of an evaluation were removed after the time that the installation keeps them."""


def folder_of(name: str) -> Path:
    """The place of an evaluation's folder."""
    folder: Path = settings.MAINSTAY_HOME.evaluations / name
    return folder


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def read(evaluation: Run, name: str, columns: Sequence[str] | None = None) -> "pa.Table":
    """Some columns of a file. Raises EvaluationDamaged."""
    import pyarrow.parquet as pq

    path = _verified_path(evaluation, name)
    wanted = None if columns is None else list(columns)
    return pq.read_table(path, columns=wanted, partitioning=None)


def read_row(evaluation: Run, name: str, key: int) -> dict[str, Any] | None:
    """The row of one unit, None where it has none. Raises EvaluationDamaged."""
    path = _verified_path(evaluation, name)
    row = _row_of(path, evaluation.files[name], key)
    return None if row is None else row.to_pylist()[0]


@lru_cache(maxsize=_ROWS_REMEMBERED)
def _row_of(path: Path, _digest: str, key: int) -> "pa.Table | None":
    """The row of one unit in a whole file, which never changes.

    To find a row takes a millisecond, and a customer's page, which asks for a dozen, fetches itself
    again after each change.
    """
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        for group in _groups_with(file.metadata, key):
            # One group is read sooner than threads have shared its columns out.
            keys = file.read_row_group(group, [KEY], use_threads=False)[KEY]
            place = pc.index(keys, key).as_py()
            if place >= 0:
                # Taken and not sliced, which would keep the whole group.
                return file.read_row_group(group, use_threads=False).take([place])
    return None


def _groups_with(file: "pq.FileMetaData", key: int) -> Iterator[int]:
    """The row groups that may have a key: one, as files lie in the order of keys."""
    column = file.schema.names.index(KEY)
    for group in range(file.num_row_groups):
        known = file.row_group(group).column(column).statistics
        if known is None or known.min <= key <= known.max:
            yield group


def _verified_path(evaluation: Run, name: str) -> Path:
    """The place of a file that this process has hashed once and found whole."""
    if evaluation.finished_at is not None and not evaluation.files:
        raise EvaluationGone(evaluation.pk, name)
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
    return path
