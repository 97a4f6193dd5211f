"""Reads that fail closed: a query runs only after it says on whose behalf."""

from collections.abc import Iterator
from typing import Any, Self, TypeVar

from django.db import models

from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.policies import policy_of

M = TypeVar("M", bound=models.Model)


class UnscopedRead(RuntimeError):
    """A query was run without `visible_to` or `system`: a programming error, never shown data."""


class ScopedQuerySet(models.QuerySet[M]):
    """A query set that refuses to touch the database before it has been scoped."""

    _scoped: bool = False

    def visible_to(self, actor: Actor) -> Self:
        """The rows the actor may see, as the model's policy says."""
        narrowed = policy_of(self.model).visible(actor, self._chain())
        narrowed._scoped = True  # type: ignore[attr-defined]
        return narrowed  # type: ignore[return-value]

    def system(self, reason: str) -> Self:
        """All rows, for work that acts for nobody in particular; the reason is for the reader."""
        if not reason:
            raise ValueError("say why this read needs no person")
        rows = self._chain()
        rows._scoped = True
        return rows

    def _clone(self) -> Self:
        clone = super()._clone()  # type: ignore[misc]
        clone._scoped = self._scoped
        return clone  # type: ignore[no-any-return]

    def _demand_scope(self) -> None:
        if not self._scoped:
            raise UnscopedRead(f"{self.model.__name__}: say visible_to(actor) or system(reason)")

    def _fetch_all(self) -> None:
        self._demand_scope()
        super()._fetch_all()  # type: ignore[misc]

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        self._demand_scope()
        return super().resolve_expression(*args, **kwargs)  # type: ignore[misc]

    def iterator(self, chunk_size: int | None = None) -> Iterator[M]:
        self._demand_scope()
        return super().iterator(chunk_size)

    def count(self) -> int:
        self._demand_scope()
        return super().count()

    def exists(self) -> bool:
        self._demand_scope()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._demand_scope()
        return super().aggregate(*args, **kwargs)

    def explain(self, *args: Any, **kwargs: Any) -> str:
        self._demand_scope()
        return super().explain(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._demand_scope()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._demand_scope()
        return super().delete()

    def in_bulk(self, *args: Any, **kwargs: Any) -> dict[Any, M]:
        self._demand_scope()
        return super().in_bulk(*args, **kwargs)


ScopedManager = models.Manager.from_queryset(ScopedQuerySet)
"""The manager every subject's model uses as `objects`; Django's own base manager stays plain."""
