"""The interface for programs: product lines, regions and industries, alike for each tree."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from django.http import HttpRequest, HttpResponseBase
from ninja import Field, Query, Router, Schema, Status

from mainstay.apps.reference.models import Branch
from mainstay.apps.reference.policies import BranchKind
from mainstay.apps.reference.queries import branches as queries
from mainstay.apps.reference.queries.branches import BranchFilter
from mainstay.apps.reference.services import branches as services
from mainstay.shell.api.files import FormatIn
from mainstay.shell.api.paging import PageIn, PageOut, page_out
from mainstay.shell.exports import file_response
from mainstay.shell.paging import QuerySetRows
from mainstay.shell.web.access import acting, requires


class BranchOut(Schema):
    """A place in a tree. `parent_id` is the one above it."""

    id: int
    code: str
    name: str
    parent_id: int | None
    is_archived: bool
    version: int


class BranchIn(Schema):
    """A place to create."""

    code: str
    name: str
    parent_id: int | None = None


class BranchChange(Schema):
    """What to change of the place that was read at `version`; what is left out stays."""

    version: int
    code: str = ""
    name: str = ""
    parent_id: int | None = None


class BranchFilterIn(Schema):
    """Which places to list."""

    text: str = Field("", description="Words that code or name contain.")
    standing: Literal["", "archived", "all"] = Field(
        "", description="Empty leaves archived ones out; `all` brings them too."
    )

    def wanted(self) -> BranchFilter:
        """The filter as the queries take it."""
        return BranchFilter(self.text, self.standing)


@dataclass(frozen=True, slots=True)
class Names:
    """How the operations of a tree are called: one place of it, and several."""

    one: str
    several: str


def router_of(kind: BranchKind, names: Names) -> Router:
    """The operations of a tree."""
    router = Router()
    _offer_reading(router, kind, names)
    _offer_writing(router, kind, names)
    _offer_acts(router, kind, names)
    return router


def _called(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give an operation the name by which the description knows it."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        view.__name__ = name
        return view

    return decorate


def _offer_reading(router: Router, kind: BranchKind, names: Names) -> None:
    @router.get("", response=PageOut[BranchOut])
    @_called(f"list_{names.several}")
    @requires(kind.view)
    def list_branches(
        request: HttpRequest,
        page: Query[PageIn],
        wanted: Query[BranchFilterIn],
        sort: str = queries.DEFAULT_SORT,
    ) -> dict[str, Any]:
        """All of them; `parent_id` makes them a tree. `sort` takes `code` or `name`."""
        rows = queries.branches(acting(request), kind, wanted.wanted(), sort)
        return page_out(request, QuerySetRows(rows), [sort, "pk"], page)

    @router.get("/export", response={200: bytes})
    @_called(f"export_{names.several}")
    @requires(kind.view)
    def export_branches(
        request: HttpRequest,
        wanted: Query[BranchFilterIn],
        asked: Query[FormatIn],
        sort: str = queries.DEFAULT_SORT,
    ) -> HttpResponseBase:
        """The list as a file, which an import reads again; audited."""
        exported = services.export_branches(acting(request), kind, wanted.wanted(), sort)
        return file_response(exported, asked.format)

    @router.get("/{int:key}", response=BranchOut)
    @_called(f"get_{names.one}")
    @requires(kind.view)
    def get_branch(request: HttpRequest, key: int) -> Branch:
        """One of them."""
        return queries.branch_of(acting(request), kind, key)


def _offer_writing(router: Router, kind: BranchKind, names: Names) -> None:
    @router.post("", response={201: BranchOut})
    @_called(f"create_{names.one}")
    @requires(kind.change)
    def create_branch(request: HttpRequest, branch: BranchIn) -> Status[Branch]:
        """Create one."""
        return Status(201, services.create_branch(acting(request), kind, **branch.dict()))

    @router.patch("/{int:key}", response=BranchOut)
    @_called(f"change_{names.one}")
    @requires(kind.change)
    def change_branch(request: HttpRequest, key: int, change: BranchChange) -> Branch:
        """Change one; answers 409 when somebody else changed it since `version`."""
        facts: dict[str, Any] = change.dict(exclude_unset=True)
        version = facts.pop("version")
        return services.change_branch(acting(request), kind, key, version, **facts)

    @router.delete("/{int:key}", response={204: None})
    @_called(f"remove_{names.one}")
    @requires(kind.change)
    def remove_branch(request: HttpRequest, key: int) -> Status[None]:
        """Delete one that nothing uses and that has nothing below it."""
        services.remove_branch(acting(request), kind, key)
        return Status(204, None)


def _offer_acts(router: Router, kind: BranchKind, names: Names) -> None:
    @router.post("/{int:key}/archive", response=BranchOut)
    @_called(f"archive_{names.one}")
    @requires(kind.change)
    def archive_branch(request: HttpRequest, key: int) -> Branch:
        """No longer offer one; what belongs to it stays."""
        return services.archive_branch(acting(request), kind, key)

    @router.post("/{int:key}/restore", response=BranchOut)
    @_called(f"restore_{names.one}")
    @requires(kind.change)
    def restore_branch(request: HttpRequest, key: int) -> Branch:
        """Offer an archived one again."""
        return services.restore_branch(acting(request), kind, key)
