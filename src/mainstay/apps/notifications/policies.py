"""Who reads which messages."""

from django.db.models import QuerySet

from mainstay.apps.notifications.models import Message
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.policies import Policy, register_policy

VIEW = "notifications.message.view"
CHANGE = "notifications.message.change"
HEAR_OF_FAILURES = "notifications.system_failure.receive"
TEST_MAIL = "notifications.mail.test"


class MessagePolicy(Policy[Message]):
    """One's own messages; nobody reads another one's."""

    def visible(self, actor: Actor, rows: QuerySet[Message]) -> QuerySet[Message]:
        if actor.person_id is None or not actor.may(VIEW):
            return rows.none()
        return rows.filter(person_id=actor.person_id)


def register() -> None:
    """Register the policy of every model of this app."""
    register_policy(Message, MessagePolicy())
