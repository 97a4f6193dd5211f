"""What a ledger says of each day, asked in a fresh process."""

import json
import sys
from collections import Counter
from decimal import Decimal


def print_days() -> None:
    """Print the amount of each day in the ledger."""
    import django

    django.setup()
    from mainstay.apps.customers.queries import all_names
    from mainstay.apps.ledger.testing import customer_lines

    days: Counter[str] = Counter()
    for line in customer_lines(list(all_names())):
        days[str(line["ordered_on"])] += Decimal(line["amount"])  # type: ignore[assignment]
    json.dump({day: str(amount) for day, amount in sorted(days.items())}, sys.stdout)
