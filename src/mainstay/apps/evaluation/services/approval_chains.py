"""Who approves the grades of a scheme: the steps of its chain."""

from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mainstay.apps.evaluation.models import Scheme
from mainstay.apps.evaluation.models.reviews import STEP_NAME_LENGTH
from mainstay.apps.evaluation.policies import CHANGE_SCHEMES
from mainstay.apps.evaluation.queries.schemes import UnknownScheme
from mainstay.apps.evaluation.rules.reviews import MOST_STEPS
from mainstay.apps.evaluation.services.reviews.standing import standing_of
from mainstay.apps.governance import queries as governance
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import service
from mainstay.foundation.audit import services as audit
from mainstay.kernel.text import has_controls

_WHY = "schemes are the same for everybody"


@service(CHANGE_SCHEMES)
def change_chain(actor: Actor, code: str, chain: Sequence[Mapping[str, str]]) -> Scheme:
    """Let other steps approve the grades of a scheme; each has a `name` and the code of a `role`.

    Refused while decided grades wait at the steps there are. Raises UnknownScheme and
    ValidationError for `chain`.
    """
    scheme = Scheme.objects.system(_WHY).select_for_update().filter(code=code).first()
    if scheme is None:
        raise UnknownScheme(code)
    steps = [_checked(each) for each in chain]
    if not 1 <= len(steps) <= MOST_STEPS:
        says = _("There is at least one step, and at most %(most)s.") % {"most": MOST_STEPS}
        raise _refused(says, "too_many")
    if steps == scheme.chain:
        return scheme
    if standing_of(scheme).is_deciding:
        says = _("Decided grades wait at the steps there are: they have to be approved first.")
        raise _refused(says, "under_way")
    scheme.chain = steps
    scheme.save(update_fields=["chain"])
    audit.record(actor, "evaluation.scheme.chain_changed", subject=scheme, scheme=code, chain=steps)
    return scheme


def _checked(step: Mapping[str, str]) -> dict[str, str]:
    name, role = str(step.get("name", "")).strip(), str(step.get("role", ""))
    if not name or len(name) > STEP_NAME_LENGTH or has_controls(name):
        says = _("Each step has a name of at most %(most)s characters.")
        raise _refused(says % {"most": STEP_NAME_LENGTH}, "name")
    if role not in governance.role_names():
        raise _refused(_("Each step has a role that there is."), "role")
    return {"name": name, "role": role}


def _refused(says: str, code: str) -> ValidationError:
    return ValidationError({"chain": ValidationError(says, code)})
