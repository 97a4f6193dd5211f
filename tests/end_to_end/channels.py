"""A channel that has paused itself, made in a process of the installation."""


def pause_channel(name: str) -> None:
    from django.utils import timezone

    from mainstay.apps.notifications.models import Channel

    now = timezone.now()
    rows = Channel.objects.system("test").filter(name=name)
    changed = rows.update(paused_at=now, failed_at=now, failures=3, trouble="robot_keyword")
    assert changed == 1
