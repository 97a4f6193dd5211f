"""Pages: the audit trail."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mainstay.apps.governance.web.forms.trail import TrailFilter
from mainstay.foundation.access.actor import ActorKind
from mainstay.foundation.audit import queries as audit
from mainstay.foundation.audit.actions import action_label, detail_label
from mainstay.foundation.audit.models import AuditEntry, AuditOutcome
from mainstay.foundation.audit.naming import actor_words, subject_words
from mainstay.shell.paging import QuerySetRows, paginate
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.exporting import asked_format, download_rows
from mainstay.shell.web.tables import Badge, Column, Table, Tone

TONES = {
    AuditOutcome.DONE: Tone.PLAIN,
    AuditOutcome.DENIED: Tone.BAD,
    AuditOutcome.FAILED: Tone.CAUTION,
}
KINDS = {
    ActorKind.PERSON: gettext_lazy("A person"),
    ActorKind.TOKEN: gettext_lazy("A program with an API token"),
    ActorKind.SYSTEM: gettext_lazy("Mainstay itself"),
    ActorKind.ANONYMOUS: gettext_lazy("Nobody known"),
}


@require_safe
@requires("audit.entry.view")
def trail(request: HttpRequest) -> HttpResponseBase:
    """What was done, the newest first."""
    actor = acting(request)
    filters = TrailFilter(actor, request.GET)
    rows = audit.entries(actor, **filters.conditions())
    if kind := asked_format(request):
        return download_rows(
            request, "audit-trail", _columns(), rows, action="governance.trail.exported", kind=kind
        )
    table = Table(
        caption=_("Audit trail"),
        columns=_columns(),
        page=paginate(QuerySetRows(rows), ["-pk"], cursor=request.GET.get("cursor")),
        cards=True,
    )
    return render(request, "governance/trail.html", {"table": table, "filters": filters})


def _columns() -> list[Column[AuditEntry]]:
    return [
        Column("at", gettext_lazy("When"), lambda entry: entry.at, link=_address),
        Column("actor", gettext_lazy("Who"), actor_words),
        Column("action", gettext_lazy("Action"), lambda entry: action_label(entry.action)),
        Column("outcome", gettext_lazy("Outcome"), outcome_badge),
        Column("subject", gettext_lazy("Subject"), subject_words, wrap=True),
        Column("origin", gettext_lazy("Address"), lambda entry: entry.origin, wide=True),
    ]


def _address(entry: AuditEntry) -> str:
    return reverse("governance:trail_entry", args=[entry.pk])


def outcome_badge(entry: AuditEntry) -> Badge:
    """How the action ended, coloured where it did not go well."""
    outcome = AuditOutcome(entry.outcome)
    return Badge(capfirst(outcome.label), TONES[outcome])


@require_safe
@requires("audit.entry.view")
def trail_entry(request: HttpRequest, number: int) -> HttpResponse:
    """One entry with its details and its place in the chain."""
    entry = audit.entry(acting(request), number)
    if entry is None:
        raise Http404
    details = dict(entry.details)
    changes = [
        (detail_label(entry.action, field), *(readable(value) for value in values))
        for field, values in dict(details.pop("changes", {})).items()
    ]
    context = {
        "entry": entry,
        "action": action_label(entry.action),
        "who": actor_words(entry),
        "subject": subject_words(entry),
        "acting_as": KINDS[ActorKind(entry.actor_kind)],
        "outcome": outcome_badge(entry),
        "changes": changes,
        "details": [
            (detail_label(entry.action, name), readable(value)) for name, value in details.items()
        ],
    }
    return render(request, "governance/trail_entry.html", context)


def readable(value: Any) -> str:
    """A kept value as a person reads it; nested ones as JSON."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
