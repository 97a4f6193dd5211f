"""A company for each file."""

import pytest

from mainstay.apps.customers.testing import customer_named
from mainstay.apps.ledger.testing import company
from mainstay.project.home import Home


@pytest.fixture
def shop(db: None, home: Home) -> Home:
    """A company that counts in yuan and knows the customers A, B and C."""
    company()
    for code in ("A", "B", "C"):
        customer_named(f"Customer {code}", code)
    return home
