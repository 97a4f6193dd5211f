"""Reads that fail closed: a query runs only after it says on whose behalf.

The scope is kept on the query and checked where the query is turned into SQL, so it holds for every
way a query set reaches the database, as a subquery or a part of a union too. It does not follow
joins: what `select_related`, a filter across a relation or a forward foreign key reads belongs to
the row that was allowed. Fields that the reader may not see (`field_rights`) are left out of what
is read, and naming one is refused.
"""

from enum import StrEnum
from typing import Any, Self, TypeVar, cast

from django.db import models
from django.db.models import sql

from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.field_rights import demand_seen, hidden_fields
from mainstay.foundation.access.policies import policy_of

M = TypeVar("M", bound=models.Model)


class UnscopedRead(RuntimeError):
    """A query was run without `visible_to` or `system`: a programming error, never shown data."""


class Scope(StrEnum):
    """On whose behalf a query runs."""

    NOBODY = "nobody"
    ACTOR = "actor"
    SYSTEM = "system"


class ScopedQuery(sql.Query):
    """A query that refuses to become SQL before it has been scoped.

    Django makes further queries of the same class for its own inner workings (an `exclude` across
    a relation); those have no scope of their own.
    """

    scope: Scope | None = None
    hidden: frozenset[str] = frozenset()
    """The names of fields that the reader may not see."""

    def names_to_path(self, names: Any, *args: Any, **options: Any) -> Any:
        demand_seen(self.hidden, self.model, names[0])
        return super().names_to_path(names, *args, **options)

    def clear_deferred_loading(self) -> None:
        super().clear_deferred_loading()
        self.add_deferred_loading(self.hidden)

    def demand_scope(self) -> None:
        """Raise UnscopedRead unless the query says on whose behalf, or reads nothing at all."""
        if self.scope is Scope.NOBODY and not self.is_empty():
            named = self.model.__name__ if self.model else "query"
            raise UnscopedRead(f"{named}: say visible_to(actor) or system(reason)")

    def get_compiler(
        self, using: str | None = None, connection: Any = None, elide_empty: bool = True
    ) -> Any:
        self.demand_scope()
        return super().get_compiler(using, connection, elide_empty)

    def combine(self, rhs: sql.Query, connector: str) -> None:
        self.demand_scope()
        if isinstance(rhs, ScopedQuery):
            rhs.demand_scope()
        super().combine(rhs, connector)


class ScopedQuerySet(models.QuerySet[M]):
    """A query set that refuses to touch the database before it has been scoped.

    Inserting is no read and needs no scope.
    """

    def __init__(
        self,
        model: type[M] | None = None,
        query: sql.Query | None = None,
        using: str | None = None,
        hints: dict[str, models.Model] | None = None,
    ) -> None:
        if query is None and model is not None:
            query = ScopedQuery(model)
            query.scope = Scope.NOBODY
        super().__init__(model, query, using, hints)

    def visible_to(self, actor: Actor) -> Self:
        """The rows the actor may see, as the model's policy says, without hidden fields."""
        policy = policy_of(self.model)
        rows = cast("Self", policy.visible(actor, self._in_scope(Scope.ACTOR)))
        hidden = hidden_fields(actor, self.model)
        if hidden:
            rows = rows.defer(*sorted(hidden))
            cast("ScopedQuery", rows.query).hidden = hidden
        return rows

    def system(self, reason: str) -> Self:
        """All rows, for work that acts for nobody in particular; the reason is for the reader."""
        if not reason:
            raise ValueError("say why this read needs no person")
        return self._in_scope(Scope.SYSTEM)

    def _in_scope(self, scope: Scope) -> Self:
        rows = self.all()
        if isinstance(rows.query, ScopedQuery):
            rows.query.scope = scope
        return rows

    def _demand_scope(self) -> None:
        if isinstance(self.query, ScopedQuery):
            self.query.demand_scope()

    # Writes turn the query into one of Django's own classes, so they ask here.

    def update(self, **kwargs: Any) -> int:
        self._demand_scope()
        return super().update(**kwargs)

    def _update(self, values: Any) -> int:
        self._demand_scope()
        return super()._update(values)  # type: ignore[misc, no-any-return]

    def delete(self) -> tuple[int, dict[str, int]]:
        self._demand_scope()
        return super().delete()

    def _raw_delete(self, using: str | None) -> int:
        self._demand_scope()
        return super()._raw_delete(using)

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> list[M]:
        if kwargs.get("update_conflicts"):
            self._demand_scope()
        return super().bulk_create(objs, *args, **kwargs)

    def raw(self, *args: Any, **kwargs: Any) -> Any:
        """Rows of hand-written SQL, which no policy can narrow: for `system` reads alone."""
        if getattr(self.query, "scope", None) is not Scope.SYSTEM:
            raise UnscopedRead(f"{self.model.__name__}: raw SQL needs system(reason)")
        return super().raw(*args, **kwargs)


ScopedManager = models.Manager.from_queryset(ScopedQuerySet)
"""The manager every subject's model uses as `objects`; Django's own base manager stays plain."""
