"""Definitions of both kinds read alike: what has ``labels`` is a typology, all else a scheme."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from mainstay.analytics.scoring.scheme import Scheme, scheme_from_dict
from mainstay.analytics.scoring.typology import Typology, typology_from_dict

Rules = Scheme | Typology


def is_typology(definition: Mapping[str, Any]) -> bool:
    """Whether a definition gives labels and not grades."""
    return "labels" in definition


def rules_from_dict(
    definition: Mapping[str, Any], *, indicators: Collection[str] | None = None
) -> Rules:
    """Read a scheme or a typology. Raises ``SchemeError``."""
    if is_typology(definition):
        return typology_from_dict(definition, indicators=indicators)
    return scheme_from_dict(definition, indicators=indicators)


def entries_of(definition: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Give the grades of a definition that has been read, or its labels."""
    entries: list[Mapping[str, Any]] = definition["labels" if is_typology(definition) else "grades"]
    return entries


def rules_of_label(definition: Mapping[str, Any], label: str) -> Scheme:
    """Give the scheme by which a label is graded; that of grades is its own (an empty label)."""
    rules = rules_from_dict(definition)
    if isinstance(rules, Scheme):
        return rules
    return rules.schemes[[each.code for each in rules.labels].index(label)]
