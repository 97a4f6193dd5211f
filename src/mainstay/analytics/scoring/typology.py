"""Typologies: labels of which several may apply to a customer at once, in no order.

Each label is graded by itself, so that its reasons and the way to it are those of a grade.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from mainstay.analytics.scoring.deciding import Decider
from mainstay.analytics.scoring.grading import NOT_GRADED, Grading, stand
from mainstay.analytics.scoring.plain_data import SchemeError, list_of, object_of, text_of
from mainstay.analytics.scoring.population import Flags, Population
from mainstay.analytics.scoring.rule_data import rule_from_data, rule_to_data
from mainstay.analytics.scoring.rules import Otherwise, Rule
from mainstay.analytics.scoring.scheme import Grade, Scheme, check_known, check_scores
from mainstay.analytics.scoring.scorecard import Scorecard
from mainstay.analytics.scoring.scorecard_data import scorecard_from_dict, scorecard_to_dict

if TYPE_CHECKING:
    import pyarrow as pa

NONE = ""
"""The grade of whom a label does not apply to, in the grading of that label."""


@dataclass(frozen=True, slots=True)
class Label:
    """One label and the rule that it applies by."""

    code: str
    rule: Rule
    key_account: bool = False


@dataclass(frozen=True, slots=True)
class Typology:
    """Labels; all whose rule holds are the customer's."""

    code: str
    labels: tuple[Label, ...]
    scorecard: Scorecard | None = None

    def __post_init__(self) -> None:
        """Refuse what is no set of labels."""
        codes = [label.code for label in self.labels]
        if not codes:
            raise SchemeError("labels", "no_labels")
        if len(set(codes)) < len(codes):
            raise SchemeError("labels", "repeated_label")
        for index, label in enumerate(self.labels):
            if isinstance(label.rule, Otherwise):
                raise SchemeError(f"labels[{index}].rule", "label_for_everybody")
            if label.rule.shifted(1) != label.rule:
                raise SchemeError(f"labels[{index}].rule", "label_has_no_margin")
        asked = [code for label in self.labels for code in label.rule.indicators()]
        check_scores(self.scorecard, asked, "labels")

    @property
    def schemes(self) -> tuple[Scheme, ...]:
        """Each label as a scheme of its own: the label, or not."""
        return tuple(
            Scheme(
                self.code,
                (Grade(label.code, label.rule, label.key_account), Grade(NONE, Otherwise())),
                self.scorecard,
            )
            for label in self.labels
        )

    @property
    def minimum_stay(self) -> None:
        """No label stays beyond its rule."""
        return

    def indicators(self) -> tuple[str, ...]:
        """Name the indicators that are needed, in the order of the labels."""
        return tuple(dict.fromkeys(code for each in self.schemes for code in each.indicators()))


@dataclass(frozen=True, eq=False)
class Labelling:
    """The outcome of a typology on a population: one grading per label."""

    typology: Typology
    population: Population
    gradings: Mapping[str, Grading]

    def of(self, position: int) -> tuple[str, ...]:
        """Name the labels of the customer at a position of the population."""
        return tuple(
            code for code, grading in self.gradings.items() if grading.grades[position] == 0
        )

    def counts(self) -> Mapping[str, int]:
        """Count the customers per label; one may count several times."""
        return {code: int(flags.sum()) for code, flags in self._flags().items()}

    def table(self) -> pa.Table:
        """Give each member's code and labels, in the order of the population.

        Nothing stands for whom too little is known of, an empty list for whom none applies to.
        """
        import pyarrow as pa

        first = next(iter(self.gradings.values()))
        flags = np.stack([each[first.members] for each in self._flags().values()], axis=1)
        _members, which = np.nonzero(flags)
        ends = np.concatenate(([0], np.cumsum(flags.sum(axis=1)))).astype(np.int32)
        names = pa.array(list(self.gradings), pa.string()).take(pa.array(which))
        withheld = pa.array(first.decision.withheld)
        labels = pa.ListArray.from_arrays(pa.array(ends), names, mask=withheld)
        codes = pa.array(first.standings.population.codes, pa.string())
        return pa.table({"customer": codes, "labels": labels})

    def _flags(self) -> dict[str, Flags]:
        return {code: grading.grades == 0 for code, grading in self.gradings.items()}


def label(typology: Typology, population: Population) -> Labelling:
    """Label a population.

    Raises ``InputError`` when a column is missing that a rule asks for, ``SchemeError`` when a
    curve of the scorecard does not fit its indicator.
    """
    for code in typology.indicators():
        population.column(code)
    members = np.flatnonzero(population.graded)
    standings = stand(typology.scorecard, population, members)
    gradings = {}
    for scheme in typology.schemes:
        decider = Decider(scheme, standings)
        decision = decider.decide()
        grades = np.full(len(population), NOT_GRADED, dtype=np.int16)
        grades[members] = decision.grades
        gradings[scheme.grades[0].code] = Grading(
            scheme, population, members, standings, decider, decision, grades
        )
    return Labelling(typology, population, gradings)


def typology_from_dict(
    definition: Mapping[str, Any], *, indicators: Collection[str] | None = None
) -> Typology:
    """Read a typology from plain data: what has ``labels`` instead of ``grades``.

    With ``indicators`` every other indicator is refused. Raises ``SchemeError``.
    """
    data = object_of(definition, "", required={"code", "labels"}, optional={"scorecard"})
    labels = tuple(
        _label(entry, f"labels[{index}]")
        for index, entry in enumerate(list_of(data["labels"], "labels"))
    )
    typology = Typology(
        text_of(data["code"], "code"),
        labels,
        scorecard_from_dict(data["scorecard"]) if "scorecard" in data else None,
    )
    check_known(typology.indicators(), indicators, "labels")
    return typology


def typology_to_dict(typology: Typology) -> dict[str, Any]:
    """Write a typology as plain data; reading it gives the same one."""
    scorecard = typology.scorecard
    return {
        "code": typology.code,
        "labels": [
            {
                "code": each.code,
                **({"key_account": True} if each.key_account else {}),
                "rule": rule_to_data(each.rule),
            }
            for each in typology.labels
        ],
        **({} if scorecard is None else {"scorecard": scorecard_to_dict(scorecard)}),
    }


def _label(entry: Any, place: str) -> Label:
    facts = object_of(entry, place, required={"code", "rule"}, optional={"key_account"})
    key_account = facts.get("key_account", False)
    if not isinstance(key_account, bool):
        raise SchemeError(f"{place}.key_account", "not_true_or_false")
    rule = rule_from_data(facts["rule"], f"{place}.rule")
    return Label(text_of(facts["code"], f"{place}.code"), rule, key_account)
