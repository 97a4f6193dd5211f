"""Runs of models, ratings, proposed grades, and indicators of the company."""

from datetime import date, timedelta

from django.utils import timezone

from mainstay.apps.evaluation.models import (
    Appeal,
    Grade,
    GradeState,
    ModelRun,
    Nomination,
    Scheme,
)
from mainstay.apps.evaluation.queries.reviews.queue import Wanted as WantedReviews
from mainstay.apps.evaluation.rules.custom_indicators import Definition
from mainstay.apps.evaluation.services.approval_chains import change_chain
from mainstay.apps.evaluation.services.drafting import SchemeFacts, change_facts
from mainstay.apps.evaluation.services.evaluating import evaluate
from mainstay.apps.evaluation.services.ratings.giving import give_rating
from mainstay.apps.evaluation.services.ratings.rounds import make_round
from mainstay.apps.evaluation.services.reviews import deciding
from mainstay.apps.evaluation.services.reviews.passing import pass_step
from mainstay.apps.governance import queries as governance
from tests.rights.rules import rights
from tests.rights.world import MAKING, World


def forecast_run() -> ModelRun:
    """A run of forecasts that has ended; orders of one day alone are forecast by none."""
    ends = [f"{end}_{level}" for level in (80, 95) for end in ("low", "high")]
    months = {name: [1.0] for name in ("forecast", *ends)}
    return ModelRun.objects.create(
        kind="forecast",
        as_of=date(2025, 1, 1),
        finished_at=timezone.now(),
        report={
            "until": "2025-01-01",
            "total": {"known": [1.0], "months": months},
            "margin": None,
        },
    )


def segments_run() -> ModelRun:
    """A run of segments that has ended; the company is too small to have any."""
    told = {
        "code": "segment_1",
        "name": "",
        "customers": 1,
        "revenue": 800.0,
        "revenue_share": 1.0,
        "similar": None,
        "telling": [],
        "profile": [],
    }
    return ModelRun.objects.create(
        kind="segments",
        as_of=date(2025, 1, 1),
        finished_at=timezone.now(),
        report={"segments": [told]},
    )


def furnish_ratings(world: World) -> None:
    """A round about a customer that reaches everybody, in which all who may are asked to rate."""
    customer = world.row("customer", "worked", "")
    key, asked = int(str(customer.values["key"])), rights()["evaluation.rating.give"]
    row = make_round(
        MAKING,
        {
            "name": "Spring ratings",
            "criteria": ["brand_awareness"],
            "customers": [key],
            "people": [world.people[letter].pk for letter in sorted(asked)],
            "due_on": governance.today() + timedelta(days=9),
        },
    )
    giving = governance.actor_of(world.people["A"])
    give_rating(giving, row.pk, key, "brand_awareness", value=4, comment="")
    named = {"number": row.pk, "key": key, "criterion": "brand_awareness"}
    world.put("rating round", "one", "", **named)


def furnish_reviews(world: World) -> None:
    """Proposed grades: by one scheme undecided, by another accepted, by a third asked about."""
    steps = [{"name": "First", "role": "administrator"}, {"name": "Last", "role": "executive"}]
    kinds = {"proposed grade": "rfm", "decided grade": "standard", "grade asked about": "service"}
    for code in kinds.values():
        change_facts(MAKING, code, SchemeFacts("", approval="required"))
        change_chain(MAKING, code, steps)
        evaluate(MAKING, code, date(2025, 1, 1))
    deciding.accept(MAKING, "standard", wanted=WantedReviews())
    approved = _approved("profit")
    rfm = Scheme.objects.system("test").get(code="rfm")
    for (type_, kind, letter), row in list(world.rows.items()):
        if type_ != "customer":
            continue
        key = int(str(row.values["key"]))
        if kind != "withdrawn":
            deciding.ask_evidence(MAKING, "service", key, text="Why?")
        about = {"scheme": rfm, "customer_id": key, "code": "champions", "by_name": "x"}
        nomination = Nomination.objects.create(**about, evidence="Because")
        world.put("nomination", kind, letter, *row.marks, number=nomination.pk)
        appeal = Appeal.objects.create(**about, note="Because")
        world.put("appeal", kind, letter, *row.marks, number=appeal.pk)
        for each, code in kinds.items():
            world.put(each, kind, letter, *row.marks, code=code, key=key)
        number = approved.get(key, 0)
        world.put("approved grade", kind, letter, *row.marks, code="profit", number=number)
    world.put("step", "one", "", code="standard", number=1)


def _approved(code: str) -> dict[int, int]:
    """By customer the numbers of grades that a step has put in force."""
    change_facts(MAKING, code, SchemeFacts("", approval="required"))
    change_chain(MAKING, code, [{"name": "Only", "role": "executive"}])
    evaluate(MAKING, code, date(2025, 1, 1))
    deciding.accept(MAKING, code, wanted=WantedReviews())
    pass_step(MAKING, code, 1)
    grades = Grade.objects.system("test").filter(scheme__code=code, state=GradeState.IN_FORCE)
    return dict(grades.values_list("customer_id", "pk"))


INDICATOR: Definition = {
    "code": "half",
    "names": {"en": "Half the revenue"},
    "unit": "money",
    "dimension": "value",
    "better": "more",
    "formula": "revenue_12m / 2",
}
WALLET: Definition = {
    "code": "wallet",
    "source": "external",
    "names": {"en": "Share of wallet"},
    "unit": "ratio",
    "dimension": "potential",
    "better": "more",
}
