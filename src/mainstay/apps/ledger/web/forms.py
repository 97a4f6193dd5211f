"""The forms of the list and of handing a file in."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from mainstay.apps.ledger.models import BatchState, ImportKind, ImportProfile
from mainstay.apps.ledger.policies import may_run
from mainstay.apps.ledger.wording import OTHER_KIND
from mainstay.foundation.access.actor import Actor


class ImportFilter(forms.Form):
    """Which imports are listed."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What it brings"),
        required=False,
        choices=[("", gettext_lazy("All")), *ImportKind.choices],
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("All")), *BatchState.choices],
    )

    def conditions(self) -> dict[str, str]:
        """The arguments of the list's query; what cannot be understood is left out."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


class UploadForm(forms.Form):
    """A file, what it brings and, where there is one, the profile to read it by."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What does the file bring?"),
        choices=ImportKind.choices,
        widget=forms.RadioSelect,
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "A workbook (XLSX, XLS), CSV or Parquet; also packed as ZIP, gzip, bzip2 or Zstandard."
        ),
    )

    def __init__(
        self, actor: Actor, profiles: Sequence[ImportProfile], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (kind, label) for kind, label in ImportKind.choices if may_run(actor, kind)
        ]
        profiles = [profile for profile in profiles if may_run(actor, profile.kind)]
        self._profiles = {profile.pk: profile for profile in profiles}
        if profiles:
            choices = [("", gettext_lazy("None: ask me")), *((p.pk, p.name) for p in profiles)]
            self.fields["profile"] = forms.TypedChoiceField(
                label=gettext_lazy("Profile"),
                choices=choices,
                coerce=lambda key: self._profiles[int(key)],
                empty_value=None,
                required=False,
                help_text=gettext_lazy("Reads the file as an earlier one of the same system."),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        profile = cleaned.get("profile")
        if profile is not None and profile.kind != cleaned.get("kind"):
            raise ValidationError({"profile": OTHER_KIND})
        return cleaned
