"""The interface for programs: channels, one's own and the company's."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from mainstay.apps.notifications import policies, queries, wording
from mainstay.apps.notifications.models import Channel
from mainstay.apps.notifications.services import channels as services
from mainstay.foundation.access.actor import Actor
from mainstay.shell.api.paging import PageIn, PageOut, page_out
from mainstay.shell.paging import QuerySetRows
from mainstay.shell.web.access import acting, requires

own, company = Router(), Router()


class ChannelIn(Schema):
    """A channel; of a change what is left out stays."""

    name: str = Field("", max_length=80)
    address: str = Field("", max_length=1_000, description="Kept encrypted, never told again.")
    secret: str = Field(
        "",
        max_length=250,
        description="Of a robot of DingTalk, Feishu or Lark that signs.",
    )


class CompanyChannelIn(ChannelIn):
    """A channel of the company."""

    language: str = Field("", description="In which the group is told.")
    choices: dict[str, Literal["now", "never"]] = Field(
        default_factory=dict, description="Topics that the group is told, such as `system.failed`."
    )


class ChannelOut(Schema):
    """A channel and how it does. Its address is not told."""

    id: int
    name: str
    product: str
    hint: str = Field(description="How the secret part of the address ends.")
    company: bool
    language: str
    choices: Mapping[str, str]
    delivered_at: datetime | None
    failures: int = Field(description="In a row.")
    trouble: str = Field(description="Why the last message was not taken; empty if it was.")
    trouble_text: str
    failed_at: datetime | None
    paused_at: datetime | None

    @staticmethod
    def resolve_company(row: Channel) -> bool:
        return row.is_company

    @staticmethod
    def resolve_trouble_text(row: Channel) -> str:
        return wording.robot_trouble(row.product, row.trouble, row.trouble_says)


class TriedOut(Schema):
    """What became of a test message."""

    taken: bool
    trouble: str
    text: str


@own.get("", response=PageOut[ChannelOut])
@requires(policies.VIEW)
def list_channels(request: HttpRequest, page: Query[PageIn]) -> dict[str, Any]:
    """The caller's own channels, by name."""
    rows = queries.own_channels(acting(request))
    return page_out(request, QuerySetRows(rows), ["name", "pk"], page)


@own.post("", response={201: ChannelOut})
@requires(policies.ARRANGE)
def add_channel(request: HttpRequest, said: ChannelIn) -> Status[Channel]:
    """Add a channel of one's own, from the webhook address that the service shows."""
    return Status(201, services.add_channel(acting(request), **said.dict(exclude_unset=True)))


@own.get("/{int:key}", response=ChannelOut)
@requires(policies.VIEW)
def get_channel(request: HttpRequest, key: int) -> Channel:
    """One of them."""
    return _found(acting(request), key, company=False)


@own.patch("/{int:key}", response=ChannelOut)
@requires(policies.ARRANGE)
def change_channel(request: HttpRequest, key: int, said: ChannelIn) -> Channel:
    """Change it; with a new address it begins afresh."""
    return _changed(acting(request), key, said, company=False)


@own.delete("/{int:key}", response={204: None})
@requires(policies.ARRANGE)
def remove_channel(request: HttpRequest, key: int) -> Status[None]:
    """Remove it and what waits for it."""
    return _removed(acting(request), key, company=False)


@own.post("/{int:key}/test", response=TriedOut)
@requires(policies.ARRANGE)
def test_channel(request: HttpRequest, key: int) -> dict[str, Any]:
    """Send a test message at once; a channel that takes it is no longer paused."""
    return _tried(acting(request), key, company=False)


@company.get("", response=PageOut[ChannelOut])
@requires(policies.VIEW_COMPANY_CHANNELS)
def list_company_channels(request: HttpRequest, page: Query[PageIn]) -> dict[str, Any]:
    """The company's channels, by name."""
    rows = queries.company_channels(acting(request))
    return page_out(request, QuerySetRows(rows), ["name", "pk"], page)


@company.post("", response={201: ChannelOut})
@requires(policies.CHANGE_COMPANY_CHANNELS)
def add_company_channel(request: HttpRequest, said: CompanyChannelIn) -> Status[Channel]:
    """Add a channel of the company, from the webhook address that the service shows."""
    facts = said.dict(exclude_unset=True)
    return Status(201, services.add_company_channel(acting(request), **facts))


@company.get("/{int:key}", response=ChannelOut)
@requires(policies.VIEW_COMPANY_CHANNELS)
def get_company_channel(request: HttpRequest, key: int) -> Channel:
    """One of them."""
    return _found(acting(request), key, company=True)


@company.patch("/{int:key}", response=ChannelOut)
@requires(policies.CHANGE_COMPANY_CHANNELS)
def change_company_channel(request: HttpRequest, key: int, said: CompanyChannelIn) -> Channel:
    """Change it; `choices` are all of them anew."""
    return _changed(acting(request), key, said, company=True)


@company.delete("/{int:key}", response={204: None})
@requires(policies.CHANGE_COMPANY_CHANNELS)
def remove_company_channel(request: HttpRequest, key: int) -> Status[None]:
    """Remove it and what waits for it."""
    return _removed(acting(request), key, company=True)


@company.post("/{int:key}/test", response=TriedOut)
@requires(policies.CHANGE_COMPANY_CHANNELS)
def test_company_channel(request: HttpRequest, key: int) -> dict[str, Any]:
    """Send a test message at once; a channel that takes it is no longer paused."""
    return _tried(acting(request), key, company=True)


def _found(actor: Actor, key: int, *, company: bool) -> Channel:
    found = queries.channel(actor, key)
    if found.is_company != company:
        raise queries.ChannelNotFound(key)
    return found


def _changed(actor: Actor, key: int, said: ChannelIn, *, company: bool) -> Channel:
    _found(actor, key, company=company)
    return services.change_channel(actor, key, **said.dict(exclude_unset=True))


def _removed(actor: Actor, key: int, *, company: bool) -> Status[None]:
    _found(actor, key, company=company)
    services.remove_channel(actor, key)
    return Status(204, None)


def _tried(actor: Actor, key: int, *, company: bool) -> dict[str, Any]:
    channel = _found(actor, key, company=company)
    refusal = services.try_channel(actor, key)
    code, says = (refusal.code, refusal.says) if refusal else ("", "")
    text = wording.robot_trouble(channel.product, code, says)
    return {"taken": refusal is None, "trouble": code, "text": text}
