"""`mainstay init`, `upgrade` and `doctor`: setting up, keeping current, saying what is wrong."""

import getpass
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from mainstay.cli.language import _, ngettext
from mainstay.cli.output import Exit, fail, print_json, say
from mainstay.cli.schema import database_is_empty, make_database, migrate, waiting_migrations
from mainstay.cli.session import Json, prepare


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command(help=_("Make an installation in MAINSTAY_HOME."))(init)
    app.command(help=_("Bring an installation up to date with this version."))(upgrade)
    app.command(help=_("Check the installation and say what is wrong."))(doctor)


def init(
    admin: Annotated[str, typer.Option(metavar="EMAIL", help=_("The first administrator."))],
    password_file: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help=_("A file that holds the password.")),
    ] = None,
    currency: Annotated[str, typer.Option(help=_("The reporting currency."))] = "CNY",
    timezone: Annotated[str, typer.Option(help=_("The company's time zone."))] = "Asia/Shanghai",
    name: Annotated[str, typer.Option(help=_("The company's name."))] = "Mainstay",
    as_json: Json = False,
) -> None:
    prepare()
    from django.conf import settings
    from django.core.exceptions import ValidationError

    from mainstay.apps.governance import queries, services

    if queries.is_set_up():
        _fail_existing(as_json=as_json)
    make_database()
    password = _password(password_file, as_json=as_json)
    try:
        person = services.initialise(
            email=admin, password=password, currency=currency, time_zone=timezone, name=name
        )
    except services.AlreadyInitialised:
        _fail_existing(as_json=as_json)
    except ValidationError as error:
        fail(" ".join(error.messages), code="invalid", as_json=as_json, status=Exit.USAGE)
    home = settings.MAINSTAY_HOME.root
    if as_json:
        print_json({"home": str(home), "admin": person.email})
        return
    say(_("Mainstay is set up in {home}.").format(home=home))
    say(_("Start it with: {command}").format(command="mainstay serve"))


def _fail_existing(*, as_json: bool) -> NoReturn:
    fail(_("This installation exists already."), code="exists", as_json=as_json)


def _password(file: Path | None, *, as_json: bool) -> str:
    if file is not None:
        return file.read_text(encoding="utf-8").strip("\r\n")
    if not sys.stdin.isatty():
        return sys.stdin.readline().strip("\r\n")
    password = getpass.getpass(_("Password: "))
    if getpass.getpass(_("Once more: ")) != password:
        fail(_("The passwords differ."), code="differ", as_json=as_json, status=Exit.USAGE)
    return password


def upgrade(as_json: Json = False) -> None:
    prepare()
    from django.conf import settings

    home = settings.MAINSTAY_HOME.root
    if database_is_empty():
        says = _("There is no installation in {home}: run `mainstay init`, or set MAINSTAY_HOME.")
        fail(says.format(home=home), code="no_installation", as_json=as_json)
    waiting = waiting_migrations()
    migrate()
    if as_json:
        print_json({"home": str(home), "applied": waiting})
        return
    for name in waiting:
        say(f"  {name}")
    if waiting:
        says = ngettext(
            "{home} is up to date: {count} migration was applied.",
            "{home} is up to date: {count} migrations were applied.",
            len(waiting),
        )
        say(says.format(home=home, count=len(waiting)))
    else:
        say(_("{home} was up to date already.").format(home=home))


def doctor(as_json: Json = False) -> None:
    prepare()
    from mainstay.cli.checks import examine

    findings = examine()
    healthy = all(finding.healthy for finding in findings)
    if as_json:
        checks = [
            {"check": each.check, "healthy": each.healthy, "says": each.says} for each in findings
        ]
        print_json({"healthy": healthy, "checks": checks})
    else:
        for each in findings:
            say(f"{'✓' if each.healthy else '✗'} {each.says}")
    if not healthy:
        raise typer.Exit(int(Exit.FAILED))
