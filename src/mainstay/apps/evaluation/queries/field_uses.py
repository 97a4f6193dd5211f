"""Which schemes and indicators rest on a custom field of customers."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.contracts.indicators import FIELD_PREFIX
from mainstay.apps.evaluation.models import SchemeVersion, VersionState
from mainstay.apps.evaluation.queries.custom_indicators import named_in
from mainstay.apps.evaluation.wording.amounts import indicator_name
from mainstay.apps.evaluation.wording.names import name_of
from mainstay.shell.sentences import listed

_AT_WORK = (VersionState.DRAFT, VersionState.PUBLISHED)


def uses_of_field(code: str) -> list[str]:
    """What rests on the field with this code, in sentences.

    Schemes count by what they are used by or drafted as, also where they name an indicator that is
    made of the field. Retired schemes and indicators do not count.
    """
    whole = FIELD_PREFIX + code
    known = indicators.definitions()
    resting = {each for each in known if whole in indicators.origins(each)} | {whole}
    return [*_schemes_told(resting), *_indicators_told(resting - {whole})]


def _schemes_told(codes: set[str]) -> Iterator[str]:
    rows = SchemeVersion.objects.system("which schemes use a field")
    at_work = rows.filter(state__in=_AT_WORK, scheme__retired_at=None).select_related("scheme")
    found = at_work.order_by("scheme__position", "scheme__code")
    using = {row.scheme: None for row in found if named_in(row.definition, codes)}
    if using:
        names = listed(str(name_of(scheme)) for scheme in using)
        yield _("Schemes grade by this field: %(schemes)s. Take it out of them first.") % {
            "schemes": names
        }


def _indicators_told(codes: set[str]) -> Iterator[str]:
    known = indicators.definitions()
    made = [code for code in known if code in codes and not known[code].retired]
    if made:
        names = listed(str(indicator_name(code)) for code in made)
        yield _("Indicators are made of this field: %(names)s. Change or retire them first.") % {
            "names": names
        }
