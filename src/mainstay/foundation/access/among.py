"""The lookup `among`: what `in` asks of a subquery or of many keys, asked in less time.

Beside an OR PostgreSQL asks a subquery of every row of the table. Made an array, it is read once,
and each side of the OR finds its rows by an index of its own. SQLite does so by itself.

Thousands of keys in a statement take longer to write down and to read than to be looked up, so
they are handed over as one array, in SQLite as a text in JSON.
"""

import json
from collections.abc import Callable
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import BigIntegerField, CharField, ForeignKey
from django.db.models.fields.related_lookups import RelatedIn
from django.db.models.lookups import In


class _ByArray:
    rhs: Any
    rhs_is_direct_value: Any
    process_lhs: Any
    kind: Callable[[Any], int | str] = int

    def get_prep_lookup(self) -> Any:
        """A subquery as it is; keys as whole numbers or texts, whatever the column refers to."""
        if not self.rhs_is_direct_value():
            return super().get_prep_lookup()  # type: ignore[misc]
        return [self.kind(key) for key in self.rhs]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """The comparison. Raises EmptyResultSet where there are no keys."""
        if not self.rhs_is_direct_value():
            return super().as_sql(compiler, connection)  # type: ignore[misc,no-any-return]
        if not self.rhs:
            raise EmptyResultSet
        column, parameters = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{column} = ANY(%s)", [*parameters, self.rhs]
        listed = "(SELECT value FROM json_each(%s))"
        return f"{column} IN {listed}", [*parameters, json.dumps(self.rhs)]

    def get_rhs_op(self, connection: Any, rhs: str) -> str:
        """The comparison with the subquery, which stands in brackets already."""
        if connection.vendor == "postgresql":
            return f"= ANY(ARRAY{rhs})"
        return f"IN {rhs}"


@BigIntegerField.register_lookup
class Among(_ByArray, In):
    """A number that is one of these, or that a subquery finds."""

    lookup_name = "among"


@CharField.register_lookup
class TextAmong(_ByArray, In):
    """A text that is one of these, or that a subquery finds."""

    lookup_name = "among"
    kind = str


@ForeignKey.register_lookup
class RelatedAmong(_ByArray, RelatedIn):
    """A row whose key is one of these, or that a subquery finds."""

    lookup_name = "among"
