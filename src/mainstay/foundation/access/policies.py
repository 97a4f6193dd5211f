"""Policies: for each model, which rows an actor sees and what the actor may do with one."""

from abc import ABC, abstractmethod
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet

from mainstay.foundation.access.actor import Actor

M = TypeVar("M", bound=Model)


class Policy(ABC, Generic[M]):
    """The one place that decides about a model's rows."""

    @abstractmethod
    def visible(self, actor: Actor, rows: QuerySet[M]) -> QuerySet[M]:
        """Narrow `rows` to those the actor may see; `rows.none()` when there are none."""

    def allows(self, actor: Actor, permission: str, subject: M) -> bool:
        """Whether the actor may use `permission` on this row: by default, on every visible one."""
        return actor.may(permission) and self.sees(actor, subject)

    def sees(self, actor: Actor, subject: M) -> bool:
        """Whether the row is one of those that the actor may see."""
        rows = type(subject)._base_manager.filter(pk=subject.pk)
        return self.visible(actor, rows).exists()


class PermittedPolicy(Policy[M]):
    """All rows for those who hold a permission, none for anybody else."""

    def __init__(self, view_permission: str) -> None:
        self.view_permission = view_permission

    def visible(self, actor: Actor, rows: QuerySet[M]) -> QuerySet[M]:
        return rows if actor.may(self.view_permission) else rows.none()


class NoPolicy(LookupError):
    """A model is read on somebody's behalf but no app has registered a policy for it."""


_policies: dict[type[Model], Policy[Any]] = {}


def register_policy(model: type[M], policy: Policy[M]) -> None:
    """Make `policy` the one that decides about `model`. Raises ValueError on a second one."""
    if model in _policies and type(_policies[model]) is not type(policy):
        raise ValueError(f"{model.__name__} already has a policy")
    _policies[model] = policy


def policy_of(model: type[M]) -> Policy[M]:
    """The policy of a model. Raises NoPolicy, so that a forgotten policy shows nothing."""
    try:
        return _policies[model]
    except KeyError:
        raise NoPolicy(model.__name__) from None
