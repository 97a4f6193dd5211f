"""How entries are chained: SHA-256 over canonical JSON, each hash covering the one before."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from django.utils.encoding import force_str
from django.utils.functional import Promise

FORMAT = 1
"""Part of every hashed entry, so that a later format can stand beside this one."""

GENESIS = "0" * 64
"""What the first entry names as the hash before it."""


def entry_hash(content: Mapping[str, Any], sequence: int, previous_hash: str) -> str:
    """The hash of an entry at its place: hexadecimal SHA-256 (FIPS 180-4) of canonical JSON."""
    sealed = {
        **content,
        "format": FORMAT,
        "sequence": sequence,
        "previous_hash": previous_hash,
    }
    canonical = json.dumps(sealed, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


def storable(value: Any) -> Any:
    """A value as the trail keeps it, such that every database gives back exactly what it got.

    Decimals, dates and the like become text. So do floats, whose digits databases do not agree on.
    What PostgreSQL cannot keep in JSON text (NUL, lone surrogates) is replaced.
    Raises TypeError for a value that has no plain form.
    """
    if isinstance(value, Mapping):
        return {plain_text(str(key)): storable(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [storable(part) for part in value]
    if isinstance(value, set | frozenset):
        return sorted((storable(part) for part in value), key=str)
    return _storable_atom(value.value if isinstance(value, Enum) else value)


def _storable_atom(value: Any) -> str | int | None:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str | Promise | Decimal | UUID | float):
        return plain_text(force_str(value))
    if isinstance(value, date | time):
        return value.isoformat()
    raise TypeError(f"the audit trail cannot keep a {type(value).__name__}")


def plain_text(text: str, longest: int | None = None) -> str:
    """Text that every database keeps, cut to `longest` characters."""
    cleaned = text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")
    return cleaned if longest is None else cleaned[:longest]
