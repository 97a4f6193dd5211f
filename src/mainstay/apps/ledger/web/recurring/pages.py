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
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.listing import Listing


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
    listing = Listing(
        _("Recurring imports"),
        "recurring-imports",
        recurring_columns(),
        queries.recurring_imports(actor),
        ["name", "pk"],
        action="ledger.recurring.exported",
    )
    if file := listing.file(request):
        return file
    context = {
        "table": listing.table(request),
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
    listing = Listing(
        _("Files it took"),
        "recurring-import-files",
        run_columns(),
        queries.runs_of(actor, found),
        ["-pk"],
        action="ledger.recurring_runs.exported",
    )
    if file := listing.file(request):
        return file
    context = {
        "recurring": found,
        "badge": standing_badge(found),
        "origin": wording.origin_of(found),
        "rhythm": rhythm_words(found),
        "decisions": _decisions(found),
        "paused_itself": found.paused_why == AFTER_FAILURES,
        "may_change": policies.may_set_up_recurring(actor),
        "table": listing.table(request),
    }
    return render(request, "ledger/recurring/page.html", context)


def _decisions(recurring: RecurringImport) -> dict[str, Any]:
    """The decisions in force in words: what was said here over what the profile says."""
    options = ImportOptions.from_json({**recurring.profile.options, **recurring.options})
    words: dict[str, Any] = {
        name: dict(choices)[getattr(options, name)] for name, choices in CHOICES.items()
    }
    return {**words, "reject_limit": options.reject_limit / 100}
