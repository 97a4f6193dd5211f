"""Every file of the corpus by its name."""

from pathlib import Path

from tests.import_corpus import (
    days,
    encodings,
    headings,
    odd_workbooks,
    old_workbooks,
    packed,
    parquet_files,
    people,
    rates,
    records,
    shapes,
    values,
    workbooks,
)
from tests.import_corpus.making import Content, Files

GROUPS: dict[str, Files] = {
    module.__name__.rpartition(".")[2]: module.FILES
    for module in (
        encodings,
        shapes,
        headings,
        values,
        records,
        packed,
        parquet_files,
        workbooks,
        odd_workbooks,
        old_workbooks,
        people,
        rates,
        days,
    )
}


def written(content: Content, path: Path) -> Path:
    """Write a file of the corpus."""
    path.write_bytes(content() if callable(content) else content)
    return path
