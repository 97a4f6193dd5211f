"""Something that happens, for the tests of webhooks."""

from dataclasses import dataclass

from mainstay.apps.notifications.contracts import HookEvents, Told

STAR_ROSE, STAR_SET = "star.rose", "star.set"


@dataclass(frozen=True)
class StarMoved:
    """A star rose, or has set."""

    number: int
    rose: bool = True


def _told(event: StarMoved) -> Told:
    kind = STAR_ROSE if event.rose else STAR_SET
    return Told(kind, {"star": event.number}, f"/api/stars/{event.number}")


STARS = HookEvents(StarMoved, {STAR_ROSE: "A star rose", STAR_SET: "A star has set"}, _told)
