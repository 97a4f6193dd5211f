"""What the workspace puts into the registries."""

from django.utils.translation import gettext_lazy as _

from mainstay.shell.web import navigation
from mainstay.shell.web.navigation import NavigationItem


def register() -> None:
    """Register the home page."""
    navigation.register(NavigationItem("home", _("Home"), "home", "home", order=0))
