"""Steps of the case `evaluation_pages`: schemes, grades that wait, and whose they are."""

from datetime import date
from typing import Any


def prepare(
    environment: dict[str, str], everything: str, owners: list[str], days: list[str]
) -> dict[str, Any]:
    """Evaluate as of some days, propose grades as of the last one, and draft other borders.

    Gives the last evaluation by number, and two people with customers whose sheets they can read:
    who sees everything, and the owner with the most of them.
    """
    import os

    os.environ.update(environment)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mainstay.project.settings")
    import django

    django.setup()
    from mainstay.analytics.scoring.changing import changed
    from mainstay.apps.evaluation.models import Approval
    from mainstay.apps.evaluation.queries.reviews.queue import counts, queue, teams
    from mainstay.apps.evaluation.services import drafting
    from mainstay.apps.evaluation.services.drafting import SchemeFacts
    from mainstay.apps.evaluation.services.evaluating import evaluate
    from mainstay.apps.governance.models import Person
    from mainstay.apps.governance.queries import actor_of
    from mainstay.foundation.access.actor import system_actor

    actor = system_actor("benchmark")
    *past, last = map(date.fromisoformat, days)
    for day in past:
        evaluate(actor, "service", day)
    for scheme in ("attractiveness", "strength"):
        evaluate(actor, scheme, last)
    drafting.change_facts(actor, "service", SchemeFacts("", approval=Approval.REQUIRED.value))
    proposed = evaluate(actor, "service", last)
    draft = drafting.start_draft(actor, "service")
    lower = changed(draft.definition, "threshold.vip", "70")
    drafting.change_draft(actor, "service", lower)

    def waiting(email: str) -> list[int]:
        person = actor_of(Person.objects.system("benchmark").get(email=email))
        return list(queue(person, proposed).values_list("customer_id", flat=True)[:5])

    owner = max(owners, key=lambda email: len(waiting(email)))
    return {
        "proposed": proposed.pk,
        "waiting": queue(actor, proposed).count(),
        "team": teams(counts(actor, proposed))[0][0],
        "people": [everything, owner],
        "customers": [waiting(everything), waiting(owner)],
    }
