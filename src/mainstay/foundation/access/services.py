"""Guarded writes: `@service` checks the permission, opens the transaction, audits refusals."""

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models, transaction

from mainstay.foundation.access.actor import Actor, ActorKind
from mainstay.foundation.access.permissions import is_field_right
from mainstay.foundation.access.policies import policy_of

P = ParamSpec("P")
R = TypeVar("R")


class AccessDenied(PermissionDenied):
    """The actor may not do this. `permission` is what was missing."""

    def __init__(self, permission: str, subject: str = "") -> None:
        super().__init__(f"{permission} {subject}".strip())
        self.permission = permission
        self.subject = subject


class TokenTooNarrow(AccessDenied):
    """The token used was not given this permission."""


class FieldDenied(AccessDenied):
    """The actor lacks a field right, to what was asked for by name."""


class OutOfReach(AccessDenied):
    """The row is none that the actor sees; to the actor there is no such row."""


Denial = Callable[[Actor, AccessDenied], None]
_on_denial: list[Denial] = []
_depth: ContextVar[int] = ContextVar("service_depth", default=0)


def on_denial(listener: Denial) -> None:
    """Register what happens with a refused attempt; the audit trail listens here."""
    if listener not in _on_denial:
        _on_denial.append(listener)


def require(actor: Actor, permission: str, subject: models.Model | None = None) -> None:
    """Raise AccessDenied unless the actor may use the permission, on this row if one is given.

    For a row that the actor does not even see it is OutOfReach.
    """
    if not actor.may(permission):
        raise _denial(actor, permission)(permission, _named(subject))
    if subject is None:
        return
    policy = policy_of(type(subject))
    if not policy.allows(actor, permission, subject):
        denial = AccessDenied if policy.sees(actor, subject) else OutOfReach
        raise denial(permission, _named(subject))


def _denial(actor: Actor, permission: str) -> type[AccessDenied]:
    if actor.kind is ActorKind.TOKEN:
        return TokenTooNarrow
    return FieldDenied if is_field_right(permission) else AccessDenied


def _named(subject: models.Model | None) -> str:
    return "" if subject is None else f"{subject._meta.label_lower}:{subject.pk}"


def service(
    permission: str, *, atomic: bool = True
) -> Callable[[Callable[Concatenate[Actor, P], R]], Callable[Concatenate[Actor, P], R]]:
    """Make a function a write that needs `permission`.

    The function runs in one transaction; a refusal, the service's own or one found inside, is
    rolled back and then told to the listeners (the audit trail). `atomic=False` is for long work
    that opens its own short transactions.
    """

    def decorate(
        function: Callable[Concatenate[Actor, P], R],
    ) -> Callable[Concatenate[Actor, P], R]:
        @wraps(function)
        def guarded(actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
            depth = _depth.set(_depth.get() + 1)
            try:
                require(actor, permission)
                if not atomic:
                    return function(actor, *args, **kwargs)
                with transaction.atomic():
                    return function(actor, *args, **kwargs)
            except AccessDenied as denied:
                if _depth.get() == 1:
                    report_denial(actor, denied)
                raise
            finally:
                _depth.reset(depth)

        return guarded

    return decorate


def report_denial(actor: Actor, denied: AccessDenied) -> None:
    """Tell the listeners of a refused write, once nothing of it is left in a transaction.

    `service` does so itself; whoever refuses a write before it reaches a service calls this.
    """
    for listener in _on_denial:
        listener(actor, denied)
