"""Criteria: how much a customer needs us, and what its region and its markets promise."""

from django.utils.translation import gettext_lazy as _

from mainstay.analytics.scoring.presets import FURTHER_INDICATORS
from mainstay.apps.evaluation.criteria.criterion import Criterion, asked

_SHIPPED = {each.code: each for each in FURTHER_INDICATORS}

OUTLOOK: tuple[Criterion, ...] = (
    asked(
        _SHIPPED["dependence"],
        _("Dependence on us"),
        _("How hard it would be for the customer to do without our goods and services."),
        _("It could change to others tomorrow and lose nothing."),
        _("Others could deliver the same after a short trial."),
        _("A change would take it half a year and cost it noticeably."),
        _("Few others can deliver, and a change would stop part of its production for a while."),
        _("Its own products rest on ours; nobody else can deliver within a year."),
    ),
    asked(
        _SHIPPED["regional_share"],
        _("Share in its region"),
        _("What part of its region's market the customer holds."),
        _("It is one of many small ones in its region."),
        _("It holds a few per cent of its region."),
        _("It is among the ten largest of its region."),
        _("It is among the three largest of its region."),
        _("It leads its region by far."),
    ),
    asked(
        _SHIPPED["demand"],
        _("Demand for our goods"),
        _("How much the customer needs of what we offer, whoever delivers it now."),
        _("It needs hardly anything of what we offer."),
        _("It needs little, at long intervals."),
        _("It needs about as much as our average customer."),
        _("It needs much, of several of our product lines."),
        _("It needs more than almost all our customers, throughout the year."),
    ),
    asked(
        _SHIPPED["market_outlook"],
        _("Outlook of its markets"),
        _("How far the markets that the customer sells to will grow."),
        _("Its markets shrink."),
        _("Its markets stand still."),
        _("Its markets grow with the economy."),
        _("Its markets grow clearly faster than the economy."),
        _("Its markets are wide and only beginning: they will multiply within years."),
    ),
)
