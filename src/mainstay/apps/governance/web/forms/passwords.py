"""The forms of passwords: one's own, and those that are handed over."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mainstay.apps.governance import queries, rules
from mainstay.shell.sentences import joined


def _rules_in_words() -> str:
    """What a new password has to be like here."""
    says = [_("At least 10 characters, and not one of the common ones.")]
    if queries.sign_in_rules().strict:
        says.append(_("Three of capital letters, small letters, digits and other characters."))
        says.append(_("None of your last five."))
    return joined(says)


def _password_field(label: Any, autocomplete: str) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, widget=widget)


class NewPasswordForm(forms.Form):
    """A new own password, typed twice."""

    new = _password_field(gettext_lazy("New password"), "new-password")
    again = _password_field(gettext_lazy("New password again"), "new-password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new"].help_text = _rules_in_words()

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if "new" in values and values["new"] != values.pop("again", None):
            self.add_error("again", _("The two new passwords differ."))
        return values


class PasswordForm(NewPasswordForm):
    """The same, with the present one."""

    current = _password_field(gettext_lazy("Present password"), "current-password")

    field_order = ("current", "new", "again")


class ForgottenForm(forms.Form):
    """Whose password was forgotten."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )


class InitialPasswordForm(forms.Form):
    """A password that the person changes at the first sign-in; a suggestion is filled in."""

    password = forms.CharField(
        label=gettext_lazy("Initial password"),
        initial=rules.suggested_password,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("Hand it over in person. It must be changed at the next sign-in."),
    )
