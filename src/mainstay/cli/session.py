"""How a command reaches the installation: Django, the database, the acting person."""

import getpass
import os
from typing import TYPE_CHECKING, Annotated

import typer

from mainstay.cli.language import _, language_of_environment
from mainstay.cli.output import Exit, fail

if TYPE_CHECKING:
    from mainstay.foundation.access.actor import Actor

AsPerson = Annotated[
    str,
    typer.Option("--as", metavar="EMAIL", envvar="MAINSTAY_AS", help=_("Act as this person.")),
]
Json = Annotated[bool, typer.Option("--json", help=_("Print one JSON object."))]


def prepare() -> None:
    """Load Django with the installation's settings and the reader's language."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mainstay.project.settings")
    import django
    from django.utils import translation

    django.setup()
    translation.activate(language_of_environment())


def connect(email: str = "", *, as_json: bool = False) -> "Actor":
    """Open the installation and say who acts.

    Whoever may read the installation's folder owns it, so without `email` the command acts as the
    system, in the name of the machine's user; with it, with that person's rights and no others.
    Leaves with a message when there is no installation or no such person.
    """
    prepare()
    from mainstay.apps.governance import queries
    from mainstay.foundation.access.actor import system_actor

    if not _is_set_up():
        fail(
            _("There is no installation here. Run `mainstay init` first, or set MAINSTAY_HOME."),
            code="no_installation",
            as_json=as_json,
        )
    if not email:
        return system_actor(f"command line ({getpass.getuser()})")
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


def _is_set_up() -> bool:
    from django.db import DatabaseError

    from mainstay.apps.governance import queries

    try:
        return queries.find_installation() is not None
    except DatabaseError:
        return False
