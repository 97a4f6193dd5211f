"""The interface for programs: the people at customers."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from ninja import Field, Query, Router, Schema, Status

from mainstay.apps.customers import policies, queries
from mainstay.apps.customers.api import conflicts
from mainstay.apps.customers.models import Contact
from mainstay.apps.customers.queries import ContactFilter
from mainstay.apps.customers.services import contacts as services
from mainstay.apps.customers.services.export import export_contacts as export
from mainstay.shell.api.files import FormatIn
from mainstay.shell.api.paging import PageIn, PageOut, page_out
from mainstay.shell.exports import file_response
from mainstay.shell.paging import QuerySetRows
from mainstay.shell.web.access import acting, requires

router = Router()

_LARGEST_KEY = 2**63 - 1


class OfCustomerOut(Schema):
    """The customer that a contact belongs to."""

    key: int
    code: str
    name: str


class ContactOut(Schema):
    """A person at a customer. How to reach it is empty for who may not see that."""

    id: int
    customer: OfCustomerOut
    source: str
    code: str
    name: str
    position: str
    department: str
    email: str
    phone: str
    mobile: str
    wechat: str
    is_main: bool
    notes: str
    archived: bool
    version: int
    created_at: datetime
    updated_at: datetime

    @staticmethod
    def resolve_archived(contact: Contact) -> bool:
        """Whether the contact was put away."""
        return contact.archived_at is not None


class ContactFacts(Schema):
    """What can be said about a contact; what is left out stays, or is empty for a new one.

    Who may not see how to reach contacts cannot say it either.
    """

    source: str = Field("", description="The system that the code is from.")
    code: str = ""
    position: str = ""
    department: str = ""
    email: str = ""
    phone: str = ""
    mobile: str = ""
    wechat: str = ""
    is_main: bool = False
    notes: str = ""


class ContactIn(ContactFacts):
    """A contact to add to a customer."""

    customer: int = Field(description="Key of the customer.", le=_LARGEST_KEY)
    name: str


class ContactChange(ContactFacts):
    """What to change of the contact that was read at `version`."""

    version: int
    name: str = ""


class ContactFilterIn(Schema):
    """Which contacts to list."""

    text: str = Field(
        "",
        description="Words that name, numbers, addresses or customer contain; what the caller may "
        "not see does not count.",
    )
    customer: int | None = Field(None, description="Key of a customer.", le=_LARGEST_KEY)
    archived: bool = Field(False, description="Whether those put away are listed too.")


@router.get("", response=PageOut[ContactOut])
@requires(policies.VIEW)
def list_contacts(
    request: HttpRequest, page: Query[PageIn], wanted: Query[ContactFilterIn]
) -> dict[str, Any]:
    """The contacts of customers within reach, by name; unsorted where very many are called so."""
    found = queries.contact_list(acting(request), ContactFilter(**wanted.dict()))
    return page_out(request, QuerySetRows(found.rows), found.order, page)


@router.post("", response={201: ContactOut})
@requires(policies.CHANGE)
def create_contact(request: HttpRequest, contact: ContactIn) -> Status[Contact]:
    """Add a person to a customer."""
    facts: dict[str, Any] = contact.dict(exclude_unset=True)
    return Status(201, services.create_contact(acting(request), facts.pop("customer"), **facts))


@router.get("/export", response={200: bytes})
@requires(policies.EXPORT)
def export_contacts(
    request: HttpRequest, wanted: Query[ContactFilterIn], asked: Query[FormatIn]
) -> HttpResponseBase:
    """The contacts within reach as a file: CSV in UTF-8 with a byte order mark, or XLSX; audited.

    Takes the filters of the list. An import reads the file again.
    """
    return file_response(export(acting(request), ContactFilter(**wanted.dict())), asked.format)


@router.get("/{int:contact_id}", response=ContactOut)
@requires(policies.VIEW)
def get_contact(request: HttpRequest, contact_id: int) -> Contact:
    """One contact of a customer within reach."""
    return queries.contact(acting(request), contact_id)


@router.patch("/{int:contact_id}", response=ContactOut, openapi_extra=conflicts.TOLD)
@requires(policies.CHANGE)
def change_contact(request: HttpRequest, contact_id: int, change: ContactChange) -> Contact:
    """Change a contact; answers 409 with both versions when it is no longer at `version`."""
    actor = acting(request)
    facts: dict[str, Any] = change.dict(exclude_unset=True)
    version = facts.pop("version")
    with conflicts.of_contact(actor, contact_id, facts):
        return services.change_contact(actor, contact_id, version, **facts)


@router.post("/{int:contact_id}/archive", response=ContactOut)
@requires(policies.CHANGE)
def archive_contact(request: HttpRequest, contact_id: int) -> Contact:
    """Put a contact away."""
    return services.archive_contact(acting(request), contact_id)


@router.post("/{int:contact_id}/restore", response=ContactOut)
@requires(policies.CHANGE)
def restore_contact(request: HttpRequest, contact_id: int) -> Contact:
    """Bring an archived contact back."""
    return services.restore_contact(acting(request), contact_id)
