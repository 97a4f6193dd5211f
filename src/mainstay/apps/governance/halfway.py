"""Whoever has shown the right password, or comes from the provider, and owes the second factor.

allauth's own stages read people without saying on whose behalf, which our reads refuse. Kept in the
session: who, on which password and generation, since when, in which way, and where to go on.
"""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from mainstay.apps.governance import queries
from mainstay.apps.governance.models import Person, WayIn

_KEY = "sign_in_halfway"
SECONDS = 600
"""How long the password counts while the phone is looked for."""


@dataclass(frozen=True, slots=True)
class Halfway:
    """The person and the address that was asked for, empty for the home page."""

    person: Person
    then: str
    way: WayIn


def remember(
    request: HttpRequest, person: Person, *, then: str, way: WayIn = WayIn.PASSWORD
) -> None:
    """Keep that the password was right, or that the provider knows the person."""
    request.session[_KEY] = {
        "person": person.pk,
        "proof": person.get_session_auth_hash(),
        "at": timezone.now().timestamp(),
        "then": then,
        "way": way.value,
    }


def recall(request: HttpRequest) -> Halfway | None:
    """Who owes the second factor; None after the time, for the disabled, and for a new password."""
    kept = request.session.get(_KEY)
    if kept is None or timezone.now().timestamp() - kept["at"] > SECONDS:
        return None
    person = queries.person_of_session(kept["person"])
    if person is None or not constant_time_compare(kept["proof"], person.get_session_auth_hash()):
        return None
    return Halfway(person, kept["then"], WayIn(kept.get("way", WayIn.PASSWORD)))


def forget(request: HttpRequest) -> None:
    """The sign-in has ended."""
    request.session.pop(_KEY, None)
