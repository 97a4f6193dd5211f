"""Pure decisions about imports."""

import hashlib
from collections.abc import Mapping
from typing import Any

from mainstay.apps.ledger.contracts import ImportReport

DEFAULT_SOURCE = "default"
DEFAULT_REJECT_LIMIT = 5.0
"""Percent of the records that may be rejected before an import commits nothing."""

_TOOK_NOTHING = {"refused", "failed", "cancelled"}


def salesperson_key(code: str) -> int:
    """The key under which ledger files name a salesperson: 63 bits of BLAKE2b of the code."""
    digest = hashlib.blake2b(code.encode(), digest_size=8).digest()
    return int.from_bytes(digest) >> 1


def named_source(source: str) -> str:
    """The system that a file came from as people see it: empty where nobody named it."""
    return "" if source == DEFAULT_SOURCE else source


def accepted_of(state: str, report: Mapping[str, Any]) -> int | None:
    """How many records an import took, or would take; None for one that took none of them."""
    if state in _TOOK_NOTHING:
        return None
    count: int | None = report.get("accepted")
    return count


def exceeds_limit(report: ImportReport, limit_percent: float) -> bool:
    """Whether more of the records that say anything were rejected than the limit allows."""
    return report.rejected * 100 > limit_percent * (report.records - report.blank)
