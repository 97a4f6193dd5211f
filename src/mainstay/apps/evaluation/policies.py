"""Who sees schemes, evaluations, grades, figures and ratings, and who may evaluate and rate."""

from typing import Any, TypeVar, cast

from django.db.models import Count, F, Model, OuterRef, Q, QuerySet, Subquery

from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation import models
from mainstay.apps.evaluation.contracts.indicators import sees_all_indicators
from mainstay.apps.evaluation.rules.reviews import Step, steps_of
from mainstay.apps.governance import queries as governance
from mainstay.apps.ledger.contracts import VIEW_COSTS
from mainstay.foundation.access.actor import Actor, ActorKind
from mainstay.foundation.access.policies import PermittedPolicy, Policy, register_policy

VIEW_SCHEMES = "evaluation.scheme.view"
CHANGE_SCHEMES = "evaluation.scheme.change"
VIEW_EVALUATIONS = "evaluation.evaluation.view"
RUN = "evaluation.evaluation.run"
VIEW_GRADES = "evaluation.grade.view"
REVIEW = "evaluation.grade.review"
APPROVE = "evaluation.grade.approve"
SUPPORT = "evaluation.grade.support"
FREEZE = "evaluation.grade.freeze"
VIEW_RATINGS = "evaluation.rating.view"
GIVE_RATINGS = "evaluation.rating.give"
CHANGE_ROUNDS = "evaluation.rating_round.change"
DEFINE_INDICATORS = "evaluation.indicator.define"
CHANGE_COSTS = "evaluation.cost.change"

M = TypeVar("M", bound=Model)


class OfVisibleCustomerPolicy(Policy[M]):
    """Rows of a customer: for those who may see such rows at all and see the customer."""

    def __init__(self, view_permission: str = VIEW_GRADES) -> None:
        self.view_permission = view_permission

    def visible(self, actor: Actor, rows: QuerySet[M]) -> QuerySet[M]:
        if not actor.may(self.view_permission):
            return rows.none()
        seen = customers.visible(actor).select_related(None).order_by().values("pk")
        return rows.filter(customer__in=seen)

    def allows(self, actor: Actor, permission: str, subject: M) -> bool:
        customer = cast("Any", subject).customer
        return actor.may(self.view_permission) and customers.may(actor, permission, customer)


def is_ones_step(actor: Actor, step: Step) -> bool:
    """Whether the actor may approve at a step: by the right and by the role that the step names."""
    if not actor.may(APPROVE):
        return False
    return actor.kind is ActorKind.SYSTEM or step.role in governance.roles_of(actor)


class ReviewPolicy(OfVisibleCustomerPolicy[models.GradeReview]):
    """Proposed grades of customers that the actor sees; to approve one takes its next step."""

    def __init__(self) -> None:
        super().__init__(VIEW_EVALUATIONS)

    def allows(self, actor: Actor, permission: str, subject: models.GradeReview) -> bool:
        if not super().allows(actor, permission, subject):
            return False
        if permission != APPROVE:
            return True
        chain = steps_of(subject.evaluation.version.scheme.chain)
        return subject.passed < len(chain) and is_ones_step(actor, chain[subject.passed])


class RoundPolicy(PermittedPolicy[models.RatingRound]):
    """Rounds are for all who may see ratings; those who were asked rate in one."""

    def allows(self, actor: Actor, permission: str, subject: models.RatingRound) -> bool:
        if not super().allows(actor, permission, subject):
            return False
        return permission != GIVE_RATINGS or is_rater(actor, subject)


def is_rater(actor: Actor, rating_round: models.RatingRound) -> bool:
    """Whether the actor was asked to rate in a round."""
    if actor.person_id is None:
        return False
    raters = models.RoundRater.objects.system("who was asked is asked of the very row")
    return raters.filter(round=rating_round, person_id=actor.person_id).exists()


