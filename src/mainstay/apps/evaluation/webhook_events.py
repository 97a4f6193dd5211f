"""What webhooks hear of evaluations: which one, and how many grades it changed."""

from django.utils.translation import gettext_lazy as _

from mainstay.apps.evaluation.contracts.events import EvaluationFinished
from mainstay.apps.notifications.contracts import HookEvents, Told
from mainstay.apps.notifications.services.announcing import offer


def register() -> None:
    """Offer this event."""
    labels = {"evaluation.finished": _("An evaluation is finished")}
    offer(HookEvents(EvaluationFinished, labels, _finished))


def _finished(event: EvaluationFinished) -> Told:
    data = {
        "evaluation": event.evaluation,
        "scheme": event.scheme,
        "as_of": event.as_of.isoformat(),
        "in_force": event.took_effect,
        "grades_changed": event.changed,
    }
    return Told("evaluation.finished", data, f"/api/evaluations/{event.evaluation}")
