"""What evaluation shows on a customer's page and on the first page."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mainstay.apps.customers.contracts.panels import CustomerBadge, CustomerPanel
from mainstay.apps.customers.queries.account_teams import only_read
from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.contracts.why import Why
from mainstay.apps.evaluation.models import Approval, Grade
from mainstay.apps.evaluation.policies import SUPPORT, VIEW_EVALUATIONS, VIEW_GRADES
from mainstay.apps.evaluation.queries import evaluations, grades, schemes
from mainstay.apps.evaluation.queries.files import EvaluationDamaged
from mainstay.apps.evaluation.queries.indicators import latest_figures
from mainstay.apps.evaluation.queries.why import CustomerFacts, why_in_every_scheme
from mainstay.apps.evaluation.wording.amounts import figure, indicator_name
from mainstay.apps.evaluation.wording.names import grade_name, scheme_name
from mainstay.apps.evaluation.wording.reviews import approved_by
from mainstay.apps.evaluation.wording.waterfall import waterfall
from mainstay.apps.governance import queries as governance
from mainstay.engine.errors import LedgerDamaged
from mainstay.foundation.access.actor import Actor
from mainstay.shell.web.home import HomePanel
from mainstay.shell.web.tables import GradeBadge

KEY_FIGURES = (
    "revenue_12m",
    "gross_profit_12m",
    "gross_margin",
    "orders_12m",
    "average_order_value",
    "share_of_revenue",
    "recency_days",
    "interval_median_days",
)
MOST_CHANGES = 5
MOST_EVALUATIONS = 3


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One figure as a card shows it."""

    label: str
    value: str
    definition: str
    change: str = ""
    better: bool = True
    note: str = ""


def key_figures(actor: Actor, customer: CustomerFacts) -> dict[str, Any] | None:
    """The customer's figures of the newest refresh; None without order lines."""
    row = latest_figures(actor, customer.pk)
    if row is None:
        return None
    currency = governance.installation().reporting_currency
    known = indicators.definitions()
    cards = [
        KeyFigure(
            str(known[code].name),
            figure(code, getattr(row, code), currency),
            str(known[code].definition),
            *(_growth(row.growth_yoy) if code == "revenue_12m" else ()),
        )
        for code in KEY_FIGURES
        if getattr(row, code) is not None
    ]
    return {"cards": cards, "as_of": row.as_of}


def _growth(growth: Decimal | None) -> tuple[str, bool, str]:
    if growth is None:
        return "", True, ""
    sign = "+" if growth > 0 else ""
    return sign + figure("growth_yoy", growth, ""), growth >= 0, indicator_name("growth_yoy")


def grades_and_why(actor: Actor, customer: CustomerFacts) -> dict[str, Any] | None:
    """The grades in force of each scheme with reasons and the way up; None before any."""
    try:
        told = why_in_every_scheme(actor, customer)
    except EvaluationDamaged as damaged:
        return {"damaged": str(damaged)}
    except LedgerDamaged as damaged:
        return {"damaged": damaged.name}
    currency = governance.installation().reporting_currency
    named = [
        (str(scheme_name(each.scheme)), each, waterfall(each.scorecard, currency)) for each in told
    ]
    if not named:
        return None
    return {"told": named, "no_order_yet": _no_order_yet(told), **_to_nominate(actor, customer)}


def _no_order_yet(told: Sequence[Why]) -> Why | None:
    """What every scheme says alike of a customer that has not bought yet; otherwise None."""
    first = told[0]
    alike = all((each.reasons, each.next) == (first.reasons, first.next) for each in told)
    return first if alike and first.next.status == "not_graded" else None


def _to_nominate(actor: Actor, customer: CustomerFacts) -> dict[str, Any]:
    """Where the customer can be nominated or its grade appealed, for who may and where one can."""
    if not (actor.may(SUPPORT) and actor.may(VIEW_EVALUATIONS)):
        return {}
    asking = schemes.schemes(actor).filter(approval=Approval.REQUIRED, retired_at=None)
    if not asking.exists() or customer.pk in only_read(actor, [customer.pk]):
        return {}
    return {
        "nominate_url": f"{reverse('evaluation:new_nomination')}?customer={customer.pk}",
        "appeal_url": reverse("evaluation:new_appeal", args=[customer.pk]),
    }


def grade_history(actor: Actor, customer: CustomerFacts) -> dict[str, Any] | None:
    """Every grade the customer has had; None for one that never had any."""
    rows = [
        (
            str(scheme_name(row.scheme.code)),
            badge_of(row),
            approved_by(row),
            reverse("evaluation:decided_review", args=[row.scheme.code, row.pk]),
            row,
        )
        for row in grades.history(actor, customer.pk)[:50]
    ]
    return {"rows": rows, "may_view_evaluations": actor.may(VIEW_EVALUATIONS)} if rows else None


def badge_of(grade: Grade) -> GradeBadge:
    """A grade as pages show it."""
    return GradeBadge(grade_name(grade.scheme.code, grade.code), grade.step)


def primary_badge(actor: Actor, customer: CustomerFacts) -> GradeBadge | None:
    """The customer's grade in the primary scheme, of several labels the first."""
    for grade in grades.of_customer(actor, customer.pk):
        if grade.scheme.is_primary:
            return badge_of(grade)
    return None


def last_evaluations(actor: Actor) -> dict[str, Any] | None:
    """The newest finished evaluations; None before the first."""
    rows = evaluations.evaluations(actor).exclude(finished_at=None)[:MOST_EVALUATIONS]
    told = [(str(scheme_name(row.version.scheme.code)), row) for row in rows]
    return {"rows": told} if told else None


def grade_changes(actor: Actor) -> dict[str, Any] | None:
    """Which of the actor's customers moved in each scheme; None where nobody did."""
    told = []
    for scheme in schemes.schemes(actor):
        rows = list(grades.changes(actor, scheme)[:MOST_CHANGES]) if scheme.in_force_id else []
        if rows:
            moves = [(row, _previous_badge(row), badge_of(row)) for row in rows]
            told.append((str(scheme_name(scheme.code)), moves))
    return {"told": told} if told else None


def _previous_badge(grade: Grade) -> GradeBadge:
    name = grade_name(grade.scheme.code, grade.previous_code)
    return GradeBadge(name, grade.previous_step or grade.step)


CUSTOMER_PANELS = (
    CustomerPanel(
        "key_figures",
        _("Key figures"),
        10,
        VIEW_GRADES,
        "evaluation/key_figures.html",
        key_figures,
    ),
    CustomerPanel(
        "grades",
        _("Grades and why"),
        20,
        VIEW_GRADES,
        "evaluation/grades_and_why.html",
        grades_and_why,
    ),
    CustomerPanel(
        "grade_history",
        _("Grade history"),
        70,
        VIEW_GRADES,
        "evaluation/grade_history.html",
        grade_history,
    ),
)
CUSTOMER_BADGE = CustomerBadge("grade", 10, VIEW_GRADES, primary_badge)
HOME_PANELS = (
    HomePanel(
        "evaluations",
        _("Last evaluations"),
        VIEW_EVALUATIONS,
        "evaluation/home_evaluations.html",
        last_evaluations,
        order=30,
    ),
    HomePanel(
        "grade_changes",
        _("Grade changes"),
        VIEW_GRADES,
        "evaluation/home_changes.html",
        grade_changes,
        order=40,
    ),
)