class BlindPolicy(OfVisibleCustomerPolicy[models.Rating]):
    """Ratings of customers that the actor sees: all of a closed round, else the actor's own.

    Those of others are seen before the round is closed by who has answered every criterion about
    the same customer. Nobody else sees them, whatever the role.
    """

    def __init__(self) -> None:
        super().__init__(VIEW_RATINGS)

    def visible(self, actor: Actor, rows: QuerySet[models.Rating]) -> QuerySet[models.Rating]:
        seen = super().visible(actor, rows)
        shown = Q(round__state=models.RoundState.CLOSED)
        if actor.person_id is None:
            return seen.filter(shown)
        own = models.Rating.objects.system("what the actor has answered").filter(
            round=OuterRef("round"), customer=OuterRef("customer"), rater_id=actor.person_id
        )
        answers = own.order_by().values("round").annotate(answers=Count("pk")).values("answers")
        shown |= Q(rater_id=actor.person_id) | Q(own_answers__gte=F("round__asks"))
        return seen.alias(own_answers=Subquery(answers)).filter(shown)


def tells_everything(actor: Actor) -> bool:
    """Whether the actor may know what is told of all customers and all indicators together."""
    return customers.sees_all(actor) and sees_all_indicators(actor)


class OfEverybodyPolicy(PermittedPolicy[M]):
    """Rows that tell of all customers and all indicators: for who sees all of them."""

    def visible(self, actor: Actor, rows: QuerySet[M]) -> QuerySet[M]:
        return super().visible(actor, rows) if tells_everything(actor) else rows.none()

    def allows(self, actor: Actor, permission: str, subject: M) -> bool:
        return tells_everything(actor) and super().allows(actor, permission, subject)


def register() -> None:
    """Register the policy of every model of this app."""
    register_policy(models.Scheme, PermittedPolicy(VIEW_SCHEMES))
    register_policy(models.SchemeVersion, PermittedPolicy(VIEW_SCHEMES))
    register_policy(models.Evaluation, PermittedPolicy(VIEW_EVALUATIONS))
    register_policy(models.MatrixAxes, PermittedPolicy(VIEW_EVALUATIONS))
    register_policy(models.BackTest, OfEverybodyPolicy(VIEW_EVALUATIONS))
    register_policy(models.ModelRun, OfEverybodyPolicy(VIEW_EVALUATIONS))
    register_policy(models.SegmentName, OfEverybodyPolicy(VIEW_EVALUATIONS))
    register_policy(models.ModelSchedule, OfEverybodyPolicy(VIEW_EVALUATIONS))
    register_policy(models.Grade, OfVisibleCustomerPolicy())
    register_policy(models.GradeReview, ReviewPolicy())
    register_policy(models.Appeal, OfVisibleCustomerPolicy(VIEW_EVALUATIONS))
    register_policy(models.Nomination, OfVisibleCustomerPolicy(VIEW_EVALUATIONS))
    register_policy(models.ReviewNote, OfVisibleCustomerPolicy(VIEW_EVALUATIONS))
    register_policy(models.GradeApproval, PermittedPolicy(VIEW_EVALUATIONS))
    register_policy(models.StepApproval, PermittedPolicy(VIEW_EVALUATIONS))
    register_policy(models.LatestFigures, OfVisibleCustomerPolicy())
    register_policy(models.FiguresRefresh, PermittedPolicy(VIEW_GRADES))
    register_policy(models.CustomIndicator, PermittedPolicy(VIEW_GRADES))
    register_policy(models.ActivityCost, PermittedPolicy(CHANGE_COSTS))
    register_policy(models.OtherCosts, PermittedPolicy(CHANGE_COSTS))
    register_policy(models.Entitlement, PermittedPolicy(VIEW_SCHEMES))
    register_policy(models.EntitlementCost, PermittedPolicy(VIEW_COSTS))
    register_policy(models.FigureFile, PermittedPolicy(VIEW_GRADES))
    register_policy(models.ExternalFigure, PermittedPolicy(DEFINE_INDICATORS))
    register_policy(models.RatingRound, RoundPolicy(VIEW_RATINGS))
    register_policy(models.RoundCustomer, OfVisibleCustomerPolicy(VIEW_RATINGS))
    register_policy(models.RoundRater, PermittedPolicy(VIEW_RATINGS))
    register_policy(models.Rating, BlindPolicy())
