"""Criteria: whether a customer pays, keeps its word, and what it takes to sell to it."""

from django.utils.translation import gettext_lazy as _

from mainstay.apps.evaluation.criteria.criterion import Criterion, asked

DEALING: tuple[Criterion, ...] = (
    asked(
        "solvency",
        _("Solvency"),
        _("Whether the customer will be able to pay in the years to come."),
        _("It has stopped payments, or is about to."),
        _("It pays from what comes in; one lost order would break it."),
        _("Its finances are in order, with little in reserve."),
        _("Its finances are sound, and banks lend to it gladly."),
        _("There is no doubt: a strong balance, or a strong group behind it."),
    ),
    asked(
        "prompt_payment",
        _("Prompt payment"),
        _("Whether the customer pays when it has agreed to."),
        _("It pays after threats alone, or not in full."),
        _("It is often more than a month late."),
        _("It is late now and then, and says so before."),
        _("It pays on the day."),
        _("It pays on the day or before, and pays in advance where asked."),
    ),
    asked(
        "purchasing_cost",
        _("Acceptable purchasing cost"),
        _("Whether what it takes to win and supply the customer is acceptable to us."),
        _("Tenders, samples and rebates cost more than the business brings."),
        _("The effort eats most of the margin."),
        _("The effort is as usual with customers of this size."),
        _("The effort is small: terms hold for long and few people decide."),
        _("Hardly any effort: it orders by itself under a standing agreement."),
    ),
    asked(
        "honest_dealing",
        _("Honest dealing"),
        _("Whether one can rely on what the customer says and signs."),
        _("It has deceived us or others, or asked for what is forbidden."),
        _("It bends what was agreed when that suits it."),
        _("It keeps to contracts, to the letter."),
        _("It keeps to contracts and to its word."),
        _("It names its own mistakes and stands by us when things go wrong."),
    ),
)
