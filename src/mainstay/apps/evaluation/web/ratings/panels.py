"""What rating rounds show on the first page and on a customer's page."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from mainstay.apps.customers.contracts.panels import CustomerPanel
from mainstay.apps.evaluation.policies import GIVE_RATINGS, VIEW_RATINGS
from mainstay.apps.evaluation.queries.ratings.feeding import latest_ratings
from mainstay.apps.evaluation.queries.ratings.rounds import rounds_to_rate
from mainstay.apps.evaluation.queries.why import CustomerFacts
from mainstay.foundation.access.actor import Actor
from mainstay.shell.web.home import HomePanel


def what_is_due(actor: Actor) -> dict[str, Any] | None:
    """The open rounds in which answers of the actor are missing; None where none are."""
    own = [each for each in rounds_to_rate(actor) if not each.progress.is_done]
    return {"own": own} if own else None


def ratings_of_customer(actor: Actor, customer: CustomerFacts) -> dict[str, Any] | None:
    """What counts of a customer in each criterion; None for one that nobody has rated."""
    found = latest_ratings(actor, customer.pk)
    return {"found": found} if found else None


CUSTOMER_PANEL = CustomerPanel(
    "ratings",
    _("Expert ratings"),
    30,
    VIEW_RATINGS,
    "evaluation/ratings/customer_panel.html",
    ratings_of_customer,
)
HOME_PANEL = HomePanel(
    "ratings_due",
    _("Ratings that are due"),
    GIVE_RATINGS,
    "evaluation/ratings/home.html",
    what_is_due,
    order=5,
)
