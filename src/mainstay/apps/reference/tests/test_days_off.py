"""Days off of the company's calendar, where people want quiet on them."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from pytest_django.fixtures import Settings

from mainstay.apps.governance import queries as governance
from mainstay.apps.governance.models import Installation
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.apps.notifications import queries as notifications
from mainstay.apps.notifications.services import arranging
from mainstay.apps.notifications.services.telling import notify
from mainstay.apps.notifications.testing import SENDER
from mainstay.apps.reference.rules.workdays import OwnDay
from mainstay.apps.reference.services import calendars, days
from mainstay.foundation.access.actor import system_actor
from mainstay.foundation.jobs.outcomes import Severity

pytestmark = pytest.mark.django_db


def test_mail_waits_until_the_company_works_again(
    acting: NamedActors, people: NamedPeople, settings: Settings
) -> None:
    settings.MAIL_URL, settings.MAIL_FROM = "smtp://127.0.0.1:1", SENDER
    zone = "Asia/Shanghai"
    Installation.objects.create(name="Hengsheng", reporting_currency="CNY", time_zone=zone)
    keeper, today = system_actor("test"), governance.today()
    calendar = calendars.create_calendar(
        keeper, name="Office", country="", weekdays=[1, 2, 3, 4, 5, 6, 7], is_default=True
    )
    days.set_day(keeper, calendar.pk, today, OwnDay(False, "Jubilee"))
    arranging.set_times(acting.tom_becker, quiet_days_off=True)
    notify([people.tom_becker.pk], "test", severity=Severity.INFO, figures={}, occasion="test:1")
    [message] = notifications.messages(acting.tom_becker)
    assert message.mail_at is not None
    assert message.mail_at.astimezone(ZoneInfo(zone)).date() == today + timedelta(days=1)
