"""Looking at many customers at once: which value is missing, wrong, doubled or stale."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mainstay.apps.ledger.quality.fields import FIELDS, NAME, NUMBER, OWNER, PARENT, RECORD, Code
from mainstay.apps.ledger.quality.placeholders import is_placeholder
from mainstay.kernel.company_names import company_form
from mainstay.kernel.identifiers import is_credit_code
from mainstay.kernel.text import normalised

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Flags = NDArray[np.bool_]

FACTS = pa.schema(
    [
        ("key", pa.int64()),
        ("is_person", pa.bool_()),
        (NAME, pa.string()),
        (NUMBER, pa.string()),
        (OWNER, pa.int64()),
        ("owner_is_active", pa.bool_()),
        (PARENT, pa.int64()),
        ("parent_is_away", pa.bool_()),
        ("is_in_circle", pa.bool_()),
        ("is_unseen", pa.bool_()),
        ("is_fresh", pa.bool_()),
        ("industry", pa.string()),
        ("region", pa.string()),
        ("scale", pa.string()),
        ("registered_capital", pa.decimal128(18, 4)),
        ("founded_on", pa.date32()),
    ]
)
"""What is looked at, a row for each customer."""

LONGEST = 200
"""So many characters of what a finding is about are kept."""
_CREDIT_CODE_SHAPE = re.compile(r"[0-9A-Z]{18}", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s\-]+")


@dataclass
class Looked:
    """A field over all customers: of whom it is asked, who has a value, and what is wrong.

    It `weighs` in the scores of those of whom it is asked, an optional one only where it has one.
    `about` is the value as far as a finding is about it: when it changes, the finding is another.
    """

    asked: "Flags"
    weighs: "Flags"
    present: "Flags"
    about: pa.Array
    wrong: "dict[str, Flags]" = field(default_factory=dict)


@dataclass(frozen=True)
class Examination:
    """What was found, by field; places are those of `keys`."""

    keys: "NDArray[np.int64]"
    fresh: "Flags"
    fields: Mapping[str, Looked]

    def findings(self) -> pa.Table:
        """A row for each finding: key, field, code, about."""
        parts = []
        for name, looked in self.fields.items():
            for code, flags in looked.wrong.items():
                places = np.flatnonzero(flags)
                parts.append(
                    pa.table(
                        {
                            "key": pa.array(self.keys[places]),
                            "field": pa.repeat(name, len(places)),
                            "code": pa.repeat(str(code), len(places)),
                            "about": pc.utf8_slice_codeunits(
                                looked.about.take(pa.array(places)), 0, LONGEST
                            ),
                        }
                    )
                )
        return pa.concat_tables(parts)


def examine(facts: pa.Table, today: date) -> Examination:
    """Look at every field of every customer. The order of the rows does not matter."""
    facts = facts.combine_chunks()
    organisations = ~_flags(facts["is_person"])
    everybody = np.ones(facts.num_rows, dtype=bool)
    found: dict[str, Looked] = {}
    for each in FIELDS:
        asked = organisations if each.of_organisations else everybody
        looked = _LOOKING.get(each.code, _text)(facts, each.code, today)
        looked.asked = asked
        looked.present = looked.present & asked
        looked.weighs = looked.present if each.optional else asked
        looked.wrong = {code: flags & asked for code, flags in looked.wrong.items()}
        if not each.optional and each.code != RECORD:
            looked.wrong = {Code.MISSING: asked & ~looked.present, **looked.wrong}
        found[each.code] = looked
    keys = facts["key"].to_numpy()
    return Examination(keys, _flags(facts["is_fresh"]), found)


def _flags(column: pa.ChunkedArray) -> "Flags":
    return np.asarray(pc.fill_null(column, fill_value=False), dtype=bool)


def _known(column: pa.ChunkedArray) -> "Flags":
    return np.asarray(column.is_valid(), dtype=bool)


def _looked(present: "Flags", about: pa.Array, **wrong: "Flags") -> Looked:
    return Looked(
        present, present, present, about, {Code(code): flags for code, flags in wrong.items()}
    )


def _among(values: pa.Array, test: Callable[[str], bool]) -> "Flags":
    """Whose value passes the test, which is asked once for each different value."""
    passing = [value for value in values.unique().to_pylist() if test(value)]
    return _flags(pc.is_in(values, value_set=pa.array(passing, pa.string())))


def _text(facts: pa.Table, name: str, _today: date) -> Looked:
    values = pc.utf8_trim_whitespace(pc.fill_null(facts[name], "")).combine_chunks()
    present = _flags(pc.not_equal(values, ""))
    return _looked(present, values, placeholder=_among(values, is_placeholder))


def _name(facts: pa.Table, name: str, today: date) -> Looked:
    looked = _text(facts, name, today)
    forms = pa.array(name_forms(looked.about.to_pylist()), pa.string())
    return _with_doubles(looked, forms)


def name_forms(names: Iterable[str]) -> list[str]:
    """The forms in which names are compared."""
    return [company_form(each) for each in names]


def number_form(number: str) -> str:
    """The form in which registration numbers are compared."""
    return _SEPARATORS.sub("", normalised(number)).upper()


def _number(facts: pa.Table, name: str, today: date) -> Looked:
    looked = _text(facts, name, today)
    looked.wrong[Code.WRONG_CHECK_DIGIT] = _among(looked.about, _mistyped)
    forms = pa.array([number_form(each) for each in looked.about.to_pylist()], pa.string())
    asked = pa.array(~_flags(facts["is_person"]))
    return _with_doubles(looked, pc.if_else(asked, forms, ""))


def _mistyped(number: str) -> bool:
    shaped = _CREDIT_CODE_SHAPE.fullmatch(number) is not None
    return shaped and not is_credit_code(number.upper())


def _with_doubles(looked: Looked, forms: pa.Array) -> Looked:
    """The same with those whose form another one has too; the findings are about the form."""
    meant = looked.present & ~looked.wrong[Code.PLACEHOLDER] & _flags(pc.not_equal(forms, ""))
    compared = pc.if_else(pa.array(meant), forms, None)
    counts = compared.drop_null().value_counts()
    several = counts.filter(pc.greater(counts.field("counts"), 1)).field("values")
    looked.wrong[Code.DOUBLE] = _flags(pc.is_in(compared, value_set=several)) & meant
    looked.about = forms
    return looked


def _owner(facts: pa.Table, name: str, _today: date) -> Looked:
    present = _known(facts[name])
    left = present & ~_flags(facts["owner_is_active"])
    return _looked(present, _written(facts[name]), owner_left=left)


def _parent(facts: pa.Table, name: str, _today: date) -> Looked:
    present = _known(facts[name])
    return _looked(
        present,
        _written(facts[name]),
        parent_circle=present & _flags(facts["is_in_circle"]),
        parent_away=present & _flags(facts["parent_is_away"]),
    )


def _record(facts: pa.Table, _name: str, _today: date) -> Looked:
    present = np.ones(facts.num_rows, dtype=bool)
    return _looked(
        present,
        pa.repeat("", facts.num_rows),
        stale=~_flags(facts["is_fresh"]),
        unseen=_flags(facts["is_unseen"]),
    )


def _capital(facts: pa.Table, name: str, _today: date) -> Looked:
    wrong = _flags(pc.less_equal(facts[name], pa.scalar(Decimal(0), facts[name].type)))
    return _looked(_known(facts[name]), _written(facts[name]), not_positive=wrong)


def _founded(facts: pa.Table, name: str, today: date) -> Looked:
    wrong = _flags(pc.greater(facts[name], pa.scalar(today)))
    return _looked(_known(facts[name]), _written(facts[name]), in_the_future=wrong)


def _written(column: pa.ChunkedArray) -> pa.Array:
    return pc.fill_null(column.cast(pa.string()), "").combine_chunks()


_LOOKING: dict[str, Callable[[pa.Table, str, date], Looked]] = {
    NAME: _name,
    NUMBER: _number,
    OWNER: _owner,
    PARENT: _parent,
    RECORD: _record,
    "registered_capital": _capital,
    "founded_on": _founded,
}
