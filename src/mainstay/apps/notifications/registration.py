"""What notifications put into the registries."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _said
from django.utils.translation import gettext_lazy as _

from mainstay.apps.notifications import policies, wording
from mainstay.apps.notifications.contracts import MessageKind, Topic, register_kind, register_topic
from mainstay.apps.notifications.queries import (
    ChannelNotFound,
    DeliveryNotFound,
    MessageNotFound,
    WebhookNotFound,
)
from mainstay.apps.notifications.services import (
    delivering,
    expiring,
    letters,
    mailing,
    pausing,
    posting,
    reading,
    telling,
)
from mainstay.apps.notifications.services.announcing import HOOKS
from mainstay.apps.notifications.services.outgoing import POSTS
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.permissions import Permission, declare
from mainstay.foundation.audit.actions import name_actions, name_details
from mainstay.foundation.audit.naming import name_system_actors
from mainstay.foundation.jobs import endings
from mainstay.foundation.jobs import registry as jobs
from mainstay.foundation.jobs.outcomes import (
    Ending,
    Outcome,
    Words,
    cancelled_or_failed,
    plain_title,
    register_outcome,
    words_for,
)
from mainstay.foundation.jobs.registry import JobKind, Schedule
from mainstay.foundation.keeping.retention import register_retention
from mainstay.foundation.letters import supply_post
from mainstay.shell.api.routers import register_api
from mainstay.shell.failures import Failure, register_failure
from mainstay.shell.web import navigation, top_bar
from mainstay.shell.web.navigation import NavigationItem, Section
from mainstay.shell.web.top_bar import Tool

_MINUTE = timedelta(minutes=1)
_ADMINISTRATORS = frozenset({"administrator"})

PERMISSIONS = (
    Permission(policies.VIEW, _("See one's own messages"), writes=False, everyone=True),
    Permission(policies.CHANGE, _("Mark one's own messages as read"), everyone=True),
    Permission(
        policies.HEAR_OF_FAILURES,
        _("Be told when work of the system itself fails"),
        roles=_ADMINISTRATORS,
    ),
    Permission(
        policies.ARRANGE,
        _("Choose how one is told, and set up channels of one's own"),
        everyone=True,
    ),
    Permission(
        policies.VIEW_COMPANY_CHANNELS,
        _("See the channels of the company"),
        writes=False,
        roles=_ADMINISTRATORS,
    ),
    Permission(
        policies.CHANGE_COMPANY_CHANNELS,
        _("Set up channels of the company"),
        roles=_ADMINISTRATORS,
    ),
    Permission(
        policies.MANAGE_WEBHOOKS,
        _("Set up webhooks and see what they were sent"),
        roles=_ADMINISTRATORS,
    ),
    Permission(policies.TEST_MAIL, _("Send test mails"), roles=_ADMINISTRATORS),
)


def register() -> None:
    """Tell the rest of the house about messages."""
    declare(*PERMISSIONS)
    policies.register()
    name_actions(wording.ACTIONS)
    name_details("notifications", wording.DETAILS)
    name_system_actors({"notifications": _("Messages")})
    register_kind(MessageKind(telling.JOB_ENDED, _words_of_ending))
    register_kind(MessageKind(pausing.CHANNEL_PAUSED, _words_of_pause))
    register_kind(MessageKind(delivering.WEBHOOK_PAUSED, _words_of_webhook))
    _register_topics()
    endings.on_ending(telling.after_job)
    endings.on_seen(reading.mark_seen)
    _register_jobs()
    supply_post(letters.MailedPost())
    register_outcome(letters.LETTER, Outcome(policies.VIEW, _words_of_mailing))
    register_outcome(mailing.MAIL, Outcome(policies.HEAR_OF_FAILURES, _words_of_mailing))
    register_retention(expiring.RULE)
    register_retention(expiring.DELIVERIES)
    _register_faces()


def _register_jobs() -> None:
    jobs.register(
        JobKind(mailing.MAIL, _("Send messages by mail"), mailing.run, retries=mailing.RETRIES)
    )
    jobs.register(
        JobKind(
            letters.LETTER,
            _("Send a letter by mail"),
            letters.run,
            retries=mailing.RETRIES,
            minor=True,
        )
    )
    jobs.register(JobKind(POSTS, _("Deliver messages by channels"), posting.run, minor=True))
    jobs.register_schedule(Schedule(POSTS, POSTS, every=_MINUTE, wanted=posting.is_wanted))
    jobs.register(JobKind(HOOKS, _("Send webhooks"), delivering.run, minor=True))
    jobs.register_schedule(Schedule(HOOKS, HOOKS, every=_MINUTE, wanted=delivering.is_wanted))
    jobs.register_schedule(
        Schedule(mailing.MAIL, mailing.MAIL, every=_MINUTE, wanted=mailing.is_wanted)
    )


def _words_of_ending(actor: Actor, figures: Mapping[str, Any]) -> Words:
    return words_for(actor, Ending(**figures))


def _register_topics() -> None:
    register_topic(
        Topic(
            telling.WORK_DONE,
            _("Work that I started is done"),
            shared=True,
            group_label=_("Work that somebody started is done"),
        )
    )
    register_topic(Topic(telling.WORK_FAILED, _("Work that I started has failed or was stopped")))
    register_topic(
        Topic(
            telling.SYSTEM_FAILED,
            _("Work of the system itself has failed"),
            urgent=True,
            shared=True,
            permission=policies.HEAR_OF_FAILURES,
        )
    )
    register_topic(Topic(pausing.CHANNELS, _("A channel is paused")))
    register_topic(
        Topic(
            delivering.WEBHOOKS,
            _("A webhook is paused"),
            permission=policies.MANAGE_WEBHOOKS,
        )
    )


def _words_of_pause(actor: Actor, figures: Mapping[str, Any]) -> Words:
    title = _said("The channel %(name)s is paused") % {"name": figures["name"]}
    text = wording.robot_trouble(figures["product"], figures["code"], figures["says"])
    return Words(title, text, reverse("notifications:channel", args=[figures["channel"]]))


def _words_of_webhook(_actor: Actor, figures: Mapping[str, Any]) -> Words:
    title = _said("The webhook %(name)s is paused") % {"name": figures["name"]}
    page = reverse("notifications:webhook", args=[figures["webhook"]])
    return Words(title, wording.hook_paused(figures["reason"]), page)


def _words_of_mailing(ending: Ending) -> Words:
    def failure(ending: Ending) -> str:
        return wording.trouble(ending.error_code, ending.error_details)

    return Words(plain_title(ending), cancelled_or_failed(ending, failure))


def _register_faces() -> None:
    missing = Failure(404, "message_not_found", _("There is no such message for you."))
    register_failure(MessageNotFound, lambda _error: missing)
    gone = Failure(404, "channel_not_found", _("There is no such channel for you."))
    register_failure(ChannelNotFound, lambda _error: gone)
    unheard = Failure(404, "webhook_not_found", _("There is no such webhook for you."))
    register_failure(WebhookNotFound, lambda _error: unheard)
    unsent = Failure(404, "delivery_not_found", _("There is no such delivery for you."))
    register_failure(DeliveryNotFound, lambda _error: unsent)
    top_bar.register(Tool("bell", "notifications/bell.html", policies.VIEW, offered=_is_settled))
    navigation.register(
        NavigationItem(
            "messages",
            _("Messages"),
            "notifications:list",
            "bell",
            policies.VIEW,
            order=10,
            section=Section.ACCOUNT,
        )
    )
    navigation.register(
        NavigationItem(
            "notification_settings",
            _("Notifications"),
            "notifications:settings",
            "adjustments-horizontal",
            policies.ARRANGE,
            order=11,
            section=Section.ACCOUNT,
        )
    )
    navigation.register(
        NavigationItem(
            "company_channels",
            _("Company channels"),
            "notifications:company_channels",
            "message-circle",
            policies.VIEW_COMPANY_CHANNELS,
            order=60,
            section=Section.ADMINISTRATION,
        )
    )
    navigation.register(
        NavigationItem(
            "webhooks",
            _("Webhooks"),
            "notifications:webhooks",
            "send",
            policies.MANAGE_WEBHOOKS,
            order=70,
            section=Section.ADMINISTRATION,
        )
    )
    register_api("mainstay.apps.notifications.api")


def _is_settled(request: HttpRequest) -> bool:
    """Whether the person may go about: not before an initial password has been replaced."""
    person = getattr(request, "user", None)
    return not getattr(person, "must_change_password", False)
