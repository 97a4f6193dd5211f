"""What a webhook was sent, as receivers of several minds answer it; made in the installation."""


def fill_deliveries() -> None:
    from datetime import timedelta

    from django.utils import timezone

    from mainstay.apps.notifications.models import Delivery, DeliveryState, Webhook
    from mainstay.apps.notifications.services.announcing import put_down

    rows = Delivery.objects.system("test")
    webhook = Webhook.objects.system("test").get()
    now = timezone.now()
    answers = (
        ("customer.changed", DeliveryState.DELIVERED, 200, "", '{"ok":true}'),
        ("evaluation.finished", DeliveryState.GIVEN_UP, 404, "hook_refused", "not found"),
        ("import.committed", DeliveryState.WAITING, None, "hook_slow", ""),
    )
    for number, (kind, state, status, trouble, says) in enumerate(answers, 1):
        [made] = put_down([webhook.pk], kind, {"number": number}, f"/api/example/{number}")
        waits = now + timedelta(days=3) if state == DeliveryState.WAITING else None
        rows.filter(pk=made.pk).update(
            state=state,
            attempts=number,
            status=status,
            trouble=trouble,
            says=says,
            tried_at=now,
            next_at=waits,
        )
    Webhook.objects.system("test").update(delivered_at=now, failing_since=now)
