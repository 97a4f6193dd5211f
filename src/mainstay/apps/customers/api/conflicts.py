"""What programs are told when somebody else was faster: both versions."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any, cast

from mainstay.apps.customers.queries.conflicts import (
    Conflict,
    contact_conflict,
    customer_conflict,
)
from mainstay.apps.customers.rules import (
    ContactFacts,
    ContactVersionConflict,
    Facts,
    VersionConflict,
)
from mainstay.foundation.access.actor import Actor
from mainstay.shell.api.problems import MEDIA_TYPE

_MOMENT = {"type": "string", "format": "date-time"}
_PERSON = {"type": "string", "description": "Empty where the caller may not read the audit trail."}
_DIFFERENCE = {
    "type": "object",
    "required": ["field", "now", "yours", "changed_by", "changed_at"],
    "properties": {
        "field": {"type": "string", "description": "As in the request; `custom.` and a code."},
        "now": {"description": "What is in force, as it could be sent."},
        "yours": {"description": "What this request says."},
        "changed_by": _PERSON,
        "changed_at": _MOMENT,
    },
}
_SCHEMA = {
    "allOf": [
        {"$ref": "#/components/schemas/Problem"},
        {
            "type": "object",
            "required": ["version", "changed_by", "changed_at", "differences"],
            "properties": {
                "version": {
                    "type": "integer",
                    "description": "The version in force: send it to write all the same.",
                },
                "changed_by": _PERSON,
                "changed_at": _MOMENT,
                "differences": {
                    "type": "array",
                    "description": "What this request wants otherwise than it is now.",
                    "items": _DIFFERENCE,
                },
            },
        },
    ]
}
TOLD: dict[str, Any] = {
    "responses": {
        409: {
            "description": "Somebody else was faster",
            "content": {MEDIA_TYPE: {"schema": _SCHEMA}},
        }
    }
}
"""What the description of an operation says about its 409, as `openapi_extra`."""


@contextmanager
def of_customer(actor: Actor, key: int, facts: dict[str, Any]) -> Iterator[None]:
    """Tell both versions when a change of a customer comes too late."""
    try:
        yield
    except VersionConflict:
        said = cast("Facts", facts)
        raise VersionConflict(key, _both(customer_conflict(actor, key, said))) from None


@contextmanager
def of_contact(actor: Actor, contact_id: int, facts: dict[str, Any]) -> Iterator[None]:
    """The same of a contact."""
    try:
        yield
    except ContactVersionConflict:
        said = cast("ContactFacts", facts)
        both = _both(contact_conflict(actor, contact_id, said))
        raise ContactVersionConflict(contact_id, both) from None


def _both(conflict: Conflict) -> dict[str, Any]:
    """Both versions as members of a problem."""
    return {
        "version": conflict.version,
        "changed_by": conflict.by,
        "changed_at": conflict.at,
        "differences": [
            {
                "field": each.field,
                "now": _plain(each.now),
                "yours": _plain(each.yours),
                "changed_by": each.by,
                "changed_at": each.at,
            }
            for each in conflict.differences
        ],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else value
