"""`mainstay baskets`: what is bought together, and what a customer may buy next."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mainstay.analytics.baskets.choices import By, Per
from mainstay.cli.amounts import counted
from mainstay.cli.language import _
from mainstay.cli.output import fail, say, table
from mainstay.cli.session import AsPerson, Json, connect
from mainstay.cli.writing import Output, require_place, write_object, write_rows, written

if TYPE_CHECKING:
    from mainstay.apps.ledger.queries.baskets.answering import BasketRules, NextProducts

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

_SHOWN = 20
_RULE_COLUMNS = (
    "antecedent",
    "antecedent_name",
    "consequent",
    "consequent_name",
    "count",
    "antecedent_count",
    "consequent_count",
    "support",
    "confidence",
    "lift",
    "leverage",
)
_NEXT_COLUMNS = (
    "product",
    "product_name",
    "because",
    "because_name",
    "also",
    "alike",
    "buyers",
    "confidence",
    "lift",
    "usual_spend",
    "expected_value",
    "reason",
)


def _exact(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise typer.BadParameter(_("{text} is no number.").format(text=text)) from error


AboutWhat = Annotated[By, typer.Option("--by", help=_("Rules about products or categories."))]
OfWhat = Annotated[
    Per, typer.Option("--per", help=_("A basket is one order, or all that a customer bought."))
]
Since = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m-%d"],
        metavar="DATE",
        help=_("Orders from this day on; by default the last twelve months."),
    ),
]
Until = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m-%d"],
        metavar="DATE",
        help=_("Orders before this day; by default the first one of this month."),
    ),
]
Support = Annotated[
    Decimal,
    typer.Option(
        parser=_exact, metavar="SHARE", help=_("This share of baskets holds all of a rule.")
    ),
]
Confidence = Annotated[
    Decimal,
    typer.Option(
        parser=_exact,
        metavar="SHARE",
        help=_("This share of the baskets with one side holds the other one too."),
    ),
]
Lift = Annotated[
    Decimal | None,
    typer.Option(parser=_exact, metavar="FACTOR", help=_("So many times as often as by chance.")),
]
Leverage = Annotated[
    Decimal | None,
    typer.Option(
        parser=_exact, metavar="SHARE", help=_("This share of baskets more than by chance.")
    ),
]
MaxLength = Annotated[
    int, typer.Option(metavar="ITEMS", help=_("Items of a rule, both sides together."))
]


@app.command(help=_("Association rules: who buys these also buys that."))
def rules(
    by: AboutWhat = By.PRODUCT,
    per: OfWhat = Per.ORDER,
    since: Since = None,
    until: Until = None,
    min_support: Support = Decimal("0.001"),
    min_confidence: Confidence = Decimal("0.8"),
    min_lift: Lift = None,
    min_leverage: Leverage = None,
    max_length: MaxLength = 3,
    as_json: Json = False,
    output: Output = None,
    as_person: AsPerson = "",
) -> None:
    require_place(output, as_json=as_json)
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.ledger.api.baskets import rules_out
    from mainstay.apps.ledger.queries.baskets.answering import basket_rules
    from mainstay.apps.ledger.queries.baskets.asking import minimums_of, wanted_of

    with _refusals(as_json=as_json):
        minimums = minimums_of(min_support, min_confidence, lift=min_lift, leverage=min_leverage)
        days = {"since": _day(since), "until": _day(until)}
        found = basket_rules(actor, wanted_of(by, per, minimums, **days, longest=max_length))
    if as_json or output:
        told = rules_out(found, found.rules.num_rows)
        _write(told, _RULE_COLUMNS, map(_rule_row, told["rules"]), output, as_json=as_json)
    else:
        _print_rules(found)


@app.command("next", help=_("What a customer may buy next: others with the same products do."))
def next_command(
    customer: Annotated[str, typer.Argument(help=_("The customer's code."))],
    by: AboutWhat = By.PRODUCT,
    since: Since = None,
    until: Until = None,
    min_support: Support = Decimal("0.01"),
    min_confidence: Confidence = Decimal("0.3"),
    max_length: MaxLength = 3,
    as_json: Json = False,
    output: Output = None,
    as_person: AsPerson = "",
) -> None:
    require_place(output, as_json=as_json)
    actor = connect(as_person, as_json=as_json)
    from mainstay.apps.customers.queries import customer_by_code
    from mainstay.apps.ledger.api.baskets import next_out
    from mainstay.apps.ledger.queries.baskets.answering import next_products_of
    from mainstay.apps.ledger.queries.baskets.asking import minimums_of, wanted_of

    with _refusals(as_json=as_json):
        minimums = minimums_of(min_support, min_confidence)
        days = {"since": _day(since), "until": _day(until)}
        wanted = wanted_of(by, Per.CUSTOMER, minimums, **days, longest=max_length)
        found = next_products_of(actor, customer_by_code(actor, customer).key, wanted)
    if as_json or output:
        told = next_out(found, len(found.suggestions))
        _write(told, _NEXT_COLUMNS, map(_next_row, told["products"]), output, as_json=as_json)
    else:
        _print_next(found)


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()


@contextmanager
def _refusals(*, as_json: bool) -> Iterator[None]:
    """Put what is refused into words and leave with its status."""
    from mainstay.apps.ledger import basket_wording
    from mainstay.cli.evaluating import refusals

    with refusals(as_json=as_json):
        try:
            yield
        except tuple(basket_wording.REFUSALS) as error:
            code, message = basket_wording.refused(error)
            fail(message, code=code, as_json=as_json)


def _write(
    told: Mapping[str, Any],
    columns: Sequence[str],
    rows: Iterable[Mapping[str, Any]],
    output: Path | None,
    *,
    as_json: bool,
) -> None:
    with written(output, as_json=as_json) as stream:
        if as_json:
            write_object(stream, told)
        else:
            write_rows(stream, columns, rows, as_json=False)


def _rule_row(rule: Mapping[str, Any]) -> dict[str, Any]:
    sides = {"antecedent": rule["antecedent"], "consequent": [rule["consequent"]]}
    return {**rule, **_flat(sides)}


def _next_row(found: Mapping[str, Any]) -> dict[str, Any]:
    return {**found, **_flat({"product": [found["product"]], "because": found["because"]})}


def _flat(sides: Mapping[str, Iterable[Mapping[str, str]]]) -> dict[str, str]:
    """Items as texts: their codes under the side's name, their names beside it."""
    from mainstay.apps.ledger.basket_wording import BETWEEN_PRODUCTS

    flat = {}
    for side, items in sides.items():
        flat[side] = BETWEEN_PRODUCTS.join(item["code"] for item in items)
        flat[f"{side}_name"] = BETWEEN_PRODUCTS.join(item["name"] for item in items if item["name"])
    return flat


