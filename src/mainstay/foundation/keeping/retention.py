"""What is kept for a time only: each app says what goes, the installation's settings say when."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from mainstay.foundation.access.actor import Actor


@dataclass(frozen=True, slots=True)
class Amount:
    """How much goes: things as the rule counts them, and bytes on disk."""

    count: int = 0
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """One kind of thing that goes some time after it was last needed.

    `setting` is the field of the installation with the number of days; 0 keeps for good. `foresee`
    says how much has been kept since before a moment, `remove` removes it in its own transactions,
    asking between portions whether to go on, and audits what it removed.
    """

    code: str
    label: str | Promise
    setting: str
    foresee: Callable[[datetime], Amount]
    remove: Callable[[Actor, datetime, Callable[[], None]], Amount]


_rules: dict[str, RetentionRule] = {}


def register_retention(rule: RetentionRule) -> None:
    """Add a rule; called from an app's registration. Raises ValueError when the code is taken."""
    if _rules.setdefault(rule.code, rule) != rule:
        raise ValueError(f"the retention rule {rule.code} is registered twice")


def retention_rules() -> list[RetentionRule]:
    """Every rule, in the order of registration."""
    return list(_rules.values())


def as_json(amount: Amount) -> dict[str, Any]:
    """An amount as plain values."""
    return {"count": amount.count, "bytes": amount.bytes}
