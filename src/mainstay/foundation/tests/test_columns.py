"""Columns in and out of the database, by a table that Django itself brings along."""

import pyarrow as pa
import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction

from mainstay.foundation.columns import insert_columns, read_columns

SCHEMA = pa.schema([("pk", pa.int64()), ("app_label", pa.string()), ("model", pa.string())])

pytestmark = pytest.mark.django_db


def test_columns_that_were_inserted_are_read() -> None:
    awkward = ["plain", "tab\tand\nline", "back\\slash", "quo'te\"", r"\N", "", "华为"]

    inserted = insert_columns(ContentType, {"model": awkward}, {"app_label": "tried"})

    rows = ContentType.objects.filter(app_label="tried").order_by("pk")
    table = read_columns(rows, SCHEMA)
    assert inserted == 7
    assert table["model"].to_pylist() == awkward
    assert set(table["app_label"].to_pylist()) == {"tried"}
    assert table["pk"].to_pylist() == [row.pk for row in rows]


def test_no_rows_are_a_table_with_columns() -> None:
    table = read_columns(ContentType.objects.filter(app_label="nobody"), SCHEMA)

    assert (table.num_rows, table.schema) == (0, SCHEMA)


def test_what_a_constraint_refuses_leaves_nothing_behind() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_columns(ContentType, {"model": ["once", "once"]}, {"app_label": "tried"})

    assert not ContentType.objects.filter(app_label="tried").exists()


def test_a_field_that_is_not_named_is_refused() -> None:
    with pytest.raises(ValueError, match="ContentType: model"):
        insert_columns(ContentType, {"app_label": ["tried"]}, {})
