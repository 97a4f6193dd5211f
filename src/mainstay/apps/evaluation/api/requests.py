"""What nominations and appeals have in common in the interface for programs."""

from datetime import datetime
from typing import Any

from ninja import Schema

from mainstay.apps.evaluation.models import Appeal, Nomination


class RequestOut(Schema):
    """What somebody asks about a customer's grade, and the answer."""

    scheme: str
    customer: str
    name: str
    grade: str
    by: str
    at: datetime
    answer: str
    answered_by: str
    answered_at: datetime | None


def nomination_facts(row: Nomination) -> dict[str, Any]:
    """A nomination as the interface and the command line tell it."""
    return {"nomination": row.pk, "evidence": row.evidence, **_facts(row)}


def appeal_facts(row: Appeal) -> dict[str, Any]:
    """An appeal as the interface and the command line tell it."""
    decided = row.decided_code or None
    return {"appeal": row.pk, "note": row.note, "decided_grade": decided, **_facts(row)}


def _facts(row: Nomination | Appeal) -> dict[str, Any]:
    return {
        "scheme": row.scheme.code,
        "customer": row.customer.code,
        "name": row.customer.name,
        "grade": row.code,
        "state": row.state,
        "by": row.by_name,
        "at": row.at,
        "answer": row.answer,
        "answered_by": row.answered_by_name,
        "answered_at": row.answered_at,
    }
