"""The work list as a file."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from mainstay.apps.customers.contracts import priority
from mainstay.apps.ledger.models import QualityFinding
from mainstay.apps.ledger.policies import EXPORT_QUALITY
from mainstay.apps.ledger.quality_wording import FIELDS, PROBLEMS
from mainstay.apps.ledger.queries.quality import FindingFilter, findings, order_for
from mainstay.apps.ledger.queries.quality_rows import FindingRow, with_customers
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import service
from mainstay.foundation.audit import services as audit
from mainstay.shell.exports import ExportedList
from mainstay.shell.web.exporting import plain

_CHUNK = 900
_HEADINGS = ("code", "name", "owner", "field", "problem", "field_label", "problem_label", "value")
_RANK = ("key_account", "revenue_12m")


@service(EXPORT_QUALITY)
def export_findings(actor: Actor, wanted: FindingFilter) -> ExportedList:
    """The findings the actor sees and wants, in the order of the list; audited."""
    rows = findings(actor, wanted).order_by(*order_for(actor))
    audit.record(actor, "ledger.quality.exported", rows=rows.count())
    ranked = priority.is_known_to(actor)
    headings = [*_HEADINGS, *(_RANK if ranked else ())]
    return ExportedList("data-quality", headings, _rows(actor, rows, ranked=ranked))


def _rows(actor: Actor, rows: QuerySet[QualityFinding], *, ranked: bool) -> Iterator[Sequence[Any]]:
    found = rows.iterator(_CHUNK)
    while chunk := list(islice(found, _CHUNK)):
        for row in with_customers(actor, chunk):
            yield [*_cells(row), *(_rank(row.finding) if ranked else ())]


def _cells(row: FindingRow) -> list[Any]:
    found, customer = row.finding, row.customer
    return [
        customer.code,
        customer.name,
        customer.owner.email if customer.owner else "",
        found.field,
        found.code,
        str(FIELDS[found.field]),
        str(PROBLEMS[found.code]),
        plain(row.value),
    ]


def _rank(found: QualityFinding) -> list[Any]:
    return ["yes" if found.key_account else "", found.revenue]
