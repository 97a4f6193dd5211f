"""What the doctor says of webhooks."""

from pathlib import Path

from tests.cli.test_mail import doctor
from tests.installation import Installation


def add_webhook() -> None:
    from mainstay.apps.governance import queries
    from mainstay.apps.notifications.services import webhooks

    [admin] = queries.people_who_may("notifications.webhook.manage")
    actor = queries.acting_person(admin)
    assert actor is not None
    address = "https://erp.example.com/"
    webhooks.add_webhook(actor, name="ERP", address=address, hears=["customer.changed"])


def pause(reason: str) -> None:
    from django.utils import timezone

    from mainstay.apps.notifications.models import Webhook

    rows = Webhook.objects.system("test")
    assert rows.update(paused_at=timezone.now(), paused_for=reason) == 1


def test_a_webhook_that_was_paused_for_its_receiver_is_a_finding(
    empty: Installation, tmp_path: Path
) -> None:
    house = empty.copy(tmp_path / "home")
    assert "webhooks" not in doctor(house)
    assert house.ask(add_webhook).status == 0
    assert doctor(house)["webhooks"] == (True, "1 webhook, not broken.")
    assert house.ask(pause, "person").status == 0
    assert doctor(house)["webhooks"] == (True, "1 webhook, not broken.")
    assert house.ask(pause, "failures").status == 0
    says = "1 webhook of 1 was paused because nothing was taken: its page says why."
    assert doctor(house)["webhooks"] == (False, says)
    house.remove()
