"""Tables of channels."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

from mainstay.apps.notifications.models import Channel
from mainstay.shell.paging import Page
from mainstay.shell.web.tables import Badge, Column, Table, Tone


def channel_table(channels: Iterable[Channel], caption: str) -> Table[Channel]:
    """Some channels; there are never many."""
    return Table(caption, channel_columns(), Page(list(channels)), cards=True)


def channel_columns() -> list[Column[Channel]]:
    """What a list tells of each channel."""
    return [
        Column("name", pgettext_lazy("messages", "Channel"), lambda row: row.name, link=_page),
        Column("product", gettext_lazy("Messenger"), lambda row: row.get_product_display()),
        Column("hint", gettext_lazy("Address ends with"), lambda row: row.hint, wide=True),
        Column("delivered_at", gettext_lazy("Last delivered"), lambda row: row.delivered_at),
        Column("state", gettext_lazy("Status"), state_of),
    ]


def _page(channel: Channel) -> str:
    return reverse("notifications:channel", args=[channel.pk])


def state_of(channel: Channel) -> Badge:
    """How a channel does."""
    if channel.paused_at is not None:
        return Badge(pgettext_lazy("channel", "Paused"), Tone.BAD)
    if channel.trouble:
        return Badge(pgettext_lazy("channel", "In trouble"), Tone.CAUTION)
    if channel.delivered_at is None:
        return Badge(pgettext_lazy("channel", "Not tried yet"))
    return Badge(pgettext_lazy("channel", "Works"), Tone.GOOD)
