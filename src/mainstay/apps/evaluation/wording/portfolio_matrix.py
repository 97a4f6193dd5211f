"""The fields of the portfolio matrix and what to do with their customers."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mainstay.apps.evaluation.queries.portfolio_matrix import Position

POSITIONS: dict[Position, Promise] = {
    Position.KEY: pgettext_lazy("matrix", "Key"),
    Position.KEY_DEVELOPMENT: pgettext_lazy("matrix", "Key development"),
    Position.MAINTENANCE: pgettext_lazy("matrix", "Maintenance"),
    Position.OPPORTUNISTIC: pgettext_lazy("matrix", "Opportunistic"),
}
STRATEGIES: dict[Position, Promise] = {
    Position.KEY: _("Invest first"),
    Position.KEY_DEVELOPMENT: _("Invest selectively"),
    Position.MAINTENANCE: _("Keep at low cost"),
    Position.OPPORTUNISTIC: _("Take on as it comes"),
}
ADVICE: dict[Position, Promise] = {
    Position.KEY: _(
        "They could bring much, and we are strong there: the best people, joint plans, sponsors."
    ),
    Position.KEY_DEVELOPMENT: _(
        "They could bring much, but others are stronger: choose a few and win ground step by step."
    ),
    Position.MAINTENANCE: _(
        "We are strong there, but little more is to come: keep them content with little effort."
    ),
    Position.OPPORTUNISTIC: _(
        "Little is to come and others are stronger: take orders that pay, and spend no effort."
    ),
}
