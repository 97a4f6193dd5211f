"""Freezing the grades of a scheme until a day: evaluations then change nothing."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from mainstay.analytics.scoring.reading import is_typology
from mainstay.apps.evaluation.models import Scheme
from mainstay.apps.evaluation.policies import FREEZE
from mainstay.apps.evaluation.queries.schemes import UnknownScheme
from mainstay.apps.evaluation.services.reviews.deciding import unfit_text
from mainstay.apps.governance import queries as governance
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import service
from mainstay.foundation.audit import services as audit

_WHY = "schemes are the same for everybody"


@service(FREEZE)
def freeze_grades(actor: Actor, code: str, *, until: date, reason: str) -> Scheme:
    """Let evaluations of a scheme change no grade up to a day; they only tell what would change.

    Raises UnknownScheme, and ValidationError naming the arguments.
    """
    scheme = _locked(code)
    refused = unfit_text("reason", reason)
    if until < governance.today():
        refused["until"] = ValidationError(_("This day has passed already."), "in_the_past")
    if scheme.in_force is None:
        says = _("Nothing has been evaluated by this scheme yet.")
        refused["until"] = ValidationError(says, "nothing_in_force")
    elif is_typology(scheme.in_force.version.definition):
        says = _("Labels cannot be frozen; only grades can.")
        refused["until"] = ValidationError(says, "labels")
    if refused:
        raise ValidationError(refused)
    _keep(scheme, until, reason.strip(), actor.name)
    audit.record(
        actor,
        "evaluation.scheme.frozen",
        subject=scheme,
        scheme=code,
        frozen_until=until,
        reason=scheme.frozen_reason,
    )
    return scheme


@service(FREEZE)
def unfreeze_grades(actor: Actor, code: str) -> Scheme:
    """Let evaluations of a scheme change grades again. Raises UnknownScheme."""
    scheme = _locked(code)
    if scheme.frozen_until is not None:
        audit.record(
            actor,
            "evaluation.scheme.unfrozen",
            subject=scheme,
            scheme=code,
            frozen_until=scheme.frozen_until,
        )
        _keep(scheme, None, "", "")
    return scheme


def is_frozen(scheme: Scheme) -> bool:
    """Whether evaluations of the scheme change nothing today."""
    return scheme.frozen_until is not None and governance.today() <= scheme.frozen_until


def _keep(scheme: Scheme, until: date | None, reason: str, name: str) -> None:
    scheme.frozen_until, scheme.frozen_reason = until, reason
    scheme.frozen_by_name = name[:200]
    scheme.frozen_at = None if until is None else timezone.now()
    scheme.save(update_fields=["frozen_until", "frozen_reason", "frozen_by_name", "frozen_at"])


def _locked(code: str) -> Scheme:
    found = Scheme.objects.system(_WHY).select_for_update().filter(code=code).first()
    if found is None:
        raise UnknownScheme(code)
    return found
