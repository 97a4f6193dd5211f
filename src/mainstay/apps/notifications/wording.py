"""Codes of notifications in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mainstay.apps.notifications.rules.robot_addresses import Product

ACTIONS: dict[str, Promise] = {
    "notifications.list.exported": _("Messages exported"),
    "notifications.messages.mailed": _("Messages sent by mail"),
    "notifications.letter.mailed": _("Letter sent by mail"),
    "notifications.test_mail.mailed": _("Test mail sent"),
    "notifications.messages.removed": _("Messages removed after their time"),
    "notifications.messages.posted": _("Messages delivered by a channel"),
    "notifications.company_channels.exported": _("Company channels exported"),
    "notifications.channel.added": _("Channel added"),
    "notifications.channel.changed": _("Channel changed"),
    "notifications.channel.removed": _("Channel removed"),
    "notifications.channel.tested": _("Channel tested"),
    "notifications.channel.paused": _("Channel paused after failures"),
    "notifications.webhooks.exported": _("Webhooks exported"),
    "notifications.deliveries.exported": _("Deliveries of a webhook exported"),
    "notifications.deliveries.removed": _("Deliveries of webhooks removed after their time"),
    "notifications.webhook.added": _("Webhook added"),
    "notifications.webhook.changed": _("Webhook changed"),
    "notifications.webhook.removed": _("Webhook removed"),
    "notifications.webhook.paused": _("Webhook paused"),
    "notifications.webhook.resumed": _("Webhook resumed"),
    "notifications.webhook.tested": _("Webhook tested"),
    "notifications.webhook.resent": _("Event sent to a webhook again"),
    "notifications.webhook_secret.renewed": _("Secret of a webhook renewed"),
    "notifications.arrangement.changed": _("Notification settings changed"),
}
"""What the audit trail calls what was done."""

DETAILS: dict[str, Promise] = {
    "count": _("Number"),
    "rows": _("Rows"),
    "refused": _("Refused by the mail server"),
    "messages": _("Messages"),
    "email": _("E-mail"),
    "kind": _("Kind"),
    "product": _("Messenger"),
    "company": _("For the company"),
    "taken": _("Message taken"),
    "reason": _("Reason"),
    "way": _("Way"),
    "choices": _("Choices"),
    "name": _("Name"),
    "hint": _("Address ends with"),
    "shown": _("Webhook address"),
    "hears": _("Hears of"),
    "event": _("Event"),
    "language": _("Language"),
    "quiet_from": _("Quiet from"),
    "quiet_until": _("Quiet until"),
    "quiet_weekdays": _("Quiet all day on"),
    "quiet_days_off": _("Quiet on the company's days off"),
    "digest_rhythm": _("Digest comes"),
    "digest_at": _("Digest at"),
    "digest_weekday": _("Digest on"),
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

ROBOT_TROUBLE: dict[str, Promise] = {
    "robot_gone": _("{product} does not know this robot (any more): paste its address anew."),
    "robot_keyword": _("{product} takes only messages with the robot's keyword: make it Mainstay."),
    "robot_signature": _("{product} wants messages signed: paste the address with its secret."),
    "robot_address": _("{product} does not take messages from the address of this server."),
    "robot_busy": _("{product} says that there were too many messages."),
    "robot_down": _("{product} is out of order ({says})."),
    "robot_slow": _("{product} does not answer in time."),
    "robot_unreachable": _("{product} cannot be reached from this server."),
    "robot_certificate": _("The certificate of {product} cannot be trusted from this server."),
    "robot_refused": _("{product} does not take the message: {says}"),
    "robot_odd": _("{product} answers what nobody understands: {says}"),
    "robot_forbidden": _("Messages to {product} are not allowed here (MAINSTAY_CHANNELS)."),
    "robot_lost": _("The address cannot be read any more: paste it again."),
}
"""Why a channel brings nothing."""

ADDRESS_WRONG: dict[str, Promise] = {
    "unknown": _(
        "This is no webhook address of WeCom, DingTalk, Feishu, Lark, Slack or Teams. Such an "
        "address begins like https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…, "
        "https://oapi.dingtalk.com/robot/send?access_token=…, "
        "https://open.feishu.cn/open-apis/bot/v2/hook/… or https://hooks.slack.com/services/…"
    ),
    "ended": _(
        "Microsoft has ended these connectors. Make a workflow in Teams and paste its address."
    ),
    "not_https": _("The address begins with https://."),
    "incomplete": _("A part of the address is missing. Copy all of it."),
    "no_signing": _("Only robots of DingTalk, Feishu and Lark take signed messages."),
    "not_allowed": _("Messages to this service are not allowed here. Ask an administrator."),
    "secret": _("This is not all of a signing secret: it has letters and digits alone."),
    "secret_dingtalk": _("The secret of a DingTalk robot begins with SEC."),
}
"""Why a pasted address is not taken."""


HOOK_TROUBLE: dict[str, Promise] = {
    "hook_refused": _("The receiver does not take it (status {status})."),
    "hook_redirects": _("The receiver leads elsewhere (status {status}), which is not followed."),
    "hook_gone": _("The receiver wants to hear no more (status 410)."),
    "hook_slow": _("The receiver does not answer within ten seconds."),
    "hook_unreachable": _("The receiver cannot be reached from this server."),
    "hook_certificate": _("The certificate of the receiver cannot be trusted."),
    "hook_private": _(
        "The host lies in a network that is not public. An administrator of the server can allow "
        "it in MAINSTAY_WEBHOOK_HOSTS."
    ),
    "hook_lost": _(
        "Address or secret cannot be read any more: enter the address again and renew the secret."
    ),
}
"""Why a webhook was not taken."""

HOOK_ADDRESS_WRONG: dict[str, Promise] = {
    "unknown": _("This is no address of the web, such as https://example.com/hooks/mainstay."),
    "person": _("User name and password have no place in the address."),
    "fragment": _("What follows a # is never sent. Leave it out."),
    "not_https": _(
        "The address begins with https://. Only hosts that MAINSTAY_WEBHOOK_HOSTS names are "
        "reached without TLS."
    ),
    "private": _(
        "This address lies in a network that is not public. An administrator of the server can "
        "allow it in MAINSTAY_WEBHOOK_HOSTS."
    ),
}
"""Why no webhook is sent to an address."""

HOOK_PAUSED: dict[str, Promise] = {
    "person": _("Somebody has paused it."),
    "gone": _("The receiver has said that it wants to hear no more (status 410)."),
    "failures": _("For a day the receiver has taken nothing."),
}
"""Why a webhook is paused."""


def hook_trouble(code: str, status: int | None) -> str:
    """Why a webhook was not taken, as a sentence; empty where it was."""
    words = HOOK_TROUBLE.get(code)
    return str(words).format(status=status) if words is not None else ""


def hook_address_wrong(code: str) -> str:
    """Why no webhook is sent to an address."""
    return str(HOOK_ADDRESS_WRONG[code])


def hook_paused(reason: str) -> str:
    """Why a webhook is paused; empty where it is not."""
    words = HOOK_PAUSED.get(reason)
    return str(words) if words is not None else ""


def robot_trouble(product: str, code: str, says: str) -> str:
    """Why a channel brings nothing, as a sentence; empty where nothing is wrong."""
    words = ROBOT_TROUBLE.get(code)
    if words is None:
        return ""
    return str(words).format(product=Product(product).label, says=says)


def address_wrong(code: str) -> str:
    """Why a pasted address is not taken."""
    return str(ADDRESS_WRONG[code])


def trouble(code: str, figures: Mapping[str, Any]) -> str:
    """The same as a sentence with its figures; empty for a code of others."""
    words = TROUBLE.get(code)
    return str(words).format(**figures) if words is not None else ""
