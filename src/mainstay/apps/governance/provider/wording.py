"""Why a sign-in through the provider came to nothing, in words for whoever tried."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mainstay.apps.governance.provider.configuration import Provider
from mainstay.apps.governance.provider.identity import EntryRefused

_UNVERIFIED = _(
    "What %(name)s said about you could not be verified. Try again, or ask an administrator."
)
_UNREADABLE = _("%(name)s gave an answer that Mainstay cannot read. Ask an administrator.")

SENTENCES: Mapping[str, Promise] = {
    "unreachable": _("%(name)s does not answer. Try again in a moment, or ask an administrator."),
    "answer_unreadable": _UNREADABLE,
    "address_unsafe": _UNREADABLE,
    "issuer_differs": _UNREADABLE,
    "client_refused": _(
        "%(name)s does not accept the client ID or secret of Mainstay. Ask an administrator."
    ),
    "code_refused": _("This sign-in was used already or has run out. Try again."),
    "begun_elsewhere": _("This sign-in was begun in another browser, or too long ago. Try again."),
    "denied": _("%(name)s did not let you in, or you did not agree."),
    "provider_error": _("%(name)s reports an error. Try again, or ask an administrator."),
    "clocks_differ": _(
        "The answer of %(name)s has run out or is not yet good: its clock and that of Mainstay "
        "differ. Ask an administrator."
    ),
    "wrong_issuer": _UNVERIFIED,
    "wrong_audience": _UNVERIFIED,
    "wrong_signature": _UNVERIFIED,
    "wrong_algorithm": _UNVERIFIED,
    "wrong_nonce": _UNVERIFIED,
    "unknown_key": _UNVERIFIED,
    "token_invalid": _UNVERIFIED,
    "not_anew": _("%(name)s did not ask you anew who you are. Sign out there, and try again."),
    "too_many_attempts": _("Too many attempts. Please wait a few minutes."),
    "email_unverified": _(
        "%(name)s does not vouch for your e-mail. Sign in with your password and link the account "
        "on the page “Your account”, or ask an administrator."
    ),
    "unknown_person": _(
        "Nobody signs in here as %(email)s. Ask an administrator of Mainstay to invite you."
    ),
    "disabled": _("Your account here is disabled. Ask an administrator of Mainstay."),
    "invitation_over": _("Your invitation has run out. Ask an administrator to send it again."),
    "other_account": _(
        "Your account here is linked to another account of %(name)s. Ask an administrator to "
        "unlink it."
    ),
    "taken": _("This account of %(name)s is linked to somebody else here."),
    "not_yours": _("This is not the account of %(name)s that yours is linked to."),
    "cannot_be_made": _("No account can be made for you here. Ask an administrator of Mainstay."),
}


def says(refusal: EntryRefused, provider: Provider) -> str:
    """The same as a sentence."""
    return str(SENTENCES[refusal.code]) % {"name": provider.name, **refusal.facts}
