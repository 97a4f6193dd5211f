"""Pages: the grading schemes, one of them in words, what two of its versions differ in."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mainstay.analytics.scoring.difference import Difference, difference
from mainstay.analytics.scoring.reading import is_typology
from mainstay.apps.evaluation import policies
from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.contracts.indicators import Source
from mainstay.apps.evaluation.models import (
    Approval,
    EntitlementItem,
    Scheme,
    SchemeVersion,
    VersionState,
)
from mainstay.apps.evaluation.queries import schemes as queries
from mainstay.apps.evaluation.queries.sources import without_figures
from mainstay.apps.evaluation.services.scheme_files import export_scheme
from mainstay.apps.evaluation.web.schemes.curves import CurvePlace, curves_of
from mainstay.apps.evaluation.web.schemes.entitlements import entitled_grades
from mainstay.apps.evaluation.web.schemes.weighing import METHODS
from mainstay.apps.evaluation.wording.amounts import indicator_name
from mainstay.apps.evaluation.wording.comparisons import matrices_in_words
from mainstay.apps.evaluation.wording.names import scheme_name, scheme_note
from mainstay.apps.evaluation.wording.reviews import step_name
from mainstay.apps.evaluation.wording.rules import (
    LineWords,
    grades_in_words,
    lines_in_words,
    places,
    remarks,
    stated,
)
from mainstay.apps.governance import queries as governance
from mainstay.apps.ledger.contracts import VIEW_COSTS
from mainstay.foundation.access.actor import Actor
from mainstay.shell.sentences import listed
from mainstay.shell.web import figures
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.tables import Badge, Tone

UNSOURCED: dict[Source, Promise] = {
    Source.RATING: gettext_lazy("Nobody has been rated yet in: %(names)s."),
    Source.EXTERNAL: gettext_lazy("No file of figures has come yet for: %(names)s."),
    Source.MODEL: gettext_lazy("No model has been run yet for: %(names)s."),
}
_STATES = {
    VersionState.DRAFT: Tone.INFO,
    VersionState.PUBLISHED: Tone.GOOD,
    VersionState.RETIRED: Tone.PLAIN,
}


@dataclass(frozen=True, slots=True)
class Card:
    """A scheme in the list."""

    scheme: Scheme
    name: str
    note: str
    badges: list[Badge]
    used: SchemeVersion
    has_draft: bool


@dataclass(frozen=True, slots=True)
class Changed:
    """A place at which two versions differ, in words."""

    place: str
    before: str
    after: str


@require_safe
@requires(policies.VIEW_SCHEMES)
def scheme_list(request: HttpRequest) -> HttpResponse:
    """All schemes, those in use first."""
    actor = acting(request)
    cards = [_card(each) for each in queries.schemes(actor)]
    context = {
        "cards": sorted(cards, key=lambda card: card.scheme.retired_at is not None),
        "may_change": actor.may(policies.CHANGE_SCHEMES),
    }
    return render(request, "evaluation/schemes/list.html", context)


def _card(row: Scheme) -> Card:
    used = queries.used_of(row)
    drafts = [each for each in row.versions.all() if each.state == VersionState.DRAFT]
    return Card(
        row, str(scheme_name(row.code)), str(scheme_note(row)), badges(row), used, bool(drafts)
    )


def badges(row: Scheme) -> list[Badge]:
    """What is to be known of a scheme at a glance."""
    found = []
    if row.is_primary:
        found.append(Badge(gettext_lazy("Primary"), Tone.GOOD))
    if row.retired_at is not None:
        found.append(Badge(gettext_lazy("retired"), Tone.PLAIN))
    return found


@require_safe
@requires(policies.VIEW_SCHEMES)
def scheme_page(request: HttpRequest, code: str) -> HttpResponse:
    """A scheme in words: the version that is used, or the one that the address asks for."""
    actor = acting(request)
    row = queries.scheme(actor, code)
    asked = request.GET.get("version", "")
    shown = queries.version(actor, code, int(asked)) if asked.isdecimal() else queries.used_of(row)
    versions = list(row.versions.all())
    context: dict[str, Any] = {
        "scheme": row,
        "name": scheme_name(code),
        "note": scheme_note(row),
        "badges": badges(row),
        "shown": shown,
        "state": state_badge(shown),
        "steps": [step_name(each["name"]) for each in row.chain]
        if row.approval == Approval.REQUIRED
        else [],
        "versions": [(each, state_badge(each), _before(versions, each)) for each in versions],
        "draft": next((each for each in versions if each.state == VersionState.DRAFT), None),
        "frozen": _frozen(row),
        "may_freeze": actor.may(policies.FREEZE) and row.in_force_id is not None,
        "may_change": actor.may(policies.CHANGE_SCHEMES),
        "may_try": actor.may(policies.VIEW_EVALUATIONS),
        "may_run": actor.may(policies.RUN) and shown.state == VersionState.PUBLISHED,
        "is_published": any(each.state == VersionState.PUBLISHED for each in versions),
        **_in_words(shown),
        "curves": _curves(actor, shown),
        "unsourced": _unsourced(actor, shown),
        "entitled": entitled_grades(actor, queries.grades_of(shown)),
        "items": EntitlementItem.labels,
        "sees_costs": actor.may(VIEW_COSTS),
    }
    return render(request, "evaluation/schemes/scheme.html", context)


def _frozen(row: Scheme) -> str:
    if row.frozen_until is None:
        return ""
    return _("The grades are frozen until %(day)s") % {"day": figures.day(row.frozen_until)}


def _in_words(version: SchemeVersion) -> dict[str, Any]:
    currency = governance.installation().reporting_currency
    return {
        "labelled": is_typology(version.definition),
        "currency": currency,
        "grades": grades_in_words(version.scheme.code, version.definition, currency),
        "lines": lines_in_words(version.definition),
        "matrices": matrices_in_words(version.definition),
        "remarks": remarks(version.definition),
    }


def _curves(actor: Actor, version: SchemeVersion) -> list[tuple[LineWords, CurvePlace]]:
    """The lines of a version's scorecard with their curves, where these can be drawn."""
    words = lines_in_words(version.definition)
    places = curves_of(actor, version.definition)
    return [pair for pair in zip(words, places, strict=True) if pair[1].url]


