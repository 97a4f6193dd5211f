"""Importing a file of order lines, the peers' way."""

import csv
import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from django.db.models import Model

_BATCH = 2_000


def pandas_to_parquet(source: str, target: str) -> dict[str, Any]:
    """Read a CSV file with its dates parsed and write it as Parquet. Nothing is checked."""
    import pandas as pd

    frame = pd.read_csv(source, parse_dates=["ordered_at"])
    frame.to_parquet(target)
    return {"records": len(frame)}


def django_bulk_create(source: str, database: str, limit: int, *, plain: bool) -> dict[str, Any]:
    """Read a CSV file, type its cells, and create a row per line through Django's ORM.

    `database` is a URL. The table has the columns of a line of the ledger, a primary key, a unique
    constraint on the line's identity and an index on the customer; a `plain` one has the columns of
    the file and a primary key. `seconds` is the work alone, without starting Python and Django.
    """
    _set_up(database)
    model = _plain_model() if plain else _line_model()
    known = {field.name for field in model._meta.concrete_fields}
    from django.db import connection, transaction

    with connection.schema_editor() as editor:
        editor.create_model(model)
    began = time.perf_counter()
    with open(source, newline="", encoding="utf-8") as file, transaction.atomic():  # noqa: PTH123
        rows = enumerate(islice(csv.DictReader(file), limit), start=1)
        typed = (_typed(record, row) for record, row in rows)
        lines = (model(**{name: row[name] for name in known & row.keys()}) for row in typed)
        for batch in _batched(lines):
            model._default_manager.bulk_create(batch)
    taken = time.perf_counter() - began
    return {"seconds": taken, "records": model._default_manager.count()}


def _set_up(database: str) -> None:
    import dj_database_url
    import django
    from django.conf import settings

    settings.configure(
        DATABASES={"default": dict(dj_database_url.parse(database))},
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )
    django.setup()


def _plain_model() -> "type[Model]":
    """Define a row with the columns of the file alone, and nothing that keeps it right."""
    from django.db import models

    def money() -> "models.DecimalField[Any, Any]":
        return models.DecimalField(max_digits=18, decimal_places=4)

    class PlainLine(models.Model):
        customer = models.BigIntegerField()
        order_no, line_no = models.CharField(max_length=100), models.IntegerField()
        ordered_at = models.DateTimeField()
        product_code, category = models.CharField(max_length=100), models.CharField(max_length=200)
        quantity, unit_price, amount, cost = money(), money(), money(), money()

        class Meta:
            app_label = "benchmarks"

        def __str__(self) -> str:
            return f"{self.order_no}/{self.line_no}"

    return PlainLine


def _line_model() -> "type[Model]":
    """Define the row of a line, with the columns of `mainstay.engine.schemas.ORDER_LINE_SCHEMA`."""
    from django.db import models

    def text(length: int) -> "models.CharField[str, str]":
        return models.CharField(max_length=length, blank=True, default="")

    def money() -> "models.DecimalField[Any, Any]":
        return models.DecimalField(max_digits=18, decimal_places=4, null=True)

    class OrderLine(models.Model):
        customer = models.BigIntegerField(db_index=True)
        source, order_no, line_no = text(100), text(100), models.IntegerField()
        ordered_at, ordered_on = models.DateTimeField(), models.DateField()
        product_code, product_name, category = text(100), text(200), text(200)
        quantity, unit_price, amount, cost = money(), money(), money(), money()
        currency, amount_original, cost_original = text(3), money(), money()
        channel, salesperson = text(200), models.BigIntegerField(null=True)
        kind, order_size = text(6), models.IntegerField(null=True)
        batch, record = models.IntegerField(), models.BigIntegerField()

        class Meta:
            app_label = "benchmarks"
            constraints = (
                models.UniqueConstraint("source", "order_no", "line_no", name="identity"),
            )

        def __str__(self) -> str:
            return f"{self.order_no}/{self.line_no}"

    return OrderLine


def _typed(record: int, row: dict[str, str]) -> dict[str, Any]:
    quantity, price, amount, cost = (
        Decimal(row[name]) for name in ("quantity", "unit_price", "amount", "cost")
    )
    at = datetime.fromisoformat(row["ordered_at"]).replace(tzinfo=ZoneInfo("Asia/Shanghai"))
    return {
        "customer": int(row["customer"].removeprefix("C")),
        "source": "default",
        "order_no": row["order_no"],
        "line_no": int(row["line_no"]),
        "ordered_at": at,
        "ordered_on": at.date(),
        "product_code": row["product_code"],
        "category": row["category"],
        "quantity": quantity,
        "unit_price": price,
        "amount": amount,
        "cost": cost,
        "currency": "CNY",
        "amount_original": amount,
        "cost_original": cost,
        "kind": "sale" if amount >= 0 else "return",
        "batch": 1,
        "record": record,
    }


def _batched(lines: "Iterable[Model]") -> "Iterator[list[Model]]":
    rest = iter(lines)
    while batch := list(islice(rest, _BATCH)):
        yield batch
