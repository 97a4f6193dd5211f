"""Reads of the sessions of browsers."""

from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from mainstay.apps.governance import rules
from mainstay.apps.governance.models import BrowserSession, Person
from mainstay.apps.governance.queries.accounts import myself
from mainstay.foundation.access.actor import Actor


def sessions(actor: Actor) -> QuerySet[BrowserSession]:
    """The actor's own sessions that are open, the last used first."""
    return _open(actor, myself(actor))


def sessions_of(actor: Actor, person: Person) -> QuerySet[BrowserSession]:
    """A person's open sessions, as far as the actor may see them."""
    return _open(actor, person)


def session(actor: Actor, session_id: int) -> BrowserSession:
    """One of the actor's own open sessions. Raises BrowserSession.DoesNotExist."""
    return sessions(actor).get(pk=session_id)


def _open(actor: Actor, person: Person) -> QuerySet[BrowserSession]:
    """Those whose cookie still opens something: not run out, not shut by a new password."""
    alive = Session.objects.filter(session_key=OuterRef("key"), expire_date__gt=timezone.now())
    proof = rules.fingerprint(person.get_session_auth_hash())
    rows = BrowserSession.objects.visible_to(actor).filter(person=person, proof=proof)
    return rows.filter(Exists(alive))
