"""How much a file may hold, so that a small one cannot fill the machine."""

from dataclasses import dataclass

GIGABYTE = 1 << 30


@dataclass(frozen=True, slots=True)
class Limits:
    """Both are looked at before and while anything is unpacked or read."""

    unpacked_bytes: int = 4 * GIGABYTE
    """Of what is packed in an archive or a workbook."""
    cells: int = 50_000_000
    """With content, of one sheet."""


DEFAULT_LIMITS = Limits()
