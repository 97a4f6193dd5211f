"""Codes of notifications in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, Promise] = {
    "notifications.list.exported": _("Messages exported"),
    "notifications.messages.mailed": _("Messages sent by mail"),
    "notifications.letter.mailed": _("Letter sent by mail"),
    "notifications.test_mail.mailed": _("Test mail sent"),
    "notifications.messages.removed": _("Messages removed after their time"),
}
"""What the audit trail calls what was done."""

DETAILS: dict[str, Promise] = {
    "count": _("Number"),
    "rows": _("Rows"),
    "refused": _("Refused by the mail server"),
    "messages": _("Messages"),
    "email": _("E-mail"),
    "kind": _("Kind"),
}
"""What the audit trail calls the facts that were told."""

SEVERITIES: dict[str, Promise] = {
    "info": _("Notice"),
    "good": _("Done"),
    "caution": _("Look at it"),
    "bad": _("Failed"),
}
"""What a message's badge says."""

TROUBLE: dict[str, Promise] = {
    "mail_settings": _("The setting {setting} cannot be understood."),
    "mail_server": _("The mail server {server} cannot be reached: {says}"),
    "mail_sign_in": _("The mail server {server} refuses the user name or the password: {says}"),
    "mail_encryption": _("No encrypted connection to the mail server {server}: {says}"),
    "mail_sender": _("The mail server {server} refuses the sender (MAINSTAY_MAIL_FROM): {says}"),
    "mail_put_off": _("The mail server kept putting off {count} mails."),
    "mail_refused": _("The mail server {server} refuses the mail: {says}"),
}
"""Why mail is not sent."""


def trouble(code: str, figures: Mapping[str, Any]) -> str:
    """The same as a sentence with its figures; empty for a code of others."""
    words = TROUBLE.get(code)
    return str(words).format(**figures) if words is not None else ""
