"""The interface for programs: messages, channels, webhooks, how one is told."""

from mainstay.apps.notifications.api.arranging import router as arranging
from mainstay.apps.notifications.api.channels import company, own
from mainstay.apps.notifications.api.messages import router as messages
from mainstay.apps.notifications.api.webhooks import router as webhooks
from mainstay.shell.api.routers import Mount

MOUNTS = (
    Mount("/notifications", messages, "Messages"),
    Mount("/notification-settings", arranging, "Messages"),
    Mount("/channels", own, "Channels"),
    Mount("/company-channels", company, "Channels"),
    Mount("/webhooks", webhooks, "Webhooks"),
)
