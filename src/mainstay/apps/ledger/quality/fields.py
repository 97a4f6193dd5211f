"""Which fields are looked at, what they weigh, and what can be wrong with them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

FRESH_MONTHS = 12
"""For so long a record counts as confirmed."""

NAME = "name"
NUMBER = "registration_number"
OWNER = "owner"
PARENT = "parent"
RECORD = "record"
"""Stands for the customer's record as a whole."""


class Code(StrEnum):
    """What is wrong with a field."""

    MISSING = "missing"
    PLACEHOLDER = "placeholder"
    WRONG_CHECK_DIGIT = "wrong_check_digit"
    IN_THE_FUTURE = "in_the_future"
    NOT_POSITIVE = "not_positive"
    OWNER_LEFT = "owner_left"
    PARENT_CIRCLE = "parent_circle"
    PARENT_AWAY = "parent_away"
    DOUBLE = "double"
    STALE = "stale"
    UNSEEN = "unseen"


LOSSES: dict[str, float] = {Code.DOUBLE: 0.5, Code.UNSEEN: 0.5}
"""What a finding takes of its field's weight; others take it all."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field. An `optional` one may be missing and then weighs nothing.

    One `of_organisations` is asked of no person.
    """

    code: str
    weight: int
    optional: bool = False
    of_organisations: bool = False


FIELDS: tuple[Field, ...] = (
    Field(NAME, 3),
    Field(NUMBER, 3, of_organisations=True),
    Field(OWNER, 3),
    Field(PARENT, 2, optional=True),
    Field(RECORD, 2),
    Field("industry", 2),
    Field("region", 2),
    Field("scale", 1, of_organisations=True),
    Field("registered_capital", 1, optional=True, of_organisations=True),
    Field("founded_on", 1, of_organisations=True),
)
BY_CODE = {field.code: field for field in FIELDS}
UNIQUE = frozenset({NAME, NUMBER})
NEVER_COMPLETE = frozenset({PARENT, RECORD})
"""Fields of which completeness says nothing."""


def score_of(
    findings: Iterable[tuple[str, str]], *, person: bool, without: Collection[str]
) -> float:
    """The score of one customer from its findings (field, code) that nobody called right.

    `without` names the optional fields that have no value.
    """
    losses: dict[str, float] = {}
    for field, code in findings:
        losses[field] = max(losses.get(field, 0.0), LOSSES.get(code, 1.0))
    asked = [
        field
        for field in FIELDS
        if not (field.of_organisations and person)
        and not (field.optional and field.code in without)
    ]
    lost = sum(field.weight * losses.get(field.code, 0.0) for field in asked)
    return 100 * (1 - lost / sum(field.weight for field in asked))
