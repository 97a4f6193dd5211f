"""The lookup `among`: what `in` asks of a subquery, so that PostgreSQL answers it by an index.

Beside an OR PostgreSQL asks a subquery of every row of the table. Made an array, it is read once,
and each side of the OR finds its rows by an index of its own. SQLite does so by itself.
"""

from typing import Any

from django.db.models import BigIntegerField, ForeignKey
from django.db.models.fields.related_lookups import RelatedIn
from django.db.models.lookups import In


class _ByArray:
    rhs: Any

    def get_rhs_op(self, connection: Any, rhs: str) -> str:
        """The comparison with the subquery, which stands in brackets already."""
        if connection.vendor == "postgresql":
            return f"= ANY(ARRAY{rhs})"
        return f"IN {rhs}"


@BigIntegerField.register_lookup
class Among(_ByArray, In):
    """A number that a subquery finds."""

    lookup_name = "among"


@ForeignKey.register_lookup
class RelatedAmong(_ByArray, RelatedIn):
    """A row whose key a subquery finds."""

    lookup_name = "among"
