"""Which column of a file holds which field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mainstay.apps.customers.contracts.custom_fields import PREFIX, CustomField
from mainstay.apps.ledger.cleaning.fields import FIELDS, Kind, missing_fields
from mainstay.apps.ledger.cleaning.headings import HEADINGS, heading_form
from mainstay.apps.ledger.reading.reject_columns import LINE_NO, REJECT_COLUMNS, SOURCE

_SHORTEST_LATIN_PART = 5
_SHORTEST_CHINESE_PART = 2


@dataclass(frozen=True, slots=True)
class MappingCheck:
    """What is right and wrong with a mapping for a file."""

    unknown_fields: tuple[str, ...]
    """Fields that this kind of file does not have."""
    absent_headers: tuple[str, ...]
    """Headings that the file does not have."""
    repeated_headers: tuple[str, ...]
    """Mapped headings that stand over more than one column; where fields are missing, all such
    headings, since one of them may be what is looked for."""
    missing: tuple[str, ...]
    """Fields without which no record could be accepted."""
    unmapped: tuple[str, ...]
    """Headings that are not used."""

    @property
    def usable(self) -> bool:
        """Whether a file can be cleaned with this mapping."""
        return not (
            self.unknown_fields or self.absent_headers or self.repeated_headers or self.missing
        )


class MappingRefused(Exception):
    """A mapping that cannot be used; `check` says why, `encoding` how a text was read."""

    def __init__(self, check: MappingCheck, encoding: str = "") -> None:
        super().__init__(check, encoding)
        self.check = check
        self.encoding = encoding


def guess_mapping(
    headers: Sequence[str], kind: Kind, custom: Sequence[CustomField] = ()
) -> dict[str, str]:
    """A mapping from field to heading, by the dictionary of headings; each heading once.

    Custom fields are known by their names in every language and their codes. A heading that is one
    of the names comes before one that only contains a name, and a longer name before a shorter.
    Headings that stand twice are left out.
    """
    free = {
        header: heading_form(header)
        for header in headers
        if header and headers.count(header) == 1 and header not in REJECT_COLUMNS
    }
    fields = [*FIELDS[kind], *(field.name for field in custom)]
    mapping = {field.name: field.name for field in custom if free.pop(field.name, "")}
    names = _names(kind, custom)
    for field, forms in names.items():
        if field in mapping:
            continue
        for form in [heading_form(field), *forms]:
            header = next((header for header, own in free.items() if own == form), None)
            if header is not None:
                mapping[field] = header
                del free[header]
                break
    parts = [
        (form, field)
        for field, forms in names.items()
        if field not in mapping
        for form in forms
        if len(form) >= (_SHORTEST_LATIN_PART if form.isascii() else _SHORTEST_CHINESE_PART)
    ]
    free = {header: own for header, own in free.items() if not header.startswith(PREFIX)}
    for form, field in sorted(parts, key=lambda part: -len(part[0])):
        header = next((header for header, own in free.items() if form in own), None)
        if header is not None and field not in mapping:
            mapping[field] = header
            del free[header]
    return {field: mapping[field] for field in fields if field in mapping}


def _names(kind: Kind, custom: Sequence[CustomField]) -> dict[str, list[str]]:
    """The forms of the headings by which each field is known."""
    usual = {
        field: [heading_form(name) for name in HEADINGS[kind][field]] for field in FIELDS[kind]
    }
    defined = {
        field.name: [heading_form(name) for name in (*field.names.values(), field.code)]
        for field in custom
    }
    return {**usual, **defined}


def check_mapping(
    mapping: Mapping[str, str],
    headers: Sequence[str],
    kind: Kind,
    custom: Sequence[CustomField] = (),
) -> MappingCheck:
    """Look whether a file can be cleaned with a mapping."""
    used = list(mapping.values())
    missing = missing_fields(set(mapping), kind)
    known = {*FIELDS[kind], *(field.name for field in custom)}
    named = [header for header in headers if header] if missing else used
    return MappingCheck(
        unknown_fields=tuple(field for field in mapping if field not in known),
        absent_headers=tuple(header for header in used if header not in headers),
        repeated_headers=tuple(dict.fromkeys(h for h in named if headers.count(h) > 1)),
        missing=missing,
        unmapped=tuple(
            header
            for header in dict.fromkeys(headers)
            if header and header not in used and header not in REJECT_COLUMNS
        ),
    )


def contact_columns(mapping: Mapping[str, str], headers: Sequence[str]) -> list[str]:
    """The headings of a file of customers that hold their contacts too; none without names."""
    guessed = guess_mapping(headers, "contacts")
    customer = guessed.get("customer"), guessed.get("customer_name")
    known = {mapping.get("code"), mapping.get("name")} - {None}
    if "contact_name" not in guessed or not known.intersection(customer):
        return []
    used = set(mapping.values())
    if guessed["contact_name"] in used:
        return []
    held = set(guessed.values()) - used
    return [header for header in headers if header in held]


def field_columns(
    mapping: Mapping[str, str],
    headers: Sequence[str],
    kind: Kind,
    custom: Sequence[CustomField] = (),
    encoding: str = "",
) -> dict[str, int]:
    """The index of the column of each mapped field, as the cleaners need it.

    The kept line number and source of a mended reject file come along as `kept_line_no` and
    `kept_source`. Raises `MappingRefused`, which names the `encoding` that a text was read in.
    """
    check = check_mapping(mapping, headers, kind, custom)
    if not check.usable:
        raise MappingRefused(check, encoding)
    columns = {field: headers.index(header) for field, header in mapping.items()}
    for header, field in ((LINE_NO, "kept_line_no"), (SOURCE, "kept_source")):
        if kind == "orders" and header in headers:
            columns[field] = headers.index(header)
    return columns
