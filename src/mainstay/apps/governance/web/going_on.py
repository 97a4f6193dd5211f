"""Where a sign-in leads to."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def page_of_ours(request: HttpRequest, asked: str) -> str:
    """A page of ours that was asked for, or the home page."""
    ours = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if ours else str(settings.LOGIN_REDIRECT_URL)
