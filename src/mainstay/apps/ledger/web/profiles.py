"""Pages: import profiles, what one says, naming it anew and taking it away."""

from collections.abc import Iterator

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from mainstay.apps.ledger import policies
from mainstay.apps.ledger.models import ImportKind, ImportProfile
from mainstay.apps.ledger.queries import profiles as queries
from mainstay.apps.ledger.services import importing
from mainstay.apps.ledger.services.importing import ImportOptions
from mainstay.apps.ledger.web.columns_form import DAY_ORDERS, DECIMAL_MARKS
from mainstay.apps.ledger.web.decisions import CHOICES
from mainstay.apps.ledger.wording import field_label
from mainstay.apps.reference.contracts import FileKind
from mainstay.foundation.access.actor import Actor
from mainstay.shell.sentences import joined
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.confirmation import Confirmation, ask
from mainstay.shell.web.figures import percent
from mainstay.shell.web.listing import Listing
from mainstay.shell.web.partials import on_to
from mainstay.shell.web.tables import Column, Kind, Tone

writing = require_http_methods(["GET", "HEAD", "POST"])
Words = str | Promise


class ProfileForm(forms.Form):
    """What a profile is called."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=80,
        help_text=gettext_lazy("Files read by it stay of the source that they have been of."),
    )


@require_safe
@requires(policies.VIEW_IMPORTS)
def profile_list(request: HttpRequest) -> HttpResponseBase:
    """Every profile, by name."""
    actor = acting(request)
    listing = Listing(
        _("Import profiles"),
        "import-profiles",
        profile_columns(),
        queries.profiles_with_readers(actor),
        ["name", "pk"],
        action="ledger.profiles.exported",
    )
    if file := listing.file(request):
        return file
    context = {"table": listing.table(request), "may_run": actor.may(policies.RUN_IMPORTS)}
    return render(request, "ledger/profiles/list.html", context)


@require_safe
@requires(policies.VIEW_IMPORTS)
def profile_page(request: HttpRequest, key: int) -> HttpResponse:
    """Which column holds what, and the settings, in words."""
    actor = acting(request)
    profile = _found(actor, key)
    context = {
        "profile": profile,
        "source": profile.source or profile.name,
        "columns": [(header, field_label(field)) for field, header in profile.mapping.items()],
        "settings": list(_settings(profile)),
        "may_change": importing.may_save_profiles(actor),
        "may_run": actor.may(policies.RUN_IMPORTS),
    }
    return render(request, "ledger/profiles/page.html", context)


@writing
@requires(policies.CHANGE_PROFILES)
def rename_profile(request: HttpRequest, key: int) -> HttpResponse:
    """A form with its name."""
    actor = acting(request)
    profile = _found(actor, key)
    form = ProfileForm(request.POST or None, initial={"name": profile.name})
    if request.method == "POST" and form.is_valid():
        try:
            renamed = importing.rename_profile(actor, key, form.cleaned_data["name"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("It is called %(name)s now.") % {"name": renamed.name})
            return redirect("ledger:profile", key)
    return render(request, "ledger/profiles/form.html", {"form": form, "profile": profile})


@writing
@requires(policies.CHANGE_PROFILES)
def remove_profile(request: HttpRequest, key: int) -> HttpResponse:
    """Ask, then take it away."""
    actor = acting(request)
    profile = _found(actor, key)
    page = reverse("ledger:profile", args=[key])
    if request.method != "POST":
        question = Confirmation(
            _("Delete the profile %(name)s?") % {"name": profile.name},
            _("What was imported by it stays. Keeping a file's settings makes it again."),
            agree=_("Delete"),
            cancel_url=page,
            tone=Tone.BAD,
        )
        return ask(request, question)
    try:
        importing.remove_profile(actor, key)
    except ValidationError as error:
        messages.error(request, joined(error.messages))
        return on_to(request, page)
    messages.success(request, _("%(name)s has been deleted.") % {"name": profile.name})
    return on_to(request, reverse("ledger:profiles"))


def profile_columns() -> list[Column[ImportProfile]]:
    """The columns of the list."""
    return [
        Column("name", _("Name"), lambda each: each.name, link=_address_of, wrap=True),
        Column("kind", _("Brings"), lambda each: each.get_kind_display()),
        Column("source", _("Source"), lambda each: each.source or each.name, wide=True, wrap=True),
        Column("columns", _("Columns"), lambda each: len(each.mapping), Kind.NUMBER, wide=True),
        Column("readers", _("Recurring imports"), _readers, Kind.NUMBER),
        Column("changed", _("Changed"), lambda each: each.changed_at),
    ]


def _address_of(profile: ImportProfile) -> str:
    return reverse("ledger:profile", args=[profile.pk])


def _readers(profile: ImportProfile) -> int:
    return int(getattr(profile, "readers", 0))


def _found(actor: Actor, key: int) -> ImportProfile:
    try:
        return queries.profile_of_key(actor, key)
    except queries.ProfileGone as error:
        raise Http404 from error


def _settings(profile: ImportProfile) -> Iterator[tuple[Words, Words]]:
    """The settings that say something about its kind of file, as the form calls them."""
    options = ImportOptions.from_json(profile.options)
    yield _("Encoding"), options.encoding or _("as the file shows it")
    yield _("Sheet"), options.sheet or _("the only one with content")
    yield _("Dates like 03/04/2024"), dict(DAY_ORDERS)[options.day_order or ""]
    if profile.kind in {ImportKind.ORDERS, FileKind.RATES}:
        mark = {True: "comma", False: "point", None: ""}[options.decimal_comma]
        yield _("Decimal mark"), dict(DECIMAL_MARKS)[mark]
    if profile.is_of_reference:
        return
    if profile.kind == ImportKind.ORDERS:
        yield from _settings_of_orders(options)
    yield _("Rows of totals"), dict(CHOICES["totals"])[options.totals]
    yield _("Reject limit"), percent(options.reject_limit / 100)


def _settings_of_orders(options: ImportOptions) -> Iterator[tuple[Words, Words]]:
    yield _("Currency of lines that name none"), options.currency or _("the company's own")
    for name, label in (
        ("unknown_customers", _("Records of customers nobody knows")),
        ("on_changed_order", _("Known orders that come with other lines")),
    ):
        yield label, dict(CHOICES[name])[getattr(options, name)]
    rate = options.tax_rate
    stated = _("none is taken out") if rate is None else percent(rate / 100)
    yield _("Tax that the amounts include (%)"), stated
