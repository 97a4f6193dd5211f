"""Criteria: where a customer stands in its market, and towards us."""

from django.utils.translation import gettext_lazy as _

from mainstay.analytics.scoring.presets import FURTHER_INDICATORS, TIER_RATINGS
from mainstay.apps.evaluation.criteria.criterion import Criterion, asked

_SHIPPED = {each.code: each for each in (*TIER_RATINGS, *FURTHER_INDICATORS)}

STANDING: tuple[Criterion, ...] = (
    asked(
        "market_leadership",
        _("Market leadership"),
        _("How far the customer leads its market in share, technology and prices."),
        _("It follows others in everything."),
        _("It is one of many, and holds a small share."),
        _("It is among the ten largest of its market."),
        _("It is among the three largest, and others watch its prices."),
        _("It leads: others follow its products, prices and standards."),
    ),
    asked(
        "effect_on_competitors",
        _("Effect on competitors"),
        _("What it would mean to our competitors if the customer were ours."),
        _("No competitor would care."),
        _("One competitor would lose some orders."),
        _("A main competitor would lose a customer that it names as a reference."),
        _("A main competitor would lose volume that it can hardly replace."),
        _("It would change who leads our market."),
    ),
    asked(
        "industry_position",
        _("Position in the industry"),
        _("What weight the customer has in its industry."),
        _("It is hardly known in its industry."),
        _("It is known in its own region."),
        _("It is a solid name in the country."),
        _("It speaks for the industry: it sits in associations and committees."),
        _("It sets the rules of the industry, here or in the world."),
    ),
    asked(
        _SHIPPED["industry_influence"],
        _("Influence in the industry"),
        _("How far others in the industry follow what the customer does and buys."),
        _("Nobody looks at what it does."),
        _("A few neighbours ask what it buys."),
        _("Firms of its region or its line look at what it buys."),
        _("Many in the country follow it, and its name opens doors to them."),
        _("The whole industry follows it: who supplies it is asked everywhere."),
    ),
    asked(
        _SHIPPED["business_scale"],
        _("Scale of business"),
        _("How large the customer's own business is, whatever it buys from us."),
        _("Among the smallest that we know in its industry."),
        _("Smaller than most of its industry."),
        _("About as large as most of its industry."),
        _("Larger than most of its industry."),
        _("Among the largest of its industry in the country."),
    ),
    asked(
        "background",
        _("Background of the customer"),
        _("Who stands behind the customer: owners, group, funding, public support."),
        _("The owners are unknown, or there are disputes or charges."),
        _("A private firm whose owners carry all risk themselves."),
        _("Owners of good name, and sound finances of its own."),
        _("Part of a strong group, listed, or owned by the state."),
        _("Part of a leading group that invests in it for the long term."),
    ),
    asked(
        _SHIPPED["brand_awareness"],
        _("Brand awareness"),
        _("How well known the customer's brand is."),
        _("Hardly anybody outside its own customers knows the brand."),
        _("The brand is known in its own region."),
        _("The brand is known to the trade in the whole country."),
        _("The brand is known in the whole country, or to the trade in the world."),
        _("The brand is known to everybody, here and abroad."),
    ),
    asked(
        _SHIPPED["scale_and_brand"],
        _("Scale and brand"),
        _("Where the customer stands in its industry by size and name."),
        _("Small and unknown in its industry."),
        _("Below the middle of its industry in size or name."),
        _("In the middle of its industry, in both size and name."),
        _("Among the leading ones of its industry in size and name."),
        _("The first of its industry in size and name."),
    ),
    asked(
        _SHIPPED["future_competition"],
        _("Future competition"),
        _("Whether the customer may come to compete with us; less is better."),
        _("It has no reason and no means to make what we make."),
        _("It could, and nothing points to it."),
        _("It makes some parts itself, or looks at firms that could."),
        _("It plans to make our products itself, or owns a part of a competitor."),
        _("It competes with us already, or has announced that it will."),
    ),
)
