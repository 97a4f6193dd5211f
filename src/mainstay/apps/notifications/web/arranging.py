"""Pages: how one is told, in which way and when."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mainstay.apps.governance import queries as governance
from mainstay.apps.notifications import policies, queries
from mainstay.apps.notifications.contracts import topics_for
from mainstay.apps.notifications.services import arranging
from mainstay.apps.notifications.services.mail_server import is_set_up
from mainstay.apps.notifications.web.forms import ChoicesForm, TimesForm
from mainstay.apps.notifications.web.tables import channel_table
from mainstay.foundation.access.actor import Actor
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.submission import submitted


@require_safe
@requires(policies.ARRANGE)
def settings_page(request: HttpRequest) -> HttpResponse:
    """What one is told and when, and the channels of one's own."""
    return _shown(request)


@require_POST
@requires(policies.ARRANGE)
def change_choices(request: HttpRequest) -> HttpResponse:
    """Keep what comes when, in each way."""
    actor = acting(request)
    form = _choices(actor, request.POST)
    if form.is_valid() and _chosen(actor, form):
        messages.success(request, _("Your notification settings have been changed."))
        return redirect("notifications:settings")
    return _shown(request, choices=form)


@require_POST
@requires(policies.ARRANGE)
def change_times(request: HttpRequest) -> HttpResponse:
    """Keep quiet hours and the time of the digest."""
    actor = acting(request)
    form = TimesForm(queries.arrangement(actor), request.POST)
    done = submitted(request, form, lambda **facts: arranging.set_times(actor, **facts))
    if done is None:
        return _shown(request, times=form)
    messages.success(request, _("Your notification settings have been changed."))
    return redirect("notifications:settings")


def _chosen(actor: Actor, form: ChoicesForm) -> bool:
    """Whether everything that was chosen is kept now; all of it or nothing."""
    try:
        with transaction.atomic():
            for way, chosen in form.chosen().items():
                arranging.choose(actor, way, chosen)
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
        return False
    return True


def _choices(actor: Actor, data: Any = None) -> ChoicesForm:
    arrangement, channels = queries.arrangement(actor), queries.own_channels(actor)
    return ChoicesForm(topics_for(actor), arrangement, channels, data)


def _shown(
    request: HttpRequest, choices: ChoicesForm | None = None, times: TimesForm | None = None
) -> HttpResponse:
    actor = acting(request)
    context = {
        "choices": choices or _choices(actor),
        "times": times or TimesForm(queries.arrangement(actor)),
        "table": channel_table(queries.own_channels(actor), _("Your channels")),
        "no_mail": not is_set_up(),
        "mail_off": not governance.myself(actor).gets_mail,
    }
    return render(request, "notifications/settings.html", context)
