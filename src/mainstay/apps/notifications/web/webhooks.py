"""Pages: webhooks and what they were sent."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from mainstay.apps.notifications import policies, queries, wording
from mainstay.apps.notifications.contracts import hook_labels
from mainstay.apps.notifications.models import Webhook
from mainstay.apps.notifications.services import webhooks as services
from mainstay.apps.notifications.web.webhook_forms import DeliveryFilterForm, WebhookForm
from mainstay.apps.notifications.web.webhook_tables import (
    delivery_columns,
    delivery_state,
    state_of,
    webhook_columns,
)
from mainstay.shell.sentences import joined
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.confirmation import Confirmation, ask
from mainstay.shell.web.listing import Listing
from mainstay.shell.web.partials import on_to
from mainstay.shell.web.submission import submitted, writing
from mainstay.shell.web.tables import Tone


@require_safe
@requires(policies.MANAGE_WEBHOOKS)
def webhook_list(request: HttpRequest) -> HttpResponseBase:
    """All webhooks, as a page or as a file."""
    listing = Listing(
        caption=_("Webhooks"),
        name="webhooks",
        columns=webhook_columns(),
        rows=queries.webhooks(acting(request)),
        order=("name", "pk"),
        action="notifications.webhooks.exported",
    )
    if file := listing.file(request):
        return file
    return render(request, "notifications/webhooks.html", {"table": listing.table(request)})


@never_cache
@sensitive_post_parameters("address")
@writing
@requires(policies.MANAGE_WEBHOOKS)
def new_webhook(request: HttpRequest) -> HttpResponse:
    """A form for one more webhook; its secret is shown in the answer and never again."""
    actor = acting(request)
    form = WebhookForm(request.POST or None)

    def add(**facts: Any) -> tuple[Webhook, str]:
        return services.add_webhook(actor, **facts)

    if made := submitted(request, form, add):
        return _secret_page(request, *made)
    return render(request, "notifications/webhook_form.html", {"form": form})


@require_safe
@requires(policies.MANAGE_WEBHOOKS)
def webhook_page(request: HttpRequest, key: int) -> HttpResponseBase:
    """One webhook: how it does, and what it was sent."""
    actor = acting(request)
    webhook = queries.webhook(actor, key)
    form = DeliveryFilterForm(request.GET)
    listing = Listing(
        caption=_("Deliveries"),
        name="webhook-deliveries",
        columns=delivery_columns(),
        rows=queries.deliveries(actor, key, state=form.chosen),
        order=("-pk",),
        action="notifications.deliveries.exported",
    )
    if file := listing.file(request):
        return file
    labels = hook_labels()
    context = {
        "webhook": webhook,
        "badge": state_of(webhook),
        "paused": wording.hook_paused(webhook.paused_for),
        "hears": [labels.get(code, code) for code in webhook.hears],
        "table": listing.table(request),
        "form": form,
        "filtered": bool(form.chosen),
    }
    return render(request, "notifications/webhook.html", context)


@sensitive_post_parameters("address")
@writing
@requires(policies.MANAGE_WEBHOOKS)
def edit_webhook(request: HttpRequest, key: int) -> HttpResponse:
    """A form for one of them."""
    actor = acting(request)
    webhook = queries.webhook(actor, key)
    form = WebhookForm(request.POST or None, webhook)

    def change(**facts: Any) -> Webhook:
        return services.change_webhook(actor, key, **facts)

    if changed := submitted(request, form, change):
        messages.success(request, _("%(name)s has been changed.") % {"name": changed.name})
        return redirect("notifications:webhook", key)
    return render(request, "notifications/webhook_form.html", {"form": form, "webhook": webhook})


@require_POST
@requires(policies.MANAGE_WEBHOOKS)
def test_webhook(request: HttpRequest, key: int) -> HttpResponse:
    """Send a test and lead to what came of it."""
    actor = acting(request)
    try:
        delivery = services.try_webhook(actor, key)
    except ValidationError as error:
        messages.error(request, joined(error.messages))
        return redirect("notifications:webhook", key)
    if delivery.trouble:
        messages.error(request, wording.hook_trouble(delivery.trouble, delivery.status))
    else:
        messages.success(request, _("The receiver has taken the test."))
    return redirect("notifications:delivery", key, delivery.pk)


@writing
@requires(policies.MANAGE_WEBHOOKS)
def pause_webhook(request: HttpRequest, key: int) -> HttpResponse:
    """Ask, then pause it."""
    actor = acting(request)
    webhook = queries.webhook(actor, key)
    question = _question(
        webhook,
        _("Pause the webhook %(name)s?") % {"name": webhook.name},
        _("What happens meanwhile it never hears of. What waits already is sent once it goes on."),
        _("Pause"),
        tone=Tone.CAUTION,
    )
    done = _("%(name)s is paused.") % {"name": webhook.name}
    return _agreed(request, question, lambda: services.pause_webhook(actor, key), done)


@require_POST
@requires(policies.MANAGE_WEBHOOKS)
def resume_webhook(request: HttpRequest, key: int) -> HttpResponse:
    """Let it go on."""
    webhook = services.resume_webhook(acting(request), key)
    messages.success(request, _("%(name)s goes on.") % {"name": webhook.name})
    return redirect("notifications:webhook", key)


@never_cache
@writing
@requires(policies.MANAGE_WEBHOOKS)
def renew_secret(request: HttpRequest, key: int) -> HttpResponse:
    """Ask, then show a new secret, this once."""
    actor = acting(request)
    webhook = queries.webhook(actor, key)
    if request.method == "POST":
        return _secret_page(request, *services.renew_secret(actor, key))
    question = _question(
        webhook,
        _("Renew the secret of %(name)s?") % {"name": webhook.name},
        _(
            "For a day both secrets sign, so that the receiver can change over. Then the old one "
            "is worth nothing."
        ),
        _("Renew the secret"),
        tone=Tone.CAUTION,
    )
    return ask(request, question)


@writing
@requires(policies.MANAGE_WEBHOOKS)
def delete_webhook(request: HttpRequest, key: int) -> HttpResponse:
    """Ask, then remove it."""
    actor = acting(request)
    webhook = queries.webhook(actor, key)
    question = _question(
        webhook,
        _("Delete the webhook %(name)s?") % {"name": webhook.name},
        _("Nothing is sent any more, and the list of what was sent is deleted too."),
        _("Delete"),
    )
    done = _("%(name)s has been deleted.") % {"name": webhook.name}
    back = reverse("notifications:webhooks")
    return _agreed(request, question, lambda: services.remove_webhook(actor, key), done, back)


@require_safe
@requires(policies.MANAGE_WEBHOOKS)
def delivery_page(request: HttpRequest, key: int, number: int) -> HttpResponse:
    """One delivery: what was sent, and what came of it."""
    actor = acting(request)
    webhook = queries.webhook(actor, key)
    delivery = queries.delivery(actor, key, number)
    context = {
        "webhook": webhook,
        "delivery": delivery,
        "badge": delivery_state(delivery),
        "trouble": wording.hook_trouble(delivery.trouble, delivery.status),
    }
    return render(request, "notifications/delivery.html", context)


@require_POST
@requires(policies.MANAGE_WEBHOOKS)
def send_again(request: HttpRequest, key: int, number: int) -> HttpResponse:
    """Send it once more, by a job."""
    try:
        services.send_again(acting(request), key, number)
    except ValidationError as error:
        messages.error(request, joined(error.messages))
    else:
        messages.success(request, _("It is sent again in a moment."))
    return redirect("notifications:delivery", key, number)


def _secret_page(request: HttpRequest, webhook: Webhook, secret: str) -> HttpResponse:
    context = {"webhook": webhook, "secret": secret}
    return render(request, "notifications/webhook_secret.html", context)


def _question(
    webhook: Webhook, title: str, text: str, agree: str, tone: Tone = Tone.BAD
) -> Confirmation:
    back = reverse("notifications:webhook", args=[webhook.pk])
    return Confirmation(title, text, agree=agree, cancel_url=back, tone=tone)


def _agreed(
    request: HttpRequest,
    question: Confirmation,
    do: Callable[[], object],
    done: str,
    back: str = "",
) -> HttpResponse:
    """Ask, and once it is agreed do it, say so and go back."""
    if request.method != "POST":
        return ask(request, question)
    do()
    messages.success(request, done)
    return on_to(request, back or question.cancel_url)
