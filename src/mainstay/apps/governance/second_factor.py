"""How allauth asks for the second factor at sign-in, and how its secrets are kept."""

import base64
import logging
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mainstay.apps.governance import queries
from mainstay.foundation.access.actor import anonymous_actor
from mainstay.foundation.audit import services as audit
from mainstay.foundation.audit.models import AuditOutcome

logger = logging.getLogger(__name__)

_PURPOSE = b"mainstay: second factors"


class SecondFactorLost(Exception):
    """What was kept cannot be read: the installation's secret key is another one now."""


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Where allauth asks us: secrets are encrypted, and apps show the installation's name."""

    def encrypt(self, text: str) -> str:
        """A secret as it is kept."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again. Raises SecondFactorLost, since no stand-in may ever be believed."""
        try:
            return _box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as error:
            raise SecondFactorLost from error

    def get_totp_issuer(self) -> str:
        """What stands above the code in the app."""
        company = queries.find_installation()
        name = company.name if company is not None else ""
        return "Mainstay" if name in {"", "Mainstay"} else f"Mainstay ({name})"

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send nothing by allauth's own mail, which has no server here."""


class CodeForm(AuthenticateForm):  # type: ignore[misc]
    """A code of the app or a recovery code, asked for after the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label = pgettext_lazy("second factor", "Code")
        factor = queries.second_factor_of(self.user)
        if factor is not None and factor.has_app:
            code.help_text = _("Six digits from your authenticator app, or a recovery code.")
        else:
            code.help_text = _("One of your recovery codes.")
        code.widget.attrs.pop("placeholder", None)
        code.widget.attrs |= {"autofocus": True, "autocomplete": "one-time-code"}

    def clean_code(self) -> str:
        """Check the code; a wrong one is counted by allauth and audited here."""
        try:
            code: str = super().clean_code()
            self._accept_once(code)
        except SecondFactorLost:
            logger.exception("A second factor cannot be read with this secret key")
            self._record_failure("second_factor_lost")
            raise ValidationError(
                _("Your second factor can no longer be read. Ask an administrator to reset it."),
                code="second_factor_lost",
            ) from None
        except ValidationError as error:
            limited = error.code == "too_many_login_attempts"
            self._record_failure("too_many_attempts" if limited else "wrong_code")
            if limited:
                raise
            raise ValidationError(_("This code is wrong."), code="incorrect_code") from None
        return code

    def save(self) -> None:
        """Go on with the sign-in; the use of a recovery code is told in the audit trail."""
        super().save()
        if self.authenticator.type == Authenticator.Type.RECOVERY_CODES:
            actor = queries.actor_of(self.user, _address())
            kept = queries.second_factor_of(self.user)
            left = kept.codes_left if kept is not None else 0
            audit.record(
                actor, "governance.second_factor.code_used", subject=self.user, codes_left=left
            )

    def _accept_once(self, code: str) -> None:
        """Refuse a code of the app for as long as it would be right again.

        allauth remembers it for one period, but with a tolerance it is right for three.
        """
        if self.authenticator.type != Authenticator.Type.TOTP:
            return
        periods = 2 * app_settings.TOTP_TOLERANCE + 1
        key = f"governance.second_factor.used:{self.user.pk}:{normalize_user_code(code)}"
        if not cache.add(key, "y", timeout=periods * app_settings.TOTP_PERIOD):
            raise ValidationError("", code="incorrect_code")

    def _record_failure(self, reason: str) -> None:
        actor = anonymous_actor(self.user.email, _address())
        audit.record(actor, "governance.session.opened", outcome=AuditOutcome.FAILED, reason=reason)


def new_secret() -> str:
    """A secret for an app: 160 random bits in base 32."""
    from allauth.mfa.totp.internal.auth import generate_totp_secret

    return str(generate_totp_secret())


def sealed(secret: str) -> str:
    """A secret as a session keeps it until the app has proved that it holds it."""
    return SecondFactorAdapter().encrypt(secret)


def opened(kept: str) -> str | None:
    """The secret again; None where it cannot be read."""
    try:
        return SecondFactorAdapter().decrypt(kept)
    except SecondFactorLost:
        return None


def picture(person: Any, secret: str) -> str:
    """The code to scan, as the address of an image that holds itself."""
    adapter = SecondFactorAdapter()
    svg = adapter.build_totp_svg(adapter.build_totp_url(person, secret))
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def _address() -> str:
    return str(get_adapter().get_client_ip(context.request))


def _box() -> Fernet:
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE)
    key = derivation.derive(settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(key))
