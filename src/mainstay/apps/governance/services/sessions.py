"""Sessions of browsers: noted as they are used, ended from elsewhere."""

from django.contrib.sessions.models import Session
from django.db.models import F
from django.utils import timezone

from mainstay.apps.governance import rules
from mainstay.apps.governance.models import BrowserSession, Person
from mainstay.apps.governance.services.account import OWN_ACCOUNT, own_account
from mainstay.foundation.access.actor import Actor, ActorKind
from mainstay.foundation.access.services import AccessDenied, require, service
from mainstay.foundation.audit import services as audit

CHANGE = "governance.person.change"


def note_session(person: Person, key: str, *, address: str, agent: str, way: str = "") -> None:
    """Keep that a browser's session is in use: from where, with what, and when.

    `way` is how the person has signed in.

    What the person's earlier password or an end of all sessions has shut is forgotten.
    """
    row = BrowserSession(
        person=person,
        key=key,
        proof=rules.fingerprint(person.get_session_auth_hash()),
        device=rules.device_of(agent),
        address=address,
        way=way,
        last_seen_at=timezone.now(),
    )
    rows = BrowserSession.objects.system("a browser's own use of its session")
    rows.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["person", "proof", "device", "address", "way", "last_seen_at"],
    )
    rows.filter(person=person).exclude(proof=row.proof).delete()


def forget_session(key: str | None) -> None:
    """A session has ended by itself: somebody signed out."""
    BrowserSession.objects.system("whoever signs out leaves").filter(key=key).delete()


@service(OWN_ACCOUNT)
def end_session(actor: Actor, session: BrowserSession) -> None:
    """End one of one's own sessions at once, such as that of a lost telephone."""
    if actor.kind is not ActorKind.PERSON or session.person_id != actor.person_id:
        raise AccessDenied(OWN_ACCOUNT)
    _end([session])
    audit.record(
        actor,
        "governance.session.ended",
        subject=own_account(actor),
        device=session.device,
        address=session.address,
    )


@service(OWN_ACCOUNT)
def end_other_sessions(actor: Actor, present: str) -> int:
    """End all of one's own sessions but the one with the key `present`; how many there were."""
    if actor.kind is not ActorKind.PERSON:
        raise AccessDenied(OWN_ACCOUNT)
    person = own_account(actor)
    rows = BrowserSession.objects.system("everybody may end the own sessions")
    others = list(rows.filter(person=person).exclude(key=present))
    _end(others)
    if others:
        audit.record(actor, "governance.session.others_ended", subject=person, sessions=len(others))
    return len(others)


@service(CHANGE)
def end_sessions_of(actor: Actor, person: Person) -> Person:
    """End all sessions of a person at once, those included that nobody noted."""
    require(actor, CHANGE, person)
    person.session_generation = F("session_generation") + 1
    person.save(update_fields=["session_generation"])
    person.refresh_from_db(fields=["session_generation"])
    ended = forget_sessions_of(person)
    audit.record(actor, "governance.person.sessions_ended", subject=person, sessions=ended)
    return person


def forget_sessions_of(person: Person, *, way: str = "", but: str = "") -> int:
    """Delete what is kept of a person's sessions; how many there were.

    With `way` those alone that were opened in that way, and never the one with the key `but`.
    """
    rows = BrowserSession.objects.system("these have ended").filter(person=person).exclude(key=but)
    ended = list(rows.filter(way=way) if way else rows)
    _end(ended)
    return len(ended)


def _end(sessions: list[BrowserSession]) -> None:
    """Delete the sessions themselves, so that their cookies open nothing, and what is noted."""
    Session.objects.filter(session_key__in=[each.key for each in sessions]).delete()
    rows = BrowserSession.objects.system("these have ended")
    rows.filter(pk__in=[each.pk for each in sessions]).delete()
