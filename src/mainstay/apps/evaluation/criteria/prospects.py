"""Criteria: what a customer may come to buy, and how it buys."""

from django.utils.translation import gettext_lazy as _

from mainstay.analytics.indicators import rating
from mainstay.analytics.scoring.presets import FURTHER_INDICATORS, TIER_RATINGS
from mainstay.apps.evaluation.criteria.criterion import (
    DIMENSION,
    HIGHEST,
    LOWEST,
    Criterion,
    asked,
)

_SHIPPED = {each.code: each for each in (*TIER_RATINGS, *FURTHER_INDICATORS)}

PROSPECTS: tuple[Criterion, ...] = (
    asked(
        "revenue_potential",
        _("Revenue potential"),
        _("How much more than today the customer could buy from us within three years."),
        _("It buys all it will ever need from us, or its need is shrinking."),
        _("Up to a tenth more than today is imaginable."),
        _("Up to half as much again is within reach with ordinary effort."),
        _("It could double; the need is known and today others supply it."),
        _("It could become several times as much, and concrete projects say so."),
    ),
    asked(
        "profitability_potential",
        _("Profitability potential"),
        _("How well business with the customer can pay once it runs as we wish."),
        _("We lose money on it and see no way to change that."),
        _("It covers its cost and little more, and every price is fought over."),
        _("It can reach the margin that we make on average."),
        _("It can reach a better margin, since it pays for service and quality."),
        _("It can be among the most profitable, with prices agreed for years."),
    ),
    asked(
        _SHIPPED["growth_prospects"],
        _("Growth prospects"),
        _("How the customer's own business will develop over the next three to five years."),
        _("Its business is shrinking or its survival is in doubt."),
        _("It grows more slowly than its industry."),
        _("It grows as fast as its industry."),
        _("It grows clearly faster than its industry, with orders that show it."),
        _("It opens new markets or products that will change its size."),
    ),
    asked(
        _SHIPPED["growth_potential"],
        _("Growth potential"),
        _("How fast the business that we do with the customer can grow over three years."),
        _("It will shrink, whatever we do."),
        _("It will stay about as large as it is."),
        _("It can grow by up to a tenth a year."),
        _("It can grow by up to a third a year, and the need is known."),
        _("It can grow faster still, and orders or projects already show it."),
    ),
    asked(
        _SHIPPED["volume_leap"],
        _("Volume that lets us leap"),
        _("Whether business with the customer would lift our own volume by a step."),
        _("We would hardly notice its volume."),
        _("Its volume would help to fill one line for a while."),
        _("Its volume would carry one of our product lines over a year."),
        _("Its volume would justify new capacity."),
        _("Its volume would put us among the leading suppliers of our field."),
    ),
    asked(
        "central_purchasing",
        _("Central purchasing"),
        _("How far the customer buys for all its sites at one place."),
        _("Each site buys for itself and knows nothing of the others."),
        _("A few goods are bought together, ours are not among them."),
        _("Headquarters agree on terms; the sites decide whether to use them."),
        _("Headquarters choose the suppliers; the sites only call off."),
        _("One purchasing office decides for the whole group and keeps to its choice."),
    ),
    asked(
        _SHIPPED["global_purchasing"],
        _("Entry to global purchasing"),
        _("Whether the customer opens its worldwide purchasing to us."),
        _("It buys locally alone, or its worldwide purchasing is closed to us."),
        _("It has worldwide purchasing, and nobody there knows us."),
        _("We are known there and may offer for single needs."),
        _("We are being qualified, or are listed for some regions."),
        _("We are a listed supplier worldwide, or are sure to be within a year."),
    ),
    Criterion(
        rating("buying_orientation", DIMENSION),
        _("Buying orientation"),
        _("Whether the customer buys as a partner or from order to order."),
        {
            LOWEST: _("It asks for offers anew each time and takes the cheapest."),
            HIGHEST: _("It chooses few suppliers for years and plans together with them."),
        },
        {LOWEST: _("transactional"), HIGHEST: _("strategic")},
    ),
)
