"""The quality of the data: findings, figures, snapshots."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet
from django.utils import timezone

from mainstay.apps.customers import queries as customers
from mainstay.apps.customers.contracts import priority
from mainstay.apps.governance import queries as governance
from mainstay.apps.ledger.models import ImportBatch, QualityFinding, QualitySnapshot
from mainstay.apps.ledger.policies import VIEW_QUALITY, sees_all_quality
from mainstay.apps.ledger.quality.fields import FIELDS, FRESH_MONTHS, PARENT, score_of
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require
from mainstay.kernel.periods import shift_months

if TYPE_CHECKING:
    import pyarrow as pa

    from mainstay.apps.ledger.quality.figures import QualityFigures

BY_RANK = ("-key_account", "-revenue", "-customer_id", "-field", "-code")
"""All one way, as its index goes: an index that turns round in between would sort again."""
BY_CUSTOMER = ("customer_id", "field", "code")
TREND_POINTS = 400
NO_OWNER = customers.NO_OWNER
_KEY_DIGITS = 18


class FindingGone(LookupError):
    """There is no such finding, no longer, or none that the actor may see."""


@dataclass(frozen=True, slots=True)
class FindingFilter:
    """Which findings to list; what is left empty does not matter.

    `owner` is a person's id or `NO_OWNER`. `right` lists those that somebody called right instead.
    """

    field: str = ""
    code: str = ""
    owner: str = ""
    right: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """Figures with the moment they are of; `company` where they are of everybody."""

    figures: "QualityFigures"
    at: datetime
    company: bool


def fresh_since() -> datetime:
    """From when on a change or a confirmation makes a record a fresh one."""
    company = governance.find_installation()
    zone = ZoneInfo(company.time_zone) if company else UTC
    return datetime.combine(_months_before(governance.today(), FRESH_MONTHS), time(), zone)


def _months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or that month's last day."""
    first = shift_months(day, -months)
    last = shift_months(day, 1 - months) - timedelta(days=1)
    return min(first.replace(day=1) + timedelta(days=day.day - 1), last)


def quality_facts(actor: Actor, keys: Collection[int] | None = None) -> "pa.Table":
    """What a check looks at of the actor's current customers, of all or of these."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from mainstay.apps.ledger.quality.examining import FACTS

    found = customers.facts_of(actor, keys)
    since = fresh_since()
    batches = ImportBatch.objects.system("an import confirms whoever's customer it brings")
    recent = list(batches.filter(committed_at__gte=since).values_list("pk", flat=True))
    brought = customers.newest_batches(keys)
    confirmed = brought.filter(pc.is_in(brought["batch"], value_set=pa.array(recent, pa.int64())))
    changed = pc.greater_equal(found["updated_at"], pa.scalar(since, found["updated_at"].type))
    fresh = pc.or_(changed, pc.is_in(found["key"], value_set=confirmed["key"].combine_chunks()))
    named = found.append_column("is_fresh", fresh).rename_columns(
        {
            "owner_id": "owner",
            "owner__is_active": "owner_is_active",
            "parent_id": "parent",
            "to_be_completed": "is_unseen",
        }
    )
    return named.select(FACTS.names).cast(FACTS)


def findings(actor: Actor, wanted: FindingFilter | None = None) -> QuerySet[QualityFinding]:
    """The findings the actor may see and wants, without an order."""
    wanted = wanted or FindingFilter()
    rows = QualityFinding.objects.visible_to(actor).filter(called_right_at__isnull=not wanted.right)
    if wanted.field:
        rows = rows.filter(field=wanted.field)
    if wanted.code:
        rows = rows.filter(code=wanted.code)
    if wanted.owner == NO_OWNER:
        rows = rows.filter(customer__owner=None)
    elif wanted.owner:
        known = wanted.owner.isdecimal() and len(wanted.owner) <= _KEY_DIGITS
        rows = rows.filter(customer__owner_id=int(wanted.owner)) if known else rows.none()
    return rows


def order_for(actor: Actor) -> Sequence[str]:
    """Key accounts first, then by revenue, where the actor may know both."""
    return BY_RANK if priority.is_known_to(actor) else BY_CUSTOMER


def finding(actor: Actor, key: int, field: str, code: str) -> QualityFinding:
    """One finding, called right or not. Raises FindingGone."""
    rows = QualityFinding.objects.visible_to(actor)
    found = rows.filter(customer_id=key, field=field, code=code).first()
    if found is None:
        raise FindingGone(key, field, code)
    return found


def was_checked() -> bool:
    """Whether there has been a check at all; that is no secret."""
    return QualitySnapshot.objects.system("a check tells nothing of anybody").exists()


def open_by_field(actor: Actor) -> dict[str, int]:
    """How many findings the actor has to mend, by field."""
    counted = findings(actor).order_by().values_list("field").annotate(count=Count("pk"))
    return dict(counted)


def standing(actor: Actor) -> Standing | None:
    """How good the data is: the company's as of the last check, else the actor's own as of now.

    None before the first check of an actor who sees all. Raises AccessDenied.
    """
    require(actor, VIEW_QUALITY)
    if not sees_all_quality(actor):
        return Standing(_own_figures(actor), timezone.now(), company=False)
    newest = QualitySnapshot.objects.visible_to(actor).order_by("-on").first()
    return Standing(figures_of_snapshot(newest), newest.at, company=True) if newest else None


def figures_of_snapshot(snapshot: QualitySnapshot) -> "QualityFigures":
    """The figures that a snapshot keeps."""
    from mainstay.apps.ledger.quality.figures import FieldFigures, QualityFigures

    return QualityFigures(
        customers=snapshot.customers,
        findings=snapshot.findings,
        score=snapshot.score,
        score_by_revenue=snapshot.score_by_revenue,
        fields=tuple(FieldFigures(**each) for each in snapshot.fields),
    )


def snapshots(actor: Actor) -> QuerySet[QualitySnapshot]:
    """The days' figures, for those who see all customers."""
    return QualitySnapshot.objects.visible_to(actor)


