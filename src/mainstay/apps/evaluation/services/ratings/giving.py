"""Rating: an answer about a customer in a criterion, kept as soon as it is given."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.criteria import CRITERIA, Criterion
from mainstay.apps.evaluation.models import Rating, RatingRound, RoundCustomer
from mainstay.apps.evaluation.models.ratings import COMMENT_LENGTH
from mainstay.apps.evaluation.policies import GIVE_RATINGS
from mainstay.apps.evaluation.services.ratings.rounds import locked_round
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import service
from mainstay.foundation.audit import services as audit
from mainstay.kernel.text import has_controls
from mainstay.shell.sentences import listed

_WHY = "the actor was asked to rate in this round"
_LINES = "\n\r\t"


@service(GIVE_RATINGS)
def give_rating(
    actor: Actor, number: int, customer: int, criterion: str, *, value: int | None, comment: str
) -> Rating:
    """Answer as one of the raters; no `value` says that one cannot say.

    An answer can be changed until the round is closed. The trail has that somebody answered, not
    what, so that nobody reads there what they are not to know yet. Raises RoundNotFound,
    RoundEnded, CustomerNotFound and ValidationError.
    """
    row = locked_round(actor, number, GIVE_RATINGS)
    problems = problems_of_answer(row, criterion, value, comment)
    if problems:
        raise ValidationError(problems)
    code = _code_of(actor, row, customer)
    which: dict[str, Any] = {
        "round": row,
        "customer_id": customer,
        "criterion": criterion,
        "rater_id": actor.person_id,
    }
    known = Rating.objects.system(_WHY).filter(**which).first() or Rating(**which)
    before = (known.pk, known.value, known.comment, known.entered_by_id)
    known.value, known.comment, known.entered_by_id = value, comment.strip(), actor.person_id
    if before == (known.pk, known.value, known.comment, known.entered_by_id) and known.pk:
        return known
    known.save()
    audit.record(actor, "evaluation.rating.given", subject=row, customer=code, criterion=criterion)
    return known


@service(GIVE_RATINGS)
def take_back_rating(actor: Actor, number: int, customer: int, criterion: str) -> None:
    """Take an answer back, as if it had not been given.

    Raises RoundNotFound, RoundEnded, CustomerNotFound and ValidationError.
    """
    row = locked_round(actor, number, GIVE_RATINGS)
    problems = problems_of_answer(row, criterion, None, "")
    if problems:
        raise ValidationError(problems)
    code = _code_of(actor, row, customer)
    own = Rating.objects.system(_WHY).filter(round=row, customer=customer, criterion=criterion)
    removed, _each = own.filter(rater_id=actor.person_id).delete()
    if removed:
        audit.record(
            actor, "evaluation.rating.withdrawn", subject=row, customer=code, criterion=criterion
        )


def _code_of(actor: Actor, row: RatingRound, customer: int) -> str:
    """The code of a customer of the round whom the actor sees. Raises CustomerNotFound."""
    asked = RoundCustomer.objects.visible_to(actor).filter(round=row, customer=customer)
    found = asked.values_list("customer__code", flat=True).first()
    if found is None:
        raise customers.CustomerNotFound(customer)
    return found


def problems_of_answer(
    row: RatingRound, criterion: str, value: int | None, comment: str
) -> dict[str, ValidationError]:
    """What is wrong with an answer."""
    asked = CRITERIA[criterion] if criterion in row.criteria and criterion in CRITERIA else None
    if asked is None:
        words = _("This round does not ask about this.")
        return {"criterion": ValidationError(words, "unknown_criterion")}
    problems = {}
    if value is not None and value not in asked.anchors:
        problems["value"] = ValidationError(words_of_scale(asked), "off_scale")
    if len(comment) > COMMENT_LENGTH or has_controls(comment, but=_LINES):
        words = _("A comment has at most %(most)d signs.") % {"most": COMMENT_LENGTH}
        problems["comment"] = ValidationError(words, "unfit_comment")
    return problems


def words_of_scale(criterion: Criterion) -> str:
    """Which answers a criterion takes."""
    if criterion.words is None:
        return _("Ratings are whole numbers from 1 to 5.")
    steps = listed(f"{step} ({words})" for step, words in criterion.words.items())
    return _("One of: %(steps)s.") % {"steps": steps}
