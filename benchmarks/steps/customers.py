"""Importing a file of customers, the peers' way.

The table has the columns that the file has, those that the import fills in and the indexes of
Mainstay's own.
"""

import csv
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import Model

_BATCH = 2_000
_FIELDS = ("code", "name", "region", "industry", "status", "founded_on")


def import_export(source: str, database: str, tuned: bool) -> dict[str, Any]:
    """Import a CSV file with django-import-export, as it comes or with all that makes it fast.

    `seconds` is the work alone, without starting Python and Django.
    """
    customer = _customer_model(database, more_apps=["import_export"])
    import tablib
    from import_export import instance_loaders, resources

    class AsItComes(resources.ModelResource):  # type: ignore[misc]
        class Meta:
            model = customer
            import_id_fields = ("code",)
            fields = _FIELDS

    class Tuned(AsItComes):
        class Meta(AsItComes.Meta):
            use_bulk = True
            batch_size = _BATCH
            instance_loader_class = instance_loaders.CachedInstanceLoader
            skip_diff = True
            skip_html_diff = True
            report_skipped = False

    began = time.perf_counter()
    data = tablib.Dataset().load(Path(source).read_text("utf-8"), format="csv")
    (Tuned if tuned else AsItComes)().import_data(data, raise_errors=True, use_transactions=True)
    taken = time.perf_counter() - began
    return {"seconds": taken, "records": customer._default_manager.count()}


def bulk_create(source: str, database: str) -> dict[str, Any]:
    """Read a CSV file and create a row per customer, knowing that none is there."""
    model = _customer_model(database)
    from django.db import transaction

    began = time.perf_counter()
    with Path(source).open(newline="", encoding="utf-8") as file, transaction.atomic():
        rows = (
            model(**row | {"founded_on": date.fromisoformat(row["founded_on"])})
            for row in csv.DictReader(file)
        )
        model._default_manager.bulk_create(rows, batch_size=_BATCH)
    taken = time.perf_counter() - began
    return {"seconds": taken, "records": model._default_manager.count()}


def _customer_model(database: str, more_apps: Sequence[str] = ()) -> "type[Model]":
    import dj_database_url
    import django
    from django.conf import settings

    settings.configure(
        DATABASES={"default": dict(dj_database_url.parse(database))},
        INSTALLED_APPS=["django.contrib.contenttypes", "benchmarks", *more_apps],
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )
    django.setup()
    from django.db import connection, models

    def text(length: int) -> "models.CharField[str, str]":
        return models.CharField(max_length=length, blank=True, default="")

    class Customer(models.Model):
        code = models.CharField(max_length=64, unique=True)
        name, region, industry, status = text(200), text(200), text(200), text(16)
        founded_on = models.DateField(null=True)
        search_text = models.TextField(default="")
        created_at = models.DateTimeField(auto_now_add=True)

        class Meta:
            app_label = "benchmarks"
            indexes = (
                models.Index(fields=["name", "id"], name="by_name"),
                models.Index(fields=["status", "code"], name="by_status"),
                models.Index(fields=["region"], name="by_region"),
                models.Index(fields=["industry"], name="by_industry"),
            )

        def __str__(self) -> str:
            return self.code

    with connection.schema_editor() as editor:
        editor.create_model(Customer)
    return Customer
