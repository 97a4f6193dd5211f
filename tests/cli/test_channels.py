"""What the doctor says of channels."""

from pathlib import Path

from tests.cli.test_mail import doctor, mailing
from tests.installation import ADMIN, Installation


def add_channels(email: str) -> None:
    from mainstay.apps.governance import queries
    from mainstay.apps.notifications.services import channels

    [admin] = queries.people_who_may("notifications.company_channel.change")
    actor = queries.acting_person(admin)
    assert actor is not None
    assert queries.myself(actor).email == email
    address = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=0a1b2c3d"
    channels.add_channel(actor, name="Own", address=address)
    channels.add_company_channel(actor, name="House", address=address)


def pause(name: str) -> None:
    from django.utils import timezone

    from mainstay.apps.notifications.models import Channel

    rows = Channel.objects.system("test").filter(name=name)
    assert rows.update(paused_at=timezone.now()) == 1


def test_a_paused_channel_of_the_company_is_a_finding_and_ones_own_is_not(
    empty: Installation, tmp_path: Path
) -> None:
    house = empty.copy(tmp_path / "home")
    assert "channels" not in doctor(house)
    assert house.ask(add_channels, ADMIN).status == 0
    assert doctor(house)["channels"] == (True, "2 channels, none paused.")
    assert house.ask(pause, "Own").status == 0
    says = "1 channel of 2 is paused after failures: its page says why."
    assert doctor(house)["channels"] == (True, says)
    assert house.ask(pause, "House").status == 0
    says = "2 channels of 2 are paused after failures: their pages say why."
    assert doctor(house)["channels"] == (False, says)
    house.remove()


def test_a_service_that_there_is_not_is_a_finding(empty: Installation) -> None:
    found = doctor(mailing(empty, MAINSTAY_CHANNELS="wecom, whatsapp"))
    says = "MAINSTAY_CHANNELS names what is no service: whatsapp."
    assert found["channels_setting"] == (False, says)
