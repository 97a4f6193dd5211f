"""What a check of the installation has found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: its code, whether it is well, and what to say about it."""

    check: str
    healthy: bool
    says: str
