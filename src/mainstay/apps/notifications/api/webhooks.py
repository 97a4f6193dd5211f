"""The interface for programs: webhooks and what they were sent."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from mainstay.apps.notifications import policies, queries, wording
from mainstay.apps.notifications.contracts import hook_labels
from mainstay.apps.notifications.models import Delivery, Webhook
from mainstay.apps.notifications.services import webhooks as services
from mainstay.shell.api.paging import PageIn, PageOut, page_out
from mainstay.shell.paging import QuerySetRows
from mainstay.shell.web.access import acting, requires

router = Router()


class EventOut(Schema):
    """A kind of event that a webhook can hear of."""

    code: str
    label: str


class WebhookIn(Schema):
    """A webhook; of a change what is left out stays."""

    name: str = Field("", max_length=80)
    address: str = Field("", max_length=1_000, description="Kept encrypted.")
    hears: list[str] = Field(
        default_factory=list, description="Codes of events, such as `customer.changed`."
    )


class WebhookOut(Schema):
    """A webhook and how it does. Its secret is not told."""

    id: int
    name: str
    address: str = Field(description="Without what follows a question mark.")
    hears: list[str]
    delivered_at: datetime | None
    failing_since: datetime | None
    paused_at: datetime | None
    paused_for: str = Field(description="person, gone, failures; empty while it is active.")
    former_secret_until: datetime | None = Field(
        description="Until when the secret before the present one signs too."
    )

    @staticmethod
    def resolve_address(row: Webhook) -> str:
        return row.shown

    @staticmethod
    def resolve_former_secret_until(row: Webhook) -> datetime | None:
        return row.former_until


class WebhookMadeOut(Schema):
    """A webhook with its secret, which is told this once."""

    webhook: WebhookOut
    secret: str


class DeliveryOut(Schema):
    """One event for one webhook, and what came of it."""

    id: int
    event: UUID = Field(description="What the receiver knows it by: the header `webhook-id`.")
    type: str
    state: str = Field(description="waiting, delivered or given_up.")
    attempts: int
    created_at: datetime
    tried_at: datetime | None
    next_at: datetime | None
    status: int | None = Field(description="What the receiver answered last.")
    trouble: str = Field(description="Why the last attempt failed; empty if it did not.")
    trouble_text: str
    answer: str = Field(description="The beginning of what the receiver answered.")

    @staticmethod
    def resolve_type(row: Delivery) -> str:
        return row.kind

    @staticmethod
    def resolve_trouble_text(row: Delivery) -> str:
        return wording.hook_trouble(row.trouble, row.status)

    @staticmethod
    def resolve_answer(row: Delivery) -> str:
        return row.says


class DeliveryDetailsOut(DeliveryOut):
    """The same with what is sent."""

    body: str


@router.get("", response=PageOut[WebhookOut])
@requires(policies.MANAGE_WEBHOOKS)
def list_webhooks(request: HttpRequest, page: Query[PageIn]) -> dict[str, Any]:
    """All webhooks, by name."""
    rows = queries.webhooks(acting(request))
    return page_out(request, QuerySetRows(rows), ["name", "pk"], page)


@router.post("", response={201: WebhookMadeOut})
@requires(policies.MANAGE_WEBHOOKS)
def add_webhook(request: HttpRequest, said: WebhookIn) -> Status[dict[str, Any]]:
    """Add a webhook; its signing secret is told in this answer and never again."""
    webhook, secret = services.add_webhook(acting(request), **said.dict(exclude_unset=True))
    return Status(201, {"webhook": webhook, "secret": secret})


@router.get("/events", response=list[EventOut])
@requires(policies.MANAGE_WEBHOOKS)
def list_webhook_events(request: HttpRequest) -> list[dict[str, str]]:
    """What webhooks can hear of."""
    return [{"code": code, "label": str(label)} for code, label in hook_labels().items()]


@router.get("/{int:key}", response=WebhookOut)
@requires(policies.MANAGE_WEBHOOKS)
def get_webhook(request: HttpRequest, key: int) -> Webhook:
    """One webhook."""
    return queries.webhook(acting(request), key)


@router.patch("/{int:key}", response=WebhookOut)
@requires(policies.MANAGE_WEBHOOKS)
def change_webhook(request: HttpRequest, key: int, said: WebhookIn) -> Webhook:
    """Change it; `hears` are all of them anew."""
    return services.change_webhook(acting(request), key, **said.dict(exclude_unset=True))


@router.delete("/{int:key}", response={204: None})
@requires(policies.MANAGE_WEBHOOKS)
def remove_webhook(request: HttpRequest, key: int) -> Status[None]:
    """Remove it with its deliveries."""
    services.remove_webhook(acting(request), key)
    return Status(204, None)


@router.post("/{int:key}/pause", response=WebhookOut)
@requires(policies.MANAGE_WEBHOOKS)
def pause_webhook(request: HttpRequest, key: int) -> Webhook:
    """Let it hear nothing; what waits for it stays."""
    return services.pause_webhook(acting(request), key)


@router.post("/{int:key}/resume", response=WebhookOut)
@requires(policies.MANAGE_WEBHOOKS)
def resume_webhook(request: HttpRequest, key: int) -> Webhook:
    """Let it hear again, and send what waits."""
    return services.resume_webhook(acting(request), key)


@router.post("/{int:key}/secret", response=WebhookMadeOut)
@requires(policies.MANAGE_WEBHOOKS)
def renew_webhook_secret(request: HttpRequest, key: int) -> dict[str, Any]:
    """Give it a new secret; the present one signs too for a day."""
    webhook, secret = services.renew_secret(acting(request), key)
    return {"webhook": webhook, "secret": secret}


@router.post("/{int:key}/test", response=DeliveryOut)
@requires(policies.MANAGE_WEBHOOKS)
def test_webhook(request: HttpRequest, key: int) -> Delivery:
    """Send an event `webhook.test` at once, and say what came of it."""
    return services.try_webhook(acting(request), key)


@router.get("/{int:key}/deliveries", response=PageOut[DeliveryOut])
@requires(policies.MANAGE_WEBHOOKS)
def list_webhook_deliveries(
    request: HttpRequest,
    key: int,
    page: Query[PageIn],
    state: Literal["waiting", "delivered", "given_up"] | None = None,
) -> dict[str, Any]:
    """What it was sent or waits for, the newest first."""
    actor = acting(request)
    queries.webhook(actor, key)
    rows = queries.deliveries(actor, key, state=state or "")
    return page_out(request, QuerySetRows(rows), ["-pk"], page)


@router.get("/{int:key}/deliveries/{int:number}", response=DeliveryDetailsOut)
@requires(policies.MANAGE_WEBHOOKS)
def get_webhook_delivery(request: HttpRequest, key: int, number: int) -> Delivery:
    """One delivery, with what is sent."""
    return queries.delivery(acting(request), key, number)


@router.post("/{int:key}/deliveries/{int:number}/send", response=DeliveryOut)
@requires(policies.MANAGE_WEBHOOKS)
def send_webhook_delivery_again(request: HttpRequest, key: int, number: int) -> Delivery:
    """Send it once more, under the same id."""
    return services.send_again(acting(request), key, number)