def _unsourced(actor: Actor, version: SchemeVersion) -> list[str]:
    """Sentences on figures that a version asks for and nobody has given yet."""
    told = []
    for source, codes in without_figures(version.definition).items():
        names = [indicator_name(code) for code in codes if indicators.sees(actor, code)]
        if names:
            told.append(str(UNSOURCED[source]) % {"names": listed(names)})
    return told


def state_badge(version: SchemeVersion) -> Badge:
    """Where a version stands."""
    return Badge(version.get_state_display(), _STATES[VersionState(version.state)])


def _before(versions: list[SchemeVersion], version: SchemeVersion) -> SchemeVersion | None:
    """The version before one; the versions are in order, newest first."""
    return next((each for each in versions if each.number < version.number), None)


@require_safe
@requires(policies.VIEW_SCHEMES)
def scheme_difference(request: HttpRequest, code: str, before: int, after: int) -> HttpResponse:
    """What two versions of a scheme differ in."""
    actor = acting(request)
    old = queries.version(actor, code, before)
    new = queries.version(actor, code, after)
    context = {
        "name": scheme_name(code),
        "page_url": reverse("evaluation:scheme", args=[code]),
        "before": old,
        "after": new,
        "changes": [_changed(code, each) for each in difference(old.definition, new.definition)],
    }
    return render(request, "evaluation/schemes/difference.html", context)


def _changed(code: str, found: Difference) -> Changed:
    def told(text: str | None) -> str:
        if not text:
            return _("nothing")
        is_method = found.place[-1] == "method"
        return str(METHODS.get(text, text)) if is_method else stated(found.place, text)

    return Changed(places(code, found.place), told(found.before), told(found.after))


@require_safe
@requires(policies.VIEW_SCHEMES)
def export(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """A version as a YAML file."""
    actor = acting(request)
    text = export_scheme(actor, queries.version(actor, code, number))
    response = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{code}-{number}.yaml"'
    return response
