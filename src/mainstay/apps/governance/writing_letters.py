"""The letters of governance: an invitation, and a link for a forgotten password."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mainstay.apps.governance import links, queries
from mainstay.apps.governance.services import forgotten, invitations
from mainstay.foundation.letters import Letter, LetterKind

_UNNAMED = "Mainstay"
"""What an installation is called until its company gives it a name."""


def _invitation(key: int) -> Letter | None:
    found = queries.open_invitation(key)
    if found is None:
        return None
    language = found.language or settings.LANGUAGE_CODE
    with translation.override(language):
        by = found.invited_by
        names = {
            "name": by.full_name if by is not None else _("An administrator"),
            "company": queries.installation().name,
        }
        if names["company"] == _UNNAMED:
            invited = _("%(name)s invites you to work with Mainstay.")
        else:
            invited = _("%(name)s invites you to work with Mainstay at %(company)s.")
        return Letter(
            address=found.email,
            language=language,
            title=_("Your invitation to Mainstay"),
            lines=(
                invited % names,
                _("The link is good once, for 3 days. Choose your password there."),
                _("If you do not know what this is about, there is nothing to do."),
            ),
            button=_("Accept the invitation"),
            path=links.invitation_path(found),
        )


def _forgotten(key: int) -> Letter | None:
    person = queries.person_of_session(key)
    if person is None:
        return None
    language = person.language or settings.LANGUAGE_CODE
    with translation.override(language):
        return Letter(
            address=person.email,
            language=language,
            title=_("A new password for Mainstay"),
            lines=(
                _("Somebody asked for a new password for this e-mail."),
                _("The link is good once, for 30 minutes. It ends your sessions everywhere."),
                _("If it was not you, there is nothing to do: your password stays as it is."),
            ),
            button=_("Choose a new password"),
            path=links.reset_path(person),
        )


KINDS = (
    LetterKind(invitations.LETTER, gettext_lazy("Invitation"), _invitation, invitations.GOOD_FOR),
    LetterKind(forgotten.LETTER, gettext_lazy("New password"), _forgotten, links.RESET_FOR),
)
