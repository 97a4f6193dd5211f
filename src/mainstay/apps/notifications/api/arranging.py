"""The interface for programs: what one is told, in which way and when."""

from datetime import time
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema
from pydantic import WithJsonSchema

from mainstay.apps.notifications import policies, queries
from mainstay.apps.notifications.contracts import topics_for
from mainstay.apps.notifications.models import Arrangement
from mainstay.apps.notifications.rules.timing import Choice, choice_in
from mainstay.apps.notifications.services import arranging
from mainstay.foundation.access.actor import Actor
from mainstay.shell.web.access import acting, requires

router = Router()

Choices = Literal["now", "digest", "never"]


class WayOut(Schema):
    """One way of being told, and when each topic comes in it."""

    way: str = Field(description="`bell`, `mail`, or the number of a channel of one's own.")
    topics: dict[str, Choices]


ClockTime = Annotated[
    time,
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$",
            "examples": ["08:00:00"],
        }
    ),
]
"""A time of the day in the caller's zone; the format `time` of JSON Schema would name one."""


class TimesOut(Schema):
    """Quiet hours and the digest, in the caller's time zone. Weekdays count from 1, Monday."""

    quiet_from: ClockTime | None
    quiet_until: ClockTime | None
    quiet_weekdays: list[int]
    quiet_days_off: bool
    digest_rhythm: str
    digest_at: ClockTime
    digest_weekday: int


class SettingsOut(Schema):
    """All of it."""

    ways: list[WayOut]
    times: TimesOut


class TimesIn(Schema):
    """What to change; what is left out stays."""

    quiet_from: ClockTime | None = None
    quiet_until: ClockTime | None = None
    quiet_weekdays: list[int] = Field(default_factory=list)
    quiet_days_off: bool = False
    digest_rhythm: Literal["daily", "weekly"] = "daily"
    digest_at: ClockTime = time(8)
    digest_weekday: int = 1


class ChoicesIn(Schema):
    """When topics come; those that are left out stay."""

    topics: dict[str, Choices]


@router.get("", response=SettingsOut)
@requires(policies.VIEW)
def get_notification_settings(request: HttpRequest) -> dict[str, Any]:
    """How the caller is told."""
    actor = acting(request)
    return _settings(actor, queries.arrangement(actor))


@router.patch("/times", response=SettingsOut)
@requires(policies.ARRANGE)
def change_notification_times(request: HttpRequest, said: TimesIn) -> dict[str, Any]:
    """Change the quiet hours and the time of the digest; what already waits keeps its time."""
    actor = acting(request)
    return _settings(actor, arranging.set_times(actor, **said.dict(exclude_unset=True)))


@router.patch("/ways/{str:way}", response=SettingsOut)
@requires(policies.ARRANGE)
def change_notification_choices(request: HttpRequest, way: str, said: ChoicesIn) -> dict[str, Any]:
    """Say what comes when in one way: `bell`, `mail`, or the number of a channel of one's own."""
    actor = acting(request)
    arranging.choose(actor, way, said.topics)
    return _settings(actor, queries.arrangement(actor))


def _settings(actor: Actor, arrangement: Arrangement) -> dict[str, Any]:
    told = topics_for(actor)
    ways = {arranging.BELL: arrangement.bell, arranging.MAIL: arrangement.mail}
    ways |= {str(each.pk): each.choices for each in queries.own_channels(actor)}
    return {
        "ways": [
            {
                "way": way,
                "topics": {each.code: choice_in(kept, each.code, Choice.NOW) for each in told},
            }
            for way, kept in ways.items()
        ],
        "times": arrangement,
    }
