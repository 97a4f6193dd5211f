"""`mainstay mail test`: whether mail goes out, and why not."""

from typing import Annotated

import typer

from mainstay.cli.language import _
from mainstay.cli.output import Exit, fail, print_json, say
from mainstay.cli.session import AsPerson, Json, connect

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

Address = Annotated[str, typer.Argument(help=_("Where the mail goes."), metavar="ADDRESS")]


@app.callback()
def mail() -> None:
    """Keep `test` a command of its own."""


@app.command("test", help=_("Send a test mail to an address, at once."))
def send_test(address: Address, as_json: Json = False, as_person: AsPerson = "") -> None:
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.notifications.rules.mail_settings import MailSettingsWrong
    from mainstay.apps.notifications.services import mailing
    from mainstay.apps.notifications.services.mail_server import MailRefused, MailTrouble
    from mainstay.foundation.access.services import AccessDenied

    try:
        server = mailing.send_test(actor, address)
    except mailing.NotAnAddress:
        says = _("{address} is no e-mail address.").format(address=address)
        fail(says, code="not_an_address", as_json=as_json, status=Exit.USAGE)
    except mailing.MailNotSetUp:
        says = _("No mail is sent: MAINSTAY_MAIL_URL names no server.")
        fail(says, code="mail_not_set_up", as_json=as_json)
    except MailSettingsWrong as error:
        fail(trouble(error), code="mail_settings", as_json=as_json)
    except MailTrouble as error:
        fail(trouble(error), code=error.code, as_json=as_json)
    except MailRefused as error:
        fail(trouble(error), code="mail_refused", as_json=as_json)
    except AccessDenied as error:
        says = _("You may not do this: {permission}.").format(permission=error.permission)
        fail(says, code="forbidden", as_json=as_json)
    if as_json:
        print_json({"to": address, "server": server})
    else:
        says = _("The mail server {server} has taken a test mail to {address}.")
        say(says.format(server=server, address=address))


def trouble(error: Exception) -> str:
    """What is wrong with the settings for mail or with the mail server."""
    from mainstay.apps.notifications import wording
    from mainstay.apps.notifications.rules.mail_settings import MailSettingsWrong
    from mainstay.apps.notifications.services import mail_server

    if isinstance(error, MailSettingsWrong):
        return wording.trouble("mail_settings", {"setting": error.setting})
    code = error.code if isinstance(error, mail_server.MailTrouble) else "mail_refused"
    server = mail_server.mail_setup().server.name
    return wording.trouble(code, {"server": server, "says": getattr(error, "says", "")})
