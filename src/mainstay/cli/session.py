"""How a command reaches the installation: Django, the database, the acting person."""

import gc
import getpass
import os
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from mainstay.cli.language import _, language_of_environment
from mainstay.cli.output import Exit, fail

if TYPE_CHECKING:
    from mainstay.foundation.access.actor import Actor

AsPerson = Annotated[
    str,
    typer.Option("--as", metavar="EMAIL", envvar="MAINSTAY_AS", help=_("Act as this person.")),
]
_OBJECTS_BETWEEN_COLLECTIONS = 10_000
Json = Annotated[bool, typer.Option("--json", help=_("Print one JSON object."))]


def prepare() -> None:
    """Load Django with the installation's settings and the reader's language."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mainstay.project.settings")
    import django
    from django.utils import translation

    django.setup()
    translation.activate(language_of_environment())
    # What is loaded stays: to look through it for garbage again and again takes a tenth of the time
    # of a command that makes many objects.
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)


def connect(email: str = "", *, as_json: bool = False) -> "Actor":
    """Open the installation and say who acts.

    Whoever may read the installation's folder owns it, so without `email` the command acts as the
    system, in the name of the machine's user; with it, with that person's rights and no others.
    Leaves with a message when there is no installation, when it waits for an upgrade, or when there
    is no such person.
    """
    prepare()
    require_current_schema(as_json=as_json)
    from mainstay.apps.governance import queries

    if queries.find_installation() is None:
        _fail_without_installation(as_json=as_json)
    if not email:
        return system()
    person = queries.person_signing_in(email)
    actor = None if person is None else queries.actor_of(person)
    if actor is None:
        fail(
            _("Nobody active here signs in as {email}.").format(email=email),
            code="unknown_person",
            as_json=as_json,
            status=Exit.USAGE,
        )
    return actor


def system() -> "Actor":
    """The system, in the name of the machine's user."""
    from mainstay.foundation.access.actor import system_actor

    return system_actor(f"command line ({getpass.getuser()})")


def require_current_schema(*, as_json: bool = False) -> None:
    """Leave with a message unless the database has the tables that this version needs."""
    from mainstay.cli.schema import database_is_empty, waiting_migrations

    if database_is_empty():
        _fail_without_installation(as_json=as_json)
    if waiting_migrations():
        fail(
            _("This installation was made by an older version: run `mainstay upgrade` first."),
            code="upgrade_needed",
            as_json=as_json,
        )


def _fail_without_installation(*, as_json: bool) -> NoReturn:
    fail(
        _("There is no installation here. Run `mainstay init` first, or set MAINSTAY_HOME."),
        code="no_installation",
        as_json=as_json,
    )
