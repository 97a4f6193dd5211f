"""Looking at the pages of imports."""

import html
from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse

from mainstay.apps.governance.models import Person
from mainstay.apps.ledger.models import ImportBatch
from mainstay.apps.ledger.testing import csv_file

SignedIn = Callable[[Person], Client]

GOOD = csv_file("A,1,1,2024-03-01,10", "B,2,1,2024-03-01,5")
BAD = csv_file("A,1,1,2024-03-01,10", "A,2,1,2024-03-01,<b>ten</b>")


def text(response: Any) -> str:
    """What a page says, without the escapes of HTML."""
    return html.unescape(response.content.decode())


def page_of(client: Client, batch: ImportBatch, query: str = "") -> str:
    """The page of an import."""
    response = client.get(reverse("ledger:batch", args=[batch.pk]) + query)
    assert response.status_code == 200
    return text(response)


def fresh(batch: ImportBatch) -> ImportBatch:
    """The import as it stands now."""
    return ImportBatch.objects.system("test").get(pk=batch.pk)
