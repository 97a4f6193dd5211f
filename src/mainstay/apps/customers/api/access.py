"""The interface for programs: who sees a customer and why, and what one person reaches."""

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Field, Query, Schema

from mainstay.apps.customers import policies
from mainstay.apps.customers.access_wording import obstacle_words, reason_words
from mainstay.apps.customers.api.customers import router
from mainstay.apps.customers.queries.access import Access, AccessOf, reach_of
from mainstay.shell.api.paging import PageIn, PageOut, page_out
from mainstay.shell.paging import SequenceRows
from mainstay.shell.web.access import acting, requires

__all__ = ["router"]


class AccessReasonOut(Schema):
    """A reason: a code, and the same in words."""

    code: str
    words: str


class AccessOut(Schema):
    """What one person has to do with one customer."""

    person_id: int
    full_name: str
    email: str
    is_active: bool
    sees: bool
    rights: list[str] = Field(description="Permissions that the person may use on the customer.")
    fields: list[str] = Field(
        description="Field rights that the person holds: what it sees of the sensitive fields."
    )
    reasons: list[AccessReasonOut] = Field(description="Why the person sees it.")
    obstacles: list[AccessReasonOut] = Field(description="Why the person does not see it.")

    @staticmethod
    def resolve_reasons(access: Access) -> list[dict[str, str]]:
        """The ways that hold."""
        return [{"code": each.way, "words": reason_words(each)} for each in access.reasons]

    @staticmethod
    def resolve_obstacles(access: Access) -> list[dict[str, str]]:
        """What is missing."""
        return [{"code": each.code, "words": obstacle_words(each)} for each in access.obstacles]


class ReachOut(Schema):
    """What one person reaches, counted among the customers that the caller sees."""

    person_id: int
    full_name: str
    is_active: bool
    may_see: bool
    total: int
    counts: dict[str, int] = Field(description="Customers by reason; one may count in several.")


@router.get("/{int:key}/access", response=PageOut[AccessOut])
@requires(policies.EXPLAIN)
def who_sees(request: HttpRequest, key: int, page: Query[PageIn]) -> dict[str, Any]:
    """The active people who see a customer, by name, with the reasons."""
    everybody = AccessOf(acting(request), key).everybody()
    return page_out(request, SequenceRows(everybody), ["full_name", "person_id"], page)


@router.get("/{int:key}/access/{int:person_id}", response=AccessOut)
@requires(policies.EXPLAIN)
def why(request: HttpRequest, key: int, person_id: int) -> Access:
    """Why one person sees a customer, or does not."""
    access = AccessOf(acting(request), key).of(person_id)
    if access is None:
        raise Http404
    return access


@router.get("/access/{int:person_id}", response=ReachOut)
@requires(policies.EXPLAIN)
def reach(request: HttpRequest, person_id: int) -> Any:
    """What one person reaches."""
    found = reach_of(acting(request), person_id)
    if found is None:
        raise Http404
    return found