def trend(actor: Actor) -> list[QualitySnapshot]:
    """The latest snapshots, the oldest first."""
    return list(snapshots(actor).order_by("-on")[:TREND_POINTS])[::-1]


def _own_figures(actor: Actor) -> "QualityFigures":
    from mainstay.apps.ledger.quality.examining import examine
    from mainstay.apps.ledger.quality.figures import figures_of

    found = examine(quality_facts(actor), governance.today())
    revenue = revenue_at(found.keys, customers.priorities(actor))
    return figures_of(found, _called_right(actor), revenue)


def _called_right(actor: Actor) -> dict[tuple[str, str], set[int]]:
    excused: dict[tuple[str, str], set[int]] = {}
    rows = findings(actor, FindingFilter(right=True)).order_by()
    for key, field, code in rows.values_list("customer_id", "field", "code"):
        excused.setdefault((field, code), set()).add(key)
    return excused


def revenue_at(keys: Any, ranks: "pa.Table | None") -> Any:
    """The revenue at each place of the keys, nan for none; None where nobody may know it."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    if ranks is None:
        return None
    ranks = ranks.combine_chunks()
    places = pc.index_in(pa.array(keys), value_set=ranks["key"].combine_chunks())
    amounts = ranks["revenue"].cast(pa.float64()).take(places)
    return np.asarray(pc.fill_null(amounts, float("nan")))


@dataclass(frozen=True, slots=True)
class CustomerQuality:
    """The score of one customer, with the findings that wait."""

    score: float
    findings: Sequence[QualityFinding]


def of_customer(actor: Actor, key: int) -> CustomerQuality | None:
    """A customer's quality; None before the first check, and for one that no check looks at."""
    seen = customers.current(actor).filter(key=key).first()
    if seen is None or not actor.may(VIEW_QUALITY) or not was_checked():
        return None
    rows = list(findings(actor).filter(customer_id=key).order_by("field", "code"))
    score = score_of(
        [(each.field, each.code) for each in rows],
        person=seen.kind == "person",
        without=[each.code for each in FIELDS if each.optional and _lacks(seen, each.code)],
    )
    return CustomerQuality(score, rows)


def _lacks(customer: Any, field: str) -> bool:
    """Whether an optional field has no value; for the parent whether there is one at all."""
    return getattr(customer, "parent_id" if field == PARENT else field) is None
