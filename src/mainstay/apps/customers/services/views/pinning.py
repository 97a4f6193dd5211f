"""What each person pins, in which order, and which view opens first."""

from mainstay.apps.customers.models import PinnedView
from mainstay.apps.customers.policies import KEEP_VIEWS
from mainstay.apps.customers.queries.views import ViewNotFound, view
from mainstay.apps.customers.rules import Problem
from mainstay.apps.customers.rules.views import MOST_PINS
from mainstay.apps.customers.services.refusals import refused
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import service
from mainstay.foundation.audit import services as audit


@service(KEEP_VIEWS)
def pin_view(actor: Actor, view_id: int) -> PinnedView:
    """Keep a view at hand, after those pinned already. Pinning twice changes nothing.

    Raises ViewNotFound, and ValidationError where too many are pinned.
    """
    pinned = view(actor, view_id)
    own = _own(actor)
    for pin in own:
        if pin.view_id == view_id:
            return pin
    if actor.person_id is None or len(own) >= MOST_PINS:
        raise refused([Problem("view", "too_many_pins")])
    place = own[-1].place + 1 if own else 0
    made = PinnedView.objects.create(person_id=actor.person_id, view=pinned, place=place)
    audit.record(actor, "customers.view.pinned", subject=pinned)
    return made


@service(KEEP_VIEWS)
def unpin_view(actor: Actor, view_id: int) -> None:
    """Keep a view at hand no longer. Taking away what is not pinned changes nothing."""
    for pin in _own(actor):
        if pin.view_id == view_id:
            audit.record(actor, "customers.view.unpinned", subject=pin.view)
            pin.delete()


@service(KEEP_VIEWS)
def move_pin(actor: Actor, view_id: int, by: int) -> None:
    """Move a pinned view so many places on, back where `by` is less than 0; the ends hold.

    Raises ViewNotFound for what is not pinned.
    """
    own = _own(actor)
    at = _place_of(own, view_id)
    to = min(max(at + by, 0), len(own) - 1)
    own.insert(to, own.pop(at))
    for place, pin in enumerate(own):
        pin.place = place
    PinnedView.objects.visible_to(actor).bulk_update(own, ["place"])
    if to != at:
        audit.record(actor, "customers.view.pins_ordered", subject=own[to].view)


@service(KEEP_VIEWS)
def open_first(actor: Actor, view_id: int | None) -> None:
    """Let the list of customers open with a pinned view; with None as it is.

    Raises ViewNotFound for what is not pinned.
    """
    own = _own(actor)
    first = None if view_id is None else own[_place_of(own, view_id)]
    rows = PinnedView.objects.visible_to(actor)
    rows.filter(opens_first=True).update(opens_first=False)
    if first is not None:
        rows.filter(pk=first.pk).update(opens_first=True)
    subject = first.view if first is not None else None
    audit.record(actor, "customers.view.opens_first", subject=subject)


def _own(actor: Actor) -> list[PinnedView]:
    """The actor's pins in order, locked; also of views that the actor sees no more."""
    rows = PinnedView.objects.visible_to(actor).select_related("view")
    return list(rows.select_for_update(of=("self",)).order_by("place", "pk"))


def _place_of(own: list[PinnedView], view_id: int) -> int:
    for place, pin in enumerate(own):
        if pin.view_id == view_id:
            return place
    raise ViewNotFound(view_id)
