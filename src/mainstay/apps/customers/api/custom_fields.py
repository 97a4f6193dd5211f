"""The interface for programs: the custom fields of customers."""

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from mainstay.apps.customers import policies
from mainstay.apps.customers.contracts.custom_fields import said_in
from mainstay.apps.customers.models import CustomerField
from mainstay.apps.customers.queries import custom_fields as queries
from mainstay.apps.customers.services import custom_fields as services
from mainstay.shell.web.access import acting, requires

router = Router()
_NAMES = "By language: `zh-hans`, `zh-hant`, `en`. One is enough; the others fall back on it."
_BOUND = "Of a number or a date, as text; empty for none."
Type = Literal["text", "whole", "decimal", "date", "yes_no", "choice"]


class ChoiceOfField(Schema):
    """One of the values of a choice. An archived one stays where it is and is not offered."""

    code: str
    names: dict[str, str] = Field(..., description=_NAMES)
    is_archived: bool = False


class CustomFieldOut(Schema):
    """A custom field. Filters, columns and files know it as `custom.` and its code."""

    id: int
    code: str
    label: str
    names: dict[str, str]
    helps: dict[str, str]
    type: str
    is_required: bool
    longest: int | None
    least: str
    most: str
    choices: list[ChoiceOfField]
    place: int
    is_archived: bool
    version: int

    @staticmethod
    def resolve_label(row: CustomerField) -> str:
        """The name in the caller's language."""
        return said_in(row.names) or row.code


class CustomFieldIn(Schema):
    """A custom field to define."""

    code: str = Field(..., description="Small letters, digits and underscores, up to 24.")
    names: dict[str, str] = Field(..., description=_NAMES)
    helps: dict[str, str] = Field({}, description="What explains it in forms; by language.")
    type: Type
    is_required: bool = Field(False, description="Who creates a customer must say it.")
    longest: int | None = Field(None, description="Of a text: characters at most, up to 500.")
    least: str = Field("", description=_BOUND)
    most: str = Field("", description=_BOUND)
    choices: list[ChoiceOfField] = Field([])


class CustomFieldChange(Schema):
    """What to change of the field that was read at `version`; what is left out stays."""

    version: int
    code: str = ""
    names: dict[str, str] = Field({}, description=_NAMES)
    helps: dict[str, str] = Field({})
    type: Type = "text"
    is_required: bool = False
    longest: int | None = None
    least: str = Field("", description=_BOUND)
    most: str = Field("", description=_BOUND)
    choices: list[ChoiceOfField] = Field([])


@router.get("", response=list[CustomFieldOut])
@requires(policies.VIEW)
def list_custom_fields(request: HttpRequest) -> list[CustomerField]:
    """All custom fields in their order, archived ones last."""
    return list(queries.definitions(acting(request)))


@router.post("", response={201: CustomFieldOut})
@requires(policies.DEFINE_FIELDS)
def create_custom_field(request: HttpRequest, field: CustomFieldIn) -> Status[CustomerField]:
    """Define one more field."""
    said: dict[str, Any] = field.dict()
    return Status(201, services.create_field(acting(request), **said))


@router.get("/{int:field_id}", response=CustomFieldOut)
@requires(policies.VIEW)
def get_custom_field(request: HttpRequest, field_id: int) -> CustomerField:
    """One custom field."""
    return queries.definition(acting(request), field_id)


@router.patch("/{int:field_id}", response=CustomFieldOut)
@requires(policies.DEFINE_FIELDS)
def change_custom_field(
    request: HttpRequest, field_id: int, change: CustomFieldChange
) -> CustomerField:
    """Change a field; answers 409 when somebody else changed it since `version`.

    Code and type stay once customers have values.
    """
    said: dict[str, Any] = change.dict(exclude_unset=True)
    return services.change_field(acting(request), field_id, said.pop("version"), **said)


@router.delete("/{int:field_id}", response={204: None})
@requires(policies.DEFINE_FIELDS)
def delete_custom_field(request: HttpRequest, field_id: int) -> Status[None]:
    """Delete a field in which no customer has a value."""
    services.delete_field(acting(request), field_id)
    return Status(204, None)


@router.post("/{int:field_id}/archive", response=CustomFieldOut)
@requires(policies.DEFINE_FIELDS)
def archive_custom_field(request: HttpRequest, field_id: int) -> CustomerField:
    """No longer show a field; the values stay."""
    return services.archive_field(acting(request), field_id)


@router.post("/{int:field_id}/restore", response=CustomFieldOut)
@requires(policies.DEFINE_FIELDS)
def restore_custom_field(request: HttpRequest, field_id: int) -> CustomerField:
    """Show an archived field again."""
    return services.restore_field(acting(request), field_id)


@router.post("/{int:field_id}/move", response=list[CustomFieldOut])
@requires(policies.DEFINE_FIELDS)
def move_custom_field(
    request: HttpRequest, field_id: int, to: Literal["up", "down"]
) -> list[CustomerField]:
    """Put a field a place further up or down; answers with all of them."""
    actor = acting(request)
    services.move_field(actor, field_id, up=to == "up")
    return list(queries.definitions(actor))
