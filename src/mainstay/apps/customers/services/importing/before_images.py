"""Letting go of what customers and contacts were like before an import."""

from collections.abc import Collection

from mainstay.apps.customers.models import ContactChange, CustomerChange
from mainstay.foundation.access.actor import Actor

_WHY = "retention concerns every import"


def batches_with_any(batches: Collection[int]) -> list[int]:
    """Those of these batches of which before-images are kept."""
    found: set[int] = set()
    for model in (CustomerChange, ContactChange):
        rows = model.objects.system(_WHY).filter(batch__in=batches)
        found.update(rows.order_by().values_list("batch", flat=True).distinct())
    return sorted(found)


def forget(actor: Actor, batches: Collection[int]) -> int:
    """Remove the before-images of batches, in the caller's transaction; how many there were.

    The caller checks the actor, makes sure that nobody undoes the batches later, and audits it.
    """
    removed = 0
    for model in (CustomerChange, ContactChange):
        removed += model.objects.system(_WHY).filter(batch__in=batches).delete()[0]
    return removed
