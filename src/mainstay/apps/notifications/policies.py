"""Who reads which messages, and whose channels are whose."""

from django.db.models import Q, QuerySet

from mainstay.apps.notifications.models import (
    Arrangement,
    Channel,
    Delivery,
    Message,
    Outgoing,
    Webhook,
)
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.policies import PermittedPolicy, Policy, register_policy

VIEW = "notifications.message.view"
CHANGE = "notifications.message.change"
HEAR_OF_FAILURES = "notifications.system_failure.receive"
TEST_MAIL = "notifications.mail.test"
ARRANGE = "notifications.arrangement.change"
VIEW_COMPANY_CHANNELS = "notifications.company_channel.view"
CHANGE_COMPANY_CHANNELS = "notifications.company_channel.change"
MANAGE_WEBHOOKS = "notifications.webhook.manage"


class MessagePolicy(Policy[Message]):
    """One's own messages; nobody reads another one's."""

    def visible(self, actor: Actor, rows: QuerySet[Message]) -> QuerySet[Message]:
        if actor.person_id is None or not actor.may(VIEW):
            return rows.none()
        return rows.filter(person_id=actor.person_id)


class ArrangementPolicy(Policy[Arrangement]):
    """One's own."""

    def visible(self, actor: Actor, rows: QuerySet[Arrangement]) -> QuerySet[Arrangement]:
        if actor.person_id is None or not actor.may(VIEW):
            return rows.none()
        return rows.filter(person_id=actor.person_id)


class ChannelPolicy(Policy[Channel]):
    """One's own, and the company's for those who look after them; never another one's."""

    def visible(self, actor: Actor, rows: QuerySet[Channel]) -> QuerySet[Channel]:
        seen = Q(pk__in=[])
        if actor.person_id is not None and actor.may(VIEW):
            seen |= Q(person_id=actor.person_id)
        if actor.may(VIEW_COMPANY_CHANNELS):
            seen |= Q(person=None)
        return rows.filter(seen)

    def allows(self, actor: Actor, permission: str, subject: Channel) -> bool:
        """One's own needs `ARRANGE`, the company's the right for those."""
        needed = CHANGE_COMPANY_CHANNELS if subject.is_company else ARRANGE
        return permission == needed and super().allows(actor, permission, subject)


class OutgoingPolicy(Policy[Outgoing]):
    """Nobody reads what waits: a person's messages are under the bell."""

    def visible(self, actor: Actor, rows: QuerySet[Outgoing]) -> QuerySet[Outgoing]:
        return rows.none()


def register() -> None:
    """Register the policy of every model of this app."""
    register_policy(Message, MessagePolicy())
    register_policy(Arrangement, ArrangementPolicy())
    register_policy(Channel, ChannelPolicy())
    register_policy(Outgoing, OutgoingPolicy())
    register_policy(Webhook, PermittedPolicy(MANAGE_WEBHOOKS))
    register_policy(Delivery, PermittedPolicy(MANAGE_WEBHOOKS))
