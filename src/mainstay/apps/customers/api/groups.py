"""The interface for programs: the group that a customer belongs to."""

from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Schema

from mainstay.apps.customers import policies
from mainstay.apps.customers.api.customers import router
from mainstay.apps.customers.contracts.columns import columns, plain_value
from mainstay.apps.customers.queries.groups import Member, group_of
from mainstay.shell.api.paging import PageIn, PageOut, page_out
from mainstay.shell.paging import SequenceRows
from mainstay.shell.web.access import acting, requires

__all__ = ["router"]


class GroupMemberOut(Schema):
    """A customer at its place in a group."""

    id: int
    code: str
    name: str
    status: str
    parent_id: int | None = Field(description="Left out for the top, whose parent is not shown.")
    depth: int = Field(description="0 is the top of the group.")
    columns: dict[str, Any] = Field(description="Grades and figures of the customer itself.")
    totals: dict[str, Any] = Field(
        description="Figures that add up, of the customer and of all below it that the caller sees."
    )

    @staticmethod
    def resolve_id(member: Member) -> int:
        return member.customer.key

    @staticmethod
    def resolve_code(member: Member) -> str:
        return member.customer.code

    @staticmethod
    def resolve_name(member: Member) -> str:
        return member.customer.name

    @staticmethod
    def resolve_status(member: Member) -> str:
        return member.customer.status

    @staticmethod
    def resolve_parent_id(member: Member) -> int | None:
        return member.customer.parent_id if member.depth else None

    @staticmethod
    def resolve_columns(member: Member) -> dict[str, Any]:
        return {code: plain_value(value) for code, value in member.values.items()}


@router.get("/{int:key}/group", response=PageOut[GroupMemberOut])
@requires(policies.VIEW)
def group(request: HttpRequest, key: int, page: Query[PageIn]) -> dict[str, Any]:
    """The group of a customer from the top down, each followed by those below it; 2,000 at most."""
    actor = acting(request)
    found = group_of(actor, key, columns(actor))
    return page_out(request, SequenceRows(found.members), ["path"], page)
