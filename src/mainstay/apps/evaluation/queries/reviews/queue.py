"""The queue of proposed grades: what waits for review, by what is worth a look, by team."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.models import (
    Evaluation,
    GradeReview,
    Nomination,
    NominationState,
    ReviewState,
    Scheme,
)
from mainstay.apps.evaluation.queries.schemes import scheme as scheme_with_code
from mainstay.apps.evaluation.queries.withholding import compares, rests_on_hidden
from mainstay.apps.evaluation.rules.reviews import LOW_COVERAGE
from mainstay.apps.governance import queries as governance
from mainstay.foundation.access.actor import Actor

ORDER = ("-revenue", "pk")
"""The greatest customers first."""
ON_SHEET = (
    "grade__unit", "evaluation__version__scheme", "grade__evaluation__version__scheme",
    "grade__scheme", "customer__owner__team",
)  # fmt: skip
"""What a decision sheet reads along with its row."""
PRESENT = Q(revenue__isnull=False)
"""Those with revenue are found in their order by an index."""


class ReviewNotFound(LookupError):
    """No grade is proposed for this customer, or none that the actor may see."""


class Sort(StrEnum):
    """What is worth a look of its own."""

    PROMOTIONS = "promotions"
    DEMOTIONS = "demotions"
    FIRST = "first"
    BORDER = "border"
    LOW_COVERAGE = "low_coverage"
    NOMINATED = "nominated"


def _nominated() -> Q:
    rows = Nomination.objects.system("of reviews that are visible").filter(
        scheme=OuterRef("evaluation__version__scheme"),
        customer=OuterRef("customer"),
        state=NominationState.OPEN,
    )
    return Q(Exists(rows))


_CONDITIONS: Mapping[Sort, Q] = {
    Sort.PROMOTIONS: Q(move__gt=0),
    Sort.DEMOTIONS: Q(move__lt=0),
    Sort.FIRST: Q(move=None),
    Sort.BORDER: Q(near_border=True),
    Sort.LOW_COVERAGE: Q(coverage__lt=LOW_COVERAGE),
    Sort.NOMINATED: _nominated(),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of the proposed grades are meant; everything by default."""

    sort: Sort | None = None
    state: ReviewState | None = None
    team: int | None = None
    text: str = ""


def evaluation_in_review(actor: Actor, scheme: str) -> Evaluation | None:
    """The evaluation whose proposals wait, None where nothing waits. Raises UnknownScheme."""
    newest = newest_in_review(scheme_with_code(actor, scheme))
    rows = Evaluation.objects.visible_to(actor).select_related("version__scheme")
    return rows.filter(pk=newest).first() if newest else None


def newest_in_review(scheme: Scheme) -> int | None:
    """The newest evaluation of a scheme whose proposals wait."""
    rows = Evaluation.objects.system("which evaluation is in review is the same for everybody")
    finished = rows.filter(version__scheme=scheme, finished_at__isnull=False)
    return finished.filter(waits()).order_by("-pk").values_list("pk", flat=True).first()


def waits() -> Exists:
    """Of an evaluation: whether proposals of it wait."""
    rows = GradeReview.objects.system("whether something waits is the same for everybody")
    return Exists(rows.filter(evaluation=OuterRef("pk"), is_open=True))


def known_sorts(actor: Actor, evaluation: Evaluation) -> list[Sort]:
    """What the actor may look for: what tells of hidden figures, or of other customers, is not."""
    definition = evaluation.version.definition
    if rests_on_hidden(actor, definition):
        return [Sort.PROMOTIONS, Sort.DEMOTIONS, Sort.FIRST, Sort.NOMINATED]
    told = list(Sort)
    if not customers.sees_all(actor) and compares(definition):
        told.remove(Sort.BORDER)
    return told


def queue(
    actor: Actor, evaluation: Evaluation, wanted: Wanted | None = None
) -> QuerySet[GradeReview]:
    """The proposed grades of the customers that the actor sees, not in force yet."""
    rows = GradeReview.objects.visible_to(actor).filter(evaluation=evaluation, is_open=True)
    return narrowed(actor, evaluation, rows, wanted or Wanted()).order_by(*ORDER)


def with_facts(rows: QuerySet[GradeReview]) -> QuerySet[GradeReview]:
    """The same with what is shown of them."""
    rows = rows.select_related("grade__scheme", "customer__owner__team")
    return rows.annotate(is_nominated=_nominated())


def narrowed(
    actor: Actor, evaluation: Evaluation, rows: QuerySet[GradeReview], wanted: Wanted
) -> QuerySet[GradeReview]:
    """Those that are meant; nobody where the actor may not look for it."""
    if wanted.sort is not None:
        if wanted.sort not in known_sorts(actor, evaluation):
            return rows.none()
        rows = rows.filter(_CONDITIONS[wanted.sort])
    if wanted.state is not None:
        rows = rows.filter(state=wanted.state)
    if wanted.team is not None:
        rows = rows.filter(customer__owner__team=wanted.team)
    if wanted.text:
        found = customers.search(customers.visible(actor), wanted.text)
        rows = rows.filter(customer__in=found.select_related(None).order_by().values("pk"))
    return rows


@dataclass(frozen=True, slots=True)
class Counts:
    """How many proposed grades of customers in reach there are, of which kinds and teams.

    `teams` has those whose customers are among them, by key, None for who is in no team.
    """

    total: int
    states: Mapping[ReviewState, int]
    sorts: Mapping[Sort, int]
    teams: Mapping[int | None, int]


def counts(actor: Actor, evaluation: Evaluation) -> Counts:
    """How much is in the queue; of what the actor may not look for nothing is told."""
    told = known_sorts(actor, evaluation)
    asked = {
        **{f"state_{each}": Count("pk", filter=Q(state=each)) for each in ReviewState},
        **{f"sort_{each}": Count("pk", filter=_CONDITIONS[each]) for each in told},
    }
    by_team = queue(actor, evaluation).order_by().values(team=F("customer__owner__team"))
    found: list[Any] = list(by_team.annotate(total=Count("pk"), **asked))

    def together(name: str) -> int:
        return sum(each[name] for each in found)

    return Counts(
        together("total"),
        {each: together(f"state_{each}") for each in ReviewState},
        {each: together(f"sort_{each}") for each in told},
        {each["team"]: each["total"] for each in found},
    )


def teams(counted: Counts) -> list[tuple[int, str, int]]:
    """The teams whose customers are in the queue, with how many, by name."""
    names = governance.team_names([key for key in counted.teams if key is not None])
    named = ((key, name, counted.teams[key]) for key, name in names)
    return sorted(named, key=lambda each: each[1])


def review(actor: Actor, scheme: str, customer: int) -> GradeReview:
    """What is proposed for one customer. Raises UnknownScheme and ReviewNotFound."""
    evaluation = evaluation_in_review(actor, scheme)
    found = None
    if evaluation is not None:
        rows = with_facts(queue(actor, evaluation)).select_related(*ON_SHEET)
        found = rows.filter(customer=customer).first()
    if found is None:
        raise ReviewNotFound(customer)
    return found
