"""`mainstay people`: inviting them, and help for whoever cannot sign in any more."""

from typing import TYPE_CHECKING, Annotated

import typer

from mainstay.cli.language import _
from mainstay.cli.output import Exit, agreed, fail, print_json, say
from mainstay.cli.session import AsPerson, Json, connect

if TYPE_CHECKING:
    from mainstay.apps.governance.models import Person

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

_LOCAL = "http://127.0.0.1:8000"
"""Where `mainstay serve` answers unless it is told otherwise."""

Email = Annotated[str, typer.Argument(help=_("The person's e-mail."), metavar="EMAIL")]
Yes = Annotated[bool, typer.Option("--yes", help=_("Do not ask."))]


@app.command("invite", help=_("Invite somebody, who chooses the password."))
def invite(
    email: Email,
    name: Annotated[str, typer.Option("--name", help=_("The person's name."))],
    role: Annotated[
        list[str] | None, typer.Option("--role", help=_("A role's code; may be repeated."))
    ] = None,
    as_json: Json = False,
    as_person: AsPerson = "",
) -> None:
    actor = connect(as_person, as_json=as_json)
    from django.conf import settings
    from django.core.exceptions import ValidationError

    from mainstay.apps.governance import links, services
    from mainstay.foundation import letters
    from mainstay.foundation.access.services import AccessDenied

    try:
        invitation = services.invite(actor, email=email, full_name=name, roles=role or [])
    except ValidationError as error:
        fail(" ".join(error.messages), code="invalid", as_json=as_json, status=Exit.USAGE)
    except AccessDenied as error:
        says = _("You may not do this: {permission}.").format(permission=error.permission)
        fail(says, code="forbidden", as_json=as_json)
    link = None
    if not letters.can_be_sent():
        link = (settings.PUBLIC_URL.rstrip("/") or _LOCAL) + links.invitation_path(invitation)
    if as_json:
        print_json({"email": invitation.email, "link": link})
    elif link is None:
        say(_("The invitation is on its way to {email}.").format(email=invitation.email))
    else:
        says = _("No mail is sent here. Hand this link over; it is good once, for 3 days: {link}")
        say(says.format(link=link))


@app.command("unlink", help=_("Unlink a person from the identity provider."))
def unlink(email: Email, yes: Yes = False, as_json: Json = False, as_person: AsPerson = "") -> None:
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.governance import services
    from mainstay.foundation.access.services import AccessDenied

    person = _active_person(email, as_json=as_json)
    question = _("Sessions that {name} opened through the provider end. Go on?").format(name=person)
    if not yes and (as_json or not agreed(question)):
        says = _("Nothing was unlinked; say --yes to unlink without being asked.")
        fail(says, code="not_confirmed", as_json=as_json, status=Exit.USAGE)
    try:
        had = services.unlink_person(actor, person)
    except AccessDenied as error:
        says = _("You may not do this: {permission}.").format(permission=error.permission)
        fail(says, code="forbidden", as_json=as_json)
    if as_json:
        print_json({"email": person.email, "unlinked": had})
    elif had:
        say(_("{name} is not linked to the provider any more.").format(name=person))
    else:
        say(_("{name} is not linked to the provider.").format(name=person))


@app.command("reset-second-factor", help=_("Take a lost second factor from a person."))
def reset_second_factor(
    email: Email, yes: Yes = False, as_json: Json = False, as_person: AsPerson = ""
) -> None:
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.governance import queries, services
    from mainstay.foundation.access.services import AccessDenied

    person = _active_person(email, as_json=as_json)
    question = _("{name} will sign in with the password alone. Go on?").format(name=person)
    if not yes and (as_json or not agreed(question)):
        says = _("Nothing was reset; say --yes to reset without being asked.")
        fail(says, code="not_confirmed", as_json=as_json, status=Exit.USAGE)
    had = queries.second_factor_of(person) is not None
    try:
        services.reset_second_factor(actor, person)
    except AccessDenied as error:
        says = _("You may not do this: {permission}.").format(permission=error.permission)
        fail(says, code="forbidden", as_json=as_json)
    if as_json:
        print_json({"email": person.email, "reset": had})
    elif had:
        say(_("The second factor of {name} has been reset.").format(name=person))
    else:
        say(_("{name} has no second factor.").format(name=person))


def _active_person(email: str, *, as_json: bool) -> "Person":
    from mainstay.apps.governance import queries

    person = queries.person_signing_in(email)
    if person is None:
        says = _("Nobody active here signs in as {email}.").format(email=email)
        fail(says, code="unknown_person", as_json=as_json, status=Exit.USAGE)
    return person
