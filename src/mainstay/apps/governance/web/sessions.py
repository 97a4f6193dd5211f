"""Pages: the sessions of browsers, one's own and, for administrators, those of others."""

from collections.abc import Iterable
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mainstay.apps.governance import queries, services
from mainstay.apps.governance.models import BrowserSession
from mainstay.apps.governance.web.submission import PersonQuestion, agree, agree_about_person
from mainstay.shell.paging import Page
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.confirmation import Confirmation
from mainstay.shell.web.submission import writing
from mainstay.shell.web.tables import Badge, Column, Table, Tone


def session_table(
    sessions: Iterable[BrowserSession], present: str | None = None
) -> Table[BrowserSession]:
    """Some sessions; with `present`, the key of the reader's own, each other with a way to end it.

    Whoever reads the sessions of somebody else ends all of them or none.
    """

    def offer(session: BrowserSession) -> Badge | str:
        if session.key == present:
            return Badge(gettext_lazy("This one"), Tone.GOOD)
        return _("End")

    def end(session: BrowserSession) -> str | None:
        here = session.key == present
        return None if here else reverse("governance:end_session", args=[session.pk])

    columns = [
        Column("device", gettext_lazy("Device"), _device),
        Column("address", gettext_lazy("Address"), lambda session: session.address),
        Column("way", gettext_lazy("Signed in with"), _way, wide=True),
        Column("opened", gettext_lazy("Signed in"), lambda session: session.opened_at, wide=True),
        Column("seen", gettext_lazy("Last seen"), lambda session: session.last_seen_at),
    ]
    if present is not None:
        columns.append(Column("end", "", offer, link=end))
    return Table(caption=_("Sessions"), columns=columns, page=Page(list(sessions)), cards=True)


def _way(session: BrowserSession) -> str | None:
    return session.get_way_display() or None


def _device(session: BrowserSession) -> str:
    return session.device or _("Unknown device")


@writing
def end_own(request: HttpRequest, session_id: int) -> HttpResponse:
    """Ask, then end one of one's own sessions."""
    actor = acting(request)
    found = queries.session(actor, session_id)
    here = reverse("governance:account")
    question = Confirmation(
        title=_("End this session?"),
        text=_("Whoever uses it has to sign in again."),
        agree=_("End session"),
        cancel_url=here,
        facts=[(_("Device"), _device(found)), (_("Address"), found.address)],
        tone=Tone.BAD,
    )
    done = _("The session has ended.")
    return agree(request, question, partial(services.end_session, actor, found), done, here)


@writing
def end_others(request: HttpRequest) -> HttpResponse:
    """Ask, then end all of one's own sessions but this one."""
    actor = acting(request)
    here = reverse("governance:account")
    question = Confirmation(
        title=_("End all other sessions?"),
        text=_("You stay signed in here alone. API tokens go on."),
        agree=_("End all others"),
        cancel_url=here,
        tone=Tone.BAD,
    )
    present = str(request.session.session_key)
    done = _("All other sessions have ended.")
    write = partial(services.end_other_sessions, actor, present)
    return agree(request, question, write, done, here)


@writing
@requires("governance.person.change")
def end_of_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Ask, then end all sessions of a person."""
    question = PersonQuestion(
        title=_("End all sessions of %(name)s?"),
        text=_("The person has to sign in again everywhere. API tokens go on."),
        agree=_("End all sessions"),
        done=_("All sessions of the person have ended."),
        tone=Tone.BAD,
    )
    return agree_about_person(request, person_id, question, services.end_sessions_of)
