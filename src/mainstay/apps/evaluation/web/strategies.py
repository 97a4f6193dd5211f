"""What to do with the customers of each field of the value quadrant."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mainstay.apps.evaluation.queries.pictures import Corner

STRATEGIES: dict[Corner, Promise] = {
    Corner.HIGH_HIGH: _("Deepen and defend"),
    Corner.HIGH_LOW: _("Reprice and cut cost"),
    Corner.LOW_HIGH: _("Grow volume"),
    Corner.LOW_LOW: _("Standardise or reduce"),
}
