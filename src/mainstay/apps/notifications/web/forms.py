"""Forms of channels and of how one is told. Names are the services' own."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from mainstay.apps.notifications.contracts import Topic, topics
from mainstay.apps.notifications.models import Arrangement, Channel
from mainstay.apps.notifications.rules.robot_addresses import LONGEST_ADDRESS
from mainstay.apps.notifications.rules.timing import Choice, Rhythm, choice_in
from mainstay.apps.notifications.services.arranging import BELL, MAIL

_WEEKDAYS = [(number + 1, label) for number, label in WEEKDAYS.items()]
_TIME = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
_SECRET_INPUT = {"autocomplete": "off", "spellcheck": "false"}


class ChannelForm(forms.Form):
    """A channel of one's own."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=80,
        help_text=gettext_lazy("Such as the name of the group that the robot is in."),
    )
    address = forms.CharField(
        label=gettext_lazy("Webhook address"),
        max_length=LONGEST_ADDRESS,
        widget=forms.TextInput(attrs={"placeholder": "https://", **_SECRET_INPUT}),
        help_text=gettext_lazy("Copied from the robot. It is kept encrypted and not shown again."),
    )
    secret = forms.CharField(
        label=gettext_lazy("Signing secret"),
        max_length=250,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("Where a robot of DingTalk, Feishu or Lark wants signatures."),
    )

    def __init__(self, data: Any = None, present: Channel | None = None) -> None:
        super().__init__(data, initial=self._present(present) if present else {})
        if present is not None:
            address = self.fields["address"]
            address.required = False
            says = _("Empty: as it is, ending with %(hint)s.") % {"hint": present.hint}
            address.help_text = says

    def _present(self, channel: Channel) -> dict[str, Any]:
        return {"name": channel.name}

    def facts(self) -> dict[str, Any]:
        """What was said, as the services take it."""
        return dict(self.cleaned_data)


class CompanyChannelForm(ChannelForm):
    """A channel of the company."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=settings.LANGUAGES,
        help_text=gettext_lazy("In which the group is told."),
    )
    told = forms.MultipleChoiceField(
        label=gettext_lazy("The group is told"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Nothing but what kind of work it was and how it ended."),
    )
    field_order = ("name", "language", "address", "secret", "told")

    def __init__(self, data: Any = None, present: Channel | None = None) -> None:
        super().__init__(data, present)
        field = self.fields["told"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(each.code, group_label(each)) for each in topics() if each.shared]

    def _present(self, channel: Channel) -> dict[str, Any]:
        told = [topic for topic, choice in channel.choices.items() if choice == Choice.NOW]
        language = channel.language or settings.LANGUAGE_CODE
        return {"name": channel.name, "language": language, "told": told}

    def facts(self) -> dict[str, Any]:
        said = super().facts()
        said["choices"] = dict.fromkeys(said.pop("told"), Choice.NOW)
        return said


def group_label(topic: Topic) -> str:
    """What a topic is called where it is not one's own."""
    return str(topic.group_label or topic.label)


class ChoicesForm(forms.Form):
    """What comes when, in each way."""

    def __init__(
        self,
        told: Sequence[Topic],
        arrangement: Arrangement,
        channels: Iterable[Channel],
        data: Any = None,
    ) -> None:
        super().__init__(data)
        self.told = told
        self.ways: dict[str, tuple[str, dict[str, str]]] = {
            BELL: (str(pgettext_lazy("way", "Bell")), arrangement.bell),
            MAIL: (str(pgettext_lazy("way", "Mail")), arrangement.mail),
        }
        self.ways |= {str(each.pk): (each.name, each.choices) for each in channels}
        for number, topic in enumerate(told):
            for way, (label, chosen) in self.ways.items():
                self.fields[f"{way}-{number}"] = _choice(way, label, chosen, topic)

    @property
    def groups(self) -> list[tuple[Topic, list[forms.BoundField]]]:
        """The fields of each topic."""
        return [
            (topic, [self[f"{way}-{number}"] for way in self.ways])
            for number, topic in enumerate(self.told)
        ]

    def chosen(self) -> dict[str, dict[str, str]]:
        """What was chosen, by way and topic."""
        return {
            way: {
                topic.code: self.cleaned_data[f"{way}-{number}"]
                for number, topic in enumerate(self.told)
            }
            for way in self.ways
        }


def _choice(way: str, label: str, chosen: dict[str, str], topic: Topic) -> forms.ChoiceField:
    offered = [each for each in Choice if way != BELL or each is not Choice.DIGEST]
    return forms.ChoiceField(
        label=label,
        choices=[(each.value, each.label) for each in offered],
        initial=choice_in(chosen, topic.code, Choice.NOW).value,
    )


class TimesForm(forms.Form):
    """Quiet hours and the digest."""

    quiet_from = forms.TimeField(label=gettext_lazy("Quiet from"), required=False, widget=_TIME)
    quiet_until = forms.TimeField(label=gettext_lazy("Quiet until"), required=False, widget=_TIME)
    quiet_weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Quiet all day on"),
        required=False,
        coerce=int,
        choices=_WEEKDAYS,
        widget=forms.CheckboxSelectMultiple,
    )
    quiet_days_off = forms.BooleanField(
        label=gettext_lazy("Quiet on the company's days off too"),
        required=False,
        help_text=gettext_lazy("Those of its business calendar: weekends and holidays."),
    )
    digest_rhythm = forms.ChoiceField(label=gettext_lazy("Digest comes"), choices=Rhythm.choices)
    digest_weekday = forms.TypedChoiceField(
        label=gettext_lazy("Digest on"), coerce=int, choices=_WEEKDAYS
    )
    digest_at = forms.TimeField(label=gettext_lazy("Digest at"), widget=_TIME)

    def __init__(self, arrangement: Arrangement, data: Any = None) -> None:
        names = list(self.base_fields)
        super().__init__(data, initial={each: getattr(arrangement, each) for each in names})
        zone = {"zone": timezone.get_current_timezone_name()}
        says = _("In your time zone, %(zone)s. Empty: no quiet hours.") % zone
        self.fields["quiet_until"].help_text = says
        shown = self.fields["digest_weekday"].widget.attrs
        shown["data-with"] = "id_digest_rhythm"
        shown["data-with-values"] = f'["{Rhythm.WEEKLY}"]'
