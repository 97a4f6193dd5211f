"""Writing the files of an evaluation: the same rows always give the same bytes."""

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from mainstay.apps.evaluation.queries.files import folder_of

if TYPE_CHECKING:
    import pyarrow as pa

ROWS_PER_GROUP = 10_000


def fresh_folder(name: str) -> Path:
    """An empty folder for one run."""
    folder = folder_of(name)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    return folder


def write(path: Path, table: "pa.Table") -> None:
    """Write a Parquet file durably."""
    import pyarrow.parquet as pq

    pq.write_table(table, path, version="2.6", compression="zstd", row_group_size=ROWS_PER_GROUP)
    for place in (path, path.parent):
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def remove_other_runs(number: int | str, kept: str) -> None:
    """Remove the folders of runs of the same evaluation or model that did not come to an end."""
    parent = folder_of(kept).parent
    for folder in (parent / str(number), *parent.glob(f"{number}-*")):
        if folder.name != kept:
            shutil.rmtree(folder, ignore_errors=True)
