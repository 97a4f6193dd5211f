"""Pages: defining an indicator as arithmetic over others, for administrators."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from mainstay.apps.evaluation.contracts.indicators import PREFIX
from mainstay.apps.evaluation.models import CustomIndicator
from mainstay.apps.evaluation.policies import DEFINE_INDICATORS
from mainstay.apps.evaluation.queries.catalogue import catalogue
from mainstay.apps.evaluation.queries.custom_indicators import custom_indicator, schemes_that_use
from mainstay.apps.evaluation.rules.custom_indicators import IndicatorVersionConflict
from mainstay.apps.evaluation.services import custom_indicators as services
from mainstay.apps.evaluation.web.indicators.forms import IndicatorForm
from mainstay.apps.evaluation.wording.amounts import indicator_name
from mainstay.apps.evaluation.wording.names import scheme_name
from mainstay.foundation.access.actor import Actor
from mainstay.shell.sentences import joined, listed
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.confirmation import Confirmation, ask
from mainstay.shell.web.partials import on_to
from mainstay.shell.web.submission import submitted, writing
from mainstay.shell.web.tables import Tone


@writing
@requires(DEFINE_INDICATORS)
def new_indicator(request: HttpRequest) -> HttpResponse:
    """A form for one more indicator."""
    actor = acting(request)
    form = IndicatorForm(request.POST or None)
    made = _written(request, form, lambda _v, said: services.create_indicator(actor, **said))
    if made is not None:
        return _done(request, made, _("%(name)s has been created."))
    context = {
        "form": form,
        "offered": _offered(actor),
        "title": _("New indicator"),
        "submit": _("Create indicator"),
        "back": reverse("evaluation:indicators"),
    }
    return render(request, "evaluation/indicators/form.html", context)


@writing
@requires(DEFINE_INDICATORS)
def edit_indicator(request: HttpRequest, code: str) -> HttpResponse:
    """A form for one indicator."""
    actor = acting(request)
    row = custom_indicator(actor, code)
    form = IndicatorForm(request.POST or None, row=row)

    def change(version: int | None, said: dict[str, Any]) -> CustomIndicator:
        del said["code"], said["source"]
        return services.change_indicator(actor, row.code, version or 0, **said)

    changed = _written(request, form, change)
    if changed is not None:
        return _done(request, changed, _("%(name)s has been changed."))
    whole = PREFIX + row.code
    context = {
        "form": form,
        "row": row,
        "name": indicator_name(whole),
        "schemes": listed(scheme_name(each) for each in schemes_that_use(whole)),
        "offered": [each for each in _offered(actor) if each.code != whole],
        "title": _("Edit indicator"),
        "submit": _("Save"),
        "back": reverse("evaluation:indicator", args=[whole]),
    }
    return render(request, "evaluation/indicators/form.html", context)


def _offered(actor: Actor) -> list[Any]:
    return catalogue(actor, retired=False)


def _written(
    request: HttpRequest,
    form: IndicatorForm,
    write: Callable[[int | None, dict[str, Any]], CustomIndicator],
) -> CustomIndicator | None:
    def put(**values: Any) -> CustomIndicator:
        return write(values["version"], form.said())

    try:
        return submitted(request, form, put)
    except IndicatorVersionConflict:
        overtaken = _(
            "Somebody else has changed this indicator since you opened it. Open the page again to "
            "see it as it is; what you typed is still here for copying."
        )
        form.add_error(None, overtaken)
        return None


def _done(request: HttpRequest, row: CustomIndicator, words: str) -> HttpResponse:
    code = PREFIX + row.code
    messages.success(request, words % {"name": indicator_name(code)})
    return redirect("evaluation:indicator", code)


@writing
@requires(DEFINE_INDICATORS)
def retire(request: HttpRequest, code: str) -> HttpResponse:
    """Ask, then no longer offer an indicator."""
    actor = acting(request)
    row = custom_indicator(actor, code)
    question = Confirmation(
        title=_("Retire %(name)s?") % {"name": indicator_name(PREFIX + row.code)},
        text=_(
            "It is no longer offered for new formulas and schemes and leaves the table of "
            "indicators. What uses it already goes on."
        ),
        agree=_("Retire"),
        cancel_url=_page(row),
    )
    done = _("%(name)s has been retired.")
    return _asked(request, question, lambda: services.retire_indicator(actor, row.code), done)


@writing
@requires(DEFINE_INDICATORS)
def restore(request: HttpRequest, code: str) -> HttpResponse:
    """Ask, then offer a retired indicator again."""
    actor = acting(request)
    row = custom_indicator(actor, code)
    question = Confirmation(
        title=_("Bring %(name)s back?") % {"name": indicator_name(PREFIX + row.code)},
        text=_("It is offered again for formulas and schemes."),
        agree=_("Bring back"),
        cancel_url=_page(row),
    )
    done = _("%(name)s is offered again.")
    return _asked(request, question, lambda: services.restore_indicator(actor, row.code), done)


@writing
@requires(DEFINE_INDICATORS)
def delete(request: HttpRequest, code: str) -> HttpResponse:
    """Ask, then delete an indicator that nothing uses."""
    actor = acting(request)
    row = custom_indicator(actor, code)
    question = Confirmation(
        title=_("Delete %(name)s?") % {"name": indicator_name(PREFIX + row.code)},
        text=_("Only an indicator that no scheme and no other indicator uses can be deleted."),
        agree=_("Delete"),
        cancel_url=_page(row),
        tone=Tone.BAD,
    )
    if request.method != "POST":
        return ask(request, question)
    name = indicator_name(PREFIX + row.code)
    try:
        services.delete_indicator(actor, row.code)
    except ValidationError as error:
        messages.error(request, joined(error.messages))
        return on_to(request, _page(row))
    messages.success(request, _("%(name)s has been deleted.") % {"name": name})
    return on_to(request, reverse("evaluation:indicators"))


def _page(row: CustomIndicator) -> str:
    return reverse("evaluation:indicator", args=[PREFIX + row.code])


def _asked(
    request: HttpRequest, question: Confirmation, act: Callable[[], CustomIndicator], done: str
) -> HttpResponse:
    """Ask, or do it and go on to the indicator's page."""
    if request.method != "POST":
        return ask(request, question)
    row = act()
    messages.success(request, done % {"name": indicator_name(PREFIX + row.code)})
    return on_to(request, question.cancel_url)
