"""What an installation says of itself, asked in one fresh process: commands, tables, pages."""

import io
import json
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from typing import Any


def print_standing(commands: Sequence[Sequence[str]], code: str) -> None:
    """Print what commands and readers answer: for each its status and its output or refusal."""
    answers = [_command(words) for words in commands]
    import django

    django.setup()
    answers += [_reader(_figures), _reader(lambda: _customer_page(code))]
    json.dump(answers, sys.stdout)


def _command(words: Sequence[str]) -> dict[str, Any]:
    from mainstay.cli.entry import app

    output, errors, status = io.StringIO(), io.StringIO(), 0
    with redirect_stdout(output), redirect_stderr(errors):
        try:
            status = app(list(words), standalone_mode=False) or 0
        except SystemExit as leaving:
            status = int(leaving.code or 0)
    return {"status": status, "output": output.getvalue(), "errors": errors.getvalue()}


def _reader(read: Callable[[], Any]) -> dict[str, Any]:
    from mainstay.engine.errors import LedgerDamaged

    try:
        return {"status": 0, "output": json.dumps(read(), default=str), "errors": ""}
    except LedgerDamaged as error:
        return {"status": 1, "output": "", "errors": error.name}


def _figures() -> dict[str, Any]:
    """The figures of the current state, from the lines and from both roll-ups."""
    from mainstay.apps.ledger.queries.states import current_state, engine, store
    from mainstay.engine.tables import open_tables

    with open_tables(engine(), store(), current_state()) as tables:
        lines, orders, categories = tables.lines(), tables.orders(), tables.categories()
        asked = {
            "lines": lines.count(),
            "keys": lines[["source", "order_no", "line_no"]].distinct().count(),
            "amount": lines.amount.sum(),
            "cost": lines.cost.sum(),
            "customers": lines.customer.nunique(),
            "orders": lines.order_no.nunique(),
            "roll_up_lines": orders.lines.sum(),
            "roll_up_amount": orders.amount.sum(),
            "roll_up_orders": orders.order_no.nunique(),
            "sale_lines": categories.sale_lines.sum(),
        }
        return {name: expression.to_pyarrow().as_py() for name, expression in asked.items()}


def _customer_page(code: str) -> Any:
    """What a customer's page reads: the newest lines, and all orders."""
    from mainstay.apps.customers.services.keys import codes_to_keys
    from mainstay.apps.ledger.queries.states import current_state, store
    from mainstay.engine.customer_lines import read_customer_lines, read_customer_orders

    keys = [codes_to_keys([code])[code]]
    state = current_state()
    lines = read_customer_lines(store(), state, keys, limit=50)
    orders = read_customer_orders(store(), state, keys)
    return [lines.to_pylist(), orders.to_pylist()]
