"""What people do and have: work, views, accounts."""

from collections.abc import Iterator
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from mainstay.apps.customers.models import (
    BulkChange,
    CustomerView,
    Sharing,
)
from mainstay.apps.customers.services.bulk import request_bulk
from mainstay.apps.governance import queries as governance
from mainstay.apps.governance import services as governing
from mainstay.apps.governance.models import BrowserSession, Person
from mainstay.apps.notifications.models import Message
from mainstay.apps.notifications.services import channels
from mainstay.apps.notifications.services.telling import notify
from mainstay.foundation.jobs.models import Job
from mainstay.foundation.jobs.outcomes import Severity
from mainstay.foundation.testing.working import run_waiting_jobs
from tests.rights.world import MAKING, ROBOT, World


def everybody(world: World) -> Iterator[tuple[str, str, Person]]:
    """Whose a row is: that of each, and one of somebody whom most do not see."""
    for letter, person in world.people.items():
        yield "own", letter, person
    yield "other", "", world.ana


def furnish_work(world: World) -> None:
    for kind, letter, person in everybody(world):
        short = person.full_name.replace(" ", "-")
        of = world.row("customer", kind, letter)
        bulk = request_bulk(MAKING, "add_tag", f"Tag-{short}", keys=[int(str(of.values["key"]))])
        BulkChange.objects.system("test").filter(pk=bulk.pk).update(by=person, by_name=str(person))
        world.put("bulk change", kind, letter, f"Tag-{short}", number=bulk.pk)
        figures = {"name": of.marks[0], "by": "", "function": "", "customer": of.values["key"]}
        told = {"severity": Severity.INFO, "figures": figures}
        notify([person.pk], "customers.account_team.added", occasion=f"x:{short}", **told)
        message = Message.objects.system("test").filter(person=person).latest("pk")
        title = "You belong to an account team" if letter == "-" else of.marks[0]
        world.put("message", kind, letter, title, key=message.pk)
    run_waiting_jobs()
    for kind, letter, person in everybody(world):
        job = Job.objects.create(
            kind="ledger.compact", actor_kind="person", actor_person_id=person.pk, actor_name="x"
        )
        world.put("job", kind, letter, number=job.pk)
    _furnish_views(world)


def _furnish_views(world: World) -> None:
    def put(kind: str, letter: str, name: str, owner: Person, **facts: object) -> None:
        view = CustomerView.objects.create(owner=owner, name=name, sort="code", **facts)
        world.put("view", kind, letter, name, view_id=view.pk)

    for letter, person in world.people.items():
        put("own", letter, f"View of {person.full_name}", person)
    near, far = world.teams.south_china, world.teams.east_china
    put("private", "", "Private shelf", world.ana)
    put("shared", "", "Everybody shelf", world.ana, sharing=Sharing.EVERYBODY)
    put("near", "", "Southern shelf", world.wu, sharing=Sharing.TEAM, team=near)
    put("far", "", "Eastern shelf", world.ana, sharing=Sharing.TEAM, team=far)


def furnish_accounts(world: World) -> None:
    """What belongs to a person's account, and the people themselves."""
    for kind, letter, person in everybody(world):
        actor, short = governance.actor_of(person), person.full_name.replace(" ", "-")
        ends = timezone.now() + timedelta(days=9)
        token, _text = governing.issue_token(actor, name=f"Token-{short}", expires_at=ends)
        world.put("token", kind, letter, f"Token-{short}", token_id=token.pk)
        session = _session_elsewhere(person)
        world.put("session", kind, letter, session_id=session.pk)
        channel = channels.add_channel(actor, name=f"Robot-{short}", address=f"{ROBOT}{person.pk}")
        world.put("channel", kind, letter, f"Robot-{short}", key=channel.pk)
        data = {"name": f"Phone-{short}", "key": "AAAA"}
        kept = Authenticator.objects.create(
            user=person, type=Authenticator.Type.WEBAUTHN, data=data
        )
        world.put("passkey", kind, letter, f"Phone-{short}", passkey_id=kept.pk)
        world.put("person", kind, letter, person.full_name, person_id=person.pk)
    world.put("person", "team", "", world.wu.full_name, person_id=world.wu.pk)


def _session_elsewhere(person: Person) -> BrowserSession:
    """Another browser in which the person has signed in."""
    browser = Client()
    browser.force_login(person)
    key = str(browser.session.session_key)
    governing.note_session(person, key, address="192.0.2.1", agent="")
    found: BrowserSession = BrowserSession.objects.system("test").get(key=key)
    return found
