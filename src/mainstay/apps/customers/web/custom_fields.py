"""Pages: the custom fields of customers, for administrators."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mainstay.apps.customers import policies
from mainstay.apps.customers.contracts.custom_fields import said_in
from mainstay.apps.customers.models import CustomerField
from mainstay.apps.customers.queries import custom_fields as queries
from mainstay.apps.customers.rules.custom_fields import FieldVersionConflict
from mainstay.apps.customers.services import custom_fields as services
from mainstay.apps.customers.web.custom_field_forms import CustomFieldForm
from mainstay.apps.customers.web.submission import submitted
from mainstay.shell.sentences import joined
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.confirmation import Confirmation, ask
from mainstay.shell.web.partials import on_to
from mainstay.shell.web.submission import writing
from mainstay.shell.web.tables import Tone

_LIST = "customers:custom_fields"


@require_safe
@requires(policies.DEFINE_FIELDS)
def field_list(request: HttpRequest) -> HttpResponse:
    """All custom fields in the order of the forms, then the archived ones."""
    rows = list(queries.definitions(acting(request)))
    context = {
        "fields": [(row, _name(row)) for row in rows if not row.is_archived],
        "archived": [(row, _name(row)) for row in rows if row.is_archived],
    }
    return render(request, "customers/custom_fields.html", context)


def _name(row: CustomerField) -> str:
    return said_in(row.names) or row.code


@writing
@requires(policies.DEFINE_FIELDS)
def new_field(request: HttpRequest) -> HttpResponse:
    """A form for one more field."""
    actor = acting(request)
    form = CustomFieldForm(request.POST or None)
    made = _written(request, form, lambda _version, said: services.create_field(actor, **said))
    if made is not None:
        messages.success(request, _("%(name)s has been created.") % {"name": _name(made)})
        return redirect(_LIST)
    context = {"form": form, "title": _("New customer field"), "submit": _("Create field")}
    return render(request, "customers/custom_field_form.html", context)


@writing
@requires(policies.DEFINE_FIELDS)
def edit_field(request: HttpRequest, field_id: int) -> HttpResponse:
    """A form for one field."""
    actor = acting(request)
    row = queries.definition(actor, field_id)
    form = CustomFieldForm(request.POST or None, row=row)

    def change(version: int | None, said: dict[str, Any]) -> CustomerField:
        return services.change_field(actor, field_id, version or 0, **said)

    changed = _written(request, form, change)
    if changed is not None:
        messages.success(request, _("%(name)s has been changed.") % {"name": _name(changed)})
        return redirect(_LIST)
    context = {
        "form": form,
        "row": row,
        "name": _name(row),
        "is_used": services.is_used(row),
        "title": _("Edit customer field"),
        "submit": _("Save"),
    }
    return render(request, "customers/custom_field_form.html", context)


def _written(
    request: HttpRequest,
    form: CustomFieldForm,
    write: Callable[[int | None, dict[str, Any]], CustomerField],
) -> CustomerField | None:
    overtaken = _(
        "Somebody else has changed this field since you opened it. Open the page again to see it "
        "as it is; what you typed is still here for copying."
    )

    def put(**values: Any) -> CustomerField:
        return write(values["version"], form.said())

    return submitted(request, form, put, conflict=FieldVersionConflict, overtaken=overtaken)


@require_POST
@requires(policies.DEFINE_FIELDS)
def move(request: HttpRequest, field_id: int) -> HttpResponse:
    """Put a field a place further up or down."""
    services.move_field(acting(request), field_id, up=request.POST.get("do") == "up")
    return redirect(_LIST)


@writing
@requires(policies.DEFINE_FIELDS)
def archive(request: HttpRequest, field_id: int) -> HttpResponse:
    """Ask, then no longer show a field."""
    actor = acting(request)
    name = _name(queries.definition(actor, field_id))
    question = Confirmation(
        title=_("Archive %(name)s?") % {"name": name},
        text=_(
            "Forms, lists and files no longer show the field, and saved views that filter by it "
            "show nothing. The values stay and come back with it."
        ),
        agree=_("Archive"),
        cancel_url=reverse(_LIST),
    )
    done = _("%(name)s has been archived.") % {"name": name}
    return _asked(request, question, lambda: services.archive_field(actor, field_id), done)


@writing
@requires(policies.DEFINE_FIELDS)
def restore(request: HttpRequest, field_id: int) -> HttpResponse:
    """Ask, then show an archived field again."""
    actor = acting(request)
    name = _name(queries.definition(actor, field_id))
    question = Confirmation(
        title=_("Restore %(name)s?") % {"name": name},
        text=_("Forms, lists and files show the field again, with the values it had."),
        agree=_("Restore"),
        cancel_url=reverse(_LIST),
    )
    done = _("%(name)s has been restored.") % {"name": name}
    return _asked(request, question, lambda: services.restore_field(actor, field_id), done)


@writing
@requires(policies.DEFINE_FIELDS)
def delete(request: HttpRequest, field_id: int) -> HttpResponse:
    """Ask, then delete a field without values."""
    actor = acting(request)
    name = _name(queries.definition(actor, field_id))
    question = Confirmation(
        title=_("Delete %(name)s?") % {"name": name},
        text=_("Only a field in which no customer has a value can be deleted."),
        agree=_("Delete"),
        cancel_url=reverse(_LIST),
        tone=Tone.BAD,
    )
    done = _("%(name)s has been deleted.") % {"name": name}
    return _asked(request, question, lambda: services.delete_field(actor, field_id), done)


def _asked(
    request: HttpRequest, question: Confirmation, act: Callable[[], object], done: str
) -> HttpResponse:
    if request.method != "POST":
        return ask(request, question)
    try:
        act()
    except ValidationError as error:
        messages.error(request, joined(error.messages))
    else:
        messages.success(request, done)
    return on_to(request, question.cancel_url)
