"""Pages: the bell, what opens under it, the whole list."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from mainstay.apps.notifications import policies, queries, wording
from mainstay.apps.notifications.models import Message
from mainstay.apps.notifications.services import reading
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.jobs.outcomes import Severity, Words
from mainstay.shell.paging import QuerySetRows, capped_count, paginate
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.exporting import asked_format, download_rows
from mainstay.shell.web.tables import Badge, Column, Table, Tone

UNDER_THE_BELL = 8
MOST_COUNTED = 99

_TONES = {
    Severity.INFO: Tone.INFO,
    Severity.GOOD: Tone.GOOD,
    Severity.CAUTION: Tone.CAUTION,
    Severity.BAD: Tone.BAD,
}
_ICONS = {
    Severity.INFO: "info-circle",
    Severity.GOOD: "circle-check",
    Severity.CAUTION: "alert-triangle",
    Severity.BAD: "alert-circle",
}


class MessageFilterForm(forms.Form):
    """Which messages are shown."""

    show = forms.ChoiceField(
        label=gettext_lazy("Show"),
        required=False,
        choices=[("", gettext_lazy("All messages")), ("unread", gettext_lazy("Unread ones"))],
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A message as the panel under the bell shows it."""

    message: Message
    words: Words
    icon: str


@require_safe
@requires(policies.VIEW)
def message_list(request: HttpRequest) -> HttpResponseBase:
    """All messages, a page at a time."""
    actor = acting(request)
    form = MessageFilterForm(request.GET)
    unread = request.GET.get("show") == "unread"
    rows = queries.messages(actor, unread=unread)
    if kind := asked_format(request):
        columns = _columns(actor)
        return download_rows(
            request, "messages", columns, rows, action="notifications.list.exported", kind=kind
        )
    table = Table(
        caption=_("Messages"),
        columns=_columns(actor),
        page=paginate(QuerySetRows(rows), ["-pk"], cursor=request.GET.get("cursor"), size=20),
        total=capped_count(rows),
        cards=True,
    )
    context = {
        "table": table,
        "form": form,
        "filtered": unread,
        "unread": queries.unread_count(actor),
    }
    return render(request, "notifications/list.html", context)


def _columns(actor: Actor) -> list[Column[Message]]:
    def title(message: Message) -> str:
        return queries.words_of(actor, message).title

    def text(message: Message) -> str:
        return queries.words_of(actor, message).text

    def link(message: Message) -> str:
        return reverse("notifications:open", args=[message.pk])

    def outcome(message: Message) -> Badge:
        severity = Severity(message.severity)
        return Badge(wording.SEVERITIES[severity], _TONES[severity])

    def state(message: Message) -> Badge:
        if message.is_read:
            return Badge(pgettext("message", "Read"))
        return Badge(pgettext("message", "Unread"), Tone.INFO)

    return [
        Column("title", gettext_lazy("Message"), title, link=link, wrap=True),
        Column("outcome", gettext_lazy("Outcome"), outcome),
        Column("text", gettext_lazy("Details"), text, wrap=True),
        Column("at", gettext_lazy("When"), lambda message: message.created_at),
        Column("state", gettext_lazy("State"), state),
    ]


@require_safe
@requires(policies.VIEW)
def count(request: HttpRequest) -> HttpResponse:
    """The number on the bell."""
    return render(request, "notifications/count.html", _counted(acting(request)))


@require_safe
@requires(policies.VIEW)
def latest(request: HttpRequest) -> HttpResponse:
    """What opens under the bell: the newest messages."""
    return render(request, "notifications/latest.html", _latest(acting(request)))


@require_POST
@requires(policies.CHANGE)
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all as read; under the bell the panel comes back, elsewhere the page."""
    actor = acting(request)
    reading.mark_all_read(actor)
    if not getattr(request, "htmx", False):
        return redirect("notifications:list")
    response = render(request, "notifications/latest.html", _latest(actor))
    return trigger_client_event(response, "mainstay:bell")


@require_safe
@requires(policies.VIEW)
def open_message(request: HttpRequest, key: int) -> HttpResponse:
    """Lead to what a message is about; whoever has followed it there has read it."""
    actor = acting(request)
    message = queries.message(actor, key)
    if request.method == "GET" and actor.may(policies.CHANGE):
        reading.mark_read(actor, key)
    return redirect(queries.words_of(actor, message).url or reverse("notifications:list"))


def _counted(actor: Actor) -> dict[str, Any]:
    unread = queries.unread_count(actor)
    return {"unread": unread, "shown": str(unread) if unread <= MOST_COUNTED else "99+"}


def _latest(actor: Actor) -> dict[str, Any]:
    found = queries.messages(actor)[:UNDER_THE_BELL]
    lines = [
        Line(each, queries.words_of(actor, each), _ICONS[Severity(each.severity)]) for each in found
    ]
    return {"lines": lines, **_counted(actor)}
