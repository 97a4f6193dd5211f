"""Pages: the list of recurring imports, and one of them with what it took."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mainstay.apps.ledger import policies
from mainstay.apps.ledger import recurring_wording as wording
from mainstay.apps.ledger.models import RecurringImport
from mainstay.apps.ledger.queries import recurring as queries
from mainstay.apps.ledger.services.importing.options import ImportOptions
from mainstay.apps.ledger.services.recurring.setting_up import AFTER_FAILURES
from mainstay.apps.ledger.web.decisions import CHOICES
from mainstay.apps.ledger.web.recurring.tables import (
    recurring_columns,
    rhythm_words,
    run_columns,
    standing_badge,
)
from mainstay.foundation.access.actor import Actor
from mainstay.shell.paging import QuerySetRows, paginate
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.exporting import asked_format, download_rows
from mainstay.shell.web.tables import Table


def found_recurring(actor: Actor, key: int) -> RecurringImport:
    """The one with this key, for those who may see it. Raises Http404."""
    try:
        return queries.recurring_import(actor, key)
    except queries.RecurringImportGone as error:
        raise Http404 from error


@require_safe
@requires(policies.VIEW_IMPORTS)
def recurring_list(request: HttpRequest) -> HttpResponseBase:
    """Every recurring import, by name."""
    actor = acting(request)
    policies.require_imports(actor)
    rows = queries.recurring_imports(actor)
    if kind := asked_format(request):
        return download_rows(
            request,
            "recurring-imports",
            recurring_columns(),
            rows.order_by("name", "pk"),
            action="ledger.recurring.exported",
            kind=kind,
        )
    table = Table(
        caption=_("Recurring imports"),
        columns=recurring_columns(),
        page=paginate(QuerySetRows(rows), ["name", "pk"], cursor=request.GET.get("cursor")),
        cards=True,
    )
    context = {
        "table": table,
        "may_change": policies.may_set_up_recurring(actor),
        "has_profiles": queries.profiles_to_choose(actor).exists(),
    }
    return render(request, "ledger/recurring/list.html", context)


@require_safe
@requires(policies.VIEW_IMPORTS)
def recurring_page(request: HttpRequest, key: int) -> HttpResponseBase:
    """Where its files come from, how they are read, when it looks next, what it took."""
    actor = acting(request)
    found = found_recurring(actor, key)
    rows = queries.runs_of(actor, found)
    if kind := asked_format(request):
        return download_rows(
            request,
            "recurring-import-files",
            run_columns(),
            rows.order_by("-pk"),
            action="ledger.recurring_runs.exported",
            kind=kind,
        )
    table = Table(
        caption=_("Files it took"),
        columns=run_columns(),
        page=paginate(QuerySetRows(rows), ["-pk"], cursor=request.GET.get("cursor")),
        cards=True,
    )
    context = {
        "recurring": found,
        "badge": standing_badge(found),
        "origin": wording.origin_of(found),
        "rhythm": rhythm_words(found),
        "decisions": _decisions(found),
        "paused_itself": found.paused_why == AFTER_FAILURES,
        "may_change": policies.may_set_up_recurring(actor),
        "table": table,
    }
    return render(request, "ledger/recurring/page.html", context)


def _decisions(recurring: RecurringImport) -> dict[str, Any]:
    """The decisions in force in words: what was said here over what the profile says."""
    options = ImportOptions.from_json({**recurring.profile.options, **recurring.options})
    words: dict[str, Any] = {
        name: dict(choices)[getattr(options, name)] for name, choices in CHOICES.items()
    }
    return {**words, "reject_limit": options.reject_limit / 100}