def _print_rules(found: "BasketRules") -> None:
    from mainstay.apps.ledger.basket_wording import named

    _say_from(found, _("{rules} rules from {baskets} baskets, {since} to {until}."))
    rows = [
        (
            named(rule["antecedent"], found.names),
            named([rule["consequent"]], found.names),
            counted(rule["count"]),
            f"{rule['support']:.2%}",
            f"{rule['confidence']:.1%}",
            f"{rule['lift']:.2f}",
        )
        for rule in found.rules.slice(0, _SHOWN).to_pylist()
    ]
    if rows:
        heads = (_("Who buys"), _("also buys"), _("Baskets"), _("Support"), _("Confidence"))
        table((*heads, _("Lift")), rows)
    _say_more(found.rules.num_rows - len(rows))


def _print_next(found: "NextProducts") -> None:
    from mainstay.apps.ledger.basket_wording import named, reason

    rules = found.rules
    _say_from(rules, _("{rules} rules from {baskets} customers, {since} to {until}."))
    rows = [
        (
            named([each.product], rules.names),
            f"{each.confidence:.1%}",
            "–" if each.expected_value is None else f"{each.expected_value:,.2f}",
            reason(each, rules.names),
        )
        for each in found.suggestions[:_SHOWN]
    ]
    if rows:
        table((_("May buy"), _("Confidence"), _("Expected in a year"), _("Why")), rows)
    else:
        say(_("No rule speaks for a product that the customer does not have."))
    _say_more(len(found.suggestions) - len(rows))


def _say_from(found: "BasketRules", says: str) -> None:
    window = found.wanted.window
    say(
        says.format(
            rules=counted(found.rules.num_rows),
            baskets=counted(found.sets.baskets),
            since=window.start.isoformat(),
            until=window.end.isoformat(),
        )
    )
    if not found.of_everybody:
        say(_("They are made of the customers within your reach alone."))


def _say_more(left: int) -> None:
    if left > 0:
        says = _("… and {count} more; --json or --output has all.")
        say(says.format(count=counted(left)))
