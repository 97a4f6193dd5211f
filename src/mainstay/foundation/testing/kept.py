"""What fixtures make in every test, made once a process and then put back row by row."""

from collections.abc import Callable, Hashable, Iterable
from copy import deepcopy
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model

T = TypeVar("T")

_kept: dict[Hashable, tuple[Any, list[tuple[type[Model], list[Model]]]]] = {}


def kept(key: Hashable, make: Callable[[], T], models: Iterable[type[Model]]) -> T:
    """What `make` gives, with the rows it writes into these tables.

    Rows are put back only inside a transaction and into empty tables; elsewhere they are made.
    """
    models = list(models)
    if not connection.in_atomic_block or any(each._base_manager.exists() for each in models):
        return make()
    if key not in _kept:
        made = make()
        rows = [(each, list(each._base_manager.all())) for each in models]
        _kept[key] = deepcopy((made, rows))
        return made
    put_back: T
    put_back, rows = deepcopy(_kept[key])
    for model, its in rows:
        model._base_manager.bulk_create(its)
    return put_back
