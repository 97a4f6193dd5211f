"""`mainstay why-access`: who sees a customer and why, or why somebody does not."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from mainstay.cli.language import _
from mainstay.cli.output import Exit, fail, print_json, say, table
from mainstay.cli.session import AsPerson, Json, connect

if TYPE_CHECKING:
    from mainstay.apps.customers.queries.access import Access, AccessOf


def register(app: typer.Typer) -> None:
    """Add this module's command."""
    app.command("why-access", help=_("Who sees a customer and why; or why one person does not."))(
        why_access
    )


def why_access(
    customer: Annotated[str, typer.Argument(help=_("The customer's code."), metavar="CUSTOMER")],
    email: Annotated[
        str,
        typer.Argument(help=_("The e-mail of one person; without it everybody who sees it.")),
    ] = "",
    as_json: Json = False,
    as_person: AsPerson = "",
) -> None:
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.customers.queries.access import AccessOf, key_of_code
    from mainstay.apps.customers.queries.records import CustomerNotFound
    from mainstay.foundation.access.services import AccessDenied

    try:
        explained = AccessOf(actor, key_of_code(customer))
    except AccessDenied as error:
        says = _("You may not do this: {permission}.").format(permission=error.permission)
        fail(says, code="forbidden", as_json=as_json)
    except CustomerNotFound:
        says = _("There is no customer {code}.").format(code=customer)
        fail(says, code="customer_not_found", as_json=as_json)
    if email:
        _tell_one(explained, email, as_json=as_json)
    else:
        _tell_all(explained, as_json=as_json)


def _tell_one(explained: "AccessOf", email: str, *, as_json: bool) -> None:
    from mainstay.apps.customers.access_wording import fields_words, rights_words

    access = explained.of_email(email)
    if access is None:
        says = _("Nobody here has the e-mail {email}.").format(email=email)
        fail(says, code="unknown_person", as_json=as_json, status=Exit.USAGE)
    if as_json:
        print_json(_plain(access))
        return
    says = _("{name} sees {customer}:") if access.sees else _("{name} does not see {customer}:")
    say(says.format(name=access.full_name, customer=explained.customer.name))
    for words in _words(access):
        say(f"  {words}")
    if access.sees:
        say(_("May: {rights}").format(rights=rights_words(access.rights)))
        say(_("Sees of sensitive fields: {fields}").format(fields=fields_words(access.fields)))


def _tell_all(explained: "AccessOf", *, as_json: bool) -> None:
    from mainstay.apps.customers.access_wording import rights_words

    everybody = explained.everybody()
    if as_json:
        print_json([_plain(each) for each in everybody])
        return
    rows = [
        (each.full_name, "; ".join(_words(each)), rights_words(each.rights)) for each in everybody
    ]
    table([_("Person"), _("Why"), _("Rights")], rows)


def _words(access: "Access") -> list[str]:
    from mainstay.apps.customers.access_wording import obstacle_words, reason_words

    reasons = [reason_words(each) for each in access.reasons]
    return reasons or [obstacle_words(each) for each in access.obstacles]


def _plain(access: "Access") -> dict[str, Any]:
    return {
        "email": access.email,
        "full_name": access.full_name,
        "is_active": access.is_active,
        "sees": access.sees,
        "rights": list(access.rights),
        "fields": list(access.fields),
        "reasons": [str(each.way) for each in access.reasons],
        "obstacles": [str(each.code) for each in access.obstacles],
        "words": _words(access),
    }
