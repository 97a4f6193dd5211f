"""Pages: channels, one's own and the company's."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from mainstay.apps.notifications import policies, queries, wording
from mainstay.apps.notifications.contracts import topics
from mainstay.apps.notifications.models import Channel
from mainstay.apps.notifications.rules.timing import Choice, choice_in
from mainstay.apps.notifications.services import channels as services
from mainstay.apps.notifications.web.forms import ChannelForm, CompanyChannelForm, group_label
from mainstay.apps.notifications.web.tables import channel_columns, state_of
from mainstay.foundation.access.actor import Actor
from mainstay.shell.sentences import joined
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.confirmation import Confirmation, ask
from mainstay.shell.web.listing import Listing
from mainstay.shell.web.partials import on_to
from mainstay.shell.web.submission import writing
from mainstay.shell.web.tables import Tone


@require_safe
@requires(policies.VIEW_COMPANY_CHANNELS)
def company_channels(request: HttpRequest) -> HttpResponseBase:
    """The company's channels, as a page or as a file."""
    actor = acting(request)
    listing = Listing(
        caption=_("Company channels"),
        name="company-channels",
        columns=channel_columns(),
        rows=queries.company_channels(actor),
        order=("name", "pk"),
        action="notifications.company_channels.exported",
    )
    if file := listing.file(request):
        return file
    context = {
        "table": listing.table(request),
        "may_change": actor.may(policies.CHANGE_COMPANY_CHANNELS),
    }
    return render(request, "notifications/company_channels.html", context)


@sensitive_post_parameters()
@writing
@requires(policies.ARRANGE)
def new_channel(request: HttpRequest) -> HttpResponse:
    """A form for one more channel of one's own."""
    actor = acting(request)
    form = ChannelForm(request.POST or None)
    made = _written(request, form, lambda facts: services.add_channel(actor, **facts))
    return _made(request, made) if made else _form_page(request, form, _("Add a channel"))


@sensitive_post_parameters()
@writing
@requires(policies.CHANGE_COMPANY_CHANNELS)
def new_company_channel(request: HttpRequest) -> HttpResponse:
    """A form for one more channel of the company."""
    actor = acting(request)
    form = CompanyChannelForm(request.POST or None)
    made = _written(request, form, lambda facts: services.add_company_channel(actor, **facts))
    if made:
        return _made(request, made)
    return _form_page(request, form, _("Add a company channel"), company=True)


@require_safe
@requires(policies.VIEW)
def channel_page(request: HttpRequest, key: int) -> HttpResponse:
    """One channel: how it does, and what is wrong."""
    actor = acting(request)
    channel = queries.channel(actor, key)
    told = [
        group_label(each)
        for each in topics()
        if each.shared and choice_in(channel.choices, each.code, Choice.NEVER) is Choice.NOW
    ]
    context = {
        "channel": channel,
        "badge": state_of(channel),
        "trouble": wording.robot_trouble(channel.product, channel.trouble, channel.trouble_says),
        "told": told,
        "may_change": _may_change(actor, channel),
        "list_url": _list_of(company=channel.is_company),
    }
    return render(request, "notifications/channel.html", context)


@sensitive_post_parameters()
@writing
@requires(policies.VIEW)
def edit_channel(request: HttpRequest, key: int) -> HttpResponse:
    """A form for one of them."""
    actor = acting(request)
    channel = queries.channel(actor, key)
    kind = CompanyChannelForm if channel.is_company else ChannelForm
    form = kind(request.POST or None, channel)
    done = _written(request, form, lambda facts: services.change_channel(actor, key, **facts))
    if done:
        messages.success(request, _("%(name)s has been changed.") % {"name": done.name})
        return redirect("notifications:channel", key)
    return _form_page(request, form, _("Edit"), company=channel.is_company, channel=channel)


@require_POST
@requires(policies.VIEW)
def test_channel(request: HttpRequest, key: int) -> HttpResponse:
    """Send a test message and say what became of it."""
    actor = acting(request)
    channel = queries.channel(actor, key)
    try:
        refusal = services.try_channel(actor, key)
    except ValidationError as error:
        messages.error(request, joined(error.messages))
        return redirect("notifications:channel", key)
    if refusal is None:
        says = _("%(product)s has taken the message. Look into the group.")
        messages.success(request, says % {"product": channel.get_product_display()})
    else:
        messages.error(request, wording.robot_trouble(channel.product, refusal.code, refusal.says))
    return redirect("notifications:channel", key)


@writing
@requires(policies.VIEW)
def delete_channel(request: HttpRequest, key: int) -> HttpResponse:
    """Ask, then remove it."""
    actor = acting(request)
    channel = queries.channel(actor, key)
    if request.method != "POST":
        question = Confirmation(
            _("Delete the channel %(name)s?") % {"name": channel.name},
            _("Nothing is delivered there any more. The robot itself stays in its group."),
            agree=_("Delete"),
            cancel_url=reverse("notifications:channel", args=[key]),
            tone=Tone.BAD,
        )
        return ask(request, question)
    services.remove_channel(actor, key)
    messages.success(request, _("%(name)s has been deleted.") % {"name": channel.name})
    return on_to(request, _list_of(company=channel.is_company))


def _may_change(actor: Actor, channel: Channel) -> bool:
    right = policies.CHANGE_COMPANY_CHANNELS if channel.is_company else policies.ARRANGE
    return actor.may(right)


def _list_of(*, company: bool) -> str:
    name = "company_channels" if company else "settings"
    return reverse(f"notifications:{name}")


def _made(request: HttpRequest, channel: Channel) -> HttpResponse:
    says = _("%(name)s has been added. Send a test message now.") % {"name": channel.name}
    messages.success(request, says)
    return redirect("notifications:channel", channel.pk)


def _form_page(
    request: HttpRequest,
    form: ChannelForm,
    title: str,
    *,
    company: bool = False,
    channel: Channel | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "title": title, "channel": channel}
    context |= {"list_url": _list_of(company=company), "company": company}
    return render(request, "notifications/channel_form.html", context)


def _written(request: HttpRequest, form: ChannelForm, write: Any) -> Channel | None:
    """What was written; None for a form that waits, refusals standing beside their fields."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        written: Channel = write(form.facts())
    except ValidationError as error:
        known = set(getattr(error, "message_dict", {})) <= set(form.fields)
        form.add_error(None, error if known else ValidationError(error.messages))
        return None
    return written
