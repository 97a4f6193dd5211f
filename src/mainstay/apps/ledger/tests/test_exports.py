"""The list of imports as a file."""

import io

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from mainstay.apps.ledger.testing import imported
from mainstay.apps.ledger.tests.browsing import BAD, GOOD
from mainstay.foundation.audit.models import AuditEntry

pytestmark = pytest.mark.usefixtures("shop")


def test_the_imports_that_the_filters_leave_are_exported(li: Client) -> None:
    imported(GOOD)
    imported(BAD, reject_limit=90.0)
    content = li.get("/imports/?state=committed&format=xlsx").getvalue()
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    heading, newest, oldest = sheet.to_python()
    accepted, rejected = heading.index("Accepted"), heading.index("Rejected")
    assert (newest[accepted], newest[rejected]) == (0.0, 1.0)
    assert (oldest[accepted], oldest[rejected]) == (2.0, 0.0)
    assert AuditEntry.objects.system("test").get(action="ledger.list.exported").details == {
        "rows": 2
    }
